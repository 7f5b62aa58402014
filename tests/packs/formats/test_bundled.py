"""The bundled packs through every format that says whole questions, and back."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.questions import Predict, Question
from quizapp.packs.checks import check_pack
from quizapp.packs.formats import by_name, names
from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.writing import prepare, save
from quizapp.packs.pack import Pack, load_pack

NEVER_SAID = {"anki": {"follow_ups", "near", "reject", "check"}, "csv": {"follow_ups"}}
"""Fields that a format has no place for, besides demos; each must be told."""


def _shown(value: Any) -> Any:
    """A value with its Markdown as it looks, so that line breaks do not matter."""
    if isinstance(value, str):
        return to_html(value)
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    if is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in fields(value))
        return {name: _shown(getattr(value, name)) for name in names if name != "demo"}
    return value


def _changed(before: Question, after: Question) -> Iterator[str]:
    for field in fields(before):
        pair = getattr(before, field.name), getattr(after, field.name)
        if field.name not in ("demo", "topic") and _shown(pair[0]) != _shown(pair[1]):
            yield field.name


@pytest.mark.parametrize("name", ["anki", "csv"])
def test_nothing_is_lost_that_is_not_told(
    packs: tuple[Pack, ...], name: str, tmp_path: Path
) -> None:
    for pack in packs:
        form = by_name(name, writing=True)
        exported = form.write(pack)
        assert exported.content == form.write(pack).content, "the same bytes"
        assert {refused.where for refused in exported.left_out} == {
            question.id for question in pack.questions if isinstance(question, Predict)
        }
        file = f"{pack.id}{form.suffixes[0]}"
        prepared = prepare(form.read(exported.content, file), tmp_path / pack.id, file)
        assert not prepared.refused
        save(prepared, tmp_path / pack.id)
        problems = check_pack(tmp_path / pack.id, demo_problem=lambda _link, _folder: None)
        assert not [problem for problem in problems if problem.severity == "error"]
        back = load_pack(tmp_path / pack.id).pack
        assert back
        after = {question.id: question for question in back.questions}
        told = {question for question, _ in exported.losses}
        told |= {one.id for one in prepared.taken if one.item.losses}
        for question in pack.questions:
            if isinstance(question, Predict):
                continue
            assert after[question.id].kind == question.kind
            changed = set(_changed(question, after[question.id]))
            assert question.id in told or not changed, (question.id, changed)
            if not getattr(question, "vary", ()) and question.kind != "output":
                assert changed <= NEVER_SAID[name], question.id


@pytest.mark.parametrize("name", names(writing=True))
def test_every_exporter_takes_every_bundled_pack(packs: tuple[Pack, ...], name: str) -> None:
    form = by_name(name, writing=True)
    for pack in packs:
        exported = form.write(pack)
        assert exported.content
        known = {question.id for question in pack.questions}
        assert {refused.where for refused in exported.left_out} < known
        assert {question for question, _ in exported.losses} <= known


class _Outside(HTMLParser):
    """Collects whatever a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "img", "iframe") or any(name == "src" for name, _ in attrs):
            self.found.append(tag)
        if tag not in ("meta", "br", "hr"):
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("hr", "br")

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_the_sheet_stands_alone_with_questions_before_answers(packs: tuple[Pack, ...]) -> None:
    for pack in packs:
        page = by_name("html", writing=True).write(pack).content.decode()
        reader = _Outside()
        reader.feed(page)
        assert reader.found == []
        assert reader.opened == []
        questions, answers = page.split('<section class="answers"')
        headed = [part.partition("<")[0] for part in questions.split("<h2>")[1:]]
        assert len(headed) == len(set(headed)), "each topic stands in one place"
        explanation = to_html(pack.questions[0].explanation.split("\n\n")[0], unicode=True)
        assert explanation in answers
        assert explanation not in questions
        assert "@media print" in page

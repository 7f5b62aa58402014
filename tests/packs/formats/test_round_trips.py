"""Packs through GIFT, Moodle XML, hashcards and JupyterQuiz and back: what both can say stays."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core import questions as q
from quizapp.core.ids import PackId, QuestionId, TopicId, name_of
from quizapp.packs.formats import by_name
from quizapp.packs.formats.base import Imported
from quizapp.packs.formats.markup import to_html
from quizapp.packs.nodes import Mapping as Node
from quizapp.packs.pack import Pack, Topic
from quizapp.packs.schema import MODELS
from quizapp.packs.sources import Source

FORMATS = ("gift", "moodle-xml", "hashcards", "jupyterquiz")

STAYS = {
    "gift": {"choice", "true-false", "numeric", "text", "match", "explain"},
    "moodle-xml": {"choice", "true-false", "numeric", "text", "match", "explain", "order"},
    "jupyterquiz": {"choice", "true-false", "numeric", "text"},
    "hashcards": {"true-false", "explain"},
}
"""Kinds that stay what they are."""
SAID = {
    "gift": ("prompt", "explanation", "tags", "difficulty", "options", "answer", "why", "accept"),
    "moodle-xml": ("prompt", "explanation", "tags", "difficulty", "options", "answer", "why"),
    "jupyterquiz": ("prompt", "accept"),
    "hashcards": ("prompt", "explanation", "answer", "model_answer", "key_points"),
}
"""Fields that come back as they were."""


def built(fields: dict[str, Any]) -> q.Question:
    """The question that an importer's fields make."""

    def written(value: Any) -> Any:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, list):
            return [written(each) for each in value]
        if isinstance(value, dict):
            return {key: written(each) for key, each in value.items()}
        return str(value)

    whole = {"id": "x", "topic": "t", "difficulty": 3, "explanation": "—", **fields}
    whole |= {"id": "x", "topic": "t"}
    return MODELS[fields["kind"]].model_validate(written(whole)).build("p")


def there_and_back(pack: Pack, form: str) -> tuple[list[tuple[q.Question, q.Question]], Imported]:
    """Each exported question beside what it is read as; what is left out is told."""
    exported = by_name(form, writing=True).write(pack)
    left = {refused.where for refused in exported.left_out}
    kept = [question for question in pack.questions if question.id not in left]
    read = by_name(form).read(exported.content, "pack")
    assert not read.refused
    assert len(read.items) == len(kept)
    return [(one, built(dict(i.fields))) for one, i in zip(kept, read.items, strict=True)], read


def plain(value: Any) -> Any:
    """Texts with single spaces: where a line breaks does not matter."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, tuple):
        return tuple(plain(each) for each in value)
    if isinstance(value, q.Option):
        return (plain(value.text), value.correct, plain(value.why))
    return value


@pytest.mark.parametrize("form", FORMATS)
def test_bundled_packs_come_back(packs: tuple[Pack, ...], form: str) -> None:
    for pack in packs:
        comes_back(pack, form)


def comes_back(pack: Pack, form: str) -> None:
    pairs, read = there_and_back(pack, form)
    for original, returned in pairs:
        if original.kind not in STAYS[form]:
            continue
        assert returned.kind == original.kind, original.id
        if getattr(original, "vary", ()):
            continue
        unit = getattr(original, "unit", "")
        for field in SAID[form]:
            mine, theirs = (plain(getattr(one, field, None)) for one in (original, returned))
            if field == "prompt" and unit:
                theirs = theirs.removesuffix(f" [{unit}]")
            assert theirs == mine, f"{original.id} {field}"
    if form in ("gift", "moodle-xml"):
        ids = [item.fields["id"] for item in read.items]
        assert ids == [name_of(original.id) for original, _ in pairs]


@pytest.mark.parametrize("form", ["gift", "moodle-xml"])
def test_a_second_export_is_the_first(packs: tuple[Pack, ...], form: str) -> None:
    for pack in packs:
        exports_the_same_again(pack, form)


def exports_the_same_again(pack: Pack, form: str) -> None:
    pairs, read = there_and_back(pack, form)
    again = tuple(
        replace(returned, id=original.id, topic=original.topic) for original, returned in pairs
    )
    first = by_name(form, writing=True).write(pack)
    second = by_name(form, writing=True).write(replace(pack, questions=again))
    assert not second.left_out
    kinds = [item.fields["kind"] for item in read.items]
    if all(original.kind == kind for (original, _), kind in zip(pairs, kinds, strict=True)):
        assert second.content == first.content
    third = by_name(form).read(second.content, "pack")
    assert [dict(i.fields) for i in third.items] == [dict(i.fields) for i in read.items]


SIGNS = st.text(
    st.sampled_from(list("ab Z1.,:;~=#{}[]()\\*_<>&%$|-+/\"'`é가?!\n")), min_size=1, max_size=30
)
LINES = SIGNS.map(lambda text: " ".join(text.split())).filter(lambda text: bool(text.strip()))
WORDS = LINES.filter(lambda text: re.search(r"\w", text) is not None and "->" not in text)
PROSE = st.lists(WORDS, min_size=1, max_size=2).map("\n\n".join)
NUMBERS = st.integers(-(10**6), 10**6).map(float) | st.integers(-999, 999).map(lambda n: n / 8)
SHARED = st.fixed_dictionaries(
    {"prompt": PROSE, "explanation": PROSE, "difficulty": st.integers(1, 5)}
)


@st.composite
def a_question(draw: st.DrawFn) -> q.Question:
    shared = {"id": QuestionId("p/x"), "topic": TopicId("p/t"), **draw(SHARED)}
    kind = draw(st.sampled_from(["choice", "true-false", "numeric", "text", "match", "order"]))
    texts = draw(st.lists(WORDS, min_size=2, max_size=4, unique_by=str.casefold))
    if kind == "choice":
        right = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)).filter(any))
        options = tuple(
            q.Option(text=text, correct=correct, why=draw(st.just("") | WORDS))
            for text, correct in zip(texts, right, strict=True)
        )
        return q.Choice(**shared, options=options)
    if kind == "true-false":
        return q.TrueFalse(**shared, answer=draw(st.booleans()), why=draw(WORDS))
    if kind == "numeric":
        tolerance = draw(st.sampled_from([0.0, 0.5, 2.0]))
        return q.Numeric(**shared, answer=draw(NUMBERS), tolerance=tolerance)
    if kind == "text":
        return q.TextAnswer(**shared, accept=tuple(texts))
    if kind == "match":
        return q.Match(
            **shared, pairs=tuple((text, f"{text} {at}") for at, text in enumerate(texts))
        )
    return q.Order(**shared, steps=tuple(texts))


def of(question: q.Question) -> Pack:
    return Pack(
        folder=Path("p"),
        id=PackId("p"),
        version="1.0.0",
        title="P",
        description="",
        language="en",
        license="",
        authors=(),
        topics=(Topic(TopicId("p/t"), "A/B: {c}"),),
        questions=(question,),
        translations={},
        sources={},
        source=Source(Path("p"), Node(0)),
    )


@settings(max_examples=150, deadline=None)
@given(question=a_question(), form=st.sampled_from(["gift", "moodle-xml"]))
def test_any_question_comes_back(question: q.Question, form: str) -> None:
    exported = by_name(form, writing=True).write(of(question))
    if exported.left_out:
        return
    read = by_name(form).read(exported.content, "pack")
    assert not read.refused
    (item,) = read.items
    assert item.fields["topic"] == "A/B: {c}"
    if question.kind == "order" and form == "gift":
        assert [right for _, right in item.fields["pairs"]] == list(question.steps)  # type: ignore[attr-defined]
        return
    back = built(dict(item.fields))
    assert back.kind == question.kind
    ours = replace(question, id=back.id, topic=back.topic)
    assert plain_fields(back) == plain_fields(ours)


def plain_fields(question: q.Question) -> dict[str, Any]:
    names = ("prompt", "explanation", "difficulty", "options", "answer", "why", "tolerance")
    names += ("pairs", "steps")
    shown = {name: looks(getattr(question, name, None)) for name in names}
    return shown | {"accept": plain(getattr(question, "accept", None))}


def looks(value: Any) -> Any:
    """Texts as they are shown: `\\<b` and `<b` are the same."""
    value = plain(value)
    if isinstance(value, tuple):
        return tuple(map(looks, value))
    return to_html(value) if isinstance(value, str) else value

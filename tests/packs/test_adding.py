"""A question from a form: read, tried on a copy, and written so that nothing else changes."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.questions import KINDS
from quizapp.errors import PackError
from quizapp.packs.adding import add_question, free_name, question_files
from quizapp.packs.composing import SPECIAL, Unclear, compose, entries
from quizapp.packs.pack import load_pack
from quizapp.packs.starting import Beginning, start_pack

FILLED = {
    "choice": {"options": "* A list | it has append\n  A tuple | it never changes\n* A dict"},
    "true-false": {"answer": "True", "why": "Not the other: it is so."},
    "numeric": {"answer": "12.5", "relative": "1%", "unit": "GB", "check": "25 / 2"},
    "text": {"accept": "Adam\nAdamW", "reject": "SGD | it has no state"},
    "cloze": {"text": "The {{mean|average}} moves: it's # 1"},
    "output": {"code": "for i in range(2):\n    print(i)\n", "answer": "0\n1"},
    "bug": {"code": "x = 1\ny = x +\n", "line": "2", "fix": "x = 1\ny = x + 1\n"},
    "order": {"steps": "- first\nsecond: then\nthird"},
    "match": {"pairs": "a = b\nc = d = e"},
    "explain": {"key_points": "One\nTwo", "model_answer": "Because.\n\nAnd so on."},
    "predict": {
        "demo": "mean-error",
        "metric": "gain",
        "options": "few | 0 to 1.5\nmany | 1.5 to inf",
    },
}
SHARED = {"prompt": "What: is *this* #1?\n\n    code", "explanation": "It is `so`.", "hint": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    start_pack(tmp_path / "mine", Beginning("mine", "Mine", "Ada"))
    return tmp_path / "mine"


def test_every_kind_can_be_filled_in() -> None:
    assert set(SPECIAL) == set(KINDS) == set(FILLED)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_added_and_all_else_stays(folder: Path, kind: str) -> None:
    file = folder / "questions" / "first.yaml"
    before = file.read_bytes()
    loaded = load_pack(folder).pack
    assert loaded
    fields = compose(kind, SHARED | FILLED[kind])
    name = free_name(loaded, SHARED["prompt"])
    added = add_question(
        folder, "first.yaml", fields | {"id": name, "topic": "basics", "difficulty": "2"}
    )
    assert file.read_bytes().startswith(before)
    again = load_pack(folder)
    assert again.usable
    assert again.pack
    question = again.pack.question(added, "en")
    assert question.kind == kind
    assert question.prompt == SHARED["prompt"]
    assert len(again.pack.questions) == len(loaded.questions) + 1
    assert free_name(again.pack, SHARED["prompt"]) != name


def test_a_new_file_names_the_schema(folder: Path) -> None:
    fields = compose("true-false", SHARED | FILLED["true-false"])
    add_question(folder, "later.yaml", fields | {"id": "x", "topic": "basics", "difficulty": "2"})
    assert "later.yaml" in question_files(folder)
    text = (folder / "questions" / "later.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=../.schemas/questions.json\n")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "which-can-change"}, "is taken by line"),
        ({"topic": "nowhere"}, "there is no topic"),
        ({"difficulty": "9"}, r"5 \(hard\)"),
        ({"options": [{"text": "one"}]}, "correct"),
    ],
)
def test_what_would_be_wrong_is_told_and_nothing_is_written(
    folder: Path, changes: dict[str, object], told: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    fields = compose("choice", SHARED | FILLED["choice"])
    fields |= {"id": "new", "topic": "basics", "difficulty": "2"} | changes
    with pytest.raises(PackError, match=told):
        add_question(folder, "first.yaml", fields)
    for file in ("../first.yaml", "first.txt", "/etc/x.yaml", "A b.yaml"):
        with pytest.raises(PackError, match="name of a question file"):
            add_question(folder, file, fields)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("kind", "entry", "text"),
    [
        ("true-false", "answer", "maybe"),
        ("numeric", "answer", "twelve"),
        ("numeric", "relative", "close"),
        ("text", "reject", "SGD"),
        ("bug", "line", "two"),
        ("match", "pairs", "a - b"),
        ("predict", "options", "few: 0 to 1"),
        ("choice", "options", "  "),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(kind: str, entry: str, text: str) -> None:
    with pytest.raises(Unclear) as error:
        compose(kind, SHARED | FILLED[kind] | {entry: text})
    assert error.value.entry == entry


@given(data=st.data())
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_text_is_taken_or_refused_plainly(data: st.DataObject, tmp_path_factory) -> None:
    kind = data.draw(st.sampled_from(list(KINDS)))
    text = st.text(st.characters(codec="utf-8"), max_size=40)
    filled = {entry.name: data.draw(text) for entry in entries(kind)}
    folder = tmp_path_factory.getbasetemp() / "any" / "pack"
    if not folder.exists():
        folder.parent.mkdir()
        start_pack(folder, Beginning("pack", "Pack", "Ada"))
    try:
        fields = compose(kind, filled)
        add_question(
            folder, "any.yaml", fields | {"id": "any", "topic": "basics", "difficulty": "1"}
        )
    except (Unclear, PackError):
        pass
    else:
        assert load_pack(folder).usable
        (folder / "questions" / "any.yaml").unlink()

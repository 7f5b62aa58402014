"""From what was read to a pack that passes the check, whatever was read."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.say import say
from quizapp.errors import PackError, UsageError
from quizapp.packs.checks import check_pack
from quizapp.packs.formats import by_name, for_export, guess
from quizapp.packs.formats.base import Imported, Item, Refused
from quizapp.packs.formats.filling import slug_from, wrapped
from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.writing import files, prepare, save
from quizapp.packs.pack import load_pack

TRICKY = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=" \n\t:#-'\"%[]{}|>*&!~,?@`\\\x1b\u202e\ufeff", max_size=30),
)
CHOICE = st.builds(
    lambda prompt, options, why: {
        "kind": "choice",
        "prompt": prompt,
        "options": [{"text": o, "correct": n == 0, "why": why} for n, o in enumerate(options)],
    },
    TRICKY,
    st.lists(TRICKY, max_size=3),
    TRICKY,
)
OTHER = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["explain", "numeric", "text", "cloze", "match", "nothing"]),
        "prompt": TRICKY,
        "id": TRICKY,
        "topic": TRICKY,
        "answer": st.one_of(st.floats(), TRICKY),
        "text": TRICKY,
    }
)


def _item(number: int, **fields: object) -> Item:
    return Item({"kind": "true-false", "answer": True, **fields}, f"line {number}")


@given(st.lists(st.one_of(CHOICE, OTHER), max_size=4))
def test_whatever_is_read_is_counted_and_what_is_taken_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, read: list[dict[str, object]]
) -> None:
    folder = tmp_path_factory.mktemp("packs") / "some-pack"
    items = tuple(Item(fields, f"line {number}") for number, fields in enumerate(read))
    prepared = prepare(Imported("A title", items), folder, "file.x")
    assert len(prepared.taken) + len(prepared.refused) == len(read) == prepared.counted
    if prepared.taken:
        save(prepared, folder)
        problems = check_pack(folder, demo_problem=lambda _link, _folder: None)
        assert not [problem for problem in problems if problem.severity == "error"]
        loaded = load_pack(folder).pack
        assert loaded
        assert {question.id for question in loaded.questions} == {t.id for t in prepared.taken}


def test_fills_in_what_is_missing_and_says_so_once(tmp_path: Path) -> None:
    items = (
        _item(1, prompt="Is it so?", topic="Erste Sätze"),
        _item(2, prompt="Is it so?", topic="Erste Sätze"),
        _item(3, prompt="그런가?", topic="문장"),
    )
    prepared = prepare(Imported("Deck", items), tmp_path / "My Deck", "deck.x")
    assert prepared.id == "my-deck"
    names = [taken.id for taken in prepared.taken]
    assert names[:2] == ["my-deck/is-it-so", "my-deck/is-it-so-2"]
    assert names[2].startswith("my-deck/question-")
    assert [str(note) for note in prepared.notes] == [
        "No explanation came with 3 of them: theirs is the answer.",
        "No difficulty came with 3 of them: it is 3.",
    ]
    assert prepared.manifest["topics"][0] == {"id": "erste-satze", "title": "Erste Sätze"}


def test_korean_files_are_korean_and_have_ids_that_tell_them_apart(tmp_path: Path) -> None:
    items = (
        _item(1, prompt="파이썬의 list와 tuple은 같은가?", topic="Basics"),
        _item(2, prompt="a와 b는 같은가?", topic="Basics"),
        _item(3, prompt="a와 b는 다른가?", topic="Basics"),
    )
    prepared = prepare(Imported("Deck", items), tmp_path / "p", "deck.x")
    assert prepared.manifest["language"] == "ko"
    names = [taken.id for taken in prepared.taken]
    assert names[0].startswith("p/list-tuple-")
    assert all(name.startswith("p/basics-") and len(name) == 15 for name in names[1:])
    assert len({*names}) == 3
    again = prepare(Imported("Deck", items[1:]), tmp_path / "p", "deck.x")
    assert [taken.id for taken in again.taken] == names[1:]
    english = (_item(1, prompt="What does 가 mean in a Korean sentence?"),)
    assert prepare(Imported("x", english), tmp_path / "p", "x").manifest["language"] == "en"


def test_one_line_stays_one_line(tmp_path: Path) -> None:
    prompt = "It costs $5 and `not` $6, " * 8 + "does it?"
    prepared = prepare(Imported("x", (_item(1, prompt=prompt),)), tmp_path / "p", "x")
    save(prepared, tmp_path / "p")
    assert "prompt: >-" in (tmp_path / "p" / "questions" / "x.yaml").read_text()
    loaded = load_pack(tmp_path / "p").pack
    assert loaded
    assert loaded.questions[0].prompt == prompt


def test_what_could_disturb_a_terminal_is_shown_and_told(tmp_path: Path) -> None:
    prepared = prepare(Imported("x", (_item(1, prompt="a\x1b[31mb\u202ec"),)), tmp_path / "p", "x")
    assert prepared.taken[0].fields["prompt"] == "a\ufffd[31mb\ufffdc"
    assert len(prepared.losses) == 1


def test_nothing_stays_of_a_pack_that_cannot_be_written(tmp_path: Path) -> None:
    prepared = prepare(Imported("x", (_item(1, prompt="Is it?"),)), tmp_path / "p", "x")
    (tmp_path / "p").write_text("a file")
    with pytest.raises(PackError):
        save(prepared, tmp_path / "p")
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_many_questions_are_spread_over_files(tmp_path: Path) -> None:
    items = tuple(_item(n, prompt=f"Is {n} a number?") for n in range(401))
    prepared = prepare(Imported("x", items), tmp_path / "p", "x")
    assert list(files(prepared)) == ["pack.yaml", "questions/x.yaml", "questions/x.2.yaml"]


@given(st.text(max_size=80))
def test_slugs_are_names_and_stay_the_same(text: str) -> None:
    slug = slug_from(text, "question")
    assert slug == slug_from(text, "question")
    assert slug.replace("-", "").isalnum()
    assert slug.isascii()


LINES = st.lists(st.sampled_from(["word", "- a", "1.", "$a b$", "`c d`", "long" * 9, "|", "\\"]))


@given(LINES.map(" ".join))
def test_breaking_lines_changes_nothing_that_is_seen(text: str) -> None:
    broken = wrapped(f"Begin {text}")
    assert to_html(broken) == to_html(f"Begin {text}")


def test_formats_are_named_guessed_and_refused_with_reasons() -> None:
    assert by_name("anki").name == "anki"
    for name, says in (("h5p", "JavaScript"), ("html", "written, not read"), ("x", "no format x")):
        with pytest.raises(UsageError, match=says):
            by_name(name)
    assert guess("x.apkg", b"PK\3\4").name == "anki"
    assert guess("x.tsv", b"question\tanswer\n").name == "csv"
    assert guess("x.csv", b"#separator:comma\n").name == "anki-text"
    with pytest.raises(PackError, match="JavaScript"):
        guess("x.h5p", b"PK")
    with pytest.raises(PackError, match="not recognized"):
        guess("x.exe", b"MZ\x00\x01")
    assert for_export("a.apkg").name == "anki"
    with pytest.raises(UsageError, match=r"\.exe"):
        for_export("a.exe")


def test_a_refused_question_keeps_its_reason(tmp_path: Path) -> None:
    refused = (Refused("line 2", say("It has no answer.")),)
    prepared = prepare(Imported("x", (), refused), tmp_path / "p", "x")
    assert [str(each.reason) for each in prepared.refused] == ["It has no answer."]

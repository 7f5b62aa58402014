"""Whatever a file holds, an importer returns what it found or says why it cannot."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.clean import UNSAFE
from quizapp.errors import PackError
from quizapp.packs.formats import FORMATS, Format, by_name, guess
from quizapp.packs.formats.base import Imported
from quizapp.packs.formats.writing import prepare

DATA = Path(__file__).parents[2] / "data" / "formats"
SAMPLES = [path.read_bytes() for path in sorted(DATA.glob("*.*"))]
READABLE = [known for known in FORMATS if known.reads]

NASTY = [
    *(b"{", b"}", b"{{", b"}}", b"|", b"=", b"~", b"#", b"->", b"%50%", b"*", b"\\", b"::"),
    *(b"<!--", b"-->", b"<", b">", b"&#x202e;", b"&#0;", b"&amp;", b"]]>", b"<details>", b"</b>"),
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\x1b[2J",
        "\u202e".encode(),
        b"1e999",
        b"-1e-999",
    ),
    *(b"\n\n", b"```\n", b"- [x] ", b"Q: ", b"C: [", b"ANSWER: B", b"#Q ", b"^ ", b"NaN", b"[]"),
    *(b'"', b"null", b"[" * 40, b"9" * 60, b"{1:NM:=1:0}", b"{1:MC:~a}", b"$", b"\\("),
]


def read(known: Format, data: bytes) -> Imported | None:
    try:
        return known.read(data, "file")
    except PackError as error:
        assert str(error.message)
        return None


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 60)))
        piece = draw(st.sampled_from(NASTY) | st.just(data[start:end] * 2) | st.binary(max_size=6))
        data = data[:start] + piece + data[end:]
    return data


@settings(max_examples=60, deadline=None)
@given(data=mutated() | st.binary(max_size=200))
def test_no_file_crashes_an_importer(data: bytes) -> None:
    for known in READABLE:
        found = read(known, data)
        if found is None:
            continue
        assert isinstance(found, Imported)
        assert found.items or found.refused
        shown = [each.where for each in (*found.items, *found.refused)]
        assert not any(UNSAFE.search(text.replace("\n", " ")) for text in shown)
        prepared = prepare(found, Path("pack"), "file")
        assert prepared.counted == len(found.items) + len(found.refused)


@settings(max_examples=40, deadline=None)
@given(data=mutated(), name=st.sampled_from(["a.md", "a.txt", "a.xml", "a.json", "a.zip", "a"]))
def test_guessing_a_format_never_crashes(data: bytes, name: str) -> None:
    try:
        guess(name, data)
    except PackError as error:
        assert str(error.hint) or str(error.message)


HOSTILE = {
    "gift": [b"{", b"{=a ~b}", b"~=", b"::", b"// [id:", b"{=\n\n"],
    "aiken": [b"A. a\n", b"ANSWER: A" + b" " * 50 + b"!\n"],
    "opentrivia": [b"#Q a\n^ b\nA b\n", b"^ "],
    "hashcards": [b"Q: a\nA: b\n", b"C: [[", b"<!--", b"`"],
    "checkbox": [
        b"- [x] a\n",
        b"- [ ]\n\n",
        b"<details>\n<summary>\n",
        b"```\n",
        b"<!--",
        b"# a?\n",
    ],
    "markdown-qa": [b"## What is it?\n", b"<summary>", b"**a?**", b"[", b"](#", b"<!--", b"` ``"],
    "moodle-xml": [b"<a>", b"<quiz>", b"&amp;"],
    "qti": [b"<a>", b"<item>"],
    "jupyterquiz": [b"[", b'{"a":'],
}


@pytest.mark.parametrize("form", HOSTILE)
def test_long_files_of_one_thing_take_time_in_proportion(form: str) -> None:
    """These take many seconds where anything grows with the square of a file's length."""
    for piece in HOSTILE[form]:
        start = time.process_time()
        read(by_name(form), b"## What is it?\n\n" + piece * (25_000 // len(piece)))
        assert time.process_time() - start < 3


def test_files_with_too_many_questions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizapp.packs.formats.titles.MAX_ITEMS", 10)
    assert len(by_name("gift").read(b"a{T}\n\n" * 10, "many.gift").items) == 10
    with pytest.raises(PackError, match="more than"):
        by_name("gift").read(b"a{T}\n\n" * 11, "many.gift")

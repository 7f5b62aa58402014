"""Whatever a pack says and a learner enters, plain text comes out."""

import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.clean import UNSAFE
from quizapp.plain import run_plain
from quizapp.plain.asking import numbered_gaps
from quizapp.plain.markup import fence, item, literal, printed
from quizapp.plain.voice import Voice, command_in
from quizapp.prose import plain_markdown
from quizapp.services.house import House, Wish

NASTY = [
    "\x1b[2J",
    "\x9b31m",
    "\x07",
    "\u202e",
    "\u2028",
    "\x00",
    "&#27;[2J",
    "[red]x[/]",
    "`",
    "$",
]
nasty_text = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=6).map(
    "".join
)
one_line = nasty_text.map(lambda text: re.sub(r"[\s\x1c-\x1f\x85]+", " ", text))


@given(nasty_text)
def test_literal_text_comes_out_as_it_went_in(text: str) -> None:
    text = " ".join(UNSAFE.sub("", text).split())
    shown = plain_markdown(literal(text), 10_000)
    assert shown == text or text == ""


@pytest.mark.parametrize("code", ["a\n\n  b", "```\nx\n```", "`", "*a* **b** $x$", "- x\n1. y"])
def test_code_comes_out_as_it_went_in(code: str) -> None:
    shown = plain_markdown(fence(code), 80)
    assert shown == "\n".join(("    " + line).rstrip() for line in code.split("\n"))
    assert plain_markdown(printed("*a*"), 80) == "*a*"
    assert "    b" in plain_markdown(printed("a\nb"), 80)


def test_the_lines_of_an_item_stay_in_it() -> None:
    listed = "\n".join([item("1.", "Loop:\n\n```\nfor x in y:\n    z\n```"), item("2.", "None")])
    assert plain_markdown(listed, 80).split("\n") == [
        "1. Loop:",
        "",
        "       for x in y:",
        "           z",
        "",
        "2. None",
    ]


def test_gaps_are_numbered_in_code_too() -> None:
    text = plain_markdown(numbered_gaps("Call `f({{*args}})` with {{**kwargs|*}}."), 80)
    assert text == "Call f([1: ____]) with [2: ____]."


@given(one_line)
def test_a_command_is_one_letter_or_its_word(text: str) -> None:
    letter = command_in(text)
    assert letter == "" or text.strip().startswith("/")
    assert len(letter) <= 1


@pytest.mark.parametrize(
    ("line", "letter"),
    [
        ("/h", "h"),
        (" /Q ", "q"),
        ("/skip", "s"),
        ("/*", "f"),
        ("/?", "?"),
        ("/z", "z"),
        ("/usr", ""),
        ("h", ""),
        ("//", ""),
        ("/h x", ""),
        ("", ""),
    ],
)
def test_commands_are_told_from_answers(line: str, letter: str) -> None:
    assert command_in(line) == letter


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(one_line, max_size=12))
def test_nothing_that_is_entered_brings_an_escape_or_a_crash(house, lines: list[str]) -> None:
    wish = Wish(kinds=("text", "numeric", "cloze", "choice", "true-false"), seed=1, length=20)
    target = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    try:
        run_plain(house, wish, resume=True, source=source, target=target)
    except Exception as error:  # noqa: BLE001  nothing left to ask is all that may happen
        assert "nothing to ask" in str(error)
    assert not UNSAFE.search(target.getvalue())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty_text)
def test_nothing_is_written_that_a_terminal_would_obey(house: House, text: str) -> None:
    target = io.StringIO()
    Voice(house, io.StringIO(), target).write(text)
    assert not UNSAFE.search(target.getvalue())


def test_hostile_words_of_a_pack_and_a_demo_stay_words(pack, open_house, talk) -> None:
    entity, markup = "&#27;[2J", "[bold]x[/] \\u001b *y*"
    questions = pack / "questions" / "basics.yaml"
    text = questions.read_text().replace("A title alone", f"Title {markup}")
    text = text.replace("Draw one unit.", f"Draw {entity} {markup}")
    questions.write_text(text.replace("A polynomial", f"A {entity} polynomial"))
    demo = pack / "demos" / "descent.py"
    source = demo.read_text().replace("The distance ends at", "\\x1b[31mThe \\u202edistance")
    demo.write_text(source.replace("distance left", "\\x9bleft"))
    wish = Wish(kinds=("choice", "predict"), seed=1, length=20)
    told = talk(open_house(), wish, *["/h", "1", "d", ""] * 12)
    assert "[bold]x[/]" in told
    assert "The experiment runs" in told
    assert "31mThe" in told
    assert not UNSAFE.search(told)

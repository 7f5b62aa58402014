"""Interviews in lines, as a whole and where they turn."""

import io
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.interview import Note, Plan, Verdicts
from quizapp.plain import run_plain
from quizapp.plain.interview import run_plain_interview
from quizapp.services.house import House, Wish
from quizapp.services.interviewing import broken_off

HERE = Path(__file__).parent
PLAN = Plan(topics=("basics",), low=1, high=2, questions=4)
ANSWERS = ["1 2", "3", "4", "/h", "t", "3", "1", "4", "", "/?", "", "/s"]


def talk(house: House, plan: Plan | None, *lines: str, seed: int | None = 4) -> str:
    """The whole transcript of an interview."""
    target = io.StringIO()
    source = io.StringIO("".join(f"{line}\n" for line in lines))
    assert run_plain_interview(house, plan, seed=seed, source=source, target=target) == 0
    return target.getvalue()


def test_an_interview_sounds_as_it_did(house: House) -> None:
    expected = (HERE / "interview.txt").read_text(encoding="utf-8")
    assert talk(house, PLAN, *ANSWERS) == expected


def test_it_pauses_where_the_input_ends_and_goes_on_there(
    open_house: Callable[..., House],
) -> None:
    first = talk(open_house(), PLAN, "/x", "/x", "/f")
    assert "Go on with: quizapp interview --plain" in first
    second = talk(open_house(), None, "/s", "/e", "/e")
    assert "Going on where you stopped." in second
    asked = [line for line in (first + second).split("\n") if line.startswith("Question ")]
    assert asked[-2] == next(line for line in reversed(first.split("\n")) if "Question" in line)
    assert "Interrupted once" in second


class Closed(io.StringIO):
    """A terminal that is closed while a line is awaited."""

    def readline(self, size: int | None = -1, /) -> str:
        os.kill(os.getpid(), signal.SIGHUP)
        return super().readline(size)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system knows no SIGHUP")
def test_closing_the_terminal_is_a_pause(house: House) -> None:
    source, target = Closed("1\n"), io.StringIO()
    assert run_plain_interview(house, PLAN, seed=4, source=source, target=target) == 129
    session = broken_off(house)
    assert session is not None
    assert ([each.what for each in session.notes], session.reviews) == ([Note.PAUSED], ())
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


def test_the_quiz_goes_on_with_an_interview_that_broke_off(house: House) -> None:
    talk(house, PLAN)
    target = io.StringIO()
    run_plain(house, Wish(), resume=True, source=io.StringIO("/e\n/e\n"), target=target)
    assert "Thank you, we stop here." in target.getvalue()


def test_explanations_are_ticked_before_the_report(house: House) -> None:
    plan = Plan(topics=("training",), low=3, high=3, questions=1)
    text = talk(house, plan, "features have different scales", "", "", "1 2")
    debriefing = text[text.index("what did your explanation cover?") : text.index("Score: 67%")]
    assert "You said\n  features have different scales\n" in debriefing
    assert "Going on" not in text
    withheld = talk(house, plan, "features have different scales", "", "", "/q")
    assert "1 explanation is marked by the key points" in withheld


def test_verdicts_at_once_are_told_and_an_empty_line_goes_on(house: House) -> None:
    plan = replace(PLAN, questions=2, verdicts=Verdicts.ONCE)
    text = talk(house, plan, "/x", "/x", "?", "", "/e", "/f", "/e", "/e")
    assert "After each answer I tell you how right it was." in text
    assert text.index("An empty line goes on:") < text.index("Question 2 of 2")
    assert text.count("/e once more ends") == 2, "another line in between takes it back"


def test_it_speaks_korean(open_house: Callable[..., House]) -> None:
    text = talk(open_house("ko"), PLAN, "/?", "/e", "/e")
    assert "여기까지" in text
    assert "어서 오세요" in text

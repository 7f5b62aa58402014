"""`quizapp interview` and `quizapp interviews`."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hold(quizapp: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`hold("--seed", "3", lines="/x")` holds one in plain lines."""

    def run(*arguments: str, lines: str = "/e\n/e\n", command: str = "interview") -> object:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        return quizapp(command, "--plain", *arguments)

    return run  # type: ignore[return-value]


def test_an_interview_is_held_listed_and_reported(hold, quizapp, tmp_path: Path) -> None:
    told = hold("sampler", "--questions", "2", "--seed", "3", "--level", "1-4", lines="/s\n/s\n")
    assert told.status == 0
    assert "Question 2 of 2" in told.out
    (listed,) = json.loads(quizapp("interviews", "list", "--json").out)["interviews"]
    assert (listed["packs"], listed["level"], listed["questions"]) == (["sampler"], "1-4", 2)
    assert (listed["score"], listed["over"], listed["seed"]) == (0.0, True, 3)
    assert "broke off" not in quizapp("interviews", "list").out
    page = tmp_path / "report.html"
    assert quizapp("interviews", "report", "1", "--to", str(page)).err == f"Saved {page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    report = json.loads(quizapp("interviews", "report", "--json").out)
    assert [each["passed"] for each in report["asked"]] == [True, True]
    assert "What to study next" in quizapp("interviews", "report", "last").out


def test_without_a_wish_it_goes_on_with_the_one_that_broke_off(hold, quizapp) -> None:
    assert "Question 1 of 3" in hold("--questions", "3", lines="").out
    assert "broke off" in quizapp("interviews", "list").out
    assert "Going on where you stopped." in hold().out
    assert "Going on" not in hold("--seed", "1").out


def test_a_quiz_in_interview_mode_is_an_interview(hold) -> None:
    told = hold("-n", "2", "--mode", "interview", "--seed", "2", command="quiz")
    assert "Welcome. I have 2 questions" in told.out
    refused = hold("--mode", "interview", "--kind", "choice", command="quiz")
    assert (refused.status, "all kinds" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["interview", "--plain", "nothing"], "no pack called nothing"),
        (["interview", "--plain", "--topic", "basics", "--level", "5"], "no question fits"),
        (["interview", "--plain", "./nowhere"], "no pack.yaml"),
        (["interview", "--plain", "--level", "staff"], "is no level"),
        (["interview", "--plain", "--questions", "3", "--minutes", "3"], "not allowed with"),
        (["interview", "--plain", "--minutes", "99999"], "120 minutes at most"),
        (["interview"], "needs a terminal"),
        (["interviews", "report"], "no interview yet"),
        (["interviews", "report", "--to", "report.pdf"], "as .html or .md"),
    ],
)
def test_what_cannot_be_done_is_said(quizapp, arguments: list[str], why: str) -> None:
    told = quizapp(*arguments)
    assert told.status == 2
    assert why in told.err


def test_a_report_that_is_not_there_is_said(hold, quizapp) -> None:
    hold("--questions", "1")
    for number in ("2", "0", "x", "99999999999"):
        told = quizapp("interviews", "report", number)
        assert (told.status, "there are 1 to 1" in told.err) == (2, True)
    assert "There is none yet" not in quizapp("interviews", "list").out


SMALL = """
import sys
from pathlib import Path
from quizapp import paths
paths.bundled = lambda name: Path(sys.argv[1]) / name
from quizapp.cli import main
sys.exit(main(["interview", "--plain", *sys.argv[2:]]))
"""
"""The program with one small pack, which is quick to index."""


def test_an_answer_survives_the_end_of_the_program(bundle: Path, tmp_path: Path) -> None:
    """Killed as soon as the next question is read out, the answer and the walk are there."""
    environment = os.environ | {"QUIZAPP_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", SMALL, str(bundle)]
    held = subprocess.Popen(
        [*command, "--questions", "5", "--seed", "1", "--level", "1-4"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    assert held.stdin is not None
    assert held.stdout is not None
    held.stdin.write("/s\n")
    held.stdin.flush()
    line = next(line for line in held.stdout if line.startswith("Question 2 of 5"))
    held.send_signal(signal.SIGKILL)
    held.wait()
    held.stdin.close()
    held.stdout.close()
    resumed = subprocess.run(
        command,
        input="/e\n/e\n",
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    assert "Going on where you stopped." in resumed.stdout
    assert line in resumed.stdout
    assert "1 question in" in resumed.stdout


def test_one_over_a_folder_is_gone_on_with_and_reported_without_it(
    hold, quizapp, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "own"
    (folder / "questions").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    (folder / "questions" / "a.yaml").write_text(QUESTIONS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    nothing = hold("--resume")
    assert (nothing.status, "No interview has broken off" in nothing.err) == (2, True)
    first = hold("./own", "--questions", "2", "--level", "1", lines="/s\n")
    again = "quizapp interview ./own --resume --plain"
    assert f"Go on with: {again}" in " ".join(first.out.split())
    report = quizapp("interviews", "report", "last")
    assert (report.status, "It is not over yet" in report.out) == (0, True)
    elsewhere = hold("--resume")
    assert (elsewhere.status, "interview FOLDER --resume" in elsewhere.err) == (2, True)
    refused = hold("./own", "--resume", "--level", "1")
    assert (refused.status, "as it was begun" in refused.err) == (2, True)
    assert "An interview broke off" in hold("./own", "--level", "1", lines="/e\n/e\n").out
    assert "Question 2 of 2" in hold("./own", "--resume").out


PACK = """
format: 1
id: own
version: 1.0.0
title: Own
description: Two questions.
language: en
license: CC-BY-4.0
authors: [Somebody]
topics:
  - {id: own, title: Own}
"""
QUESTIONS = """
- {id: one, kind: true-false, topic: own, difficulty: 1, prompt: One., answer: true, explanation: Y}
- {id: two, kind: true-false, topic: own, difficulty: 1, prompt: Two., answer: true, explanation: Y}
"""

"""`quizapp search`, `show` and `note`: what they print, as text and as JSON."""

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


def test_search_lists_the_best_first(quizapp: Command) -> None:
    told = quizapp("search", "relu", "slope")
    assert told.status == 0
    lines = told.out.splitlines()
    assert lines[0].startswith("sampler/relu-slope  (")
    assert "true-false, difficulty 1, new)" in lines[0]
    assert "question" in lines[-1]
    cut = quizapp("search", "-n", "2")
    assert cut.out.splitlines()[-1] == "2 of 14 questions; -n shows more"


def test_search_as_json(quizapp: Command) -> None:
    told = json.loads(quizapp("search", "polynomal", "--kind", "choice", "--json").out)
    assert told["query"] == "polynomal kind:choice"
    assert (told["sort"], told["all_words"]) == ("relevance", True)
    assert told["instead"] == {"polynomal": ["polynomial"]}
    assert told["count"] == len(told["questions"]) == 1
    (found,) = told["questions"]
    assert found["id"] == "sampler/relu-pieces"
    ((start, end),) = found["hits"]
    assert found["snippet"][start:end].lower() == "polynomial"


def test_search_in_the_other_language_with_filters_and_phrases(quizapp: Command) -> None:
    korean = quizapp("search", "다항식", "--lang", "ko")
    assert korean.out.startswith("sampler/relu-pieces")
    assert "문제" in korean.out
    assert quizapp("search", "diff:5", "kind:explain", "zigzag").status in (0, 1)
    phrase = json.loads(quizapp("search", "slope of ReLU", "--json").out)
    assert phrase["query"] == '"slope of ReLU"'
    by_pack = quizapp("search", "--pack", "sampler", "--sort", "book", "--json")
    assert json.loads(by_pack.out)["count"] == 14


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (("search", "zzzzqqqq"), 1, "zzzzqqqq stands nowhere"),
        (("search", "kynd:choice"), 2, "Did you mean kind:?"),
        (("search", "relu", "--pack", "samplr"), 2, "Did you mean pack:sampler?"),
        (("show", "relu-slop"), 2, "There is no question called relu-slop."),
        (("note", "sampler/relu-slop", "x"), 2, "Did you mean sampler/relu-slope?"),
        (("note", "relu-slope", "x", "--remove"), 2, "not allowed with argument"),
        (("note", "relu-slope"), 1, ""),
    ],
)
def test_what_goes_wrong_is_told(
    quizapp: Command, arguments: tuple[str, ...], status: int, told: str
) -> None:
    done = quizapp(*arguments)
    assert done.status == status
    assert told in done.out + done.err


def test_show_gives_nothing_away_unless_asked(quizapp: Command) -> None:
    asked = quizapp("show", "relu-pieces").out
    assert "sampler/relu-pieces: Sampler" in asked
    assert "never answered" in asked
    assert "right" not in asked
    answered = quizapp("show", "sampler/relu-pieces", "--answer").out
    assert "(right)" in answered
    assert "The interviewer goes on:\n  sampler/relu-slope:" in answered
    assert "Asked after:\n  sampler/relu-pieces:" in quizapp("show", "relu-slope", "--answer").out
    told = json.loads(quizapp("show", "relu-pieces", "--json").out)
    assert "options" not in told["question"]
    assert told["leads_to"][0]["question"] == "sampler/relu-slope"
    full = json.loads(quizapp("show", "relu-pieces", "--json", "--answer").out)
    assert any(option.get("correct") for option in full["question"]["options"])


def test_every_question_can_be_shown_in_both_languages(quizapp: Command) -> None:
    listed = json.loads(quizapp("search", "--json", "-n", "99").out)["questions"]
    for each in listed:
        for more in (["--lang", "en"], ["--lang", "ko", "--answer"]):
            shown = quizapp("show", each["id"], *more)
            assert shown.status == 0
            assert each["id"] in shown.out


def test_notes_come_and_go(quizapp: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quizapp("note", "relu-slope", "about **zebras**").status == 0
    assert quizapp("note", "relu-slope").out == "about **zebras**\n"
    assert quizapp("search", "zebra").out.startswith("sampler/relu-slope  (")
    assert "Your note:" in quizapp("show", "relu-slope").out
    monkeypatch.setattr(sys, "stdin", io.StringIO("line\n\n얼룩말\n"))
    assert quizapp("note", "relu-slope", "-").status == 0
    told = json.loads(quizapp("note", "relu-slope", "--json").out)
    assert told["note"]["text"] == "line\n\n얼룩말"
    assert [each["text"] for each in told["history"]] == ["about **zebras**", "line\n\n얼룩말"]
    assert quizapp("note").out == "# sampler/relu-slope\n\nline\n\n얼룩말\n"
    every = json.loads(quizapp("note", "--json").out)
    assert [each["question"] for each in every["notes"]] == ["sampler/relu-slope"]
    assert (every["flagged"], every["suspended"]) == ([], [])
    assert quizapp("note", "relu-slope", "--remove").status == 0
    assert quizapp("note").out == ""

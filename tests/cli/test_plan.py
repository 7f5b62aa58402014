"""`quizapp plan`: what it prints, as text and as JSON."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quizapp import paths
from quizapp.cli.plan import as_json
from quizapp.core.fitting import Check
from quizapp.core.responses import Rating
from quizapp.locale import translator
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.house import House, Wish
from quizapp.services.plan_report import as_lines, bar
from quizapp.services.planning import Plan, PlanWish, make_plan

Command = Callable[..., Any]

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FAR = "2099-01-01"
HOW = "So it is set."


@pytest.fixture
def plan(pack: Path, tmp_path: Path) -> Plan:
    """The plan of somebody who answered one question a week ago."""
    now = NOON - timedelta(days=7)
    with Record.open(tmp_path / "r.db") as record:
        library = Library.open([pack], tmp_path / "index.sqlite3")
        house = House(library, record, clock=lambda: now)
        quiz = house.begin(Wish(kinds=("true-false",), seed=1))
        quiz.answer(None)
        quiz.rate(Rating.GOOD)
        now = NOON
        plan = make_plan(house, PlanWish(date="2026-03-09", questions=5))
        library.close()
    return plan


def test_the_plan_in_words(plan: Plan) -> None:
    lines = list(as_lines(plan, translator("en"), HOW))
    assert lines[0] == "The interview is on 2026-03-09, in 7 days."
    assert lines[2].split("  ") == [
        "Expected recall",
        "today",
        "then, if you stop",
        "then, by plan",
        "ask today",
    ]
    recall = plan.recall
    assert lines[3].split() == [
        "Sampler",
        f"{recall.today:.0%}",
        f"{recall.without:.0%}",
        f"{recall.planned:.0%}",
        "1",
        "due,",  # learned a week ago, it will tell how one forgets
        "4",
        "new",
    ]
    assert lines[5].startswith("If you stop now")
    assert lines[6].startswith("Day by day, on the date")
    assert lines[6].endswith(f" {recall.planned:.0%}")
    assert lines[8].startswith("90% ")
    assert lines[9].startswith("Today: 5 questions, about 5 minutes. With 5 a day")
    assert lines[10].startswith("A first guess: it rests on 0 answers after a day or more")
    assert len(lines) == 11


def test_other_days_in_words(plan: Plan) -> None:
    def told(**changes: Any) -> str:
        return "\n".join(as_lines(replace(plan, **changes), translator("en"), HOW))

    assert "The interview is today, 2026-03-02." in told(date=plan.today)
    assert "The interview is tomorrow" in told(date=plan.today + timedelta(days=1))
    assert "No interview's date is set" in told(assumed=True)
    assert "Nothing is left to ask today; 6 questions" in told(ask=(), done=6)
    assert "5 more questions, about 5 minutes; 2 are done" in told(done=2)
    assert "without further study" in told(needed=0)
    assert "takes about 9 questions a day, about 9 minutes" in told(needed=9)
    assert "cannot be reached by then" in told(needed=None)
    assert told(notices=("Beware.",)).startswith("Beware.\n")
    known = Check(100, expected=0.8, recalled=0.78, spread=0.04)
    assert told(own_curve=True, check=known).endswith("a way of your own; this counts it.")
    wrong = told(check=known._replace(recalled=0.6))
    assert wrong.endswith(
        "of 100 answers after a day or more 80% were expected to be right, 60% were."
    )
    assert "Take it as too high" in wrong
    assert "Take it as too low" in told(check=known._replace(recalled=0.95))
    two = told(packs=(plan.packs[0], plan.packs[0]))
    assert "All packs" in two


def test_the_same_numbers_as_json(plan: Plan) -> None:
    told = json.loads(json.dumps(as_json(plan)))
    assert (told["date"], told["days"], told["assumed"]) == ("2026-03-09", 7, False)
    assert told["recall_with_plan"] == plan.recall.planned
    assert told["packs"][0]["ask"] == {"due": 1, "new": 4, "other": 0}
    assert told["today_questions"] == list(plan.ask)
    assert told["curve"][0] == {"date": "2026-03-02", "recall": plan.recall.today}
    assert told["curve"][-1] == {"date": "2026-03-09", "recall": plan.recall.without}
    assert told["progress"][-1]["recall"] == pytest.approx(plan.recall.planned)
    assert told["topics"][0]["id"] == "sampler/basics"
    assert told["so_far"] == {"answers": 0, "expected": 0, "recalled": 0, "off": False}
    assert (told["unseen"], told["own_curve"], told["notices"]) == (0, False, [])


def test_bars() -> None:
    assert [bar(share) for share in (0, 0.124, 0.125, 0.5, 0.99, 1)] == [*"▁▁▂▅██"]


def test_an_empty_record(quizapp: Command) -> None:
    told = quizapp("plan")
    assert (told.status, told.err) == (0, "")
    assert told.out.startswith("No interview's date is set; this is for ")
    assert "Sampler" in told.out
    assert "Today: " in told.out


def test_the_date_stays(quizapp: Command) -> None:
    later = str(datetime.now(UTC).date() + timedelta(days=50))
    assert quizapp("plan", "--date", later).status == 0
    assert json.loads(quizapp("plan", "--json").out)["date"] == later
    assert json.loads(quizapp("plan", "--date", "none", "--json").out)["assumed"]
    assert json.loads(quizapp("plan", "--json").out)["assumed"]


def test_korean(quizapp: Command) -> None:
    told = quizapp("plan", "--lang", "ko")
    assert "예상 기억률" in told.out
    assert "견본" in told.out or "샘플" in told.out


def test_a_pack_in_a_folder(quizapp: Command, pack: Path) -> None:
    manifest = pack / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    told = json.loads(quizapp("plan", str(pack), "--json", "--goal", "70").out)
    assert [each["id"] for each in told["packs"]] == ["mine"]
    assert told["goal"] == 0.7
    assert json.loads(quizapp("plan", "sampler", "--json").out)["packs"][0]["id"] == "sampler"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("--date 2001-01-01", "quizapp: 2001-01-01 has passed; today is "),
        ("--date 1.5.2026", "quizapp: '1.5.2026' is not a date."),
        (f"--date {FAR}", f"quizapp: {FAR} is more than ten years away."),
        ("samplr", "quizapp: There is no pack called samplr."),
        ("./nowhere", "nowhere: This is not a pack"),
    ],
)
def test_what_cannot_be_planned(quizapp: Command, arguments: str, told: str) -> None:
    got = quizapp("plan", *arguments.split())
    assert (got.status, got.out) == (2, "")
    assert told in got.err


@pytest.mark.parametrize(
    "arguments",
    ["--goal 0", "--goal 101", "--goal much", "--minutes 0", "--questions 3 --minutes 3"],
)
def test_wrong_usage(quizapp: Command, arguments: str) -> None:
    got = quizapp("plan", *arguments.split())
    assert (got.status, got.out) == (2, "")
    assert got.err.startswith("usage: quizapp plan")


@pytest.mark.parametrize(("goal", "share"), [("90%", 0.9), ("90", 0.9), ("0.9", 0.9), ("1%", 0.01)])
def test_goals(quizapp: Command, goal: str, share: float) -> None:
    told = json.loads(quizapp("plan", "--goal", goal, "--json").out)
    assert told["goal"] == pytest.approx(share)
    assert date.fromisoformat(told["today"])
    assert paths.record_file().exists()

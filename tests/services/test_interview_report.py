"""The report of an interview over the sampler, in all its forms."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.grading import solution
from quizapp.core.interview import Plan
from quizapp.core.questions import Choice, Explain
from quizapp.core.responses import Chosen, Confidence, Explained
from quizapp.core.say import plain
from quizapp.errors import UsageError
from quizapp.locale import translator
from quizapp.services.documents import as_lines
from quizapp.services.house import House
from quizapp.services.interview import Interview
from quizapp.services.interview_report import (
    chance_points,
    make_report,
    past_interviews,
)
from quizapp.services.interview_saving import report_to_json, save_report
from quizapp.services.interview_words import clocked, past_rows, report_blocks
from quizapp.services.interviewing import begin_interview, open_interview

EN = translator("en")


def hold(house: House, clock, seed: int, seconds: float = 20) -> Interview:
    """One with a wrong choice that was certain, an explanation by half, and one given up."""
    interview = begin_interview(house, Plan(low=1, high=4, questions=6), seed)
    while not interview.finished:
        clock.pass_by(seconds=seconds)
        question = interview.question
        if isinstance(question, Choice):
            wrong = frozenset({next(n for n, o in enumerate(question.options) if not o.correct)})
            interview.answer(Chosen(wrong), confidence=Confidence.CERTAIN)
        elif isinstance(question, Explain):
            interview.answer(Explained(f"<b>{question.key_points[0]}"))
        elif question.kind == "bug":
            interview.answer(None)
        else:
            interview.answer(solution(question), confidence=Confidence.UNSURE)
    return interview


def find(house: House, clock, *kinds: str) -> Interview:
    """An interview that came to questions of these kinds."""
    known = {entry.id: entry.kind for entry in house.library.entries()}
    for seed in range(100):
        interview = hold(house, clock, seed)
        if set(kinds) <= {known[each.question] for each in interview.session.reviews}:
            return interview
    raise AssertionError(kinds)


def test_the_report_tells_the_walk_the_mistakes_and_what_to_study(house: House, clock) -> None:
    interview = find(house, clock, "choice", "explain")
    report = make_report(house, interview, EN)
    assert len(report.asked) == report.past.questions == 6
    assert sum(topic.questions for topic in report.by_topic) == 6
    wrong = next(each for each in report.asked if each.sure_but_wrong)
    assert report.study[0] == wrong.id
    assert set(report.study) <= {entry.id for entry in house.library.entries()}
    assert wrong.right is not None
    explained = next(each for each in report.asked if each.points)
    assert (explained.ticked, report.past.to_debrief) == (False, 1)
    text = as_lines(report_blocks(report, EN), 80)
    for words in (
        "By topic",
        "Sure, but not right",
        "certain: ",
        "What to study next",
        "missing: ",
    ):
        assert words in text
    assert "1 explanation is marked by the key points" in text
    assert "This is the first one" in text or report.earlier
    told = json.loads(json.dumps(report_to_json(report)))
    assert told["score"] == pytest.approx(sum(each.score for each in report.asked) / 6)
    assert [each["id"] for each in told["asked"]] == [each.id for each in report.asked]


def test_slow_answers_and_pauses_are_told(house: House, clock) -> None:
    interview = begin_interview(house, Plan(low=1, high=4, questions=1), 1)
    clock.pass_by(seconds=200)
    interview.pause()
    clock.pass_by(hours=2)
    resumed = open_interview(house, interview.session)
    resumed.unpause()
    resumed.answer(solution(resumed.question))
    report = make_report(house, resumed, EN)
    (asked,) = report.slow
    assert (asked.seconds, asked.at_least, report.pauses) == (200, False, 1)
    text = as_lines(report_blocks(report, EN), 80)
    assert f"3:20, {clocked(200 - asked.clock)} over its clock" in text
    assert report.past.seconds == 200
    assert "Interrupted once" in text


def test_time_that_a_kill_took_away_is_said(house: House, clock) -> None:
    interview = begin_interview(house, Plan(low=1, high=4, questions=1), 1)
    resumed = open_interview(house, interview.session)  # nothing was told before it ended
    resumed.unpause()
    clock.pass_by(seconds=5)
    resumed.answer(solution(resumed.question))
    report = make_report(house, resumed, EN)
    assert report.asked[0].at_least
    assert "at least 0:05 of" in as_lines(report_blocks(report, EN), 80)


def test_interviews_are_kept_and_compared(open_house: Callable[..., House], clock) -> None:
    house = open_house()
    for seed in (1, 2):
        last = hold(house, clock, seed)
    open_one = begin_interview(house, Plan(questions=3), 3)
    clock.pass_by(seconds=25)
    open_one.pause()
    first, second, third = past_interviews(house)
    assert third.seconds == 25, "the time on the open question"
    rows = past_rows([third, replace(third, seconds=0.2), replace(third, seconds=0.0)], EN).rows
    assert [row[4] for row in rows] == ["0:25", "0:01", "–"]
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert (second.over, third.over, third.score) == (True, False, None)
    report = make_report(house, last, EN)
    assert report.earlier == (first,)
    text = as_lines(report_blocks(report, EN), 80)
    assert "no clear change" in text
    house.close()
    again = past_interviews(open_house())
    assert again == [first, second, third]


def test_differences_within_chance_are_not_called_a_trend(house: House, clock) -> None:
    past = past_interviews(house) or [make_report(house, hold(house, clock, 1), EN).past]
    few = replace(past[0], questions=8, score=0.5)
    many = replace(few, questions=200, score=0.5)
    assert chance_points(few, few) == 50
    assert chance_points(many, many) == 10


def test_a_report_survives_questions_that_are_gone(
    open_house: Callable[..., House], clock, pack: Path
) -> None:
    house = open_house()
    interview = hold(house, clock, 4)
    house.close()
    for path in (pack / "questions").glob("*.yaml"):
        path.write_text("[]\n", encoding="utf-8")
    again = open_house()
    ((session, _),) = again.record.interviews.all()
    report = make_report(again, open_interview(again, session), EN)
    assert [each.prompt for each in report.asked] == [
        review.question for review in interview.session.reviews
    ]
    assert report.study == ()
    assert as_lines(report_blocks(report, EN), 60)


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_report_is_saved_as_markdown_and_as_one_page(
    house: House, clock, tmp_path: Path, lang: str
) -> None:
    report = make_report(house, find(house, clock, "explain"), translator(lang))
    page, text = tmp_path / "report.html", tmp_path / "report.md"
    for path in (page, text):
        save_report(report, path, translator(lang), lang)
    html = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;" in html
    assert "<svg" in html
    assert (f'<html lang="{lang}">' in html, html.count("<h1>")) == (True, 1)
    links = re.findall(r'href="#([^"]+)"', html)
    assert links == re.findall(r'<h3 id="([^"]+)"', html), "each question leads to its answer"
    assert len(links) == 6
    assert not re.findall(r"src=|url\(|href=\"(?!#)", html), "nothing is loaded from elsewhere"
    assert text.read_text(encoding="utf-8").startswith("# ")
    assert sorted(each.suffix for each in tmp_path.glob("report*")) == [".html", ".md"]


@pytest.mark.parametrize(
    ("name", "why"), [("a.pdf", "as .html or .md"), ("none/a.md", "no folder"), (".md", "as .html")]
)
def test_where_a_report_cannot_be_written_is_said(
    house: House, clock, tmp_path: Path, name: str, why: str
) -> None:
    report = make_report(house, begin_interview(house, Plan(), 1), EN)
    with pytest.raises(UsageError) as told:
        save_report(report, tmp_path / name, EN, "en")
    assert why in plain(told.value.message)
    assert not list(tmp_path.glob("*.part"))


def test_only_interviews_that_asked_the_same_are_compared(house: House, clock) -> None:
    plan = Plan(low=1, high=4, questions=1)
    for other in (plan, replace(plan, high=3), replace(plan, questions=2)):
        interview = begin_interview(house, other, 1)
        while not interview.finished:
            interview.pass_on()
        clock.pass_by(seconds=60)
        text = as_lines(report_blocks(make_report(house, interview, EN), EN), 80)
        told = " ".join(text.split())
        assert ("cannot be compared with this one's" in told) is (other.high == 3)
        assert ("From 0% to 0%" in told) is (other.questions == 2)

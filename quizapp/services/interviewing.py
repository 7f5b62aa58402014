"""Interviews begun, found again and opened; what each was asked to be, as the record keeps it."""

import json
import os
import random
from dataclasses import asdict, replace

from quizapp.core.ids import QuestionId, SessionId, pack_of
from quizapp.core.interview import (
    NOT_ASKED,
    Askable,
    Plan,
    Step,
    Verdicts,
    choose,
    expected_minutes,
)
from quizapp.core.say import say
from quizapp.core.session import Mode, Session, start
from quizapp.errors import RecordError, UsageError
from quizapp.record.database import refuse_only_reading
from quizapp.services.house import House, Wish
from quizapp.services.interview import Interview

WAITING = say("An interview broke off: quizapp interview --resume goes on with it.")
OUT_OF_REACH = say(
    "An interview that broke off asks a question that is not installed. "
    "If its pack is a folder, name it: quizapp interview FOLDER --resume"
)


def begin_interview(house: House, plan: Plan, seed: int | None = None) -> Interview:
    """Start an interview.

    Raises UsageError for a pack or topic that does not exist and where nothing fits the plan,
    RecordError where it cannot be stored.
    """
    number = seed if seed is not None else random.SystemRandom().getrandbits(32)
    first = refuse_nothing(house, plan, number)
    session = start(
        SessionId(os.urandom(16).hex()),
        Mode.INTERVIEW,
        [first.id],
        seed=number,
        lang=house.lang,
        started=house.clock(),
        flagged=house.record.flagged(),
    )
    house.record.begin(session, interview=plan_to_json(plan))
    return Interview(house, session, plan, _pool(house, plan))


def refuse_nothing(house: House, plan: Plan, seed: int = 0) -> Step:
    """The first question of an interview.

    Raises UsageError for a pack or topic that does not exist and where nothing fits the plan.
    """
    house.refuse_unknown(Wish(packs=plan.packs, topics=plan.topics))
    first = choose(plan, _pool(house, plan), seed, ())
    if first is None:
        raise UsageError(
            say("There is nothing to ask: no question fits the interview."),
            hint=say("Take more packs and topics, another level, or more time."),
        )
    return first


def open_interview(house: House, session: Session) -> Interview:
    """An interview as it was left: its clock does not run before `unpause`.

    Raises UsageError where its open question is no longer installed, RecordError where no
    answer could be recorded and for a session that is no interview.
    """
    refuse_only_reading(house.record)
    if not _is_there(house, session):
        raise UsageError(
            say("That interview's question is no longer installed."),
            hint=say("If its pack is a folder, name it: quizapp interview FOLDER --resume"),
        )
    return read_interview(house, session)


def read_interview(house: House, session: Session) -> Interview:
    """An interview for its report, whose open question need not be installed.

    Raises RecordError for a session that is no interview.
    """
    plan = plan_from_json(house.record.interviews.wish(session.id))
    return Interview(house, session, plan, _pool(house, plan))


def broken_off(house: House) -> Session | None:
    """The interview to go on with: the last one that is not over and can be asked.

    Other sessions may have been begun since.
    """
    waiting = house.record.interviews.broken_off()
    return next((session for session in waiting if _is_there(house, session)), None)


def out_of_reach(house: House) -> bool:
    """Whether the last interview that is not over asks something that is not installed."""
    waiting = house.record.interviews.broken_off()
    return bool(waiting) and not _is_there(house, waiting[0])


def wished_questions(house: House, session: Session) -> int:
    """How many questions an interview was to have; 0 where it was to have minutes."""
    return plan_from_json(house.record.interviews.wish(session.id)).questions


def _is_there(house: House, session: Session) -> bool:
    known = {entry.id for entry in house.library.entries()}
    return known.issuperset(session.queue)


def plan_to_json(plan: Plan) -> str:
    """A plan as the record keeps it."""
    return json.dumps(asdict(plan))


def plan_from_json(text: str) -> Plan:
    """The plan that `plan_to_json` told. Raises RecordError for anything else."""
    try:
        told = json.loads(text)
        told |= {name: tuple(told[name]) for name in ("packs", "topics")}
        return Plan(**told | {"verdicts": Verdicts(told["verdicts"])})
    except (ValueError, TypeError, KeyError) as error:
        raise RecordError(say("The record does not say what that interview was to be.")) from error


def fitting(house: House, plan: Plan) -> int:
    """How many main questions there are for a plan."""
    return sum(
        one.wanted and plan.low <= one.difficulty <= plan.high and one.kind not in NOT_ASKED
        for one in _pool(house, plan).values()
    )


def about_minutes(house: House, plan: Plan) -> float:
    """About how long an interview of a plan takes."""
    return expected_minutes(plan, _pool(house, plan))


def _pool(house: House, plan: Plan) -> dict[QuestionId, Askable]:
    """All that may be asked; what is suspended, or put off until tomorrow, is not."""
    away = house.record.suspended() | house.record.buried(house.clock().astimezone().date())
    pool = {
        entry.id: Askable(entry.id, entry.topic, entry.kind, entry.difficulty, entry.follow_ups)
        for entry in house.library.entries()
        if entry.id not in away
    }

    def wanted(one: Askable) -> bool:
        topics = {one.topic, one.topic.partition("/")[2]}
        return (not plan.packs or pack_of(one.id) in plan.packs) and (
            not plan.topics or bool(topics.intersection(plan.topics))
        )

    return {name: replace(one, wanted=wanted(one)) for name, one in pool.items()}

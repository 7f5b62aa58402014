"""The interview in one line: when it is, and what would be recalled then."""

from dataclasses import dataclass
from datetime import date

from quizapp.errors import UsageError
from quizapp.record.database import Record
from quizapp.services.house import House
from quizapp.services.planning import SETTING, PlanWish, make_plan, read_date


@dataclass(frozen=True, slots=True)
class Readiness:
    """Shares of all questions expected to be recalled on the date."""

    without: float
    """Without further study."""
    planned: float
    """With the plan kept from today on."""


def interview(house: House) -> tuple[date, int] | None:
    """The remembered date and the days left; None where there is none to come."""
    today = house.clock().astimezone().date()
    try:
        when = read_date(house.record.setting(SETTING, ""), today)
    except UsageError:
        return None
    return when, (when - today).days


def readiness(house: House) -> Readiness | None:
    """What the plan says; None where there is nothing to plan.

    May run in a thread of its own, since it takes up to half a second: it reads the record
    through a connection of its own. Raises RecordError where the record cannot be read.
    """
    with Record.open(house.record.path, read_only=True) as record:
        beside = House(
            house.library, record, lang=house.lang, clock=house.clock, settings=house.settings
        )
        try:
            plan = make_plan(beside, PlanWish())
        except UsageError:
            return None
        return Readiness(plan.recall.without, plan.recall.planned)

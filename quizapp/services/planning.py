"""The plan for an interview's date: what would be recalled then, and what to ask today."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from quizapp.core.fitting import NOTHING_CHECKED, Check, History, check, history, replayed
from quizapp.core.forgetting import Forgetting, Memory
from quizapp.core.halving import likeliest, telling
from quizapp.core.ids import PackId, QuestionId, TopicId, pack_of
from quizapp.core.orders import Order, chosen
from quizapp.core.outlook import FIRST_RIGHT, Outlook, Trace, curve, share, trace_of
from quizapp.core.picking import topic_ranks
from quizapp.core.readiness import Forecast, Planner
from quizapp.core.responses import Rating
from quizapp.core.say import Words, say
from quizapp.core.scheduling import Card
from quizapp.errors import UsageError
from quizapp.packs.library import Entry
from quizapp.record.database import StoredReview
from quizapp.services.house import House, Wish

SETTING = "interview"
"""Where the record remembers the interview's date."""
FORGET = "none"
GOAL = 0.9
ASSUMED_DAYS = 14
"""How far away the date is where none was ever told."""
MOST_DAYS = 3650
MOST_MINUTES = 60
"""A day's study where nobody says how long it may be."""
SECONDS_EACH = 60.0
"""A question with its explanation, until there are `ENOUGH` answers to tell."""
SECONDS_READING = 20.0
ENOUGH = 20
GUESSES = 8
"""How many first answers the prior `FIRST_RIGHT` is worth."""


@dataclass(frozen=True, slots=True)
class PlanWish:
    """What is to be planned; empty means everything."""

    packs: tuple[str, ...] = ()
    date: str = ""
    """YYYY-MM-DD, to be remembered; `none` forgets; empty is the remembered one."""
    goal: float = GOAL
    """Share to be recalled on the date, above 0, up to 1."""
    questions: int | None = None
    """A day. Neither this nor minutes: as many as the goal needs, up to an hour."""
    minutes: int | None = None
    """A day."""


@dataclass(frozen=True, slots=True)
class PackPlan:
    """A pack's part: shares expected to be recalled, and today's questions by their sort."""

    id: PackId
    title: str
    questions: int
    today: float
    without: float
    """On the date, without further study."""
    planned: float
    """On the date, with the plan."""
    due: int
    new: int
    other: int
    """Not due, and worth asking for the date all the same."""


@dataclass(frozen=True, slots=True)
class TopicOutlook:
    """A topic without further study."""

    id: TopicId
    title: str
    questions: int
    today: float
    without: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What every front can show."""

    today: date
    date: date
    assumed: bool
    """No date is remembered; this one is a guess."""
    goal: float
    a_day: int
    """Questions a day."""
    seconds_each: float
    needed: int | None
    """Questions a day that reach the goal; None where no number does."""
    most: float
    """The share on the date if every question were asked every day."""
    recall: PackPlan
    """All packs together; its id is empty."""
    packs: tuple[PackPlan, ...]
    topics: tuple[TopicOutlook, ...]
    curve: tuple[tuple[int, float], ...]
    """Days from today, and the share recalled then without further study."""
    progress: tuple[tuple[int, float], ...]
    """Days from today, and the share on the date once that day's questions are done."""
    ask: tuple[QuestionId, ...]
    """Today's questions, the worthiest first; what was asked today already is no longer here."""
    done: int
    """How many different questions were answered today."""
    own_curve: bool = False
    """The learner's answers told of another forgetting than the usual, and it is used."""
    check: Check = NOTHING_CHECKED
    """How the model that is used told the answers so far."""
    new_left: int | None = None
    """New questions that sessions beside the plan still ask today; None where none is limited."""
    notices: tuple[Words, ...] = ()

    @property
    def days(self) -> int:
        """From today to the date."""
        return (self.date - self.today).days

    def minutes(self, questions: int) -> int:
        """About how long so many questions take; 1 or more unless there are none."""
        return max(round(questions * self.seconds_each / 60), 1) if questions else 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """Everything that is known, side by side."""

    now: datetime
    entries: tuple[Entry, ...]
    cards: Mapping[QuestionId, Card]
    traces: tuple[Trace, ...]
    histories: Mapping[QuestionId, History]
    outlook: Outlook
    usual: Forgetting
    check: Check


def make_plan(house: House, wish: PlanWish) -> Plan:
    """The plan as of now; remembers or forgets the date where the wish tells one.

    Raises UsageError for an unknown pack, for a date that is unreadable, past or more than
    ten years away, and where there is nothing to plan.
    """
    house.refuse_unknown(Wish(packs=wish.packs))
    now = house.clock()
    today = now.astimezone().date()
    when, notices = _date(house, wish.date, today)
    reviews = house.record.reviews()
    desk = _desk(house, wish.packs, now, (when or _assumed(today)) - today, reviews)
    if not desk.entries:
        raise UsageError(say("There is nothing to plan: no pack has a question."))
    each = _seconds_each(reviews)
    whole = Planner(desk.outlook, (("", trace) for trace in desk.traces))
    order = whole.best(_a_day(wish, whole.needed(wish.goal), each))
    needed = whole.needed(wish.goal, order)
    a_day = _a_day(wish, needed, each)
    ids = {entry.id for entry in desk.entries}
    done = {r.question for r in reviews if r.at.astimezone().date() == today} & ids
    left = max(0, a_day - len(done))
    ask = _ask(house, desk, left, order)
    groups = zip((pack_of(entry.id) for entry in desk.entries), desk.traces, strict=True)
    forecast = Planner(desk.outlook, groups).forecast(a_day, left, order)
    packs, together = _packs(house, desk, forecast, ask)
    return Plan(
        today=today,
        date=when or _assumed(today),
        assumed=when is None,
        goal=wish.goal,
        a_day=a_day,
        seconds_each=each,
        needed=needed,
        most=whole.forecast(len(desk.entries), order=order).share,
        recall=together,
        packs=packs,
        topics=tuple(_topics(house, desk)),
        curve=curve(desk.outlook, desk.traces),
        progress=forecast.progress,
        ask=ask,
        done=len(done),
        own_curve=desk.outlook.model is not desk.usual,
        check=desk.check,
        new_left=house.new_left(),
        notices=notices,
    )


def read_date(text: str, today: date) -> date:
    """The date of an interview. Raises UsageError for one that cannot be."""
    try:
        when = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            say("{text} is not a date.", text=repr(text)),
            hint=say("Write year, month and day: {example}", example=str(_assumed(today))),
        ) from None
    if when < today:
        raise UsageError(
            say("{date} has passed; today is {today}.", date=str(when), today=str(today)),
            hint=say("Give the date of an interview to come; none instead of a date forgets it."),
        )
    if (when - today).days > MOST_DAYS:
        raise UsageError(
            say("{date} is more than ten years away.", date=str(when)),
            hint=say("Write year, month and day: {example}", example=str(_assumed(today))),
        )
    return when


def _assumed(today: date) -> date:
    return today + timedelta(days=ASSUMED_DAYS)


def _date(house: House, told: str, today: date) -> tuple[date | None, tuple[Words, ...]]:
    """The date of the plan, if there is one, and what is to be said about it."""
    notices: list[Words] = [house.notice] if house.notice else []
    if told:
        when = None if told == FORGET else read_date(told, today)
        if house.record.read_only:
            notices.append(say("The date is not remembered: the record is open for reading only."))
        else:
            house.record.set_setting(SETTING, str(when or ""))
        return when, tuple(notices)
    remembered = house.record.setting(SETTING, "")
    if not remembered:
        return None, tuple(notices)
    try:
        return read_date(remembered, today), tuple(notices)
    except UsageError as error:
        return None, (*notices, error.message)


def _desk(
    house: House,
    packs: Sequence[str],
    now: datetime,
    ahead: timedelta,
    reviews: Iterable[StoredReview],
) -> _Desk:
    from quizapp.core.scheduling import parameters  # fsrs

    after: dict[TopicId, tuple[TopicId, ...]] = {}
    for pack in house.library.packs:
        after |= pack.topics_after
    ranks = topic_ranks(after)
    entries = [e for e in house.library.entries() if not packs or pack_of(e.id) in packs]
    # Questions that gain the same are asked in this order: prerequisites and easy ones first.
    entries.sort(key=lambda each: (ranks.get(each.topic, 0), each.difficulty, each.id))
    cards = house.record.cards()
    usual = Forgetting(parameters(house.own_parameters()))
    times = _times(reviews)
    histories = {question: history(each) for question, each in times.items()}
    model = likeliest(usual, list(histories.values()))

    def trace(question: QuestionId) -> Trace:
        card = cards.get(question)
        if card is None:
            return Trace(None)
        if model is usual:
            return trace_of(Memory(card.stability, card.difficulty), card.last_review, now)
        return trace_of(replayed(model, histories[question]), times[question][-1][1], now)

    traces = tuple(trace(entry.id) for entry in entries)
    outlook = Outlook(model, ahead.days, _first_right(reviews))
    told = check(model, list(histories.values()))
    return _Desk(now, tuple(entries), cards, traces, histories, outlook, usual, told)


def _times(
    reviews: Iterable[StoredReview],
) -> dict[QuestionId, list[tuple[Rating, datetime]]]:
    times: dict[QuestionId, list[tuple[Rating, datetime]]] = {}
    for review in reviews:
        times.setdefault(review.question, []).append((review.rating, review.at))
    return times


def _first_right(reviews: Iterable[StoredReview]) -> float:
    """How often this learner knows a question at first sight."""
    first: dict[QuestionId, bool] = {}
    for review in reviews:
        first.setdefault(review.question, review.rating is not Rating.AGAIN)
    return (sum(first.values()) + FIRST_RIGHT * GUESSES) / (len(first) + GUESSES)


def _seconds_each(reviews: Sequence[StoredReview]) -> float:
    if len(reviews) < ENOUGH:
        return SECONDS_EACH
    answering = statistics.median(review.elapsed_ms for review in reviews) / 1000
    return min(answering, 600.0) + SECONDS_READING


def _a_day(wish: PlanWish, needed: int | None, each: float) -> int:
    if wish.questions is not None:
        return wish.questions
    if wish.minutes is not None:
        return max(1, int(wish.minutes * 60 / each))
    most = int(MOST_MINUTES * 60 / each)
    return most if needed is None else min(needed, most)


def _ask(house: House, desk: _Desk, left: int, order: Order) -> tuple[QuestionId, ...]:
    today = desk.now.astimezone().date()
    left_out = house.record.buried(today) | house.record.suspended()
    places = {place for place, entry in enumerate(desk.entries) if entry.id in left_out}

    def tells(place: int) -> float:
        steps = desk.histories.get(desk.entries[place].id)
        age = desk.traces[place].age
        return telling(desk.outlook.model, desk.usual, steps, age) if steps else 0.0

    todays = chosen(
        desk.outlook,
        desk.traces,
        left,
        answers=desk.check.answers,
        telling=tells,
        order=order,
        left_out=places,
    )
    return tuple(desk.entries[place].id for place in todays)


def _packs(
    house: House, desk: _Desk, forecast: Forecast[PackId], ask: Sequence[QuestionId]
) -> tuple[tuple[PackPlan, ...], PackPlan]:
    """The part of each pack, and all together."""
    sorts = Counter((pack_of(each), _sort(desk, each)) for each in ask)
    shares: dict[PackId, list[tuple[float, float]]] = {}
    for entry, trace in zip(desk.entries, desk.traces, strict=True):
        both = desk.outlook.recall(trace, 0), desk.outlook.recall(trace)
        shares.setdefault(pack_of(entry.id), []).append(both)

    def part(
        pack: PackId, title: str, known: list[tuple[float, float]], planned: float
    ) -> PackPlan:
        counts = (
            sum(n for (name, sort), n in sorts.items() if sort == wanted and pack in ("", name))
            for wanted in ("due", "new", "other")
        )
        today, without = (share(each) for each in zip(*known, strict=True))
        return PackPlan(pack, title, len(known), today, without, planned, *counts)

    packs = tuple(
        part(pack.id, pack.title(house.lang), shares[pack.id], forecast.groups[pack.id])
        for pack in house.library.packs
        if pack.id in shares
    )
    everything = [both for known in shares.values() for both in known]
    return packs, part(PackId(""), "", everything, forecast.share)


def _sort(desk: _Desk, question: QuestionId) -> str:
    card = desk.cards.get(question)
    if card is None:
        return "new"
    return "due" if card.due <= desk.now else "other"


def _topics(house: House, desk: _Desk) -> Iterable[TopicOutlook]:
    members: dict[TopicId, list[Trace]] = {}
    for entry, trace in zip(desk.entries, desk.traces, strict=True):
        members.setdefault(entry.topic, []).append(trace)
    for pack in house.library.packs:
        for topic in pack.topics:
            traces = members.get(topic.id, [])
            if traces:
                yield TopicOutlook(
                    topic.id,
                    topic.title(house.lang),
                    len(traces),
                    share(desk.outlook.recall(trace, 0) for trace in traces),
                    share(desk.outlook.recall(trace) for trace in traces),
                )

"""Does the plan for a date keep its promise, and does it beat simpler orders?

Simulated learners study some questions a day until a date; what counts is the share that they
truly recall on it. A quarter of the questions they know at first sight.

as the model     their memory follows the planner's model
parameters off   all parameters off by up to 15 %, every question by exp(normal(0, 0.5))
quick to forget  half as stable at first, on a curve three times as steep, questions as above
exponential      no curve of that family: recall halves in 6 days at first, in twice the time
                 after each right answer, in half of it after a wrong one; questions as above
adding traces    no model that the planner knows: every review leaves a trace that fades by a power
                 of time, and all of them add up (P. I. Pavlik and J. R. Anderson, Cognitive
                 Science 29, 2005); questions as above

The planner begins with the model's usual parameters and sees only answers. All orders meet the
same learners. `promised` is what it says before the first question.
"""

import argparse
import random
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import exp, log

from quizapp.core import scheduling
from quizapp.core.fitting import history, replayed
from quizapp.core.forgetting import Forgetting, Memory
from quizapp.core.halving import likeliest, telling
from quizapp.core.orders import chosen
from quizapp.core.outlook import Outlook, Trace, share, trace_of
from quizapp.core.readiness import Planner
from quizapp.core.responses import Rating

KNOWN_FIRST = 0.25
"""How many questions a learner knows at first sight; the planner's prior is right about it."""
HALF_LIFE = 6.0
"""Days, of the first memory of those who forget exponentially."""
THRESHOLD, SOFTNESS = -0.9, 0.3
"""Of those who add traces: the activation that is recalled every other time, and how sharply."""
FADING, MASSED = 0.35, 0.2
"""How quickly a trace fades, and how much more so where much is remembered when it is left."""
MODEL = Forgetting(scheduling.parameters())
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Learner:
    """A memory that is asked; the planner never looks into it."""

    dice: random.Random
    questions: int
    model: Forgetting = MODEL
    known_first: float = KNOWN_FIRST
    noise: float = 0.0
    exponential: bool = False
    adding: bool = False
    traces: dict[int, list[tuple[int, float]]] = field(default_factory=dict)
    """Of those who add them: the day of each, and how quickly it fades."""
    memories: dict[int, Memory] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        spread = (self.dice.gauss(0, self.noise) for _ in range(self.questions))
        self.ease = [exp(each) for each in spread]

    def recall(self, question: int, day: int) -> float:
        if question not in self.memories:
            return self.known_first
        if self.adding:
            return 1 / (1 + exp((THRESHOLD - self.activation(question, day)) / SOFTNESS))
        stability = self.memories[question].stability * self.ease[question]
        age = day - self.last[question]
        if self.exponential:
            return float(0.5 ** (age / stability))
        return self.model.recall(stability, age)

    def activation(self, question: int, day: int) -> float:
        ages = ((max(day - then, 0.1), fading) for then, fading in self.traces[question])
        return log(sum((age / self.ease[question]) ** -fading for age, fading in ages))

    def ask(self, question: int, day: int) -> bool:
        right = self.dice.random() < self.recall(question, day)
        if self.adding:
            known = question in self.traces
            massed = MASSED * exp(self.activation(question, day)) if known else 0.0
            self.traces.setdefault(question, []).append((day, FADING + massed))
        before = self.memories.get(question)
        rating = Rating.GOOD if right else Rating.AGAIN
        if self.exponential:
            half = before.stability * (2 if right else 0.5) if before else HALF_LIFE
            after = Memory(max(half, 0.5), 5)
        elif before is None:
            after = self.model.first(rating)
        else:
            after = self.model.after(before, day - self.last[question], rating)
        self.memories[question], self.last[question] = after, day
        return right


def like_the_model(seed: int, questions: int) -> Learner:
    return Learner(random.Random(seed), questions)


def off_the_model(seed: int, questions: int) -> Learner:
    dice = random.Random(seed)
    own = tuple(each * dice.uniform(0.85, 1.15) for each in MODEL.parameters)
    return Learner(dice, questions, Forgetting(own), noise=0.5)


def quick_to_forget(seed: int, questions: int) -> Learner:
    own = Forgetting((*MODEL.parameters[:20], 0.45), 0.5)
    return Learner(random.Random(seed), questions, own, noise=0.5)


def unlike_the_model(seed: int, questions: int) -> Learner:
    return Learner(random.Random(seed), questions, noise=0.5, exponential=True)


def with_traces(seed: int, questions: int) -> Learner:
    return Learner(random.Random(seed), questions, noise=0.5, adding=True)


LEARNERS = {
    "as the model": like_the_model,
    "parameters off": off_the_model,
    "quick to forget": quick_to_forget,
    "exponential": unlike_the_model,
    "adding traces": with_traces,
}


@dataclass
class Seen:
    """What the record knows of a learner: cards."""

    questions: int
    cards: dict[int, scheduling.Card] = field(default_factory=dict)
    reviews: dict[int, list[tuple[Rating, datetime]]] = field(default_factory=dict)

    def note(self, question: int, *, right: bool, day: int) -> None:
        rating = Rating.GOOD if right else Rating.AGAIN
        at = START + timedelta(days=day)
        self.reviews.setdefault(question, []).append((rating, at))
        self.cards[question] = scheduling.review(self.cards.get(question), rating, at)

    def outlook(self, day: "Day") -> tuple[Outlook, list[Trace]]:
        """As the plan has it: with the learner's own curve where the answers tell one."""
        histories = {question: history(each) for question, each in self.reviews.items()}
        model = likeliest(MODEL, list(histories.values()))
        now = START + timedelta(days=day.number)
        traces = []
        for question in range(self.questions):
            if question in histories:
                memory = replayed(model, histories[question])
                traces.append(trace_of(memory, self.reviews[question][-1][1], now))
            else:
                traces.append(Trace(None))
        return Outlook(model, day.date - day.number, KNOWN_FIRST), traces


@dataclass(frozen=True)
class Day:
    """A day on which so many questions are chosen."""

    number: int
    date: int
    room: int
    dice: random.Random


Order = Callable[[Seen, Day], list[int]]
"""Which questions are asked, of those that the record knows."""


def by_plan(seen: Seen, day: Day) -> list[int]:
    outlook, traces = seen.outlook(day)
    histories = {question: history(each) for question, each in seen.reviews.items()}
    answers = sum(gap > 0 for steps in histories.values() for gap, _ in steps[1:])

    def tells(question: int) -> float:
        return telling(outlook.model, MODEL, histories[question], traces[question].age)

    order = Planner(outlook, [("", trace) for trace in traces]).best(day.room)
    return chosen(outlook, traces, day.room, answers=answers, telling=tells, order=order)


def by_chance(seen: Seen, day: Day) -> list[int]:
    return day.dice.sample(range(seen.questions), min(day.room, seen.questions))


def due_first(seen: Seen, day: Day) -> list[int]:
    now = START + timedelta(days=day.number)
    due = sorted((c.due, q) for q, c in seen.cards.items() if c.due <= now)
    new = [q for q in range(seen.questions) if q not in seen.cards]
    return [*(q for _, q in due), *new][: day.room]


def in_turn(seen: Seen, day: Day) -> list[int]:
    long_ago = START - timedelta(days=1)
    last = {q: c.last_review for q, c in seen.cards.items()}
    return sorted(range(seen.questions), key=lambda q: (last.get(q, long_ago), q))[: day.room]


ORDERS: dict[str, Order] = {
    "the plan": by_plan,
    "round-robin": in_turn,
    "due first": due_first,
    "random": by_chance,
}


def study(learner: Learner, order: Order, seed: int, days: int, n: int) -> float:
    """The share truly recalled on the date."""
    seen, dice = Seen(learner.questions), random.Random(seed)
    for day in range(days):
        for question in order(seen, Day(day, days, n, dice)):
            seen.note(question, right=learner.ask(question, day), day=day)
    return share(learner.recall(question, days) for question in range(learner.questions))


def ends(
    kind: str, order: str, seeds: Iterable[int], questions: int, days: int, n: int
) -> list[float]:
    """What each of these learners recalls on the date, asked n questions a day in this order."""
    return [study(LEARNERS[kind](seed, questions), ORDERS[order], seed, days, n) for seed in seeds]


SIZES = [(300, 7, 60), (300, 14, 60), (300, 30, 40), (600, 30, 60)]
"""Questions, days until the date, and questions a day."""


def main() -> None:
    from measuring import head, row

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=20, help="of each kind; default: 20")
    learners = parser.parse_args().learners
    for questions, days, n in SIZES:
        head(f"{questions} questions, {days} days x {n}", "promised", *ORDERS)
        outlook = Outlook(MODEL, days, KNOWN_FIRST)
        planner = Planner(outlook, [("", Trace(None))] * questions)
        promised = planner.forecast(n, order=planner.best(n)).share
        for kind in LEARNERS:
            told = [ends(kind, order, range(learners), questions, days, n) for order in ORDERS]
            row(kind, f"{promised:.3f}", *(f"{statistics.mean(each):.3f}" for each in told))


if __name__ == "__main__":
    main()

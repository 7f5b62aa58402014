"""One question looked up: what leads to it and from it, and what one made of it."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from quizapp.core.ids import QuestionId, pack_of
from quizapp.core.questions import Match, Order, Question
from quizapp.core.ranking import one_line
from quizapp.core.say import say
from quizapp.core.scheduling import Card
from quizapp.core.session import Phase
from quizapp.errors import UsageError
from quizapp.packs.library import Entry
from quizapp.record.database import StoredReview
from quizapp.record.remarks import FlagSet, Note, NoteWritten, Suspended
from quizapp.services.house import House
from quizapp.services.reading import opened
from quizapp.services.refusing import unknown
from quizapp.services.views import QuizView

DEEPEST = 4
"""Follow-ups of follow-ups are shown so far."""
LONGEST_NOTE = 100_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Link:
    """Another question, as one comes to it from this one."""

    question: QuestionId
    prompt: str
    """Its first paragraph on one line."""
    depth: int = 0
    """0 for a follow-up, 1 for a follow-up of one, and so on."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question with everything that is known of it."""

    view: QuizView
    """With the answer, in the language on screen."""
    entry: Entry
    pack: str
    """Its title."""
    note: Note | None
    suspended: bool
    reviews: tuple[StoredReview, ...]
    """The oldest first."""
    card: Card | None
    recall: float | None
    """Expected now, 0 to 1; None for what was never answered."""
    leads_to: tuple[Link, ...]
    """The follow-ups, each before its own."""
    asked_after: tuple[Link, ...]
    """Questions that have this one as a follow-up."""

    @property
    def question(self) -> Question:
        """In the language on screen, with the first of its numbers where they vary."""
        return self.view.question

    @property
    def hidden(self) -> QuizView:
        """Without the answer: steps and pairs are mixed, always in the same way."""
        order = list(self.view.order)
        if isinstance(self.question, Order | Match):
            random.Random(self.question.id).shuffle(order)
            order = order[1:] + order[:1] if order == sorted(order) else order
        return replace(self.view, phase=Phase.ASKING, grade=None, order=tuple(order))


def look_up(house: House, wanted: QuestionId) -> Lookup:
    """A question in the language on screen. Raises UsageError where there is none."""
    entries = {entry.id: entry for entry in house.library.entries()}
    if wanted not in entries:
        raise unknown("question", wanted, entries)
    record = house.record
    card = record.cards().get(wanted)
    return Lookup(
        view=replace(opened(house, wanted), flagged=wanted in record.flagged()),
        entry=entries[wanted],
        pack=house.library.pack(pack_of(wanted)).title(house.lang),
        note=record.note(wanted),
        suspended=wanted in record.suspended(),
        reviews=tuple(record.reviews(wanted)),
        card=card,
        recall=_recall(house, card) if card else None,
        leads_to=tuple(_follow_ups(house, entries, wanted)),
        asked_after=tuple(
            _link(house, each.id) for each in entries.values() if wanted in each.follow_ups
        ),
    )


def find_question(house: House, name: str) -> QuestionId:
    """The question called `pack/name`, or `name` where only one pack has it.

    Raises UsageError where there is none, or more than one.
    """
    known = [entry.id for entry in house.library.entries()]
    fitting = [each for each in known if name in (each, each.partition("/")[2])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageError(
            say("{n} packs have a question called {name}.", n=len(fitting), name=name),
            hint=say("Say which one: {known}.", known=", ".join(fitting)),
        )
    near = unknown("question", name, known)
    near.hint = near.hint if "/" in name else say("quizapp search WORDS finds questions.")
    raise near


def write_note(house: House, question: QuestionId, text: str) -> bool:
    """Keep a note, on the disk when this returns; false where it was the same already.

    An empty text takes the note away. Raises UsageError for one that is too long, RecordError
    where it cannot be kept.
    """
    text = text.strip("\n").rstrip()
    if len(text) > LONGEST_NOTE:
        raise UsageError(
            say("The note has {n} characters; {most} is the most.", n=len(text), most=LONGEST_NOTE)
        )
    before = house.record.note(question)
    if text == (before.text if before else ""):
        return False
    house.record.remark(NoteWritten(at=house.clock(), question=question, text=text))
    return True


def set_flag(house: House, question: QuestionId, *, on: bool) -> None:
    """Flag a question, or take the flag away. Raises RecordError."""
    house.record.remark(FlagSet(at=house.clock(), question=question, on=on))


def suspend(house: House, question: QuestionId, *, on: bool) -> None:
    """Never ask a question, or ask it again. Raises RecordError."""
    house.record.remark(Suspended(at=house.clock(), question=question, on=on))


def _recall(house: House, card: Card) -> float:
    from quizapp.core.scheduling import recall  # fsrs: only with a card to ask about

    return recall(card, house.clock(), house.own_parameters())


def _follow_ups(
    house: House, entries: Mapping[QuestionId, Entry], wanted: QuestionId
) -> Iterator[Link]:
    """Depth first; each question once."""
    seen = {wanted}

    def below(question: QuestionId, depth: int) -> Iterator[Link]:
        new = [
            each
            for each in dict.fromkeys(entries[question].follow_ups)
            if each in entries and each not in seen
        ]
        seen.update(new)
        for each in new:
            yield _link(house, each, depth)
            if depth + 1 < DEEPEST:
                yield from below(each, depth + 1)

    return below(wanted, 0)


def _link(house: House, question: QuestionId, depth: int = 0) -> Link:
    return Link(question, one_line(opened(house, question).question.prompt), depth)

"""What the record and the library say about how a learner is doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from quizapp.core.ids import PackId, QuestionId, TopicId
from quizapp.core.questions import Numeric
from quizapp.core.statistics import PastReview, Statistics, statistics
from quizapp.core.varying import varied
from quizapp.packs.library import Library
from quizapp.services import fitting
from quizapp.services.house import House


@dataclass(frozen=True, slots=True)
class Standing:
    """Statistics with the names of what they speak of, as every front shows them."""

    statistics: Statistics
    packs: Mapping[PackId, str]
    """Titles, in the language on screen."""
    topics: Mapping[TopicId, str]
    """Titles of all topics, in the language on screen."""
    fit: fitting.Standing
    """What cards are scheduled by."""
    prompts: Mapping[QuestionId, str]
    """Markdown of the questions in the lists (hardest, slowest, mistaken), in that language."""


def local_day(at: datetime) -> date:
    """The day of the local calendar."""
    return at.astimezone().date()


def standing(house: House) -> Standing:
    """How the learner is doing now. Raises RecordError where the record cannot be read.

    The record holds no review that was undone, and one that was never rated with its
    suggested rating, so all that it gives count.
    """
    library, record = house.library, house.record
    topics = {entry.id: entry.topic for entry in library.entries()}
    told = statistics(
        (
            PastReview(
                question=each.question,
                topic=topics.get(each.question),
                at=each.at,
                rating=each.rating,
                score=each.score,
                elapsed_ms=each.elapsed_ms,
                lang=each.lang,
                scheduled=bool(each.scheduled),
                confidence=each.confidence,
            )
            for each in record.reviews()
        ),
        topics=topics,
        cards=record.cards(),
        now=house.clock(),
        day_of=local_day,
        own=house.own_parameters(),
    )
    usable = [pack for pack in library.packs if pack.usable]
    named = {each.question for each in told.hardest} | {each.question for each in told.slowest}
    named |= {each.question for each in told.mistakes}
    return Standing(
        told,
        packs={pack.id: pack.title(house.lang) for pack in usable},
        topics={topic.id: topic.title(house.lang) for pack in usable for topic in pack.topics},
        fit=fitting.standing(house),
        prompts={question: _prompt(library, question, house.lang) for question in sorted(named)},
    )


def _prompt(library: Library, wanted: QuestionId, lang: str) -> str:
    """What is asked; a question whose numbers vary shows the first of them."""
    question = library.question(wanted, lang)
    if isinstance(question, Numeric) and question.vary:
        question = varied(question, {name: values[0] for name, values in question.vary})
    return question.prompt

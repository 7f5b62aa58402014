"""What a session came to: what was right, what changed, and what it leaves to be done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from quizapp.core.ids import QuestionId, pack_of
from quizapp.core.questions import Question
from quizapp.core.scheduling import SETTING, Card, read_parameters
from quizapp.core.session import Review, Session
from quizapp.core.statistics import streak
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.right_answers import right_answer
from quizapp.services.views import Answered, Mastery, Summary, TopicScore

Asked = Callable[[QuestionId, Session], Question | None]
"""A question as it was asked in a session as it stood; None where the pack has it no longer."""


def summarize(
    session: Session,
    library: Library,
    record: Record,
    asked: Asked,
    *,
    now: datetime,
    lang: str,
    new_per_day: int,
) -> Summary:
    """The summary of a session as it stands, also of one that goes on."""
    reviews = session.effective_reviews
    cards = record.cards()
    answers = tuple(
        _answered(
            review,
            asked(review.question, replace(session, reviews=reviews[:place])),
            library,
            cards if session.schedules else {},
            now,
            lang,
        )
        for place, review in enumerate(reviews)
    )
    today = now.astimezone().date()
    days = {review.at.astimezone().date() for review in record.reviews()}
    coming = [answer.comes_back for answer in answers if answer.comes_back is not None]
    return Summary(
        answers,
        sum(review.elapsed_ms for review in reviews) / 1000,
        min(coming, default=None),
        schedules=session.schedules,
        topics=_topics(answers),
        mastery=_mastery(session, library, record, cards, now, lang),
        streak=streak(days, today).current,
        answered_today=record.days.answered(today),
        new_left=max(0, new_per_day - record.days.new(today)),
    )


def _answered(
    review: Review,
    question: Question | None,
    library: Library,
    cards: Mapping[QuestionId, Card],
    now: datetime,
    lang: str,
) -> Answered:
    current = library.renamed.get(review.question, review.question)
    card = cards.get(current)
    told = Answered(
        review.question,
        review.question,
        review.grade.score,
        review.rating,
        confident_mistake=review.confident_mistake,
        comes_back=card.due - now if card else None,
    )
    if question is None:
        return told
    return replace(
        told,
        prompt=question.prompt,
        topic=library.topic_title(current, lang),
        right=right_answer(question, review.response),
    )


def _topics(answers: Sequence[Answered]) -> tuple[TopicScore, ...]:
    """By topic, in the order in which they came up."""
    by_topic: dict[str, list[float]] = {}
    for answer in answers:
        by_topic.setdefault(answer.topic, []).append(answer.score)
    return tuple(
        TopicScore(
            topic,
            right=sum(score >= 1 for score in scores),
            partly=sum(0 < score < 1 for score in scores),
            wrong=sum(score <= 0 for score in scores),
        )
        for topic, scores in by_topic.items()
    )


def _mastery(
    session: Session,
    library: Library,
    record: Record,
    cards: Mapping[QuestionId, Card],
    now: datetime,
    lang: str,
) -> tuple[Mastery, ...]:
    """Of each pack that was asked: what would be recalled now, without and with the session."""
    if not session.schedules or not session.effective_reviews:
        return ()
    from quizapp.core.scheduling import recall  # fsrs: only with cards to ask about

    own = read_parameters(record.setting(SETTING, ""))
    unasked = replace(session, reviews=())
    touched = {library.renamed.get(r.question, r.question) for r in session.effective_reviews}
    earlier = {question: record.card_before(unasked, question) for question in touched}
    found = []
    for pack in library.packs:
        ids = [entry.id for entry in library.entries() if pack_of(entry.id) == pack.id]
        if touched.isdisjoint(ids):
            continue
        after = [cards[each] for each in ids if each in cards]
        before = [card for each in ids if (card := earlier.get(each, cards.get(each)))]
        shares = [sum(recall(card, now, own) for card in some) for some in (before, after)]
        found.append(Mastery(pack.title(lang), shares[0] / len(ids), shares[1] / len(ids)))
    return tuple(found)

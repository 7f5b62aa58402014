"""What came of an interview: facts for the report, whichever way it is drawn."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt

from quizapp.core.grading import solution
from quizapp.core.ids import QuestionId, pack_of
from quizapp.core.interview import HELD, Move, Note, Plan, Taken, clock, depths
from quizapp.core.questions import Bug, Explain, Output, Question
from quizapp.core.responses import Confidence, Explained
from quizapp.core.say import Translate
from quizapp.core.session import Phase, Review, Session
from quizapp.services.answers import Told, told
from quizapp.services.house import House
from quizapp.services.interview import Interview, taken, to_debrief
from quizapp.services.interviewing import plan_from_json

MOST_TO_STUDY = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an interview and what became of it."""

    id: QuestionId
    prompt: str
    """Markdown; the id where the question is no longer installed."""
    topic: str
    """Its title; the pack's id where the question is no longer installed."""
    difficulty: int
    depth: int
    """Below its main question, which is 0."""
    move: Move
    score: float
    answered: bool
    passed: bool
    seconds: float
    clock: int
    late: bool
    at_least: bool
    """The app ended while it was open, so that some time is not known."""
    hinted: bool
    helped: bool
    """The interviewer gave the hint."""
    confidence: Confidence | None
    said: Told | None
    right: Told | None
    """What would have been right; None for explanations, which have a model answer."""
    code: str = ""
    """The program that the question is about."""
    points: tuple[tuple[str, bool], ...] = ()
    """Key points of an explanation, and whether they were covered."""
    model_answer: str = ""
    ticked: bool = True
    """Whether the learner decided what was covered; False for what was found in the text."""

    @property
    def held(self) -> bool:
        """Whether the answer held."""
        return self.score >= HELD

    @property
    def sure_but_wrong(self) -> bool:
        """Whether the learner was fairly sure of an answer that does not hold."""
        return (
            self.answered
            and self.ticked
            and not self.held
            and self.confidence is not None
            and self.confidence >= Confidence.FAIRLY
        )


@dataclass(frozen=True, slots=True)
class TopicScore:
    """How a topic went."""

    title: str
    questions: int
    score: float


@dataclass(frozen=True, slots=True)
class Past:
    """An interview in the list of all."""

    number: int
    """Counted from 1, the oldest first."""
    session: Session
    plan: Plan
    questions: int
    score: float | None
    """0 to 1; None where nothing was answered."""
    seconds: float
    """On its questions, the open one too as far as that is known."""
    over: bool
    to_debrief: int
    """Explanations still marked by what was found in them."""

    def alike(self, other: "Past") -> bool:
        """Whether both were to ask the same: level, packs and topics."""
        one, two = self.plan, other.plan
        return (one.low, one.high, set(one.packs), set(one.topics)) == (
            two.low,
            two.high,
            set(two.packs),
            set(two.topics),
        )

    @property
    def started(self) -> datetime:
        """When it began; aware UTC."""
        return self.session.started


@dataclass(frozen=True, slots=True)
class InterviewReport:
    """Everything there is to tell of one interview."""

    past: Past
    packs: tuple[str, ...]
    """Titles of the packs that it was about; empty for all."""
    topics: tuple[str, ...]
    asked: tuple[Asked, ...]
    by_topic: tuple[TopicScore, ...]
    """The weakest first."""
    pauses: int
    study: tuple[QuestionId, ...]
    """What to ask next: what did not hold, then more of the weak topics."""
    prompts: tuple[tuple[str, str], ...]
    """Prompt and topic's title of each in `study`."""
    earlier: tuple[Past, ...]
    """Interviews before this one with at least one answer, the oldest first."""

    @property
    def slow(self) -> tuple[Asked, ...]:
        """Those that took longer than their clock."""
        return tuple(each for each in self.asked if each.late)

    @property
    def sure_but_wrong(self) -> tuple[Asked, ...]:
        """Those that the learner was sure of and that do not hold."""
        return tuple(each for each in self.asked if each.sure_but_wrong)


def past_interviews(house: House) -> list[Past]:
    """All interviews, the oldest first. Raises RecordError."""
    return [
        _past(number, session, plan_from_json(wish))
        for number, (session, wish) in enumerate(house.record.interviews.all(), 1)
    ]


def chance_points(one: Past, other: Past) -> int:
    """Percentage points by which two scores of people who know the same may well differ.

    Two standard errors of the difference of two shares, with their pooled share.
    """
    scores = [(past.score or 0.0, max(1, past.questions)) for past in (one, other)]
    pooled = sum(score * n for score, n in scores) / sum(n for _, n in scores)
    pooled = min(max(pooled, 0.1), 0.9)
    return round(200 * sqrt(pooled * (1 - pooled) * sum(1 / n for _, n in scores)))


def make_report(house: House, interview: Interview, tr: Translate) -> InterviewReport:
    """The report of an interview, over or not. Raises RecordError."""
    session = interview.session
    pasts = past_interviews(house)
    past = next(each for each in pasts if each.session.id == session.id)
    asked = tuple(_all_asked(house, interview, tr))
    by_topic = _by_topic(asked)
    study = _study(house, asked)
    titles, named = titles_of(house)
    return InterviewReport(
        past=past,
        packs=tuple(titles.get(each, each) for each in past.plan.packs),
        topics=tuple(named.get(each, each) for each in past.plan.topics),
        asked=asked,
        by_topic=by_topic,
        pauses=sum(note.what == Note.RESUMED for note in session.notes),
        study=study,
        prompts=tuple(
            (
                house.library.question(each, house.lang).prompt,
                house.library.topic_title(each, house.lang),
            )
            for each in study
        ),
        earlier=tuple(each for each in pasts[: past.number - 1] if each.score is not None),
    )


def titles_of(house: House) -> tuple[dict[str, str], dict[str, str]]:
    """What the packs and the topics that a plan names are called."""
    titles = {str(pack.id): pack.title(house.lang) for pack in house.library.packs}
    named = {
        str(name): topic.title(house.lang)
        for pack in house.library.packs
        for topic in pack.topics
        for name in (topic.id, topic.id.partition("/")[2])
    }
    return titles, named


def _past(number: int, session: Session, plan: Plan) -> Past:
    reviews = session.effective_reviews
    scores = [review.grade.score for review in reviews]
    return Past(
        number,
        session,
        plan,
        len(reviews),
        sum(scores) / len(scores) if scores else None,
        (sum(review.elapsed_ms for review in reviews) + _on_open_ms(session)) / 1000,
        session.phase is Phase.FINISHED,
        len(to_debrief(session)) if plan.verdicts == "end" else 0,
    )


def _on_open_ms(session: Session) -> int:
    """Time on the open question, as far as it is noted."""
    spent = (note.elapsed_ms for note in session.notes if note.question in session.queue[:1])
    return max(spent, default=0) if session.phase is Phase.ASKING else 0


def _all_asked(house: House, interview: Interview, tr: Translate) -> Iterator[Asked]:
    session = interview.session
    known = {entry.id for entry in house.library.entries()}
    walked = depths(taken(session))
    for place, (review, (one, depth)) in enumerate(
        zip(session.effective_reviews, walked, strict=True)
    ):
        question = interview.asked_at(place) if review.question in known else None
        topic = house.library.topic_title(review.question, house.lang) if question else ""
        yield replace(
            _asked(session, review, one, depth, question, topic, tr),
            ticked=not interview.withheld or review.question not in to_debrief(session),
        )


def _asked(
    session: Session,
    review: Review,
    one: Taken,
    depth: int,
    question: Question | None,
    topic: str,
    tr: Translate,
) -> Asked:
    notes = [note.what for note in session.notes if note.question == review.question]
    explains = question if isinstance(question, Explain) else None
    limit = clock(question.kind, question.difficulty) if question else 0
    at_least = notes.count(Note.RESUMED) > notes.count(Note.PAUSED)
    best = solution(question) if question and not explains else None
    return Asked(
        id=review.question,
        prompt=question.prompt if question else review.question,
        topic=topic or pack_of(review.question),
        difficulty=question.difficulty if question else 0,
        depth=depth,
        move=one.move,
        score=review.grade.score,
        answered=review.response is not None,
        passed=one.passed,
        seconds=one.seconds,
        clock=limit,
        late=Note.LATE in notes and (at_least or one.seconds > limit),
        at_least=at_least,
        hinted=Note.HINT in notes,
        helped=Note.HELPED in notes,
        confidence=review.confidence,
        said=told(question, review.response, tr) if question and review.response else None,
        right=told(question, best, tr) if question and best else None,
        code=question.code if isinstance(question, Output | Bug) else "",
        points=_points(explains, review) if explains else (),
        model_answer=explains.model_answer if explains else "",
    )


def _points(question: Explain, review: Review) -> tuple[tuple[str, bool], ...]:
    covered = review.response.covered if isinstance(review.response, Explained) else frozenset()
    return tuple((point, place in covered) for place, point in enumerate(question.key_points))


def _by_topic(asked: Sequence[Asked]) -> tuple[TopicScore, ...]:
    topics: dict[str, list[float]] = {}
    for each in asked:
        topics.setdefault(each.topic, []).append(each.score)
    found = [TopicScore(name, len(some), sum(some) / len(some)) for name, some in topics.items()]
    return tuple(sorted(found, key=lambda topic: topic.score))


def _study(house: House, asked: Sequence[Asked]) -> tuple[QuestionId, ...]:
    """What did not hold, confident mistakes first; then easier ones first of weak topics."""
    entries = {entry.id: entry for entry in house.library.entries()}
    failed = sorted(
        (each for each in asked if not each.held and each.id in entries),
        key=lambda each: (not each.sure_but_wrong, each.score),
    )
    weak = {entries[each.id].topic for each in failed}
    done = {each.id for each in asked}
    more = sorted(
        (
            entry
            for entry in entries.values()
            if entry.topic in weak and entry.id not in done and entry.kind != "predict"
        ),
        key=lambda entry: (entry.difficulty, entry.id),
    )
    ids = [each.id for each in failed] + [entry.id for entry in more]
    return tuple(ids[: max(MOST_TO_STUDY, len(failed))]) if failed else ()

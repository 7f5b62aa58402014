"""A session is a value: what each event makes of it, and that every step can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import events as e
from quizapp.core.ids import QuestionId, SessionId
from quizapp.core.responses import (
    Adjust,
    Arranged,
    Chosen,
    Confidence,
    Explained,
    Filled,
    Grade,
    Judged,
    Marked,
    Paired,
    Predicted,
    Rating,
    Response,
    Typed,
)
from quizapp.core.say import say
from quizapp.core.session import (
    MOST_REPEATS,
    InvalidEvent,
    Mode,
    Phase,
    Session,
    apply,
    replay,
    shuffle_seed,
    start,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def q(number: int) -> QuestionId:
    return QuestionId(f"pack/q{number}")


def session(count: int = 3, mode: Mode = Mode.LEARN) -> Session:
    return start(
        SessionId("s"), mode, [q(n) for n in range(count)], seed=7, lang="en", started=NOON
    )


def answered(question: QuestionId, response: Response | None = None) -> e.Answered:
    return e.Answered(
        at=NOON,
        question=question,
        response=response,
        elapsed_ms=900,
        fingerprint="f" * 16,
        lang="en",
    )


def revealed(
    question: QuestionId, score: float = 1.0, suggested: Rating = Rating.GOOD
) -> e.Revealed:
    return e.Revealed(
        at=NOON,
        question=question,
        grade=Grade(score, (say("The answer is {a}.", a="x"),)),
        suggested=suggested,
        response=Judged(True),
    )


def rated(question: QuestionId, rating: Rating = Rating.GOOD) -> e.Rated:
    return e.Rated(at=NOON, question=question, rating=rating)


def once(before: Session, rating: Rating = Rating.GOOD) -> Session:
    """The current question answered and rated."""
    now = before.current
    return replay(before, [answered(now), revealed(now), rated(now, rating)])


def undone(before: Session) -> Session:
    about = before.queue[0] if before.queue else QuestionId("")
    return apply(before, e.Undone(at=NOON, question=about))


def test_a_question_is_asked_answered_revealed_and_rated() -> None:
    at_first = session()
    committed = apply(at_first, answered(q(0), Judged(True)))
    assert (committed.phase, committed.response) == (Phase.COMMITTED, Judged(True))
    shown = apply(committed, revealed(q(0)))
    assert (shown.phase, shown.suggested, shown.current) == (Phase.REVEALED, Rating.GOOD, q(0))
    after = apply(shown, rated(q(0), Rating.EASY))
    assert (after.phase, after.current, after.response, after.grade) == (
        Phase.ASKING,
        q(1),
        None,
        None,
    )
    review = after.reviews[0]
    assert (review.question, review.rating, review.response) == (q(0), Rating.EASY, Judged(True))
    assert (after.answered, after.total) == (1, 3)


def test_an_answer_that_was_never_rated_counts_with_its_suggested_rating() -> None:
    shown = replay(session(), [answered(q(0)), revealed(q(0), 0.0, Rating.AGAIN)])
    assert shown.reviews == ()
    assert [review.rating for review in shown.effective_reviews] == [Rating.AGAIN]
    closed = apply(shown, e.Ended(at=NOON, question=q(0)))
    assert closed.phase is Phase.FINISHED
    assert closed.effective_reviews == shown.effective_reviews


def test_the_last_rating_finishes_the_session() -> None:
    done = once(session(1))
    assert (done.phase, done.queue, done.answered, done.total) == (Phase.FINISHED, (), 1, 1)
    assert session(0).phase is Phase.FINISHED


def test_again_brings_the_question_back_four_places_later() -> None:
    after = once(session(8), Rating.AGAIN)
    assert after.queue == (q(1), q(2), q(3), q(4), q(0), q(5), q(6), q(7))
    assert once(session(3), Rating.AGAIN).queue == (q(1), q(2), q(0))


@pytest.mark.parametrize("mode", list(Mode))
def test_again_brings_a_question_back_at_most_three_times(mode: Mode) -> None:
    now = session(1, mode)
    times = 0
    while now.phase is not Phase.FINISHED:
        now = once(now, Rating.AGAIN)
        times += 1
    assert times == (1 + MOST_REPEATS if mode in (Mode.LEARN, Mode.CRAM) else 1)


def test_skipping_puts_a_question_to_the_end_and_the_only_one_away() -> None:
    after = apply(session(), e.Skipped(at=NOON, question=q(0)))
    assert (after.queue, after.skipped) == ((q(1), q(2), q(0)), {q(0)})
    alone = apply(session(1), e.Skipped(at=NOON, question=q(0)))
    assert alone.phase is Phase.FINISHED


def test_skipping_everything_comes_to_an_end() -> None:
    now = session(4)
    for _ in range(20):
        if now.phase is Phase.FINISHED:
            break
        now = apply(now, e.Skipped(at=NOON, question=now.current))
    assert now.phase is Phase.FINISHED


def test_burying_drops_the_question_wherever_it_waits() -> None:
    again = once(session(2), Rating.AGAIN)  # q1, q0
    buried = apply(once(again), e.Buried(at=NOON, question=q(0)))
    assert (buried.phase, buried.buried) == (Phase.FINISHED, {q(0)})


def test_flagging_changes_nothing_else() -> None:
    shown = replay(session(), [answered(q(0)), revealed(q(0))])
    flagged = apply(shown, e.Flagged(at=NOON, question=q(0), on=True))
    assert (flagged.flagged, flagged.phase, flagged.queue) == ({q(0)}, shown.phase, shown.queue)
    off = apply(flagged, e.Flagged(at=NOON, question=q(0), on=False))
    assert off == shown


def test_a_follow_up_comes_next_and_only_once() -> None:
    shown = replay(session(), [answered(q(0)), revealed(q(0))])
    lined_up = apply(shown, e.FollowedUp(at=NOON, question=q(0), follow_up=q(2)))
    assert lined_up.queue == (q(0), q(2), q(1))
    assert apply(lined_up, rated(q(0))).current == q(2)


def test_undoing_a_rating_shows_the_answer_again_and_undoing_that_asks_it() -> None:
    asked = session()
    shown = replay(asked, [answered(q(0)), revealed(q(0))])
    after = apply(shown, rated(q(0), Rating.AGAIN))
    assert undone(after) == shown
    assert undone(undone(after)) == asked
    assert undone(apply(asked, answered(q(0)))) == asked


def test_undoing_the_last_rating_reopens_a_finished_session() -> None:
    shown = replay(session(1), [answered(q(0)), revealed(q(0))])
    assert undone(apply(shown, rated(q(0)))) == shown


def test_undoing_a_reveal_asks_the_question_and_keeps_the_flag_set_before_it() -> None:
    events = [
        answered(q(0), Explained("because")),
        e.Flagged(at=NOON, question=q(0), on=True),
        revealed(q(0)),
    ]
    asked = undone(replay(session(), events))
    assert (asked.phase, asked.flagged, asked.response) == (Phase.ASKING, {q(0)}, None)


@pytest.mark.parametrize(
    "events",
    [
        [e.Undone(at=NOON, question=q(0))],
        [revealed(q(0))],
        [rated(q(0))],
        [answered(q(1))],
        [answered(q(0)), answered(q(0))],
        [answered(q(0)), rated(q(0))],
        [answered(q(0)), revealed(q(0)), revealed(q(0))],
        [answered(q(0)), revealed(q(0)), e.Skipped(at=NOON, question=q(0))],
        [answered(q(0)), revealed(q(0)), e.Buried(at=NOON, question=q(0))],
        [e.FollowedUp(at=NOON, question=q(0), follow_up=q(0))],
        [answered(q(0)), e.Undone(at=NOON, question=q(1))],
        [e.Ended(at=NOON, question=q(0)), answered(q(0))],
        [e.Ended(at=NOON, question=q(0)), e.Ended(at=NOON, question=QuestionId(""))],
    ],
)
def test_an_event_that_makes_no_sense_is_refused(events: list[e.Event]) -> None:
    with pytest.raises(InvalidEvent):
        replay(session(), events)


def possible(now: Session, flag: bool, rating: Rating) -> list[e.Event]:
    """All events but undoing that make sense now."""
    if now.phase is Phase.FINISHED:
        return []
    current = now.current
    anytime: list[e.Event] = [
        e.Flagged(at=NOON, question=current, on=flag),
        e.Ended(at=NOON, question=current),
        e.FollowedUp(at=NOON, question=current, follow_up=QuestionId("pack/next")),
    ]
    if current == "pack/next":
        anytime.pop()
    leave: list[e.Event] = [
        e.Skipped(at=NOON, question=current),
        e.Buried(at=NOON, question=current),
    ]
    return {
        Phase.ASKING: [answered(current), *leave, *anytime],
        Phase.COMMITTED: [revealed(current), *leave, *anytime],
        Phase.REVEALED: [rated(current, rating), *anytime],
    }[now.phase]


MOVES = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.sampled_from(Rating)), max_size=40)


@given(count=st.integers(0, 6), mode=st.sampled_from(Mode), moves=MOVES)
def test_any_step_can_be_taken_back(
    count: int, mode: Mode, moves: list[tuple[int, bool, Rating]]
) -> None:
    now = session(count, mode)
    for number, flag, rating in moves:
        events = possible(now, flag, rating)
        if not events:
            break
        event = events[number % len(events)]
        after = apply(now, event)
        if isinstance(event, e.Revealed):
            asked = undone(after)
            assert (asked.phase, asked.queue) == (Phase.ASKING, now.queue)
            assert (asked.flagged, asked.reviews) == (now.flagged, now.reviews)
        else:
            back = undone(after)
            assert back == now
            assert back.previous is now.previous
        now = after
    steps = 0
    while now.previous is not None:
        now = undone(now)
        steps += 1
        assert steps <= len(moves)
    assert now.reviews == ()
    assert now.phase is (Phase.ASKING if count else Phase.FINISHED)


@given(count=st.integers(1, 5), moves=MOVES)
def test_no_answer_is_lost_whatever_comes_after_it(
    count: int, moves: list[tuple[int, bool, Rating]]
) -> None:
    now, shown = session(count), 0
    for number, flag, rating in moves:
        events = possible(now, flag, rating)
        if not events:
            break
        event = events[number % len(events)]
        now = apply(now, event)
        shown += isinstance(event, e.Revealed)
        assert len(now.effective_reviews) == shown


def test_options_are_shuffled_alike_until_the_question_is_rated() -> None:
    asked = session(1)
    seed = shuffle_seed(asked, q(0))
    shown = replay(asked, [answered(q(0)), revealed(q(0))])
    assert shuffle_seed(shown, q(0)) == seed
    again = apply(shown, rated(q(0), Rating.AGAIN))
    assert again.current == q(0)
    assert shuffle_seed(again, q(0)) != seed
    assert shuffle_seed(undone(again), q(0)) == seed
    # The same in every process, so that a resumed session shows the same order.
    assert seed == 0x933C3A954B8F2581
    assert shuffle_seed(asked, q(1)) != seed


RESPONSES = st.one_of(
    st.none(),
    st.builds(Chosen, st.frozensets(st.integers(0, 9))),
    st.builds(Judged, st.booleans()),
    st.builds(Typed, st.text(), st.text()),
    st.builds(Filled, st.lists(st.text()).map(tuple)),
    st.builds(Marked, st.frozensets(st.integers(1, 99))),
    st.builds(Arranged, st.permutations(range(5)).map(tuple)),
    st.builds(Paired, st.lists(st.integers(0, 5)).map(tuple)),
    st.builds(Explained, st.text(), st.frozensets(st.integers(0, 9))),
    st.builds(
        Predicted,
        st.none() | st.integers(0, 5),
        st.none() | st.floats(allow_nan=False),
        st.none() | st.floats(allow_nan=False),
    ),
)
TIMES = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
GRADES = st.builds(
    Grade,
    st.floats(0, 1),
    st.lists(st.builds(lambda t, v: say(t, value=v), st.text(), st.text() | st.integers())).map(
        tuple
    ),
    st.lists(st.booleans()).map(tuple),
    st.text(),
)
COMMON = {"at": TIMES, "question": st.builds(q, st.integers(0, 99))}
EVENTS = st.one_of(
    st.builds(
        e.Answered,
        **COMMON,
        response=RESPONSES,
        elapsed_ms=st.integers(0),
        fingerprint=st.text(),
        lang=st.just("ko"),
        confidence=st.none() | st.sampled_from(Confidence),
        reason=st.text(),
    ),
    st.builds(
        e.Revealed, **COMMON, grade=GRADES, suggested=st.sampled_from(Rating), response=RESPONSES
    ),
    st.builds(e.Rated, **COMMON, rating=st.sampled_from(Rating)),
    st.builds(e.Observed, **COMMON, text=st.text()),
    st.builds(e.Flagged, **COMMON, on=st.booleans()),
    st.builds(e.Scheduling, **COMMON, on=st.booleans()),
    st.builds(e.Adjusted, **COMMON, how=st.sampled_from(Adjust)),
    st.builds(e.FollowedUp, **COMMON, follow_up=st.builds(q, st.integers(0, 99))),
    *(st.builds(kind, **COMMON) for kind in (e.Skipped, e.Buried, e.Undone, e.Ended)),
)


@given(event=EVENTS)
def test_every_event_survives_json(event: e.Event) -> None:
    import json

    back = e.from_json(json.loads(json.dumps(e.to_json(event))))
    assert back == event
    assert type(back) is type(event)
    if isinstance(event, e.Answered | e.Revealed):
        assert type(back.response) is type(event.response)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "answered"},
        {"kind": "forgotten", "at": NOON.isoformat(), "question": "p/q"},
        {"kind": "skipped", "at": "yesterday", "question": "p/q"},
        {"kind": "rated", "at": NOON.isoformat(), "question": "p/q", "rating": 9},
        {"kind": "skipped", "at": NOON.isoformat(), "question": "p/q", "more": 1},
    ],
)
def test_what_is_not_an_event_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        e.from_json(told)


def test_times_are_stored_in_utc() -> None:
    from datetime import timezone

    seoul = NOON.astimezone(timezone(timedelta(hours=9)))
    assert e.to_json(e.Skipped(at=seoul, question=q(0)))["at"] == "2026-03-01T12:00:00.000000+00:00"

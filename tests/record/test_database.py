"""What is appended, what follows from it, and that the one can be rebuilt from the other."""

import sqlite3
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core import events as e
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating, Typed
from quizapp.core.scheduling import SETTING, parameters, replay, stored_parameters
from quizapp.core.session import InvalidEvent, Mode, Phase, Session
from quizapp.errors import RecordError
from quizapp.record.connection import WAL_IS_SOUND
from quizapp.record.database import Record

A, B = QuestionId("pack/a"), QuestionId("pack/b")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWN = (*(0.5 * each for each in parameters()[:4]), *parameters()[4:20], 0.4)
"""Somebody's own numbers of the forgetting model."""


def derived(record: Record) -> dict[str, list[Any]]:
    """Every row of the derived tables."""
    return {
        table: record._connection.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("review", "card", "mark")
    }


def values(session: Session | None) -> list[Session]:
    """A session and all that undoing would give back."""
    chain = []
    while session is not None:
        chain.append(session)
        session = session.previous
    return chain


def test_the_file_is_set_to_survive_a_power_cut(record: Record) -> None:
    def pragma(name: str) -> Any:
        return record._connection.execute(f"PRAGMA {name}").fetchone()[0]

    sound = sqlite3.sqlite_version_info >= WAL_IS_SOUND
    assert pragma("journal_mode") == ("wal" if sound else "truncate")
    assert (pragma("synchronous"), pragma("foreign_keys")) == (2, 1)
    assert not pragma("mmap_size")
    assert pragma("busy_timeout") >= 1000


def test_an_answer_is_a_review_before_it_is_rated(record: Record, learner: Any) -> None:
    session = learner.answer(learner.begin("a", "b"), Rating.HARD)
    review = record.reviews()[0]
    assert (review.question, review.rating, review.score) == (A, Rating.HARD, 0.5)
    assert (review.elapsed_ms, review.fingerprint, review.lang) == (1234, "0123456789abcdef", "ko")
    assert record.cards() == {A: replay([(Rating.HARD, review.at)])}
    assert record.card_before(session, A) is None
    learner.rate(session, Rating.EASY)
    assert record.cards() == {A: replay([(Rating.EASY, review.at)])}
    assert record.reviews(B) == []
    assert [each.rating for each in record.reviews(A)] == [Rating.EASY]


def test_the_card_before_the_pending_answer_is_for_previews(record: Record, learner: Any) -> None:
    session = learner.rate(learner.answer(learner.begin("a")), Rating.AGAIN)
    before = record.cards()[A]
    shown = learner.answer(session)
    assert record.card_before(shown, A) == before != record.cards()[A]


def test_undoing_takes_the_review_and_its_card_back(record: Record, learner: Any) -> None:
    asked = learner.begin("a")
    back = learner.undo(learner.answer(asked))
    assert back == asked
    assert (record.reviews(), record.cards()) == ([], {})
    log = record._connection.execute("SELECT kind FROM event ORDER BY number").fetchall()
    assert [kind for (kind,) in log] == ["answered", "revealed", "undone"]


def test_cramming_is_recorded_and_moves_no_card(record: Record, learner: Any) -> None:
    learner.rate(learner.answer(learner.begin("a", mode=Mode.CRAM)))
    assert len(record.reviews()) == 1
    assert record.cards() == {}


def test_closing_a_session_after_a_reveal_keeps_the_answer(record: Record, learner: Any) -> None:
    learner.do(learner.answer(learner.begin("a", "b"), Rating.AGAIN), e.Ended)
    assert [each.rating for each in record.reviews()] == [Rating.AGAIN]
    assert record.unfinished() is None


def test_a_session_that_broke_off_is_as_it_was(path: Path, new_learner: Any) -> None:
    with Record.open(path) as record:
        learner = new_learner(record)
        session = learner.rate(learner.answer(learner.begin("a", "b", "c")), Rating.AGAIN)
        session = learner.do(session, e.Flagged, on=True)
        session = learner.do(session, e.Skipped)
        session = record.append(session, learner.answered(session, "한글 \ud800 \x00"))
        assert session.phase is Phase.COMMITTED
    with Record.open(path) as record:
        again = record.unfinished()
        assert again == session
        assert values(again) == values(session)
        learner = new_learner(record)
        assert learner.undo(again).phase is Phase.ASKING


def test_only_the_newest_session_is_gone_on_with(record: Record, learner: Any) -> None:
    learner.begin("a")
    assert record.unfinished() is not None
    learner.do(learner.begin("b"), e.Ended)
    assert record.unfinished() is None


def test_an_event_that_makes_no_sense_leaves_no_trace(record: Record, learner: Any) -> None:
    session = learner.begin("a")
    with pytest.raises(InvalidEvent):
        record.append(
            session,
            learner.answered(session),
            e.Rated(at=NOON, question=A, rating=Rating.GOOD),
        )
    assert record._connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
    assert record.unfinished() == session


def test_an_old_value_of_a_session_is_refused(path: Path, new_learner: Any) -> None:
    with Record.open(path) as record:
        learner = new_learner(record)
        old = learner.begin("a", "b")
        learner.answer(old)
        with pytest.raises(RecordError, match="gone on elsewhere"):
            learner.answer(old)
    with Record.open(path) as record:  # and where it has to be looked up
        with pytest.raises(RecordError, match="gone on elsewhere"):
            new_learner(record).answer(old)
        assert len(record.reviews()) == 1


def test_a_session_that_never_began_is_refused(record: Record, learner: Any) -> None:
    stranger = learner.begin("a")
    with pytest.raises(RecordError):
        record.begin(stranger)
    record._now.clear()
    with pytest.raises(RecordError, match="never begun"):
        record.append(Session(*[getattr(stranger, n) for n in ("id", "mode")], 1, "en", NOON, (A,)))


def test_flags_hold_beyond_the_session(record: Record, learner: Any) -> None:
    learner.do(learner.begin("a"), e.Flagged, on=True)
    assert record.flagged() == {A}
    later = learner.begin("a", "b", flagged=record.flagged())
    learner.do(later, e.Flagged, on=False)
    assert record.flagged() == frozenset()


def test_undoing_a_flag_leaves_one_from_an_earlier_session(record: Record, learner: Any) -> None:
    learner.do(learner.begin("a"), e.Flagged, on=True)
    later = learner.begin("a", flagged=record.flagged())
    off = learner.do(later, e.Flagged, on=False)
    assert record.flagged() == frozenset()
    learner.undo(off)
    assert record.flagged() == {A}


def test_buried_means_on_the_day_it_was_done(
    record: Record, learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.at = datetime(2026, 3, 1, 14, 50, tzinfo=UTC)
    session = learner.begin("a", "b")
    learner.tick(20)
    session = learner.do(session, e.Buried)  # 15:11 UTC, after midnight in Seoul
    assert record.buried(date(2026, 3, 1)) == {A}
    assert record.buried(date(2026, 3, 2)) == frozenset()
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    try:
        assert record.buried(date(2026, 3, 1)) == frozenset()
        assert record.buried(date(2026, 3, 2)) == {A}
    finally:
        monkeypatch.setenv("TZ", "UTC")
        time.tzset()
    learner.undo(session)
    assert record.buried(date(2026, 3, 1)) == frozenset()


def test_answers_are_counted_by_day(record: Record, learner: Any) -> None:
    learner.answer(learner.begin("a"))
    learner.tick(24 * 60)
    learner.rate(learner.answer(learner.begin("a", "b")))
    day = NOON.date()
    assert [record.days.answered(day + timedelta(days=n)) for n in (-1, 0, 1, 2)] == [0, 1, 1, 0]


def test_settings_are_remembered(path: Path) -> None:
    with Record.open(path) as record:
        assert record.setting("lang", "en") == "en"
        record.set_setting("lang", "ko")
        record.set_setting("lang", "한국어")
    with Record.open(path) as record:
        assert record.setting("lang", "en") == "한국어"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET body = '{}'",
        "DELETE FROM event",
        "UPDATE session SET queue = '[]'",
        "DELETE FROM session",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "REPLACE INTO event SELECT number + 1, uuid, session, at, question, kind, '' FROM event",
        "INSERT OR REPLACE INTO session SELECT * FROM session",
    ],
)
def test_the_log_is_never_changed(record: Record, learner: Any, change: str) -> None:
    learner.answer(learner.begin("a"))
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        record._connection.execute(change)


def test_rebuilding_restores_what_was_lost(record: Record, learner: Any) -> None:
    learner.do(learner.rate(learner.answer(learner.begin("a", "b"))), e.Buried)
    before = derived(record)
    assert all(before.values())
    for table in before:
        record._connection.execute(f"DELETE FROM {table}")
    record.rebuild()
    assert derived(record) == before


def test_a_log_that_cannot_be_read_is_told_and_left(record: Record, learner: Any) -> None:
    session = learner.answer(learner.begin("a"))
    record._connection.execute(
        "INSERT INTO event (uuid, session, at, question, kind, body)"
        " VALUES ('x', ?, '2026-03-01T12:00:00+00:00', 'pack/a', 'answered', '{broken')",
        (session.id,),
    )
    before = derived(record)
    with pytest.raises(RecordError, match="log cannot be read"):
        record.unfinished()
    with pytest.raises(RecordError, match="log cannot be read"):
        record.rebuild()
    assert derived(record) == before


MOVES = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(Rating), st.integers(0, 2)), max_size=25
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES, modes=st.lists(st.sampled_from(Mode), min_size=3, max_size=3))
def test_the_log_alone_gives_back_everything(
    tmp_path_factory: pytest.TempPathFactory,
    new_learner: Any,
    moves: list[tuple[int, Rating, int]],
    modes: list[Mode],
) -> None:
    path = tmp_path_factory.mktemp("record") / "record.sqlite3"
    with Record.open(path) as record:
        learner = new_learner(record)
        running = [learner.begin("a", "b", "c", mode=mode) for mode in modes]
        for number, rating, which in moves:
            running[which] = learner.random_step(running[which], number, rating)
        before = derived(record)
        record.rebuild()
        assert derived(record) == before
        reviews = record.reviews()
        cards, own_cards = {}, {}
        cramming = {s.id for s in running if s.mode is Mode.CRAM}
        for session in running:
            assert [r.rating for r in session.effective_reviews] == [
                Rating(row[0])
                for row in record._connection.execute(
                    "SELECT rating FROM review WHERE session = ? ORDER BY place", (session.id,)
                )
            ]
        for question in {review.question for review in reviews}:
            counted = [
                (Rating(rating), datetime.fromisoformat(at))
                for rating, at, session in record._connection.execute(
                    "SELECT rating, at, session FROM review WHERE question = ? ORDER BY at",
                    (question,),
                )
                if session not in cramming
            ]
            if counted:
                cards[question] = replay(counted)
                own_cards[question] = replay(counted, OWN)
        assert record.cards() == cards
        record.set_setting(SETTING, stored_parameters(OWN))
        assert record.cards() == own_cards
        record.rebuild()
        assert record.cards() == own_cards
        record.set_setting(SETTING, "")
        assert {k: set(rows) for k, rows in derived(record).items()} == {
            k: set(rows) for k, rows in before.items()
        }
    with Record.open(path) as record:
        newest = running[-1]
        expected = None if newest.phase is Phase.FINISHED else newest
        again = record.unfinished()
        assert again == expected
        assert not again or values(again) == values(newest)
        assert record.check() == ()


def test_a_response_of_any_text_is_kept(record: Record, learner: Any) -> None:
    session = learner.begin("a")
    shown = record.append(
        session, learner.answered(session, "\ud83d"), learner.revealed(session, text="\ud83d")
    )
    assert record.unfinished() == shown
    assert shown.response == Typed("\ud83d")

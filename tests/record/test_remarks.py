"""Notes, flags and suspensions made outside of sessions, and how they go with those inside."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core import events as e
from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating
from quizapp.errors import RecordError
from quizapp.record.connection import MIGRATIONS
from quizapp.record.database import Record
from quizapp.record.remarks import FlagSet, Note, NoteWritten, Suspended

A, B = QuestionId("pack/a"), QuestionId("pack/b")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def marks(record: Record) -> set[Any]:
    """Every row of the marks."""
    return set(record._connection.execute("SELECT * FROM mark"))


def test_the_latest_note_counts_and_all_are_kept(path: Path) -> None:
    texts = ["first", "# Zweite\n\n*Markdown*, 한국어, \ud83d", "", "last"]
    with Record.open(path) as record:
        for minute, text in enumerate(texts):
            at = NOON + timedelta(minutes=minute)
            record.remark(NoteWritten(at=at, question=A, text=text))
            now = record.note(A)
            assert (now.text if now else "") == text
        record.remark(NoteWritten(at=NOON, question=B, text="other"))
    with Record.open(path) as record:
        assert record.note(A) == Note(A, "last", NOON + timedelta(minutes=3))
        assert list(record.notes()) == [A, B]
        assert [note.text for note in record.note_history(A)] == texts
        assert record.note(QuestionId("pack/c")) is None
        record.remark(NoteWritten(at=NOON, question=B, text=""))
        assert list(record.notes()) == [A]


def test_flags_of_sessions_and_remarks_are_one(record: Record, learner: Any) -> None:
    record.remark(FlagSet(at=NOON, question=A, on=True))
    assert record.flagged() == {A}
    session = learner.begin("a", flagged=record.flagged())
    off = learner.do(session, e.Flagged, on=False)
    assert record.flagged() == frozenset()
    record.remark(FlagSet(at=NOON, question=A, on=True))
    learner.do(off, e.Flagged, on=True)
    record.remark(FlagSet(at=NOON, question=A, on=False))
    assert record.flagged() == frozenset()


def test_a_session_that_missed_a_remark_still_flags_and_unflags(
    record: Record, learner: Any
) -> None:
    session = learner.begin("a")
    record.remark(FlagSet(at=NOON, question=A, on=True))
    session = learner.do(session, e.Flagged, on=False)  # it was never flagged in this session
    assert record.flagged() == frozenset()
    session = learner.do(session, e.Flagged, on=True)
    record.remark(FlagSet(at=NOON, question=A, on=False))
    learner.do(session, e.Flagged, on=True)
    assert record.flagged() == {A}


def test_suspended_until_taken_back(record: Record) -> None:
    for on in (True, True, False, True):
        record.remark(Suspended(at=NOON, question=A, on=on))
        assert record.suspended() == ({A} if on else frozenset())
    assert record.flagged() == frozenset()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE remark SET body = '{}'",
        "DELETE FROM remark",
        "INSERT OR REPLACE INTO remark SELECT * FROM remark",
    ],
)
def test_remarks_are_never_changed(record: Record, change: str) -> None:
    record.remark(NoteWritten(at=NOON, question=A, text="kept"))
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        record._connection.execute(change)


def test_a_record_open_for_reading_takes_no_remark(path: Path, record: Record) -> None:
    with (
        Record.open(path, read_only=True) as reader,
        pytest.raises(RecordError, match="reading only"),
    ):
        reader.remark(NoteWritten(at=NOON, question=A, text="lost"))
    assert record.notes() == {}


def test_a_remark_that_cannot_be_read_is_told_and_left(record: Record) -> None:
    record.remark(FlagSet(at=NOON, question=A, on=True))
    record._connection.execute(
        "INSERT INTO remark (uuid, at, question, kind, body)"
        " VALUES ('x', '2026-03-01T12:00:00+00:00', 'pack/a', 'note', '[]')"
    )
    for read in (record.notes, record.rebuild):
        with pytest.raises(RecordError, match="log cannot be read"):
            read()
    assert record.flagged() == {A}


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("session"), st.sampled_from([0, 4, 7, 7, 8, 9]), st.integers(0, 1)),
        st.tuples(st.sampled_from(["flag", "suspend", "note"]), st.booleans(), st.integers(0, 1)),
    ),
    max_size=30,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, jumps=st.lists(st.integers(-90, 90), min_size=30, max_size=30))
def test_both_logs_give_back_the_marks_whatever_the_clock_did(
    tmp_path_factory: pytest.TempPathFactory,
    new_learner: Any,
    steps: list[tuple[str, Any, int]],
    jumps: list[int],
) -> None:
    expected: dict[str, set[QuestionId]] = {"flag": set(), "suspend": set()}
    with Record.open(tmp_path_factory.mktemp("record") / "record.sqlite3") as record:
        learner = new_learner(record)
        running = [learner.begin("a", "b", "c"), learner.begin("a", "b")]
        for (kind, what, which), jump in zip(steps, jumps, strict=False):
            learner.at += timedelta(minutes=jump)
            question = (A, B)[which]
            if kind == "session":
                running[which] = learner.random_step(running[which], what, Rating.GOOD)
            elif kind == "note":
                record.remark(NoteWritten(at=learner.at, question=question, text=str(what)))
            else:
                made = FlagSet if kind == "flag" else Suspended
                record.remark(made(at=learner.at, question=question, on=what))
                (expected[kind].add if what else expected[kind].discard)(question)
        before = marks(record)
        record.rebuild()
        assert marks(record) == before
        assert record.suspended() == expected["suspend"]
        if all(kind != "session" for kind, *_ in steps):
            assert record.flagged() == expected["flag"]


SCHEMA_1 = """
INSERT INTO session (id, mode, seed, lang, started, queue, flagged) VALUES
  ('s1', 'learn', '7', 'en', '2026-03-01T12:00:00.000000+00:00',
   '["pack/a", "pack/b", "pack/c"]', '[]');
INSERT INTO event (uuid, session, at, question, kind, body) VALUES
  ('u1', 's1', '2026-03-01T12:01:00.000000+00:00', 'pack/a', 'flagged', '{"on": true}'),
  ('u2', 's1', '2026-03-01T12:02:00.000000+00:00', 'pack/a', 'buried', '{}'),
  ('u3', 's1', '2026-03-01T12:03:00.000000+00:00', 'pack/b', 'flagged', '{"on": true}');
INSERT INTO mark (kind, question, session, at) VALUES
  ('flag', 'pack/a', 's1', '2026-03-01T12:01:00.000000+00:00'),
  ('bury', 'pack/a', 's1', '2026-03-01T12:02:00.000000+00:00'),
  ('flag', 'pack/b', 's1', '2026-03-01T12:03:00.000000+00:00');
INSERT INTO setting (name, value) VALUES ('lang', 'ko');
PRAGMA application_id = 0x71757A61;
PRAGMA user_version = 1;
"""


def test_a_record_of_the_first_schema_comes_over_whole(path: Path, new_learner: Any) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as old:
        first = sorted(MIGRATIONS.glob("*.sql"))[0].read_text(encoding="utf-8")
        old.executescript(first + SCHEMA_1)
        before = set(old.execute("SELECT * FROM mark"))
    with Record.open(path) as record:
        assert marks(record) == before
        assert record.flagged() == {A, B}
        assert record.buried(date(2026, 3, 1)) == {A}
        assert record.setting("lang", "en") == "ko"
        session = record.unfinished()
        assert session is not None
        assert session.current == B
        record.rebuild()
        assert marks(record) == before
        record.remark(FlagSet(at=NOON, question=A, on=False))
        learner = new_learner(record)
        learner.answer(session)
        assert record.flagged() == {B}
        assert len(record.reviews()) == 1
        assert record.check() == ()
    with closing(sqlite3.connect(f"{path}.schema-1")) as kept:
        assert set(kept.execute("SELECT * FROM mark")) == before


def test_a_note_survives_a_kill_right_after_it(path: Path) -> None:
    code = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from quizapp.record.database import Record
from quizapp.record.remarks import NoteWritten, Suspended
record = Record.open(Path(sys.argv[1]))
at = datetime(2026, 3, 1, 12, tzinfo=UTC)
record.remark(Suspended(at=at, question="pack/a", on=True))
record.remark(NoteWritten(at=at, question="pack/a", text="kept"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with Record.open(path) as record:
        assert record.note(A) == Note(A, "kept", NOON)
        assert record.suspended() == {A}

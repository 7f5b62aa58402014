"""What can be wrong with a record's file, folder or disk is told plainly and changes nothing."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from quizapp.core.responses import Rating
from quizapp.errors import RecordError
from quizapp.record import connection as opening
from quizapp.record.database import Record, RecordBusy


def refused(path: Path, *, read_only: bool = False) -> RecordError:
    """The error that opening gives; every file in the folder is as it was before."""
    folder = path.parent
    before = {each: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    with pytest.raises(RecordError) as error:
        Record.open(path, read_only=read_only)
    after = {each: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    assert after == before
    assert error.value.hint
    return error.value


def test_a_second_writer_is_told_and_may_read(path: Path, record: Record, learner: Any) -> None:
    learner.answer(learner.begin("a", "b"))
    with pytest.raises(RecordBusy) as busy:
        Record.open(path)
    assert "Another quizapp" in str(busy.value)
    with Record.open(path, read_only=True) as reader:
        assert reader.read_only
        assert len(reader.reviews()) == 1
        assert reader.unfinished() is not None
        for write in (
            lambda: reader.set_setting("lang", "ko"),
            lambda: reader.begin(reader.unfinished()),
            lambda: reader.append(reader.unfinished()),
            reader.rebuild,
        ):
            with pytest.raises(RecordError, match="reading only"):
                write()
        learner.rate(record.unfinished())
        assert len(reader.reviews()) == 1
    record.close()
    with Record.open(path) as again:
        assert not again.read_only


def test_another_process_holds_the_lock_too(path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from quizapp.record.database import Record\n"
        "r = Record.open(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(RecordBusy):
            Record.open(path)
        other.communicate("")
    Record.open(path).close()


def test_a_link_to_a_record_shares_its_lock(path: Path, record: Record) -> None:
    link = path.parent / "link.sqlite3"
    link.symlink_to(path)
    with pytest.raises(RecordBusy):
        Record.open(link)


def test_an_answer_survives_a_kill_right_after_it(path: Path) -> None:
    code = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from quizapp.core import events as e
from quizapp.core.responses import Grade, Judged, Rating
from quizapp.core.session import Mode, start
from quizapp.record.database import Record
record = Record.open(Path(sys.argv[1]))
at = datetime(2026, 3, 1, 12, tzinfo=UTC)
session = start("s", Mode.LEARN, ["p/a", "p/b"], seed=1, lang="en", started=at)
record.begin(session)
session = record.append(
    session,
    e.Answered(
        at=at, question="p/a", response=Judged(True), elapsed_ms=5, fingerprint="f", lang="en"
    ),
    e.Revealed(
        at=at, question="p/a", grade=Grade(0.5), suggested=Rating.HARD, response=Judged(True)
    ),
)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    with Record.open(path) as record:
        (review,) = record.reviews()
        assert (review.question, review.rating, review.score) == ("p/a", Rating.HARD, 0.5)
        assert list(record.cards()) == ["p/a"]
        session = record.unfinished()
        assert session is not None
        assert (session.phase, session.current, session.total) == ("revealed", "p/a", 2)


def test_a_newer_record_is_refused_and_left_as_it_is(path: Path) -> None:
    Record.open(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 7")
    for read_only in (False, True):
        told = str(refused(path, read_only=read_only))
        assert f"newer quizapp (schema 7, this one knows {len(opening.migrations())})" in told
        assert "Update quizapp" in told


def test_a_file_that_is_no_record_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("These are my notes.\n" * 100)
    short = tmp_path / "short.sqlite3"
    short.write_bytes(b"SQLite format 3\0")
    foreign = tmp_path / "other.sqlite3"
    numbered = tmp_path / "numbered.sqlite3"
    for each in (foreign, numbered):
        with closing(sqlite3.connect(each)) as other:
            other.execute("CREATE TABLE bookmarks (url TEXT)")
    with closing(sqlite3.connect(numbered)) as other:
        other.execute("PRAGMA user_version = 1")
    for each in (text, short, numbered):
        assert "not a quizapp record" in str(refused(each))
    with pytest.raises(RecordError, match="not a quizapp record"):
        Record.open(foreign)
    with closing(sqlite3.connect(foreign)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_places_where_no_file_can_be_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "record.sqlite3", tmp_path / "folder", Path("/dev/full")):
        with pytest.raises(RecordError) as error:
            Record.open(path)
        assert error.value.where == str(path)
        assert "--record" in str(error.value)
    assert "cannot be opened" in str(refused(tmp_path / "nowhere", read_only=True))


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder of a user without privileges, and its rights; root may write everything."""
    root = os.geteuid() == 0
    with tempfile.TemporaryDirectory(dir="/tmp") as name:  # pytest's own are closed to others
        folder = Path(name)
        folder.chmod(0o777)
        if root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if root:
                os.seteuid(0)
            for each in (folder, *folder.iterdir()):
                each.chmod(0o777)


def test_a_folder_that_cannot_be_written_is_told() -> None:
    with as_nobody() as folder:
        closed = folder / "closed"
        closed.mkdir()
        closed.chmod(0o555)
        with pytest.raises(RecordError, match="Permission denied"):
            Record.open(closed / "record.sqlite3")
        with pytest.raises(RecordError, match="Permission denied"):
            Record.open(closed / "deeper" / "record.sqlite3")
        closed.chmod(0o777)


def test_a_file_that_cannot_be_written_is_told_when_it_is_opened() -> None:
    with as_nobody() as folder:
        path = folder / "record.sqlite3"
        Record.open(path).close()
        path.chmod(0o444)
        assert "cannot be written" in str(refused(path))
        with Record.open(path, read_only=True) as record:
            assert record.reviews() == []
        path.chmod(0o000)
        with pytest.raises(RecordError, match="Permission denied"):
            Record.open(path)
        path.chmod(0o644)


def test_a_full_disk_loses_only_what_was_not_said_to_be_kept(record: Record, learner: Any) -> None:
    session = learner.rate(learner.answer(learner.begin("a", "b")))
    pages = record._connection.execute("PRAGMA page_count").fetchone()[0]
    record._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(RecordError, match="disk is full"):
        record.append(session, learner.answered(session, "x" * 60_000))
    assert len(record.reviews()) == 1
    assert record.unfinished() == session
    record._connection.execute("PRAGMA max_page_count = 100000")
    assert learner.answer(session).current == "pack/b"  # there is room again


def test_a_disk_that_takes_no_more_is_told(path: Path) -> None:
    code = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from quizapp.core import events as e
from quizapp.core.responses import Typed
from quizapp.core.session import Mode, start
from quizapp.errors import RecordError
from quizapp.record.database import Record
path = Path(sys.argv[1])
at = datetime(2026, 3, 1, 12, tzinfo=UTC)
record = Record.open(path)
session = start("s", Mode.LEARN, ["p/a", "p/b"], seed=1, lang="en", started=at)
record.begin(session)
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
def answer(text):
    return e.Answered(
        at=at, question="p/a", response=Typed(text), elapsed_ms=5, fingerprint="f", lang="en"
    )
try:
    record.append(session, answer("x" * 500_000))
except RecordError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert record.unfinished() == session
print(record.append(session, answer("y")).phase)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "disk" in done.stdout.splitlines()[0]
    assert done.stdout.splitlines()[-1] == "committed"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_damaged_record_is_told(path: Path, new_learner: Any) -> None:
    with Record.open(path) as record:
        learner = new_learner(record)
        for number in range(30):
            learner.answer(learner.begin(f"q{number}"))
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(bytes(content))
    with pytest.raises(RecordError, match="damaged") as error, Record.open(path) as record:
        record.reviews()
    assert "backup" in str(error.value)
    assert path.read_bytes() == bytes(content)


def test_an_older_record_is_copied_before_it_is_migrated(
    path: Path, tmp_path: Path, new_learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Record.open(path) as record:
        new_learner(record).answer(new_learner(record).begin("a"))
    before = path.read_bytes()
    scripts = tmp_path / "migrations"
    scripts.mkdir()
    for each in opening.MIGRATIONS.glob("*.sql"):
        (scripts / each.name).write_text(each.read_text())
    now = len(opening.migrations())
    broken = scripts / "9999_next.sql"
    broken.write_text("CREATE TABLE more (x INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);")
    monkeypatch.setattr(opening, "MIGRATIONS", scripts)
    with pytest.raises(RecordError, match="nowhere"):
        Record.open(path)
    assert path.read_bytes() == before
    with pytest.raises(RecordError, match="older version"):
        Record.open(path, read_only=True)
    broken.write_text("CREATE TABLE more (x INTEGER) STRICT;")
    with Record.open(path) as record:
        assert record._connection.execute("PRAGMA user_version").fetchone() == (now + 1,)
        assert len(record.reviews()) == 1
    copy = path.with_name(f"record.sqlite3.schema-{now}")
    monkeypatch.undo()
    with Record.open(copy) as record:
        assert len(record.reviews()) == 1


def test_an_empty_file_becomes_a_record(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite3"
    path.touch()
    with Record.open(path) as record:
        assert record.unfinished() is None
    assert not list(tmp_path.glob("*.schema-*"))


def test_the_write_ahead_log_works_the_same(
    path: Path, new_learner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One connection writes, so that an SQLite with the checkpoint bug can be used here too.
    monkeypatch.setattr(opening, "WAL_IS_SOUND", (3, 0, 0))
    with Record.open(path) as record:
        assert record._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert record._connection.execute("PRAGMA synchronous").fetchone() == (2,)
        learner = new_learner(record)
        session = learner.answer(learner.begin("a", "b"))
        with Record.open(path, read_only=True) as reader:
            assert len(reader.reviews()) == 1
            learner.answer(learner.rate(session))
            assert len(reader.reviews()) == 2
    with Record.open(path, read_only=True) as reader:
        assert len(reader.reviews()) == 2
    monkeypatch.undo()
    with Record.open(path) as record:  # and a record can go back to an older SQLite
        assert len(record.reviews()) == 2

"""What was recorded under a question's old names counts for its name of now."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Rating
from quizapp.record.database import Record
from quizapp.record.remarks import FlagSet, NoteWritten, Suspended
from quizapp.record.renames import Renames

OLD, NEW, OTHER = (QuestionId(f"pack/{name}") for name in ("old", "new", "other"))
STEPS = st.lists(st.tuples(st.integers(0, 9), st.sampled_from(Rating)), max_size=14)


def told(record: Record, learner: Any) -> list[Any]:
    """All that is read from a record, by question."""
    day = learner.at.astimezone().date()
    return [
        record.cards(),
        record.reviews(),
        record.reviews(NEW),
        record.flagged(),
        record.buried(day),
        record.days.new(day),
    ]


def study(learner: Any, first: str, before: list[Any], after: list[Any], then: list[Any]) -> None:
    """A session under one name, gone on with after the rename, and another by the name of now."""
    session = learner.begin(first, "other")
    for step in before:
        session = learner.random_step(session, *step)
    learner.record.renames = Renames({OLD: NEW})
    for step in after:
        session = learner.random_step(session, *step)
    learner.tick(60 * 24 * 3)
    session = learner.begin("new", flagged=learner.record.flagged())
    for step in then:
        session = learner.random_step(session, *step)


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS, STEPS, STEPS)
def test_a_rename_makes_no_difference(
    new_learner: Callable[[Record], Any], before: list[Any], after: list[Any], then: list[Any]
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with Record.open(folder / "one") as one, Record.open(folder / "other") as other:
            renamed, always = new_learner(one), new_learner(other)
            study(renamed, "old", before, after, then)
            study(always, "new", before, after, then)
            assert told(one, renamed) == told(other, always)
            one.rebuild()
            assert told(one, renamed) == told(other, always)


def test_what_is_said_outside_of_sessions(record: Record, learner: Any) -> None:
    at = learner.tick()
    record.remark(NoteWritten(at=at, question=OLD, text="before"))
    record.remark(FlagSet(at=at, question=OLD, on=True))
    record.remark(Suspended(at=at, question=OLD, on=True))
    record.renames = Renames({OLD: NEW})
    assert record.flagged() == record.suspended() == {NEW}
    note = record.note(NEW)
    assert note is not None and (note.question, note.text) == (NEW, "before")
    record.remark(NoteWritten(at=at + timedelta(hours=1), question=NEW, text="after"))
    assert [each.text for each in record.notes().values()] == ["after"]
    assert [each.text for each in record.note_history(NEW)] == ["before", "after"]
    record.remark(NoteWritten(at=at, question=NEW, text=""))
    record.remark(FlagSet(at=at, question=NEW, on=False))
    record.remark(Suspended(at=at, question=NEW, on=False))
    for _ in range(2):
        assert record.note(NEW) is None
        assert record.flagged() == record.suspended() == frozenset()
        record.rebuild()

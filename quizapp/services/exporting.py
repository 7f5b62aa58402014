"""Every review as a row of a table, for a spreadsheet or a program of the learner's own."""

import csv
import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from quizapp.core.ids import pack_of
from quizapp.core.say import Words, say
from quizapp.core.statistics import PastReview
from quizapp.errors import UsageError
from quizapp.replacing import replace_file
from quizapp.services.statistics import local_day

STATES = {1: "learning", 2: "review", 3: "relearning"}
"""What fsrs calls the states of a card."""
COLUMNS = (
    "at",
    "day",
    "pack",
    "topic",
    "question",
    "lang",
    "rating",
    "score",
    "seconds",
    "scheduled",
    "state",
    "stability",
    "difficulty",
    "lapses",
    "predicted",
    "confidence",
)
"""The columns of a table; `row` says what stands in them."""

Cell = str | int | float | bool | None


def row(review: PastReview) -> dict[str, Cell]:
    """A review as one row.

    `at` is UTC, `day` the day of the local calendar; `rating` 1 (Again) to 4 (Easy); `score`
    0 to 1; `scheduled` is false for cramming. `state`, `stability` (days), `difficulty` (1 to
    10), `lapses` and `predicted` (recall, 0 to 1) are the card's just before; None without one.
    `confidence` is how sure the learner was: 0.25, 0.5, 0.75 or 0.95; None where nobody asked.
    """
    card = review.before
    return {
        "at": review.at.isoformat(),
        "day": local_day(review.at).isoformat(),
        "pack": pack_of(review.question),
        "topic": review.topic,
        "question": review.question,
        "lang": review.lang,
        "rating": int(review.rating),
        "score": review.score,
        "seconds": review.elapsed_ms / 1000,
        "scheduled": review.scheduled,
        "state": STATES[card.state] if card else None,
        "stability": card.stability if card else None,
        "difficulty": card.difficulty if card else None,
        "lapses": card.lapses if card else None,
        "predicted": review.predicted,
        "confidence": review.confidence.probability if review.confidence else None,
    }


def check_target(path: Path, record: Path) -> None:
    """UsageError where reviews cannot be exported to this file."""
    if path.suffix.lower() not in _WRITERS:
        raise UsageError(
            say("Reviews cannot be exported as this kind of file."),
            where=str(path),
            hint=say("The file's name ends in .csv or .jsonl."),
        )
    folder = path.resolve().parent
    if not folder.is_dir():
        raise UsageError(
            say("There is no folder {folder}.", folder=str(path.parent)),
            where=str(path),
            hint=say("Make it first, or choose another folder."),
        )
    if path.is_dir():
        raise _unwritable(path, say("there is a folder of that name"))
    if path.resolve() == record.resolve():
        raise _unwritable(path, say("it is the record itself"))
    if not os.access(folder, os.W_OK):
        raise _unwritable(path, say("the folder is read-only for you"))


def export(reviews: Sequence[PastReview], path: Path, record: Path) -> None:
    """Write the reviews as .csv or .jsonl, by the file's suffix; UsageError where that fails.

    Another file of that name is replaced once the new one is complete.
    """
    check_target(path, record)
    text = _WRITERS[path.suffix.lower()](row(each) for each in reviews)
    try:
        replace_file(path, text.encode())
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def _csv(rows: Iterator[dict[str, Cell]]) -> str:
    """A head, then a line for each row; what is missing is empty."""
    lines = io.StringIO()
    writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for each in rows:
        writer.writerow({**each, "scheduled": str(each["scheduled"]).lower()})
    return lines.getvalue()


def _json_lines(rows: Iterator[dict[str, Cell]]) -> str:
    """A JSON object for each row; what is missing is null."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows)


_WRITERS: dict[str, Callable[[Iterator[dict[str, Cell]]], str]] = {
    ".csv": _csv,
    ".jsonl": _json_lines,
}


def _unwritable(path: Path, reason: Words) -> UsageError:
    return UsageError(
        say("This file cannot be written: {reason}", reason=str(reason)),
        where=str(path),
        hint=say("Choose another file or folder."),
    )

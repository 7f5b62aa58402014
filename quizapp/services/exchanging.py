"""Packs from files of other programs, and into them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.errors import PackError, UsageError
from quizapp.packs.formats import HEAD, Format, by_name, for_export, guess
from quizapp.packs.pack import load_pack
from quizapp.packs.placing import check_place
from quizapp.packs.problems import format_problem
from quizapp.replacing import replace_file

if TYPE_CHECKING:
    from quizapp.packs.formats.base import Exported
    from quizapp.packs.formats.writing import Prepared


@dataclass(frozen=True, slots=True)
class ImportedPack:
    """What came of an import; where nothing could be taken, no folder was made."""

    format: Format
    pack: "Prepared"
    folder: Path
    reviews: int | None = None
    """How many were taken over; None where nobody asked for it."""


def import_file(
    path: Path,
    folder: Path,
    *,
    format_name: str = "",
    encoding: str = "utf-8",
    schedule_to: Path | None = None,
) -> ImportedPack:
    """Read a foreign file and write its questions as a pack to a new folder.

    With `schedule_to`, a record, the reviews in the file are appended to it. Raises PackError
    for a file or folder that cannot be used, UsageError for a format that is not known or not
    taken, RecordError for the record; nothing is written then.
    """
    if schedule_to is None:
        return _import(path, folder, format_name, encoding)
    from quizapp.record.database import Record
    from quizapp.services.taking_over import refuse_open_session, take_over

    with Record.open(schedule_to) as record:
        refuse_open_session(record)
        done = _import(path, folder, format_name, encoding)
        count = take_over(record, folder, done.pack) if done.pack.taken else 0
    return replace(done, reviews=count)


def _import(path: Path, folder: Path, format_name: str, encoding: str) -> ImportedPack:
    from quizapp.packs.formats.writing import prepare, save

    known = by_name(format_name) if format_name else None
    check_place(folder)
    data = _read(path, known)
    form = known or guess(path.name, data[:HEAD])
    if len(data) > form.max_bytes:
        raise _too_large(path, form.max_bytes)
    pack = prepare(form.read(data, path.name, encoding=encoding), folder, path.name)
    if pack.taken:
        save(pack, folder)
    return ImportedPack(form, pack, folder)


def _read(path: Path, form: Format | None) -> bytes:
    from quizapp.packs.formats import FORMATS

    limit = max(known.max_bytes for known in (FORMATS if form is None else (form,)))
    try:
        if not path.is_file():
            message = say("This is a folder.") if path.is_dir() else say("There is no such file.")
            raise PackError(message, where=clean(str(path)), hint=say("Name a file to import."))
        if path.stat().st_size > limit:
            raise _too_large(path, limit)
        return path.read_bytes()
    except OSError as error:
        raise PackError(
            say("The file cannot be read: {reason}", reason=error.strerror or str(error)),
            where=clean(str(path)),
        ) from error


def _too_large(path: Path, limit: int) -> PackError:
    return PackError(
        say("The file is larger than {limit} MB.", limit=limit // 1_000_000),
        where=clean(str(path)),
        hint=say("Split it into several."),
    )


@dataclass(frozen=True, slots=True)
class ExportedPack:
    """What came of an export; where no question could be written, no file was."""

    format: Format
    file: "Exported"
    pack: str
    questions: int
    """Of the pack, also those that are not in the file."""

    @property
    def written(self) -> int:
        """How many questions are in the file."""
        return self.questions - len(self.file.left_out)


def export_pack(folder: Path, target: Path, *, format_name: str = "") -> ExportedPack:
    """Write a pack's questions, in its own language, to a file of another program's format.

    Another file of that name is replaced once the new one is complete. Raises PackError for a
    pack with errors, UsageError for a format that is not written or a file that cannot be.
    """
    form = by_name(format_name, writing=True) if format_name else for_export(target.name)
    loaded = load_pack(folder)
    if loaded.pack is None or not loaded.usable:
        first = next(each for each in loaded.problems if each.severity == "error")
        raise PackError(
            say("The pack has errors: {first}", first=format_problem(first)),
            where=clean(str(folder)),
            hint=say("`quizapp pack check` lists them all."),
        )
    exported = form.write(loaded.pack)
    done = ExportedPack(form, exported, loaded.pack.id, len(loaded.pack.questions))
    if not done.written:
        return done
    try:
        replace_file(target, exported.content)
    except OSError as error:
        raise UsageError(
            say("This file cannot be written: {reason}", reason=error.strerror or str(error)),
            where=clean(str(target)),
            hint=say("Choose another file or folder."),
        ) from error
    return done

"""Which packs may run what they bring: demos and other files, and the programs of questions.

A pack is data until someone has seen what would run and agreed. Trust is bound to a seal: a hash
over the pack's id and everything that could run. So a changed demo asks again, whatever version
the pack says it has, and the same pack in another place need not be asked for twice.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.ids import name_of
from quizapp.core.say import Text, say
from quizapp.errors import PackError
from quizapp.replacing import replace_file

if TYPE_CHECKING:
    from quizapp.core.questions import Question

FORMAT = 1
MAX_STORE_BYTES = 10_000_000
_DATA = frozenset((".yaml", ".md", ".txt"))
"""Endings of files that nothing runs; so are files at the top without one, such as LICENSE."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something of a pack that could run."""

    name: str
    """The file's path in the pack, or the question's name and the field."""
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The hash of its content, in hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()


def program_parts(questions: "Iterable[Question]") -> tuple[Part, ...]:
    """The programs of questions, which `quizapp pack verify` runs."""
    from quizapp.core.questions import Bug, Output  # here, for the start needs no kinds

    parts: list[Part] = []
    for question in questions:
        if isinstance(question, Output):
            fields = {"code": question.code}
        elif isinstance(question, Bug) and question.check:
            fields = {"code": question.code, "fix": question.fix, "check": question.check}
        else:
            continue
        name = name_of(question.id)
        parts += [Part(f"{name}: {word}", text.encode()) for word, text in fields.items()]
    return tuple(parts)


def file_parts(folder: Path) -> tuple[Part, ...]:
    """The pack's files that could run. Raises PackError where they cannot all be read."""
    from quizapp.packs.archives import read_folder  # here, for it brings zipfile and tarfile

    return tuple(
        Part(path, data)
        for path, data in sorted(read_folder(folder).below("").items())
        if not path.endswith(tuple(_DATA)) and ("/" in path or "." in path)
    )


def hash_of(parts: Sequence[Part]) -> str:
    """One hash over parts and their names, whatever their order."""
    told = sorted((part.name, part.sha256) for part in parts)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def seal(pack: str, files: Sequence[Part], programs: str) -> str:
    """The seal of a pack from its files that could run and the `hash_of` its programs."""
    told = json.dumps([pack, hash_of(files), programs])
    return hashlib.sha256(told.encode()).hexdigest()


class TrustStore:
    """The seals that are trusted, in a file. One that is damaged trusts nothing, and says so."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problem: Text | None = None
        """Why the file could not be read."""
        self._entries: list[dict[str, str]] = []
        self._read()

    def _read(self) -> None:
        try:
            if self._path.stat().st_size > MAX_STORE_BYTES:
                raise ValueError("too large")
            told = json.loads(self._path.read_bytes())
            if told["format"] != FORMAT:
                raise ValueError("of another version")
            entries = [
                {word: str(entry[word]) for word in ("seal", "pack", "folder", "when")}
                for entry in told["trusted"]
            ]
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            self.problem = say(
                "The list of trusted packs cannot be read, so none is trusted: {reason}",
                reason=str(error) or type(error).__name__,
            )
            return
        self._entries = entries

    def holds(self, wanted: str) -> bool:
        """Whether a seal is trusted."""
        return any(entry["seal"] == wanted for entry in self._entries)

    def knew(self, pack: str, folder: Path) -> bool:
        """Whether a pack was trusted there in some state, so that it must have changed."""
        where = str(folder)
        return any(each["pack"] == pack and each["folder"] == where for each in self._entries)

    def trust(self, wanted: str, pack: str, folder: Path, when: datetime) -> None:
        """Trust a seal from now on. Raises PackError where that cannot be written."""
        entry = {"seal": wanted, "pack": pack, "folder": str(folder), "when": when.isoformat()}
        self._write([each for each in self._entries if each["seal"] != wanted] + [entry])

    def revoke(self, pack: str) -> bool:
        """Trust no state of a pack any more; whether one was. Raises PackError."""
        kept = [each for each in self._entries if each["pack"] != pack]
        if len(kept) == len(self._entries):
            return False
        self._write(kept)
        return True

    def refuse_unwritable(self) -> None:
        """Raise PackError where the list could not be kept, before anything is asked."""
        import tempfile  # here, for the start needs none

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._path.parent):
                pass
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> PackError:
        reason = error.strerror or str(error)
        return PackError(
            say("the list of trusted packs cannot be written: {reason}", reason=reason),
            where=str(self._path),
        )

    def _write(self, entries: list[dict[str, str]]) -> None:
        told = json.dumps({"format": FORMAT, "trusted": entries}, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._path, told.encode())
        except OSError as error:
            raise self._unwritable(error) from error
        self._entries = entries
        self.problem = None

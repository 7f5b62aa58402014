"""Formats of other programs: what is read, what is written, and what is refused, and why.

Each format is a module here that is imported when it is needed; `base` says what it offers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from quizapp.core.clean import clean
from quizapp.core.say import Text, say
from quizapp.errors import PackError, UsageError

if TYPE_CHECKING:  # the command line lists the names at every start
    from quizapp.packs.formats.base import Exported, Imported
    from quizapp.packs.pack import Pack

HEAD = 65_536
"""Bytes from a file's start by which its format is guessed."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name on the command line; the work is done in its module."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    """Lower case, with the dot; the first is what an export is called."""
    module: str
    reads: bool = True
    writes: bool = False
    max_bytes: int = 20_000_000

    def sniff(self, name: str, head: bytes) -> bool:
        """Whether a file of this name with these first bytes looks like one."""
        return bool(self._function("sniff")(PurePath(name).name.lower(), head))

    def read(self, data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
        """What a file holds. Raises PackError where it cannot be understood as a whole."""
        imported: Imported = self._function("read")(data, name, encoding=encoding)
        return imported

    def write(self, pack: Pack) -> Exported:
        """The pack as a file of this format."""
        exported: Exported = self._function("write")(pack)
        return exported

    def _function(self, name: str) -> Callable[..., Any]:
        function: Callable[..., Any] = getattr(
            import_module(f"quizapp.packs.formats.{self.module}"), name
        )
        return function


FORMATS: tuple[Format, ...] = (
    # Of several with one suffix the first that recognizes the file is taken.
    Format(
        "anki", "Anki packages", (".apkg", ".colpkg"), "anki", writes=True, max_bytes=500_000_000
    ),
    Format("anki-text", "Anki notes as text", (".txt", ".tsv", ".csv"), "anki_text", writes=True),
    Format("csv", "tables: CSV, TSV, MMLU", (".csv", ".tsv"), "csv_table", writes=True),
    Format("gift", "Moodle's GIFT", (".gift", ".txt"), "gift", writes=True),
    Format("aiken", "Aiken", (".txt",), "aiken"),
    Format("opentrivia", "Open Trivia, text and JSON", (".txt", ".json"), "opentrivia"),
    Format("jupyterquiz", "JupyterQuiz", (".json",), "jupyterquiz", writes=True),
    Format("markdown", "Markdown questions and answers", (".md",), "markdown_sheet", False, True),
    Format("hashcards", "hashcards", (".md",), "hashcards", writes=True),
    Format("checkbox", "Markdown with check boxes", (".md", ".markdown"), "checkbox"),
    Format("qti", "QTI 1.2 and 2.1", (".zip", ".xml", ".imscc"), "qti"),
    Format("markdown-qa", "Markdown documents of questions", (".md", ".markdown"), "documents"),
    Format("moodle-xml", "Moodle's XML", (".xml",), "moodle", writes=True),
    Format("html", "a sheet to print", (".html", ".htm"), "html_sheet", False, True),
)

REFUSED: dict[str, Text] = {
    "h5p": say("H5P files are programs in JavaScript with their data inside."),
    "mochi": say("Mochi's format is not described in public."),
    "text2qti": say("text2qti files may hold programs that are run while reading."),
    "exercism": say("Exercism's exercises are programs with tests, not questions."),
    "qti3": say("QTI 3 is not read; QTI 1.2 and 2.1 are."),
    "quizlet": say("Quizlet has no export file; copy its export text into a .tsv file."),
}
"""Formats that are known and not taken, each with the reason."""

_REFUSED_SUFFIXES = {".h5p": "h5p", ".mochi": "mochi"}


def by_name(name: str, *, writing: bool = False) -> Format:
    """The format of that name. Raises UsageError, with the reason where it is not taken."""
    for known in FORMATS:
        if known.name == name and (known.writes if writing else known.reads):
            return known
    raise UsageError(_why_not(name, writing=writing), hint=_known(writing=writing))


def _why_not(name: str, *, writing: bool) -> Text:
    if name in REFUSED:
        return REFUSED[name]
    if any(known.name == name for known in FORMATS):
        if writing:
            return say("The format {name} is read, not written.", name=name)
        return say("The format {name} is written, not read.", name=name)
    return say("There is no format {name}.", name=clean(name[:40]))


def _known(*, writing: bool) -> Text:
    return say("Known are {names}.", names=", ".join(names(writing=writing)))


def names(*, writing: bool = False) -> tuple[str, ...]:
    """The names of the formats that are read, or written."""
    return tuple(known.name for known in FORMATS if (known.writes if writing else known.reads))


def guess(name: str, head: bytes) -> Format:
    """The format of a file with this name that begins so. Raises PackError where none fits."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _REFUSED_SUFFIXES:
        raise PackError(REFUSED[_REFUSED_SUFFIXES[suffix]], where=clean(name))
    readable = [known for known in FORMATS if known.reads]
    named = [known for known in readable if suffix in known.suffixes]
    for known in named or readable:
        if known.sniff(name, head):
            return known
    raise PackError(
        say("The file's format is not recognized."),
        where=clean(name),
        hint=say("Name it with --from: {names}.", names=", ".join(names())),
    )


def for_export(name: str) -> Format:
    """The format that a file's suffix asks for. Raises UsageError."""
    suffix = PurePath(name).suffix.lower()
    fitting = [known for known in FORMATS if known.writes and suffix in known.suffixes]
    fitting.sort(
        key=lambda known: known.suffixes[0] != suffix
    )  # its own suffix, not one it may have
    if fitting:
        return fitting[0]
    raise UsageError(
        say("Nothing is exported to files that end in `{suffix}`.", suffix=clean(suffix[:20])),
        where=clean(name),
        hint=say("Name the format with --format: {names}.", names=", ".join(names(writing=True))),
    )

"""Where a question is written, and the command that opens it there."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.core.ids import QuestionId, pack_of
from quizapp.core.say import Words, say
from quizapp.errors import PackError
from quizapp.packs.info import PackInfo
from quizapp.services.drafts import editor
from quizapp.services.house import House
from quizapp.services.shelf import shelf_of

_PLUS = ("vi", "vim", "nvim", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "mg", "kak")
"""Editors that take `+LINE FILE`."""
_COLON = ("hx", "helix", "subl", "zed")
"""Editors that take `FILE:LINE`."""
_GOTO = ("code", "codium", "code-insiders", "cursor")
"""Editors that take `--goto FILE:LINE`, and wait only when asked to."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a question stands."""

    path: Path
    line: int
    """Counted from 1."""
    note: Words = ""
    """What whoever changes it should know."""


def written_at(house: House, question: QuestionId, lang: str = "") -> Written:
    """The place of a question, or of its translation where there is one in that language.

    Raises PackError where it cannot be changed, or is not where it was.
    """
    from quizapp.packs.pack import load_pack

    info = house.library.pack(pack_of(question))
    refuse_installed(info)
    pack = load_pack(info.path).pack
    translation = pack.translations.get(lang) if pack else None
    source = translation.sources.get(question) if translation else None
    source = source or (pack.sources.get(question) if pack else None)
    if source is None:
        raise PackError(
            say("The question {question} is not in its pack any more.", question=question),
            where=str(info.path),
        )
    return Written(source.path, source.place().line, added_note(info))


def added_note(info: PackInfo) -> Words:
    """What whoever changes a pack that was added should know; empty for other packs."""
    if shelf_of(info.path).place is None:
        return ""
    return say(
        "This pack was added from elsewhere: an update puts your changes aside, in a copy. "
        "Better change the pack where it came from."
    )


def refuse_installed(info: PackInfo) -> None:
    """Raise PackError for a pack that came as a program: its files are not for changing."""
    shelf = shelf_of(info.path)
    inside = Path(__file__).resolve().parents[1]
    if shelf.kind == "python" or info.path.resolve().is_relative_to(inside):
        raise PackError(
            say(
                "The pack {pack} cannot be changed here: it was installed as a program.",
                pack=info.id,
            ),
            where=str(info.path),
            hint=say("Copy its folder, give the copy another id, and change that."),
        )


def command(written: Written) -> list[str]:
    """The user's editor at that line, where it is known how to say so. Raises LabError."""
    program = editor()
    name = Path(program[0]).stem
    file, line = str(written.path), written.line
    if name in _PLUS:
        return [*program, f"+{line}", file]
    if name in _COLON:
        return [*program, f"{file}:{line}"]
    if name in _GOTO:
        wait = [] if {"-w", "--wait"} & set(program) else ["--wait"]
        return [*program, *wait, "--goto", f"{file}:{line}"]
    return [*program, file]

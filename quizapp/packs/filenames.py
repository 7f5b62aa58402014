"""Names of files from outside: which are taken, so that none leads out or hides another."""

import re
import unicodedata
from collections.abc import Iterable

from quizapp.core.clean import clean
from quizapp.core.say import Text, say
from quizapp.errors import PackError

MAX_DEPTH = 8
"""Folders in folders."""
MAX_LENGTH = 200
"""Characters of a path."""

_HIDDEN = frozenset(("Zl", "Zp"))
_REFUSED = frozenset('<>:"|?*')
"""Characters that Windows does not take in names; with `:` come drive letters."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)
_LEFT_BEHIND = re.compile(
    r".*~|#.*#|.*\.(?:bak|orig|rej|swp|swo|tmp|py[co])|thumbs\.db|desktop\.ini", re.IGNORECASE
)
_BESIDE = frozenset(("__pycache__", "__MACOSX"))


def safe_name(name: str, where: str) -> str:
    """The path in an archive or folder, with `/` and without `./`. Raises PackError.

    `where` is the archive's name, for telling.
    """
    wrong = _wrong(name)
    if wrong is not None:
        raise PackError(wrong, where=f"{where}: {shown_name(name)}")
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def shown_name(name: str) -> str:
    """A name as a message shows it: nothing in it is invisible or acts on the terminal."""
    visible = (
        char if unicodedata.category(char)[0] != "C" else f"\\u{ord(char):04x}" for char in name
    )
    return clean("".join(visible))[:MAX_LENGTH]


def _wrong(name: str) -> Text | None:
    """Why a name is refused."""
    if any(unicodedata.category(c)[0] == "C" or unicodedata.category(c) in _HIDDEN for c in name):
        return say("the name of a file has a character that cannot be seen")
    if "\\" in name:
        return say("the name of a file has a backslash")
    if name.startswith("/"):
        return say("the name of a file leads out of the pack: it begins with a slash")
    parts = name.split("/")
    if ".." in parts:
        return say("the name of a file leads out of the pack: it has `..`")
    if len(name) > MAX_LENGTH:
        return say("the name of a file is longer than {limit} characters", limit=MAX_LENGTH)
    if len(parts) > MAX_DEPTH:
        return say("the file lies more than {limit} folders deep", limit=MAX_DEPTH)
    for part in parts:
        if _REFUSED & set(part) or _DEVICES.fullmatch(part) or part != part.rstrip(" ."):
            if part == ".":
                continue
            return say("not every system takes the name of this file")
    return None


def left_out(path: str) -> bool:
    """Whether a file is no part of a pack: hidden, or something that a program left behind."""
    return any(part.startswith(".") or part in _BESIDE for part in path.split("/"))


def left_behind(path: str) -> bool:
    """Whether an editor or another program left a file behind, which no author means to send."""
    return _LEFT_BEHIND.fullmatch(path.rpartition("/")[2]) is not None


def refuse_collisions(paths: Iterable[str], where: str) -> None:
    """Raise PackError for names that are one and the same on some systems.

    Those that differ only by capitals or by how Unicode composes a letter, and a file whose
    name is also a folder's.
    """
    spelled: dict[str, str] = {}
    files: dict[str, str] = {}
    folders: set[str] = set()
    for path in paths:
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            part = "/".join(parts[:end])
            folded = _folded(part)
            if spelled.setdefault(folded, part) != part:
                message = say(
                    "two names differ only by capitals or accents, which not every system "
                    "tells apart: {one} and {other}",
                    one=shown_name(spelled[folded]),
                    other=shown_name(part),
                )
                raise PackError(message, where=where)
            if end < len(parts):
                folders.add(folded)
        if folded in files:
            raise PackError(say("a name is there twice"), where=f"{where}: {shown_name(path)}")
        files[folded] = path
    for folded in folders & set(files):
        message = say("a file and a folder have the same name")
        raise PackError(message, where=f"{where}: {shown_name(files[folded])}")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())

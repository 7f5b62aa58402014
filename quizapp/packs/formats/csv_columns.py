"""What the columns of a table mean: by their names, or by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from quizapp.packs.formats.tables import Row

_NAMES: dict[str, tuple[str, ...]] = {
    "prompt": ("prompt", "question", "front", "term", "q", "question text", "problem", "query"),
    "answer": (
        *("answer", "back", "definition", "correct answer", "correct", "right answer", "solution"),
        *("key", "answer key", "ans", "target", "label", "correct option", "answer text"),
        *("correct choice", "answer idx", "answer index", "correct index"),
    ),
    "options": ("options", "choices", "answers", "alternatives", "multiple choice"),
    "explanation": (
        *("explanation", "rationale", "feedback", "comment", "notes", "why", "support", "exp"),
        *("reason", "description", "extra", "explanations"),
    ),
    "topic": ("topic", "category", "subject", "deck", "chapter", "section", "module", "theme"),
    "tags": ("tags", "tag", "labels"),
    "difficulty": ("difficulty", "level"),
    "hint": ("hint", "clue"),
    "id": ("id", "guid", "question id", "qid", "uid", "number", "no", "nr", "#"),
    "wrong": ("wrong", "incorrect answers", "distractors", "incorrect"),
}
_BY_NAME = {name: field for field, names in _NAMES.items() for name in names}
_OPTION = re.compile(
    r"(?:option|choice|opt|answer|alternative|op)?[ _-]?([a-h]|[1-9])(?:[.)])?"
    r"|(?:wrong|incorrect|distractor)(?: answer)?[ _-]?([1-9])"
)
_LETTER = re.compile(r"\(?([A-Za-z])[.)]?")
_LOOKED_AT = 200

Style = Literal["letters", "texts", "from 0", "from 1"]
"""How an answer names an option: by its letter, its text, or its number."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a question stand in a row; -1 is nowhere."""

    prompt: int = 0
    answer: int = -1
    options: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    """Columns of options that are all wrong; the answer is the right one."""
    others: dict[str, int] = field(default_factory=dict)
    """Explanation, topic, tags and the like by the names of fields."""
    unknown: tuple[str, ...] = ()
    """Columns that are not understood."""
    header: bool = False


def columns_of(table: Sequence[Row]) -> Columns | None:
    """The columns of a foreign table; None where they cannot be told."""
    named = _by_header(table[0].cells)
    if named:
        return named
    seen = table[:_LOOKED_AT]
    width = max(len(row.cells) for row in seen)
    choices = [row for row in seen if _is_choice(row)]
    if width >= 4 and len(choices) >= 0.8 * len(seen):
        return Columns(0, width - 1, tuple(range(1, width - 1)))
    if width in (2, 3) and sum(len(row.cells) >= 2 for row in seen) >= 0.8 * len(seen):
        return Columns(0, 1, others={"explanation": 2} if width == 3 else {})
    return None


def _by_header(cells: Sequence[str]) -> Columns | None:
    names = [" ".join(re.sub(r"[_\-]+", " ", cell.casefold()).split()) for cell in cells]
    known: dict[str, int] = {}
    options: dict[int, int] = {}
    wrong: list[int] = []
    unknown: list[str] = []
    for place, name in enumerate(names):
        option = _OPTION.fullmatch(name) if name != "a" or "b" in names else None
        if name in _BY_NAME and _BY_NAME[name] not in known:
            known[_BY_NAME[name]] = place
        elif option and option[1]:
            options[place] = place
        elif option:
            wrong.append(place)
        elif name:
            unknown.append(" ".join(cells[place].split()))
    if "prompt" not in known:
        return None
    prompt, answer = known.pop("prompt"), known.pop("answer", -1)
    if answer < 0 and not options and "options" not in known:
        return None
    taken = (tuple(options.values()), tuple(wrong))
    return Columns(prompt, answer, *taken, known, tuple(unknown), header=True)


def _is_choice(row: Row) -> bool:
    """Whether a row is a question, options, and the letter of one of them."""
    *options, last = row.cells[1:] or ("",)
    found = _LETTER.fullmatch(last.strip())
    return bool(found) and len(options) >= 2 and ord(found[1].upper()) - 65 < len(options)  # type: ignore[index]  # found


def style_of(answers: Sequence[str], rows_options: Sequence[Sequence[str]]) -> Style:
    """How the answers of a whole table name options: one row alone could be read in two ways."""
    pairs = [(a, o) for a, o in zip(answers, rows_options, strict=True) if a.strip() and o]
    if pairs and all(_named(answer, options, "letters") for answer, options in pairs):
        return "letters"
    if pairs and all(_named(answer, options, "texts") for answer, options in pairs):
        return "texts"
    if "0" in {answer.strip() for answer, _ in pairs}:
        return "from 0"
    numbers = sum(bool(_named(answer, options, "from 1")) for answer, options in pairs)
    letters = sum(bool(_named(answer, options, "letters")) for answer, options in pairs)
    texts = sum(bool(_named(answer, options, "texts")) for answer, options in pairs)
    best = max(numbers, letters, texts)
    return "letters" if best == letters else "texts" if best == texts else "from 1"


def places_of(answer: str, options: Sequence[str], style: Style) -> list[int]:
    """The options that an answer names, in the table's way or else by their text."""
    return _named(answer, options, style) or _named(answer, options, "texts")


def _named(answer: str, options: Sequence[str], style: Style) -> list[int]:
    text = " ".join(answer.split())
    if style == "texts":
        folded = [" ".join(option.split()).casefold() for option in options]
        return [at for at, option in enumerate(folded) if option == text.casefold()]
    parts = [part for part in re.split(r"[,;/&\s]+|\band\b", text) if part]
    if style == "letters" and len(parts) == 1 and re.fullmatch(r"[A-Z]{2,8}", text):
        parts = list(text)
    found = [_place(part, style) for part in parts]
    return sorted(set(found)) if all(0 <= place < len(options) for place in found) else []


def _place(part: str, style: Style) -> int:
    if style == "letters":
        found = _LETTER.fullmatch(part)
        return ord(found[1].upper()) - 65 if found else -1
    return int(part) - (style == "from 1") if re.fullmatch(r"[0-9]{1,2}", part) else -1

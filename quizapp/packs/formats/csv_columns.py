"""What the columns of a table mean: by their names, or by what stands in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

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
    *options, last = row.cells[1:]
    found = _LETTER.fullmatch(last.strip())
    return bool(found) and len(options) >= 2 and ord(found[1].upper()) - 65 < len(options)  # type: ignore[index]  # found


def places_of(answer: str, options: Sequence[str], *, from_zero: bool) -> list[int]:
    """The options that an answer names: by letters, by numbers, or by their text."""
    text = " ".join(answer.split())
    same = [at for at, option in enumerate(options) if " ".join(option.split()) == text]
    if same:
        return same
    parts = [part for part in re.split(r"[,;/&\s]+|\band\b", text) if part]
    if len(parts) == 1 and re.fullmatch(r"[A-Z]{2,8}", text):
        parts = list(text)
    found = [_place(part, from_zero=from_zero) for part in parts]
    if found and all(0 <= place < len(options) for place in found):
        return sorted(set(found))
    folded = [" ".join(option.split()).casefold() for option in options]
    return [at for at, option in enumerate(folded) if option == text.casefold()]


def _place(part: str, *, from_zero: bool) -> int:
    if found := _LETTER.fullmatch(part):
        return ord(found[1].upper()) - 65
    if re.fullmatch(r"[0-9]{1,2}", part):
        return int(part) - (0 if from_zero else 1)
    return -1

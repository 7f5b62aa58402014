"""A question from a form: which entries each kind needs, and the fields that they become.

What is entered is text; several things stand on lines of their own. Only the form of a line is
judged here: whether the question makes sense is for the pack's own rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.say import Text, say

NOTHING = Text("")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to fill in."""

    name: str
    """The field of a question file that it becomes."""
    label: Text
    help: Text = NOTHING
    lines: bool = False
    """Whether it takes several lines."""
    needed: bool = True


class Unclear(ValueError):
    """What was entered cannot be read; the entry, and what is expected there."""

    def __init__(self, entry: str, message: Text) -> None:
        super().__init__(entry)
        self.entry = entry
        self.message = message


PROMPT = Entry("prompt", say("Question"), say("Markdown, and formulas between $ signs"), lines=True)
EXPLANATION = Entry(
    "explanation", say("Explanation"), say("why the answer is right; where it ends"), lines=True
)
HINT = Entry("hint", say("Hint"), say("may stay empty"), needed=False)

_OPTIONS = Entry(
    "options",
    say("To choose from"),
    say("one on each line; * before a right one, | and why it is tempting after a wrong one"),
    lines=True,
)
_CODE = Entry("code", say("Program"), lines=True)
_RANGES = Entry(
    "options",
    say("Ranges"),
    say("one on each line: text | low to high, such as: About 2 | 1.5 to 3"),
    lines=True,
)

SPECIAL: dict[str, tuple[Entry, ...]] = {
    "choice": (_OPTIONS,),
    "true-false": (
        Entry("answer", say("Answer"), say("true or false")),
        Entry("why", say("Why not the other"), needed=False),
    ),
    "numeric": (
        Entry("answer", say("Answer"), say("a number")),
        Entry(
            "relative", say("How close"), say("such as 1% or 0.01; empty: exactly"), needed=False
        ),
        Entry("unit", say("Unit"), say("such as GB; may stay empty"), needed=False),
        Entry("check", say("Check"), say("arithmetic that gives the answer"), needed=False),
    ),
    "text": (
        Entry("accept", say("Right answers"), say("one on each line"), lines=True),
        Entry(
            "reject",
            say("Wrong answers"),
            say("one on each line: text | why it is wrong; may stay empty"),
            lines=True,
            needed=False,
        ),
    ),
    "cloze": (
        Entry(
            "text", say("Text"), say("gaps as {{{{answer}}}} or {{{{one|another}}}}"), lines=True
        ),
    ),
    "output": (_CODE, Entry("answer", say("What it prints"), lines=True)),
    "bug": (
        _CODE,
        Entry("line", say("Wrong line"), say("its number, counted from 1")),
        Entry("fix", say("Mended program"), lines=True),
        Entry("check", say("Check"), say("fails before, passes after"), lines=True, needed=False),
    ),
    "order": (Entry("steps", say("Steps"), say("one on each line, in order"), lines=True),),
    "match": (Entry("pairs", say("Pairs"), say("one on each line: left = right"), lines=True),),
    "explain": (
        Entry("key_points", say("Key points"), say("one on each line"), lines=True),
        Entry("model_answer", say("Model answer"), lines=True),
    ),
    "predict": (
        Entry("demo", say("Demo"), say("its id; quizapp demo list shows them")),
        Entry("metric", say("Metric"), say("what the demo measures, by its name")),
        _RANGES,
    ),
}
"""The entries of each kind besides those that all kinds have."""


def entries(kind: str) -> tuple[Entry, ...]:
    """What is to be filled in for a question of this kind, in the order of a form."""
    return (PROMPT, *SPECIAL[kind], EXPLANATION, HINT)


def compose(kind: str, filled: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a question file, without id, topic and difficulty.

    Raises Unclear for an entry that is missing or cannot be read.
    """
    fields: dict[str, Any] = {"kind": kind}
    for entry in entries(kind):
        text = filled.get(entry.name, "").strip("\n").rstrip()
        if text.strip():
            fields[entry.name] = _READERS.get((kind, entry.name), _as_written)(text)
        elif entry.needed:
            raise Unclear(entry.name, say("This has to be filled in."))
    return fields


def _as_written(text: str) -> str:
    return text if "\n" in text else text.strip()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _options(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in _lines(text):
        right = line.startswith("* ")
        said, _, why = line.removeprefix("* ").partition(" | ")
        option: dict[str, Any] = {"text": said.strip()}
        found.append(option | ({"correct": True} if right else {}) | _why(why))
    return found


def _why(text: str) -> dict[str, str]:
    return {"why": text.strip()} if text.strip() else {}


def _rejected(text: str) -> list[dict[str, str]]:
    found = []
    for line in _lines(text):
        said, bar, why = line.partition(" | ")
        if not bar:
            raise Unclear("reject", say("Say why “{text}” is wrong, after a |.", text=said))
        found.append({"text": said.strip(), "why": why.strip()})
    return found


def _share(text: str) -> float:
    number = text.strip()
    try:
        share = float(number.removesuffix("%"))
    except ValueError:
        raise Unclear("relative", say("Write a share such as 1% or 0.01.")) from None
    return share / 100 if number.endswith("%") else share


def _number(name: str, whole: bool = False) -> Callable[[str], float | int]:
    def read(text: str) -> float | int:
        try:
            return int(text) if whole else float(text)
        except ValueError:
            raise Unclear(name, say("{found} is no number.", found=text.strip())) from None

    return read


def _truth(text: str) -> bool:
    answers = {"true": True, "yes": True, "false": False, "no": False}
    try:
        return answers[text.strip().casefold()]
    except KeyError:
        raise Unclear("answer", say("Write true or false.")) from None


def _pairs(text: str) -> list[list[str]]:
    found = []
    for line in _lines(text):
        left, sign, right = line.partition(" = ")
        if not sign:
            raise Unclear("pairs", say("Write “{text}” as left = right.", text=line))
        found.append([left.strip(), right.strip()])
    return found


def _outcomes(text: str) -> list[dict[str, Any]]:
    found = []
    for line in _lines(text):
        said, _, told = line.rpartition(" | ")
        low, word, high = told.partition(" to ")
        try:
            ends = [float(low), float(high)]
        except ValueError:
            ends = []
        if not (said and word and ends):
            raise Unclear("options", say("Write “{text}” as text | low to high.", text=line))
        found.append({"text": said.strip(), "range": ends})
    return found


_READERS: dict[tuple[str, str], Callable[[str], Any]] = {
    ("choice", "options"): _options,
    ("true-false", "answer"): _truth,
    ("numeric", "answer"): _number("answer"),
    ("numeric", "relative"): _share,
    ("text", "accept"): _lines,
    ("text", "reject"): _rejected,
    ("bug", "line"): _number("line", whole=True),
    ("order", "steps"): _lines,
    ("match", "pairs"): _pairs,
    ("explain", "key_points"): _lines,
    ("predict", "options"): _outcomes,
}

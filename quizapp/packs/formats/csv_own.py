"""The table that a pack is written as: a column for each field, lists as lines of a cell."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from quizapp.core import questions as q
from quizapp.core.ids import name_of
from quizapp.core.say import Text, say
from quizapp.packs.formats.shaping import spelled

COLUMNS = (
    *("id", "kind", "topic", "difficulty", "prompt", "code", "options", "answer", "correct"),
    *("tolerance", "relative", "unit", "check", "vary", "near", "accept", "reject", "lines", "fix"),
    *("python", "steps", "pairs", "shuffle", "why", "hint", "key_points", "model_answer", "text"),
    *("explanation", "follow_ups", "references", "tags"),
)
_BETWEEN = "\n---\n"
_ARROW = " => "

Cells = dict[str, str]


def is_own(header: tuple[str, ...]) -> bool:
    """Whether a table is one that `quizapp pack export` writes."""
    return {"id", "kind", "prompt", "explanation"} <= set(header)


def many(texts: list[str]) -> str:
    """Texts as one cell: each on its line, or with `---` between them where one has several."""
    if any("\n" in text or text == "---" for text in texts):
        return _BETWEEN.join(texts) + "\n---"
    return "\n".join(texts)


def several(cell: str) -> list[str]:
    """The texts of a cell."""
    if cell.endswith("\n---"):
        return cell.removesuffix("\n---").split(_BETWEEN)
    return [line for line in cell.split("\n") if line.strip()]


def pair(left: str, right: str) -> str:
    """Two texts as one."""
    return f"{left.replace('=>', chr(92) + '=>')}{_ARROW}{right}"


def parted(text: str) -> list[str]:
    """The two texts of one."""
    left, _, right = text.partition(_ARROW)
    return [left.replace("\\=>", "=>"), right]


def row_of(question: q.Question, topic: str) -> Cells:
    """A question's cells, those that are not empty."""
    own = _WRITERS[type(question)](question)
    cells = {
        "id": name_of(question.id),
        "kind": question.kind,
        "topic": topic,
        "difficulty": str(question.difficulty),
        "prompt": question.prompt,
        "explanation": question.explanation,
        "hint": question.hint,
        "key_points": many(list(question.key_points)),
        "follow_ups": many([_short(question.id, each) for each in question.follow_ups]),
        "references": many(
            [
                f"{each.title} <{each.url}>" if each.url else each.title
                for each in question.references
            ]
        ),
        "tags": many(list(question.tags)),
        **own,
    }
    return {name: text for name, text in cells.items() if text}


def _short(question: str, follow_up: str) -> str:
    pack, _, name = follow_up.partition("/")
    return name if question.startswith(f"{pack}/") else follow_up


def _number(value: float) -> str:
    return spelled(value) if value else ""


def _options(options: tuple[q.Option, ...]) -> Cells:
    return {
        "options": many([option.text for option in options]),
        "correct": many([str(n) for n, option in enumerate(options, 1) if option.correct]),
        "why": many([f"{n}{_ARROW}{o.why}" for n, o in enumerate(options, 1) if o.why]),
    }


def _numeric(question: q.Numeric) -> Cells:
    return {
        "answer": spelled(question.answer),
        "tolerance": _number(question.tolerance),
        "relative": _number(question.relative),
        "unit": question.unit,
        "check": question.check,
        "vary": many([pair(n, ", ".join(map(spelled, values))) for n, values in question.vary]),
        "near": many([f"{_end(n.low)}, {_end(n.high)}{_ARROW}{n.why}" for n in question.near]),
    }


def _end(value: float) -> str:
    return repr(value) if abs(value) == float("inf") else spelled(value)


def _output(question: q.Output) -> Cells:
    options = _options(question.options) if question.options else {}
    own = {"code": question.code, "answer": question.answer, "python": question.python}
    return {**options, **own, "correct": ""}


_WRITERS: dict[type[q.Question], Callable[[Any], Cells]] = {
    q.Choice: lambda question: {
        **_options(question.options),
        "shuffle": "" if question.shuffle else "false",
    },
    q.TrueFalse: lambda question: {"answer": str(question.answer).lower(), "why": question.why},
    q.Numeric: _numeric,
    q.TextAnswer: lambda question: {
        "accept": many(list(question.accept)),
        "reject": many([pair(wrong.text, wrong.why) for wrong in question.reject]),
    },
    q.Cloze: lambda question: {"text": question.text},
    q.Output: _output,
    q.Bug: lambda question: {
        "code": question.code,
        "lines": many(list(map(str, question.lines))),
        "fix": question.fix,
        "check": question.check,
    },
    q.Order: lambda question: {"steps": many(list(question.steps))},
    q.Match: lambda question: {"pairs": many([pair(*each) for each in question.pairs])},
    q.Explain: lambda question: {"model_answer": question.model_answer},
}


def fields_of(cells: Mapping[str, str]) -> dict[str, Any] | Text:
    """The fields of a question as in `questions/*.yaml`, or why there are none."""
    kind = cells.get("kind", "")
    told = {name: text for name, text in cells.items() if text.strip() and name in COLUMNS}
    fields: dict[str, Any] = {
        name: text for name, text in told.items() if name not in _LISTS and name != "correct"
    }
    for name, make in _LISTS.items():
        if name in told:
            fields[name] = [make(each) for each in several(told[name])]
    if "near" in fields and not all(fields["near"]):
        return say("A range in `near` is not written as `low, high => why`.")
    if "vary" in fields:
        fields["vary"] = dict(fields["vary"])
    if kind in ("choice", "output") and "options" in fields:
        fields["options"] = _read_options(fields["options"], told, right=kind == "choice")
        fields.pop("why", None)
    return fields


def _read_options(
    texts: list[str], told: Mapping[str, str], *, right: bool
) -> list[dict[str, Any]]:
    whys = dict(map(parted, several(told.get("why", ""))))
    correct = set(several(told.get("correct", "")))
    options: list[dict[str, Any]] = []
    for number, text in enumerate(texts, 1):
        mark = {"correct": True} if right and str(number) in correct else {}
        why = {"why": whys[str(number)]} if str(number) in whys else {}
        options.append({"text": text, **mark, **why})
    return options


def _near(text: str) -> dict[str, Any]:
    ends, why = parted(text)
    low, comma, high = ends.partition(",")
    return {"range": [low.strip(), high.strip()], "why": why} if comma else {}


def _reference(text: str) -> dict[str, str]:
    found = re.fullmatch(r"(.*?)\s*<(https://[^<>\s]+)>", text, re.DOTALL)
    return {"title": found[1] or found[2], "url": found[2]} if found else {"title": text}


def _reject(text: str) -> dict[str, str]:
    wrong, why = parted(text)
    return {"text": wrong, "why": why}


def _vary(text: str) -> tuple[str, list[str]]:
    name, values = parted(text)
    return name, [value.strip() for value in values.split(",")]


_LISTS: dict[str, Callable[[str], Any]] = {
    "options": str,
    "accept": str,
    "steps": str,
    "lines": str,
    "key_points": str,
    "follow_ups": str,
    "tags": str,
    "pairs": parted,
    "reject": _reject,
    "near": _near,
    "vary": _vary,
    "references": _reference,
}

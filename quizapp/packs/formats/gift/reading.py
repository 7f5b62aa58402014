"""From one question in GIFT to one of a pack."""

import re
from dataclasses import replace
from decimal import Decimal

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import BLANK, CODE, cloze, prompt_and_text
from quizapp.packs.formats.gift.scanning import Block, back
from quizapp.packs.formats.marks import take_marks
from quizapp.packs.formats.moodle_text import from_moodle
from quizapp.packs.formats.shaping import (
    Answer,
    Asked,
    Interval,
    choice,
    decimal,
    flat,
    match,
    numeric,
    short_text,
    true_false,
    weighted,
)

_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"\s*%\s*(-?\d{0,3}(?:\.\d{0,9})?)\s*%")
_TRUTH = {"t": True, "true": True, "f": False, "false": False}
_GAP = "\x0e"
"""Stands for the answers while the text around them becomes Markdown."""
_ANSWERS = re.compile(r"(?=[~=])")
_BLOCK = re.compile(
    r"\{\s*[=~#](?!\s*\})"
    r"|(?<![\w}^_\\])\{\s*(?:T|F|TRUE|FALSE)\s*(?:#[^{}]*)?\}"
    r"|(?<=[.?!…。？！])\s*\{\s*\}",
    re.IGNORECASE,
)
"""Braces that hold answers, and not only a formula or a program."""


class _Reading:
    """The text of one question, its answers' text, and the format of both."""

    def __init__(self, block: Block, media: dict[str, None]) -> None:
        text = block.text
        title = _TITLE.match(text)
        text = text[title.end() :] if title else text
        before, inside, after = _around(text)
        self.open = "{" in text and "}" not in text
        self.described = "{" not in text
        self.second = _second_block(block, len(block.text) - len(text) + len(before))
        """The line of another block of answers; 0 for none."""
        ended = before.rstrip()[-1:] in (".", "?", "!", "…") and not re.search(r"\w", after)
        self.after = "" if ended else after.rstrip()
        name = flat(back(title[1])) if title else ""
        where = f"line {block.line}" + (f" “{name[:60]}”" if name else "")
        topic = block.category.replace("//", "\0").rpartition("/")[2].replace("\0", "/")
        self.asked = Asked(where, id=block.id or name, topic=topic, media=media)
        take_marks(self.asked, block.tags)
        form = _FORMAT.match(before)
        self.form = form[1].lower() if form else "moodle"
        self.before = (before[form.end() :] if form else before).strip()
        self.inside, hashes, general = inside.strip().partition("####")
        self.inside = self.inside.strip()
        self.asked.explanation = self.markdown(general) if hashes else ""

    def markdown(self, text: str) -> str:
        """A part of it as Markdown; a format of its own stands before the text."""
        form = _FORMAT.match(text)
        own = form[1].lower() if form else self.form
        text = text[form.end() :] if form else text
        if own != "markdown":  # a line's end in the file is none in the text
            text = " ".join(text.split("\n"))
        text = back(text).strip()
        return as_markdown(from_moodle(text) if own == "markdown" else text, own, self.asked)

    def answer(self, text: str, *, plain: bool) -> Answer:
        """One answer with its mark, weight and feedback."""
        mark, text = text[:1], text[1:]
        weight = _WEIGHT.match(text)
        share = 1.0 if mark == "=" else 0.0
        if weight and weight[1] not in ("", "-", ".", "-."):
            share = float(weight[1]) / 100
        text, _, why = (text[weight.end() :] if weight else text).partition("#")
        said = flat(back(_FORMAT.sub("", text, count=1))) if plain else self.markdown(text)
        return Answer(said, share, self.markdown(why))

    def answers(self, *, plain: bool) -> list[Answer]:
        return [self.answer(part, plain=plain) for part in _parts(self.inside)]

    def with_gap(self) -> str:
        """The text with `_GAP` where the answers stand, if text follows them."""
        if not self.after.strip():
            return self.markdown(self.before)
        space = " " if self.before and not self.before.endswith(("(", '"', "“", "-")) else ""
        return self.markdown(f"{self.before}{space}{_GAP}{self.after}")


def _around(text: str) -> tuple[str, str, str]:
    """What stands before, within and after the braces of the answers: the last outermost ones."""
    end = text.rfind("}")
    depth = 0
    for found in reversed(list(re.finditer(r"[{}]", text[: end + 1]))):
        depth += 1 if found[0] == "}" else -1
        if depth == 0:
            return text[: found.start()], text[found.end() : end], text[end + 1 :]
    before, _, rest = text.partition("{")
    inside, _, after = rest.rpartition("}")
    return before, inside, after


def _second_block(block: Block, last: int) -> int:
    """The line on which the second of several blocks of answers begins; `last` is the last one."""
    starts = [found.end() for found in _BLOCK.finditer(block.text, 0, last)]
    if not starts:
        return 0
    return block.numbers[block.text.count("\n", 0, [*starts, last][1])]


def _parts(inside: str) -> list[str]:
    return [part.strip() for part in _ANSWERS.split(inside) if part.strip() and part[0] in "~="]


def question(block: Block, media: dict[str, None]) -> Item | Refused:
    """The question, or why it cannot be taken; `media` collects the names of pictures."""
    reading = _Reading(block, media)
    asked = reading.asked
    if reading.described:
        return asked.refused(say("It is a description and asks nothing."))
    if reading.open:
        return asked.refused(say("Its brace is never closed."))
    if reading.second:
        return asked.refused(
            say(
                "A second block of answers begins on line {line}: put a blank line between"
                " questions; GIFT knows one gap in each.",
                line=reading.second,
            )
        )
    text = reading.with_gap()
    asked.prompt = text.replace(_GAP, BLANK)
    inside = reading.inside
    if not inside:
        return _essay(asked)
    if inside.startswith("#"):
        return _numeric(reading)
    if "~" in inside:
        return _choice(reading)
    if inside.startswith("=") and "->" in inside:
        return _match(reading)
    if inside.partition("#")[0].strip().casefold() in _TRUTH:
        truth, why, praise = (*inside.split("#"), "", "")[:3]
        return true_false(
            asked,
            _TRUTH[truth.strip().casefold()],
            why=reading.markdown(why),
            praise=reading.markdown(praise),
        )
    return _short(reading, text)


def _essay(asked: Asked) -> Item | Refused:
    if not asked.explanation.strip():
        return asked.refused(say("It is an essay without an answer to compare with."))
    answer, asked.explanation = asked.explanation, ""
    return explain(asked, answer)


def _choice(reading: _Reading) -> Item | Refused:
    answers = reading.answers(plain=False)
    if any(part.startswith("=") for part in _parts(reading.inside)):
        return choice(reading.asked, answers, multiple=False)
    return weighted(reading.asked, answers)


def _short(reading: _Reading, text: str) -> Item | Refused:
    asked = reading.asked
    parts = _parts(reading.inside) or [f"={reading.inside}"]
    answers = [reading.answer(part, plain=True) for part in parts]
    start, gap, end = text.partition(_GAP)
    plain = all(a.share >= 0.999 and not a.why and not CODE & set(a.text) for a in answers)
    if not gap or not plain:
        return short_text(asked, answers)
    prompt, start = prompt_and_text(start)
    accept = tuple(dict.fromkeys(answer.text for answer in answers))
    taken = cloze(replace(asked, prompt=prompt), [start, accept, end])
    return taken if isinstance(taken, Item) else short_text(asked, answers)


def _match(reading: _Reading) -> Item | Refused:
    pairs: list[tuple[str, str]] = []
    distractors: list[str] = []
    for part in _parts(reading.inside):
        left, arrow, right = part[1:].partition("->")
        right, _, why = right.partition("#")
        lefts, rights = reading.markdown(left), flat(back(right))
        if why.strip():
            reading.asked.lose(
                say("What was said of a pair is dropped: “{why}”.", why=flat(back(why)))
            )
        if not arrow or not rights:
            return reading.asked.refused(say("A pair of it is not complete."))
        if lefts:
            pairs.append((lefts, rights))
        else:
            distractors.append(rights)
    return match(reading.asked, pairs, distractors)


def _numeric(reading: _Reading) -> Item | Refused:
    inside, tilde, wrong = reading.inside[1:].partition("~")
    otherwise = reading.markdown(wrong.partition("#")[2]) if tilde else ""
    intervals: list[Interval] = []
    for part in _parts(inside) or [f"={inside.strip()}"]:
        answer = reading.answer(part, plain=True)
        if answer.text == "*":
            otherwise = otherwise or answer.why
            continue
        ends = _ends(answer.text)
        if not ends:
            return reading.asked.refused(
                say("“{text}” is not a number or a range.", text=clean(answer.text[:60]))
            )
        intervals.append(Interval(*ends, answer.share, answer.why))
    return numeric(reading.asked, intervals, otherwise=otherwise)


def _ends(text: str) -> tuple[Decimal, Decimal] | None:
    """`3`, `3:0.5` or `2.5..3.5` as the two ends of a range."""
    first, dots, second = text.partition("..")
    if dots:
        low, high = decimal(first), decimal(second)
        return None if low is None or high is None else (min(low, high), max(low, high))
    value, colon, distance = text.partition(":")
    middle, around = decimal(value), decimal(distance) if colon and distance.strip() else Decimal(0)
    if middle is None or around is None:
        return None
    return middle - abs(around), middle + abs(around)

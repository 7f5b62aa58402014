"""Cloze texts: where the gaps are, and what fills them."""

import re
from dataclasses import dataclass

from quizapp.core.arithmetic import ExpressionError
from quizapp.core.folding import same_code, says
from quizapp.core.grading.expecting import expect, share
from quizapp.core.grading.slips import nearly
from quizapp.core.numbers import parse_number
from quizapp.core.questions import Cloze
from quizapp.core.responses import Filled, Grade, Response
from quizapp.core.say import Text, say

_GAP = re.compile(r"\{\{(.+?)\}\}(?!\})", re.DOTALL)
BLANK = "____"
"""A gap that is left open."""
_ALTERNATIVE = re.compile(r"(?<!\\)\|")
_CODE = frozenset("()[]*_=.")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap in a text, from `start` to `end` (excluded), and what may fill it, best first."""

    start: int
    end: int
    answers: tuple[str, ...]

    def accepts(self, text: str) -> bool:
        """Whether the text fills the gap; case counts where the answer is code."""
        return any(
            same_code(text, answer) if _CODE & set(answer) else says(text, answer)
            for answer in self.answers
        )


def gaps(text: str) -> tuple[Gap, ...]:
    r"""The gaps `{{answer}}` and `{{answer|alternative}}` of a text; `\|` is a bar in an answer.

    Empty alternatives are dropped, so that a gap without any answer has no answers.
    """
    return tuple(Gap(*found.span(), _answers(found[1])) for found in _GAP.finditer(text))


def blanked(text: str) -> str:
    """The text with its gaps left open."""
    return _GAP.sub(BLANK, text)


def _answers(inside: str) -> tuple[str, ...]:
    parts = (part.replace("\\|", "|").strip() for part in _ALTERNATIVE.split(inside))
    return tuple(part for part in parts if part)


def unreadable_gap(question: Cloze, response: Filled) -> Text | None:
    """Why a gap that takes numbers alone cannot be read; None where each can be."""
    for number, (gap, entry) in enumerate(zip(gaps(question.text), response.gaps, strict=False), 1):
        numbers = bool(gap.answers) and all(map(_is_number, gap.answers))
        if numbers and entry.strip() and not gap.accepts(entry) and not _is_number(entry):
            return say("Gap {number} takes a number, such as 0.25 or 1/4.", number=number)
    return None


def _is_number(text: str) -> bool:
    try:
        parse_number(text)
    except ExpressionError:
        return False
    return True


def grade_cloze(question: Cloze, response: Response) -> Grade:
    """The share of gaps that are filled rightly; an entry that is missing is wrong."""
    wanted = gaps(question.text)
    filled = expect(question, response, Filled)
    entries, meant = (
        (*given, *("" for _ in wanted))[: len(wanted)] for given in (filled.gaps, filled.meant)
    )
    typed = [gap.accepts(entry) for gap, entry in zip(wanted, entries, strict=True)]
    parts = tuple(
        right or said in gap.answers for gap, right, said in zip(wanted, typed, meant, strict=True)
    )
    reasons = tuple(
        _reason(number, gap, entry, said)
        for number, (gap, entry, said) in enumerate(zip(wanted, entries, meant, strict=True), 1)
        if not typed[number - 1] and gap.answers
    )
    return Grade(share(parts), reasons, parts)


def near_gaps(question: Cloze, response: Filled) -> tuple[tuple[int, str], ...]:
    """Gaps that are only nearly right, counted from 1, each with the answer it nearly is.

    Those of which the learner has already said what was meant are left out.
    """
    meant = (*response.meant, *("" for _ in response.gaps))
    found = []
    for number, (gap, entry) in enumerate(zip(gaps(question.text), response.gaps, strict=False), 1):
        if not meant[number - 1] and not gap.accepts(entry):
            found.append((number, nearly(entry, gap.answers)))
    return tuple((number, answer) for number, answer in found if answer)


def _reason(number: int, gap: Gap, entry: str, meant: str) -> Text:
    if meant in gap.answers:
        return say("Gap {number} is spelled “{answer}”.", number=number, answer=meant)
    if answer := nearly(entry, gap.answers):
        return say("Gap {number} is nearly right: “{answer}”.", number=number, answer=answer)
    return say("Gap {number} is “{answer}”.", number=number, answer=gap.answers[0])

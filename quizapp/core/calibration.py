"""Whether a learner is as right as he or she feels sure.

An answer is right if its score is 1: whoever says "certain" means the whole answer, and half of
one is not what was promised. Only answers whose confidence was told count.

Brier score: the mean of (p - o)², where p is the probability that was stated and o is 1 for a
right answer and 0 for any other (G. W. Brier, "Verification of forecasts expressed in terms of
probability", Monthly Weather Review 78, 1950). 0 is perfect; always saying one half scores 0.25.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from math import sqrt
from typing import Protocol, TypeVar

from quizapp.core.ids import QuestionId
from quizapp.core.responses import Confidence

FEW = 10
"""Fewer answers say next to nothing."""
MOST_BLOCKS = 6
"""Points of the Brier score over time."""
_Z = 1.959964
"""Of a normal distribution, 95 % lies within so many deviations."""


class Past(Protocol):
    """What a past answer must tell; statistics and the record both have such."""

    @property
    def question(self) -> QuestionId:
        """Which question it answered."""

    @property
    def at(self) -> datetime:
        """When it was given."""

    @property
    def score(self) -> float:
        """The grade, 0 to 1."""

    @property
    def confidence(self) -> Confidence | None:
        """How sure the learner was; None where nobody asked."""


Answer = TypeVar("Answer", bound=Past)


class Lean(StrEnum):
    """Which way the stated probabilities are off, as far as the answers tell."""

    FEW = "few"
    """Too few answers to tell."""
    FITS = "fits"
    OVER = "over"
    """Surer than right."""
    UNDER = "under"
    """Righter than sure."""


@dataclass(frozen=True, slots=True)
class Step:
    """The answers of one confidence; at least one."""

    confidence: Confidence
    stated: float
    """The probability that it stands for, 0 to 1."""
    answers: int
    right: float
    """The share that was right, 0 to 1."""
    low: float
    """Lower end of the 95 % interval of that share."""
    high: float


@dataclass(frozen=True, slots=True)
class Block:
    """Answers that follow each other in time."""

    since: datetime
    until: datetime
    answers: int
    brier: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Stated probabilities beside what came of them."""

    answers: int
    """Answers with a confidence."""
    stated: float | None = None
    """The mean probability that was stated; None without answers, as what follows."""
    right: float | None = None
    """The share that was right."""
    brier: float | None = None
    brier_base: float | None = None
    """The score of whoever always states the share that was right."""
    skill: float | None = None
    """1 - brier / brier_base (A. H. Murphy, 1973): 1 is perfect, 0 is no better than that, below
    0 is worse; None also where all answers were right or all were wrong."""
    lean: Lean = Lean.FEW
    steps: tuple[Step, ...] = ()
    """From guess to certain; those that were never told are left out."""
    blocks: tuple[Block, ...] = ()
    """The answers in up to `MOST_BLOCKS` parts of about the same number, at least `FEW` each,
    the oldest first; none where there is only one part."""


def calibration(answers: Iterable[Past]) -> Calibration:
    """The calibration of all answers that tell a confidence, given the oldest first."""
    told = [
        (each.at, each.confidence, each.score >= 1.0)
        for each in answers
        if each.confidence is not None
    ]
    if not told:
        return Calibration(0)
    pairs = [(sure.probability, right) for _, sure, right in told]
    share = sum(right for _, right in pairs) / len(pairs)
    score, base = brier(pairs), share * (1 - share)
    return Calibration(
        answers=len(told),
        stated=sum(stated for stated, _ in pairs) / len(pairs),
        right=share,
        brier=score,
        brier_base=base,
        skill=1 - score / base if base else None,
        lean=_lean(pairs),
        steps=tuple(_steps([(sure, right) for _, sure, right in told])),
        blocks=_blocks([(at, sure.probability, right) for at, sure, right in told]),
    )


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """The Brier score of one or more (stated probability, right)."""
    return sum((stated - right) ** 2 for stated, right in pairs) / len(pairs)


def interval(right: int, answers: int) -> tuple[float, float]:
    """The 95 % interval of a share of 1 or more answers.

    E. B. Wilson, "Probable inference", Journal of the American Statistical Association 22, 1927:
    sound for few answers too, and never outside 0 to 1.
    """
    share, z2 = right / answers, _Z**2
    middle = (share + z2 / (2 * answers)) / (1 + z2 / answers)
    spread = sqrt(share * (1 - share) / answers + z2 / (4 * answers**2)) / (1 + z2 / answers)
    # At 0 and 1 rounding may leave the share just outside.
    return max(min(middle - _Z * spread, share), 0.0), min(max(middle + _Z * spread, share), 1.0)


def confident_mistakes(answers: Iterable[Answer]) -> list[Answer]:
    """The last answers that were wrong and yet fairly sure or certain, the latest first.

    Given the oldest first. What was answered again since, right or without being sure, is none:
    such mistakes are corrected best while they surprise (hypercorrection: B. Butterfield and
    J. Metcalfe, Journal of Experimental Psychology: Learning, Memory, and Cognition 27, 2001).
    """
    last = {each.question: each for each in answers}
    found = [
        each
        for each in last.values()
        if each.score < 1.0 and each.confidence is not None and each.confidence >= Confidence.FAIRLY
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _lean(pairs: Sequence[tuple[float, bool]]) -> Lean:
    """Whether stated and right lie further apart than chance leads somebody who is calibrated.

    The idea of D. J. Spiegelhalter, Statistics in Medicine 5, 1986.
    """
    if len(pairs) < FEW:
        return Lean.FEW
    distance = sum(stated - right for stated, right in pairs)
    if abs(distance) <= _Z * sqrt(sum(stated * (1 - stated) for stated, _ in pairs)):
        return Lean.FITS
    return Lean.OVER if distance > 0 else Lean.UNDER


def _steps(told: Sequence[tuple[Confidence, bool]]) -> Iterable[Step]:
    for confidence in Confidence:
        given = [right for sure, right in told if sure is confidence]
        if given:
            ends = interval(sum(given), len(given))
            share = sum(given) / len(given)
            yield Step(confidence, confidence.probability, len(given), share, *ends)


def _blocks(told: Sequence[tuple[datetime, float, bool]]) -> tuple[Block, ...]:
    parts = min(MOST_BLOCKS, len(told) // FEW)
    if parts < 2:
        return ()
    edges = [len(told) * part // parts for part in range(parts + 1)]
    blocks = []
    for start, end in pairwise(edges):
        part = told[start:end]
        score = brier([(stated, right) for _, stated, right in part])
        blocks.append(Block(part[0][0], part[-1][0], len(part), score))
    return tuple(blocks)

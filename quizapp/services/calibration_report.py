"""How sure a learner is beside how right, as lines of text with a small plot in characters."""

from collections.abc import Iterator
from functools import partial

from quizapp.core.calibration import FEW, Calibration, Lean, Step
from quizapp.core.cells import cell_width, padded
from quizapp.core.responses import Confidence
from quizapp.core.say import Text, Translate, plain, say

SURE = {
    Confidence.GUESS: say("guess"),
    Confidence.UNSURE: say("unsure"),
    Confidence.FAIRLY: say("fairly sure"),
    Confidence.CERTAIN: say("certain"),
}
PLOT = 21
"""Cells from nothing right to everything right."""
ROOMY = 72
"""Columns from which on the plot has room."""


def calibration_lines(told: Calibration, translate: Translate, width: int) -> Iterator[str]:
    """The section, without an indent; the plot is left out where `width` is too narrow for it."""
    say_it = partial(plain, translate=translate)
    yield say_it(say("How sure you are, and how right"))
    if told.brier is None or told.brier_base is None:
        yield f"  {say_it(say('No answer has told how sure you were yet.'))}"
        return
    yield f"  {say_it(_lean(told))}"
    names = {step.confidence: say_it(SURE[step.confidence]) for step in told.steps}
    room = max(map(cell_width, names.values()))
    for step in told.steps:
        figure = f"  {plot(step)}" if width >= ROOMY else ""
        yield f"  {padded(names[step.confidence], room)}{figure}  {say_it(_step(step))}"
    if width >= ROOMY:
        legend = say("● right, ├─┤ where the true share probably lies, │ what you said")
        yield f"  {say_it(legend)}"
    yield f"  {say_it(_brier(told))}"
    if told.blocks:
        scores = " → ".join(f"{block.brier:.2f}" for block in told.blocks)
        yield "  " + say_it(
            say(
                "Over time: {scores}, about {n} answers each.",
                scores=scores,
                n=told.answers // len(told.blocks),
            )
        )


def plot(step: Step) -> str:
    """The shares of one confidence from 0 to 1: stated, right, and the interval of the latter."""
    cells = ["·"] * PLOT
    low, high, right, stated = (
        round(share * (PLOT - 1)) for share in (step.low, step.high, step.right, step.stated)
    )
    cells[low : high + 1] = ["─"] * (high + 1 - low)
    cells[low], cells[high] = "├", "┤"
    cells[stated] = "│"
    cells[right] = "●"
    return "".join(cells)


def _lean(told: Calibration) -> Text:
    shares = {"n": told.answers, "stated": told.stated or 0.0, "right": told.right or 0.0}
    match told.lean:
        case Lean.OVER:
            return say(
                "You are surer than you are right: {stated:.0%} said, {right:.0%} right of {n}.",
                **shares,
            )
        case Lean.UNDER:
            return say(
                "You know more than you trust: {stated:.0%} said, {right:.0%} right of {n}.",
                **shares,
            )
        case Lean.FITS:
            return say(
                "What you say fits, as far as {n} answers tell: {stated:.0%} said,"
                " {right:.0%} right.",
                **shares,
            )
    return say(
        "Too few answers to tell, {n} so far: {stated:.0%} said, {right:.0%} right.", **shares
    )


def _step(step: Step) -> Text:
    words = {
        "stated": step.stated,
        "right": step.right,
        "n": step.answers,
        "low": 100 * step.low,
        "high": 100 * step.high,
    }
    if step.answers < FEW:
        return say("{stated:.0%} said, {right:.0%} right of only {n}", **words)
    return say("{stated:.0%} said, {right:.0%} right of {n} ({low:.0f}–{high:.0f}%)", **words)


def _brier(told: Calibration) -> Text:
    scores = {
        "score": told.brier or 0.0,
        "base": told.brier_base or 0.0,
        "right": told.right or 0.0,
    }
    if told.skill is None:
        return say("Brier score {score:.2f}; 0 is perfect, one half each time is 0.25.", **scores)
    if told.skill > 0:
        return say(
            "Brier score {score:.2f} (0 is perfect), better than always saying {right:.0%}:"
            " {base:.2f}.",
            **scores,
        )
    return say(
        "Brier score {score:.2f} (0 is perfect), no better than always saying {right:.0%}:"
        " {base:.2f}.",
        **scores,
    )

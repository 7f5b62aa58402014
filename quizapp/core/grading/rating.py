"""The rating that a grade suggests; the learner has the last word."""

from quizapp.core.responses import Confidence, Grade, Rating

QUICK_MS = 8_000
"""Faster than this, a right answer was known rather than worked out."""


def suggest(grade: Grade, elapsed_ms: int | None, confidence: Confidence | None = None) -> Rating:
    """Again below half, Hard if partly right, Good if right, Easy if right within 8 seconds.

    What was only guessed right is Hard. `elapsed_ms` is from the question's appearance to the
    response; None if it is not known.
    """
    if grade.score < 0.5:
        return Rating.AGAIN
    if not grade.correct or confidence is Confidence.GUESS:
        return Rating.HARD
    quick = elapsed_ms is not None and elapsed_ms < QUICK_MS
    return Rating.EASY if quick else Rating.GOOD

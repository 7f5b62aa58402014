"""What a fit came to, as lines of text, the same for every front."""

from collections.abc import Iterator
from functools import partial

from quizapp.core.fitting import LEAST_REVIEWS
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.fitting import FULL, TWO, USUAL, Fit, Standing, Work

NAMES = {
    USUAL: say("usual parameters"),
    TWO: say("two numbers of your own"),
    FULL: say("all parameters your own"),
}


def as_lines(fit: Fit, translate: Translate) -> Iterator[str]:
    """How each candidate predicted, and which is used now."""
    told = partial(plain, translate=translate)
    yield told(
        say(
            "Fitted to {reviews} reviews. The last {held} answers had to be predicted, unseen:",
            reviews=fit.reviews,
            held=fit.held_out,
        )
    )
    for name, loss in fit.losses.items():
        used = say("{loss:.4f} log loss, {name}", loss=loss, name=told(NAMES[name]))
        yield f"  {'→' if name == fit.kept else ' '} {told(used)}"
    yield told(outcome(fit))


def outcome(fit: Fit) -> Text:
    """Which is used from now on, in a sentence."""
    if fit.kept == USUAL:
        return say("No fit predicts better, so the usual parameters are used.")
    return say(
        "Your questions are scheduled by parameters of your own now;"
        " quizapp fit --reset goes back to the usual ones."
    )


def too_few(work: Work) -> Text:
    """Why there is nothing to fit yet."""
    if work.reviews >= LEAST_REVIEWS:
        return say(
            "There is nothing to judge a fit by: hardly a question was asked again a day later."
        )
    return say(
        "There are {n} reviews so far; a fit needs {least}. Until then the usual parameters"
        " predict better.",
        n=work.reviews,
        least=LEAST_REVIEWS,
    )


def scheduled_by(told: Standing, reviews: int) -> Text:
    """What cards are scheduled by, and what so many reviews make possible."""
    if told.own and told.reviews:
        return say(
            "Scheduled by parameters of your own, fitted on {day} to {n} reviews:"
            " log loss {kept:.3f} instead of {usual:.3f}.",
            day=told.day,
            n=told.reviews,
            kept=told.kept,
            usual=told.usual,
        )
    if told.own:
        return say("Scheduled by parameters of your own.")
    if reviews >= LEAST_REVIEWS:
        return say(
            "Scheduled by the usual parameters; there are reviews enough to try your own:"
            " quizapp fit."
        )
    return say(
        "Scheduled by the usual parameters; from {least} reviews on your own can be tried.",
        least=LEAST_REVIEWS,
    )

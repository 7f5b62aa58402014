"""Why nothing can be asked, and what was probably meant by a name that does not exist."""

from collections.abc import Collection, Sequence

from quizapp.core.say import say
from quizapp.errors import UsageError
from quizapp.packs.library import Entry

MOST_NAMED, NEAREST = 12, 5
"""Names that a message lists; of more only the nearest."""


def nothing_fits(chosen: Sequence[Entry]) -> UsageError:
    """The error where no question can be asked of those chosen."""
    if not chosen:
        return UsageError(
            say("There is nothing to ask: no question fits."),
            hint=say("Ask for fewer things at once: packs, topics and kinds must all fit."),
        )
    return UsageError(
        say(
            "There is nothing to ask: everything that fits is suspended, or put off until tomorrow."
        )
    )


def unknown(what: str, name: str, known: Collection[str]) -> UsageError:
    """The error for a name that does not exist, with the nearest one that does."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    if near:
        hint = say("Did you mean {near}?", near=near[0])
    elif len(known) > MOST_NAMED:
        nearest = difflib.get_close_matches(name, list(known), n=NEAREST, cutoff=0.0)
        told = ", ".join(nearest)
        hint = say("The nearest of {n} are: {known}.", n=len(known), known=told)
    else:
        hint = say("There are: {known}.", known=", ".join(sorted(known)))
    return UsageError(say("There is no {what} called {name}.", what=what, name=name), hint=hint)

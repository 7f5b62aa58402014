"""A learner's own parameters of the forgetting model: fitted, judged by what they predict, kept.

Three candidates must predict the last reviews, which none of them has seen: the usual parameters,
two numbers of one's own (core/fitting.py), and all 21 fitted. The best is fitted to all reviews
and kept; cards are then made anew from the log by it.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from quizapp.core.fitting import (
    LEAST_REVIEWS,
    History,
    Split,
    as_parameters,
    fitted,
    log_loss,
    split,
)
from quizapp.core.forgetting import Forgetting
from quizapp.core.responses import Rating
from quizapp.core.say import say
from quizapp.core.scheduling import SETTING, Parameters, bounds, parameters, stored_parameters
from quizapp.errors import QuizappError
from quizapp.services.house import House

SUMMARY = "fsrs-fit"
"""Where the record remembers how the own parameters came about."""
USUAL, TWO, FULL = CANDIDATES = ("usual", "two", "full")
LEAST_GAIN = 0.001
"""Log loss per answer by which a candidate must beat the usual parameters; less is chance."""


class FitStopped(QuizappError):
    """The fit was stopped, or its process ended without a result."""


@dataclass(frozen=True, slots=True)
class Work:
    """All that a fit needs; gathered at once, so that the record is not needed meanwhile."""

    reviews: int
    """Reviews that changed a card."""
    split: Split
    today: date

    @property
    def enough(self) -> bool:
        """Whether there is enough to fit and to judge by."""
        return self.reviews >= LEAST_REVIEWS and self.split.held_out > 0


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of it."""

    reviews: int
    held_out: int
    """Answers that had to be predicted."""
    losses: dict[str, float]
    """Log loss over them of each of `CANDIDATES`; less is better."""
    kept: str
    """Which of them."""
    parameters: Parameters | None
    """Fitted to all reviews; None for the usual ones."""
    today: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What cards are scheduled by, and whether a fit could be made."""

    own: bool
    """Parameters of one's own; what follows tells how they came about, where that is known."""
    day: str = ""
    reviews: int = 0
    usual: float = 0.0
    """Log loss over what was held out, by the usual parameters."""
    kept: float = 0.0
    """The same by the own ones."""


def standing(house: House) -> Standing:
    """What cards are scheduled by."""
    if house.own_parameters() is None:
        return Standing(own=False)
    try:
        told = json.loads(house.record.setting(SUMMARY, ""))
        losses = told["losses"]
        return Standing(
            own=True,
            day=str(told["day"]),
            reviews=int(told["reviews"]),
            usual=float(losses[USUAL]),
            kept=float(losses[told["kept"]]),
        )
    except (ValueError, TypeError, KeyError):
        return Standing(own=True)


def gather(house: House) -> Work:
    """The reviews as of now."""
    times: dict[str, list[tuple[Rating, Any]]] = {}
    count = 0
    for review in house.record.reviews():
        if review.scheduled:
            times.setdefault(review.question, []).append((review.rating, review.at))
            count += 1
    return Work(count, split(times.values()), house.clock().astimezone().date())


def best(losses: Mapping[str, float]) -> str:
    """The candidate that predicted best; the usual one where none is clearly better."""
    found = min(CANDIDATES, key=lambda name: losses[name])
    return found if losses[found] <= losses[USUAL] - LEAST_GAIN else USUAL


class Fitting:
    """A fit that runs; `run` may be called on another thread than `stop`."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self, progress: Callable[[float], object] = lambda _share: None) -> Fit:
        """The fit; `progress` hears from 0 to 1 how far it is.

        Raises FitStopped.
        """
        told, limits = self._work.split, bounds()
        usual = Forgetting(parameters())
        early, full = self._fitted([told.early, told.histories], progress)
        models = {
            USUAL: usual,
            TWO: Forgetting(as_parameters(fitted(usual, told.early), limits)),
            FULL: Forgetting(early),
        }
        losses = {name: log_loss(model, told) for name, model in models.items()}
        kept = best(losses)
        own = {
            USUAL: None,
            TWO: as_parameters(fitted(usual, told.histories), limits),
            FULL: full,
        }
        return Fit(self._work.reviews, told.held_out, losses, kept, own[kept], self._work.today)

    def stop(self) -> None:
        """End it at once; `run` then raises."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                self._process.kill()

    def _fitted(
        self, sets: Sequence[Sequence[History]], progress: Callable[[float], object]
    ) -> list[Parameters]:
        low, high = bounds()
        asked = {"usual": parameters(), "low": low, "high": high, "sets": sets}
        with self._lock:
            if self._stopped:
                raise _stopped()
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "quizapp.services.fit_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
        with self._process as process:
            try:
                assert process.stdin and process.stdout
                with suppress(BrokenPipeError):
                    process.stdin.write(json.dumps(asked))
                    process.stdin.close()
                for line in process.stdout:
                    message = json.loads(line)
                    if "parameters" in message:
                        return [tuple(each) for each in message["parameters"]]
                    progress(message["progress"])
            finally:
                process.kill()
        raise _stopped()


def keep(house: House, fit: Fit) -> None:
    """Schedule by it from now on; all cards are made anew in one transaction."""
    summary = {
        "day": fit.today.isoformat(),
        "reviews": fit.reviews,
        "held_out": fit.held_out,
        "losses": fit.losses,
        "kept": fit.kept,
    }
    house.record.set_setting(SUMMARY, json.dumps(summary))
    house.record.set_setting(SETTING, stored_parameters(fit.parameters))


def reset(house: House) -> bool:
    """Go back to the usual parameters; whether there were others."""
    had = house.own_parameters() is not None
    house.record.set_setting(SETTING, "")
    house.record.set_setting(SUMMARY, "")
    return had


def _stopped() -> FitStopped:
    return FitStopped(
        say("The fit was stopped before its end."),
        hint=say("Nothing was changed. Start it again when you like."),
    )

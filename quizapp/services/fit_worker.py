"""The process that fits parameters: JSON in on stdin, JSON lines out on stdout.

In:  {"usual": [...], "low": [...], "high": [...], "sets": [[[[gap, rating], ...], ...], ...]}
Out: {"progress": 0.4}, many times; then {"parameters": [[...], ...]}, one list for each set.

A process of its own, so that the app stays quick and a fit can be ended at any moment.
"""

import json
import sys
from typing import Any

from quizapp.core.fitting import Step
from quizapp.core.responses import Rating


def main() -> int:
    """Fit each set of histories to its own parameters."""
    from quizapp.services.full_fit import Reviews, fit

    told: dict[str, Any] = json.load(sys.stdin)
    sets, found = told["sets"], []
    for place, histories in enumerate(sets):
        reviews = Reviews([[Step(gap, Rating(r)) for gap, r in steps] for steps in histories])

        def progress(share: float, place: int = place) -> None:
            _tell({"progress": (place + share) / len(sets)})

        found.append(fit(told["usual"], (told["low"], told["high"]), reviews, progress))
    _tell({"parameters": found})
    return 0


def _tell(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

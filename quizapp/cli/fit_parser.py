"""What can be said of fitting on the command line."""

from typing import Any

from quizapp.cli.declaring import command, runs, takes_json, takes_record


def declare_fit(commands: Any) -> None:
    """`quizapp fit`."""
    fit = command(
        commands,
        "fit",
        runs("fit", "fit_parameters"),
        "fit the forgetting model to your reviews, and keep it if it predicts better",
        "quizapp fit",
    )
    fit.add_argument("--reset", action="store_true", help="go back to the usual parameters")
    takes_record(fit)
    takes_json(fit)

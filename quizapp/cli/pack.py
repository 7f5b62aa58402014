"""`quizapp pack list`, `check` and `verify`."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from quizapp import paths
from quizapp.core.say import Text, plain, say
from quizapp.errors import PackError
from quizapp.packs.library import Library
from quizapp.packs.problems import Problem, format_problem, to_dict
from quizapp.services.house import pack_folders


def list_packs(options: argparse.Namespace) -> int:
    """Print the installed packs."""
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        _list(library, as_json=options.json)
    return 0


def _list(library: Library, *, as_json: bool) -> None:
    if as_json:
        told = [
            {
                "id": pack.id,
                "title": pack.title("en"),
                "version": pack.version,
                "path": str(pack.path),
                "questions": pack.questions,
                "kinds": dict(pack.kinds),
                "topics": [topic.id for topic in pack.topics],
                "translated": dict(pack.translated),
                "verified": pack.verified,
                "trusted": pack.path.parent == paths.bundled("content"),
            }
            for pack in library.packs
        ]
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for pack in library.packs:
        shares = ", ".join(f"{lang} {share:.0%}" for lang, share in pack.translated.items())
        told_shares = f" ({shares})" if shares else ""
        print(f"{pack.id} {pack.version}: {pack.questions} questions{told_shares}")


def check_packs(options: argparse.Namespace) -> int:
    """Print everything that is wrong; 1 where there are errors."""
    from quizapp.services.authoring import check

    return _report(options, check)


def verify_packs(options: argparse.Namespace) -> int:
    """Run what a machine can check; 1 where something does not hold."""
    from quizapp.services.authoring import verify

    return _report(options, verify)


def _report(options: argparse.Namespace, find: Callable[[Path], tuple[list[Problem], Text]]) -> int:
    problems: list[Problem] = []
    told: list[Text] = []
    for folder in _folders(options.paths):
        found, did = find(folder)
        problems += found
        told.append(did)
    errors = [problem for problem in problems if problem.severity == "error"]
    if options.json:
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
        for line in told:
            print(plain(line))
        print(_count(len(errors), len(problems) - len(errors)))
    return 1 if errors else 0


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
    return [_folder(name) for name in names if name not in loose]


def _folder(name: str) -> Path:
    given = Path(name)
    if given.is_dir():
        return given
    for folder in pack_folders():
        if folder.name == name:
            return folder
    raise PackError(
        say("There is no pack {name}: neither a folder nor an installed pack.", name=name)
    )

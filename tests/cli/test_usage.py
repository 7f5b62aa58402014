"""Help, version, and what is said to wrong usage."""

import argparse
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from quizapp import __version__
from quizapp.cli.parser import KINDS, MODES, build_parser
from quizapp.core.questions import KINDS as ALL_KINDS
from quizapp.core.session import Mode

Command = Callable[..., Any]


def commands(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands by its words."""
    yield path
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from commands(inner, (*path, name))


@pytest.mark.parametrize("path", commands(build_parser()), ids=" ".join)
def test_every_help_shows_an_example_that_parses(quizapp: Command, path: tuple[str, ...]) -> None:
    told = quizapp(*path, "--help")
    assert told.status == 0
    assert told.err == ""
    example = " ".join(told.out.partition("Example: ")[2].split())
    assert example.startswith(("quizapp " + " ".join(path)).strip())
    build_parser().parse_args(example.split()[1:])


def test_the_version(quizapp: Command) -> None:
    assert quizapp("--version") == (0, f"quizapp {__version__}\n", "")


def test_the_parser_knows_all_kinds_and_modes() -> None:
    assert list(ALL_KINDS) == KINDS
    assert tuple(Mode) == MODES


@pytest.mark.parametrize(
    "arguments",
    [
        "quizz",
        "quiz --mode exam",
        "quiz --kind chioce",
        "quiz -n 0",
        "quiz -n many",
        "quiz --seed -1",
        "quiz --seed 99999999999999999999",
        "quiz --lang fr",
        "demo",
        "demo run",
        "demo run slope-down --device tpu",
        "pack check",
        "--nothing",
    ],
)
def test_wrong_usage_is_status_2_with_the_usage(quizapp: Command, arguments: str) -> None:
    told = quizapp(*arguments.split())
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith("usage: quizapp")
    assert "error:" in told.err


@pytest.mark.parametrize("arguments", ["", "quiz", "quiz sampler -n 3"])
def test_without_a_terminal_the_app_says_so(quizapp: Command, arguments: str) -> None:
    told = quizapp(*arguments.split())
    assert told.status == 2
    assert told.out == ""
    assert told.err == (
        "quizapp: The app needs a terminal; input or output is not one.\n"
        "  quizapp quiz --plain works in pipes.\n"
    )

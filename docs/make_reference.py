"""Writes `docs/reference.md` from the code: commands, keys and demos (`make docs`).

The same code and content give the same page on every machine: nothing of the terminal's width,
the place of the checkout or the version of Python stands in it.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from pages import bundled_packs, opening, table

from quizapp import paths
from quizapp.cli.parser import build_parser
from quizapp.core.say import plain
from quizapp.lab.catalog import DemoSpec, find_demos
from quizapp.lab.knobs import KnobSpec
from quizapp.tui import commands

PAGE = Path(__file__).with_name("reference.md")

SCREENS = {
    "answer": "While answering",
    "quiz": "Quiz, after an answer or outside a text field",
    "lab": "Laboratory: one demo",
    "catalog": "Laboratory: the list of demos",
    "summary": "After a session",
    "helping": "Help",
    "touring": "Tour",
    "theming": "The list of themes",
    "options": "Options of a session",
    "overlay": "Small windows",
}
"""What the screens of `quizapp.tui.commands.tables` are called where their name says too little."""

SIGNS = {
    "asterisk": "*",
    "down": "↓",
    "escape": "esc",
    "left": "←",
    "minus": "-",
    "plus": "+",
    "question_mark": "?",
    "right": "→",
    "up": "↑",
}
"""Keys whose name is not what stands on them."""

INTRODUCTION = """# Reference

Every command, key and demo, written from the code by `make docs`; changes made here by hand are
lost. How to write [a pack](packs.md) and [a demo](demos.md) is told on pages of their own.
"""


def reference() -> str:
    """The page's text."""
    parts = [INTRODUCTION, *_commands(), *_keys(), *_demos(), *_packs()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _commands() -> Iterator[str]:
    yield "## Commands"
    yield (
        "Every command exits with 0 when it is done, 1 when the thing checked does not hold, and\n"
        "2 when it was called wrongly or could not run. Errors go to standard error."
    )
    yield from _command(build_parser())


def _command(parser: argparse.ArgumentParser) -> Iterator[str]:
    inner: dict[str, argparse.ArgumentParser] = {}
    arguments: list[argparse.Action] = []
    for action in parser._actions:  # noqa: SLF001  argparse lists its arguments nowhere else
        if isinstance(action.choices, dict):
            inner = action.choices
        elif action.dest != "help":
            arguments.append(action)
    if arguments or not inner:
        yield f"### `{parser.prog}`"
        yield "\n\n".join(text for text in (parser.description, parser.epilog) if text)
    if arguments:
        rows = [(_written(action), _meaning(action)) for action in arguments]
        yield table(("argument", "means"), rows)
    for command in inner.values():
        yield from _command(command)


def _written(action: argparse.Action) -> str:
    """An argument as it is typed."""
    value = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"`{value}…`" if action.nargs in ("*", "+") else f"`{value}`"
    shown = ", ".join(f"`{option}`" for option in action.option_strings)
    if action.nargs == 0:
        return shown
    return shown.removesuffix("`") + f" {'VALUE' if action.choices else value}`"


def _meaning(action: argparse.Action) -> str:
    choices = ", ".join(f"`{choice}`" for choice in action.choices or ())
    told = [action.help or "", f"one of {choices}" if choices else ""]
    if action.nargs == "*":
        told.append("may be left out")
    if isinstance(action, argparse._AppendAction):  # noqa: SLF001  no public name
        told.append("may be given several times")
    once = dict.fromkeys(part for text in told for part in text.split("; ") if part)
    return "; ".join(once)


def _keys() -> Iterator[str]:
    yield "## Keys"
    yield "The footer shows the most important ones, and `?` all of the screen that you are on."
    yield (
        "The third column is what the table `[keys]` of [the settings](settings.md) calls a"
        " command."
    )
    for name, listed in commands.tables().items():
        yield f"### {SCREENS.get(name, name.replace('-', ' ').capitalize())}"
        rows = ((_sign(one), plain(one.help), f"`{one.id_in(name)}`") for one in listed)
        yield table(("key", "does", "name"), rows)
    yield "### Answering, whatever the keys"
    told = ((f"`{plain(keys)}`", plain(does)) for keys, does in commands.ANSWERING)
    yield table(("key", "does"), told)


def _sign(command: commands.Command) -> str:
    keys = [SIGNS.get(key, key) for key in command.keys.split(",")]
    return ", ".join(f"`{key}`" for key in keys)


def _demos() -> Iterator[str]:
    yield "## Demos"
    yield "Run one with `quizapp demo run ID --set KNOB=VALUE`, or turn its knobs in the app."
    for demo in find_demos({"": paths.bundled("demos")}).demos:
        yield from _demo(demo)


def _demo(demo: DemoSpec) -> Iterator[str]:
    yield f"### `{demo.id}`"
    yield f"**{demo.title}.** {opening(demo.story)}"
    rows = ((f"`{k.name}`", k.help, f"{k.default} {k.unit}".strip(), _range(k)) for k in demo.knobs)
    yield table(("knob", "what it is", "default", "values"), rows)


def _range(knob: KnobSpec) -> str:
    if knob.choices:
        return ", ".join(map(str, knob.choices))
    if knob.low is not None and knob.high is not None:
        return f"{knob.low:g} to {knob.high:g}"
    if knob.low is not None:
        return f"at least {knob.low:g}"
    if knob.high is not None:
        return f"at most {knob.high:g}"
    return "true, false" if knob.type == "bool" else "any"


def _packs() -> Iterator[str]:
    yield "## Packs"
    yield "Their questions, topic by topic, stand on [a page of their own](questions.md)."
    rows = ((f"`{pack.id}`", pack.title, str(len(pack.questions))) for pack in bundled_packs())
    yield table(("id", "title", "questions"), rows)


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")

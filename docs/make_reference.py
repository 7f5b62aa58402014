"""Writes `docs/reference.md` from the code: commands, keys, demos and packs (`make docs`).

The same code and content give the same page on every machine: nothing of the terminal's width,
the place of the checkout or the version of Python stands in it.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quizapp import paths
from quizapp.cli.parser import build_parser
from quizapp.core.ids import name_of
from quizapp.core.questions import Question
from quizapp.core.say import plain
from quizapp.lab.catalog import DemoSpec, find_demos
from quizapp.lab.knobs import KnobSpec
from quizapp.packs.pack import Pack, load_pack
from quizapp.tui import commands

PAGE = Path(__file__).with_name("reference.md")

SCREENS = {
    "HOME": "Home",
    "QUIZ": "Quiz, after an answer or outside a text field",
    "LAB": "Laboratory: one demo",
    "CATALOG": "Laboratory: the list of demos",
}
"""The tables of `quizapp.tui.commands` and what their screens are called."""

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

Every command, key, demo and question, written from the code by `make docs`; changes made here by
hand are lost. How to write [a pack](packs.md) and [a demo](demos.md) is told on pages of their own.
"""


def reference() -> str:
    """The page's text."""
    parts = [INTRODUCTION, *_commands(), *_keys(), *_demos(), *_packs()]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the cells are Markdown already, but for bars and line breaks."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


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
        yield _table(("argument", "means"), rows)
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
    for name, table in vars(commands).items():
        if not isinstance(table, tuple) or not isinstance(table[0], commands.Command):
            continue
        yield f"### {SCREENS[name]}"
        yield _table(("key", "does"), ((_sign(command), plain(command.help)) for command in table))
    yield "### While answering"
    told = ((f"`{plain(keys)}`", plain(does)) for keys, does in commands.ANSWERING)
    yield _table(("key", "does"), told)


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
    yield f"**{demo.title}.** {_opening(demo.story)}"
    rows = ((f"`{k.name}`", k.help, f"{k.default} {k.unit}".strip(), _range(k)) for k in demo.knobs)
    yield _table(("knob", "what it is", "default", "values"), rows)


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
    for folder in sorted(paths.bundled("content").iterdir()):
        pack = load_pack(folder).pack if (folder / "pack.yaml").is_file() else None
        if pack is not None:
            yield from _pack(pack)


def _pack(pack: Pack) -> Iterator[str]:
    yield f"### `{pack.id}`: {pack.title}"
    counts = Counter(question.kind for question in pack.questions)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    shares = ", ".join(f"`{t.language}` {t.share:.0%}" for t in pack.translations.values())
    yield pack.description
    yield f"{len(pack.questions)} questions: {kinds}. Translated: {shares or 'not yet'}."
    for topic in pack.topics:
        asked = [question for question in pack.questions if question.topic == topic.id]
        yield f"#### {topic.title} (`{topic.id.partition('/')[2]}`)"
        yield _table(("id", "kind", "difficulty", "demo", "begins with"), map(_question, asked))


def _question(question: Question) -> tuple[str, str, str, str, str]:
    demo = f"`{question.demo.id}`" if question.demo else ""
    name, difficulty = name_of(question.id), str(question.difficulty)
    return f"`{name}`", question.kind, difficulty, demo, _opening(question.prompt)


def _opening(text: str) -> str:
    """The first paragraph on one line; code that follows it is left out."""
    paragraph = text.strip().partition("\n\n")[0].partition("\n```")[0]
    return " ".join(paragraph.split())


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")

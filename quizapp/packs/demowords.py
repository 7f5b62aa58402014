"""A demo's texts in another language: `demos/<language>/<demo>.yaml`.

The file has `title`, `story`, `knobs` (a knob's name to its help) and `texts` (the English
template, as the demo says it, to its translation).
"""

import difflib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Formatter

from quizapp.core.say import say
from quizapp.packs.nodes import Mapping as Section
from quizapp.packs.nodes import place_of
from quizapp.packs.problems import Problem
from quizapp.packs.reader import Document, read_yaml

SECTIONS = ("title", "story", "knobs", "texts")


def read_demo_words(
    path: Path, *, title: str, story: str, helps: Mapping[str, str]
) -> dict[str, str]:
    """English to translation; what is wrong in the file, or the whole of it, is left out.

    Title, story and the knobs' helps (by the knob's name) are found by their English, as
    every other text is.
    """
    if not path.is_file():
        return {}
    document = read_yaml(path)
    if document.problems or not isinstance(document.value, Section):
        return {}
    wrong = {problem.line for problem in _entries(document)}
    english: dict[tuple[str, ...], str] = {("title",): title, ("story",): story}
    english |= {("knobs", name): told for name, told in helps.items()}
    return {
        english.get(where, where[-1]): text
        for where, text in _texts(document.value)
        if text and place_of(document.value, where).line not in wrong
    }


def demo_words_problems(path: Path) -> Iterator[Problem]:
    """Everything that is wrong in the file."""
    document = read_yaml(path)
    yield from document.problems
    if isinstance(document.value, Section):
        yield from _entries(document)
    elif not document.problems:
        message = say("the file must be a mapping with {sections}", sections=", ".join(SECTIONS))
        yield Problem(path, 1, 1, message, say("write `title:` and the others"))


def stray_words(
    path: Path, knobs: Collection[str], templates: Collection[str]
) -> Iterator[Problem]:
    """Translations of knobs and of sentences that the demo does not have."""
    from quizapp.packs.wording import did_you_mean  # here, for it brings pydantic

    document = read_yaml(path)
    if document.problems or not isinstance(document.value, Section):
        return
    for where, _ in _texts(document.value):
        place = place_of(document.value, where, key=True)
        name = where[-1]
        if where[0] == "knobs" and name not in knobs:
            message = say("the demo has no knob `{name}`", name=name)
            yield Problem(path, *place, message, did_you_mean(name, knobs))
        elif where[0] == "texts" and name not in templates:
            near = difflib.get_close_matches(name, templates, n=1, cutoff=0.8)
            hint = say("write the English as the demo has it, or remove the line")
            if near:
                hint = say("did you mean `{name}`?", name=near[0])
            message = say("the demo does not say this")
            yield Problem(path, *place, message, hint, "warning")


def _texts(node: Section) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every translation with its path in the file."""
    for name in ("title", "story"):
        if isinstance(text := node.get(name), str):
            yield (name,), text
    for section in ("knobs", "texts"):
        part = node.get(section)
        if isinstance(part, Section):
            for key, text in part.items():
                if isinstance(text, str):
                    yield (section, key), text


def _entries(document: Document) -> Iterator[Problem]:
    node = document.value
    if not isinstance(node, Section):
        return
    for name, value in node.items():
        place = place_of(node, (name,))
        if name not in SECTIONS:
            message = say("unknown section `{name}`", name=name)
            hint = say("there are {sections}", sections=", ".join(SECTIONS))
            yield Problem(document.path, *place, message, hint)
        elif not isinstance(value, str if name in ("title", "story") else Section):
            hint = say("`title` and `story` are texts, `knobs` and `texts` are mappings")
            yield Problem(document.path, *place, say("this has the wrong form"), hint)
        elif isinstance(value, Section):
            yield from _section(document.path, name, node, value)


def _section(path: Path, name: str, node: Section, section: Section) -> Iterator[Problem]:
    for key, text in section.items():
        place = place_of(node, (name, key))
        if not isinstance(text, str):
            yield Problem(
                path, *place, say("a translation must be one text"), say("put it in quotes")
            )
        elif not text:
            message = say("the translation is empty")
            yield Problem(path, *place, message, say("write it, or remove the line"))
        elif name == "texts" and _places(text) != _places(key):
            yield Problem(
                path,
                *place,
                say("the translation has other places in braces than the English sentence"),
                say("keep each `{place}` as it is, once", place="{" + "name}"),
            )


def _places(template: str) -> set[str] | None:
    """The names in braces with their formats; None where the braces do not fit."""
    try:
        return {
            f"{name}:{form}" for _, name, form, _ in Formatter().parse(template) if name is not None
        }
    except ValueError:
        return None

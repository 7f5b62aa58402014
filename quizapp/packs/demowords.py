"""A demo's sentences in another language: `demos/<language>/<demo>.yaml`.

The file is one mapping from the English template, as the demo says it, to its translation.
"""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from quizapp.core.say import say
from quizapp.packs.nodes import Mapping, place_of
from quizapp.packs.problems import Problem
from quizapp.packs.reader import Document, read_yaml


def read_demo_words(path: Path) -> dict[str, str]:
    """Template to translation; what is wrong in the file, or the whole of it, is left out."""
    if not path.is_file():
        return {}
    document = read_yaml(path)
    if document.problems or not isinstance(document.value, Mapping):
        return {}
    wrong = {problem.line for problem in _entries(document)}
    return {
        template: text
        for template, text in document.value.items()
        if isinstance(text, str)
        and text
        and place_of(document.value, (template,)).line not in wrong
    }


def demo_words_problems(path: Path) -> Iterator[Problem]:
    """Everything that is wrong in the file."""
    document = read_yaml(path)
    yield from document.problems
    if isinstance(document.value, Mapping):
        yield from _entries(document)
    elif not document.problems:
        message = say("the file must be a mapping from English sentences to their translation")
        yield Problem(path, 1, 1, message, say("write lines of `English: translation`"))


def _entries(document: Document) -> Iterator[Problem]:
    node = document.value
    if not isinstance(node, Mapping):
        return
    for template, text in node.items():
        place = place_of(node, (template,))
        if not isinstance(text, str):
            message = say("a translation must be one text")
            yield Problem(document.path, *place, message, say("put it in quotes"))
        elif not text:
            message = say("the translation is empty")
            yield Problem(document.path, *place, message, say("write it, or remove the line"))
        elif _places(text) != _places(template):
            yield Problem(
                document.path,
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

"""Everything that can be said about a pack without running its code.

Demos belong to the lab, which this layer does not know: whether a link to one is right is
asked of the caller.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from quizapp.core import questions as q
from quizapp.core.ids import PackId, QuestionId
from quizapp.core.mathtext import outside_code, unknown_macros, unpaired
from quizapp.core.say import Text, say
from quizapp.packs.demowords import demo_words_problems
from quizapp.packs.fields import LANGUAGE, short
from quizapp.packs.links import foreign_problems
from quizapp.packs.nodes import START
from quizapp.packs.pack import Pack, load_pack
from quizapp.packs.problems import Problem, in_order
from quizapp.packs.sources import Source
from quizapp.packs.translate import Fields, texts, translatable

DemoProblem = Callable[[q.DemoLink, Path], tuple[Text, Text] | None]
"""What is wrong with a link to a demo, for a pack in a folder, and what to do; None if nothing
is. A sentence with a value `knob` is placed at that knob."""


def check_pack(
    folder: Path,
    *,
    demo_problem: DemoProblem,
    others: Mapping[PackId, Collection[QuestionId]] | None = None,
) -> list[Problem]:
    """All problems of a pack; `others` are the questions of packs that its follow-ups may name."""
    loaded = load_pack(folder)
    problems = list(loaded.problems)
    if loaded.pack:
        pack = loaded.pack
        for question in pack.questions:
            source = pack.sources[question.id]
            problems += foreign_problems(question, source, others or {})
            problems += _demo_problems(question, source, folder, demo_problem)
        problems += _text_problems(pack)
    if folder.is_dir():
        problems += _stray_files(folder)
    return list(in_order(problems))


def demo_links(question: q.Question) -> Iterator[tuple[tuple[str | int, ...], q.DemoLink]]:
    """The links of a question and of its options, each with its path."""
    if question.demo:
        yield ("demo",), question.demo
    if isinstance(question, q.Choice):
        for place, option in enumerate(question.options):
            if option.demo:
                yield ("options", place, "demo"), option.demo


def _demo_problems(
    question: q.Question, source: Source, folder: Path, demo_problem: DemoProblem
) -> Iterator[Problem]:
    for path, link in demo_links(question):
        wrong = demo_problem(link, folder)
        if wrong:
            message, hint = wrong
            knob = message.values.get("knob")
            place = (*path, "set", str(knob)) if knob in dict(link.set) else (*path, "id")
            if not hint.template:
                hint = say("`quizapp demo list` shows the demos and their knobs")
            yield source.problem(place, message, lab_hint(hint), key=knob is not None)


def lab_hint(hint: Text) -> Text:
    """The lab's hint, as one that follows upon a message."""
    match hint.values:
        case {"name": name}:
            return say("did you mean `{name}`?", name=name)
        case {"names": names}:
            return say("its knobs are {names}", names=names)
    return hint


def _text_problems(pack: Pack) -> Iterator[Problem]:
    for question in pack.questions:
        shape = translatable(question.kind)
        sources = [pack.sources[question.id]]
        sources += [
            translation.sources[question.id]
            for translation in pack.translations.values()
            if question.id in translation.sources
        ]
        for source in sources:
            yield from _unshown(source, shape)


_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")


def _unshown(source: Source, shape: Fields) -> Iterator[Problem]:
    """What a text has that no screen shows as it is meant."""
    for path, text in texts(source.node, shape):
        for macro in unknown_macros(text) if "\\" in text else ():
            yield source.problem(
                path,
                say("the LaTeX command `{macro}` is not known", macro=macro),
                say("use another; this one is shown as it is written"),
                "warning",
            )
        for latex in unpaired(text):
            yield source.problem(
                path,
                say("the braces of the formula `{formula}` do not pair", formula=short(latex)),
                say("close each brace; write `{brace}` for one that is to be seen", brace=r"\{"),
                "warning",
            )
        if "![" in text and _has_picture(text):
            yield source.problem(
                path,
                say("pictures are not shown"),
                say("say it in words, or show it with a demo"),
                "warning",
            )


def _has_picture(text: str) -> bool:
    found: list[str] = []

    def look(piece: str) -> str:
        found.extend(_PICTURE.findall(piece))
        return piece

    outside_code(text, look)
    return bool(found)


_COUNTRIES = {
    "at": "de",
    "cn": "zh",
    "cz": "cs",
    "dk": "da",
    "gb": "en",
    "gr": "el",
    "jp": "ja",
    "kr": "ko",
    "us": "en",
    "vn": "vi",
}
"""Codes of countries that are taken for those of languages."""

_OTHER_FILES = frozenset((".md", ".txt", ""))
"""Endings of files beside `pack.yaml` that are for people: README.md, LICENSE."""


def stray_files(folder: Path) -> Iterator[Path]:
    """Files and folders of a pack that nothing reads."""
    found = list(_stray_files(folder))
    return (each.path for each in found if each.message.template == "nothing reads this")


def _stray_files(folder: Path) -> Iterator[Problem]:
    """Files that nothing reads, most often because of a slip in their name."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")):
            continue
        if path.is_file():
            if path.name != "pack.yaml" and path.suffix not in _OTHER_FILES:
                yield _stray(path, say("questions stand in `questions/`"))
        elif path.name == "demos":
            yield from _demos(path)
        elif path.name == "questions" or LANGUAGE.fullmatch(path.name):
            if path.name in _COUNTRIES:
                message = say("`{code}` is a country and no language", code=path.name)
                hint = say("did you mean `{name}`?", name=_COUNTRIES[path.name])
                yield Problem(path, *START, message, hint, "warning")
            yield from _strays_in(path, ".yaml", say("name it so that it ends in `.yaml`"))
        else:
            yield _stray(path, say("folders are `questions`, `demos` and languages such as `ko`"))


def _demos(folder: Path) -> Iterator[Problem]:
    """Strays beside the demos, and what is wrong in the words of their translations."""
    languages = [p for p in sorted(folder.iterdir()) if p.is_dir() and LANGUAGE.fullmatch(p.name)]
    for problem in _strays_in(folder, ".py", say("a demo is one file that ends in `.py`")):
        if problem.path not in languages:
            yield problem
    for path in languages:
        yield from _strays_in(path, ".yaml", say("name it after the demo, ending in `.yaml`"))
        for words in sorted(path.glob("*.yaml")):
            yield from demo_words_problems(words)


def _strays_in(folder: Path, suffix: str, hint: Text) -> Iterator[Problem]:
    for path in sorted(folder.iterdir()):
        hidden = path.name.startswith((".", "__"))
        if not hidden and path.suffix != suffix and path.suffix != ".md":
            yield _stray(path, hint)


def _stray(path: Path, hint: Text) -> Problem:
    return Problem(path, *START, say("nothing reads this"), hint, "warning")

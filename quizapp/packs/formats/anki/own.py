"""The note types in which packs travel to Anki, and what comes back of them.

Their fields have names, so that a question comes back as the kind that it was; what stands in
them is for people, and can be edited in Anki.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.core.say import say
from quizapp.packs.formats.anki.collection import NoteType
from quizapp.packs.formats.anki.templates import Gap, clozes
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.html import items_of
from quizapp.packs.formats.html_tree import parse_html, plain_text
from quizapp.packs.formats.shaping import Answer, Asked, choice, flat

if TYPE_CHECKING:
    from quizapp.packs.formats.anki.questions import Pieces

PREFIX = "quizapp "
SHARED = ("Explanation", "Hint", "References", "Kind", "ID")
FIELDS = ("Prompt", "Options", "Answer", "More", "Why", *SHARED)
GAP_FIELDS = ("Text", "Prompt", "More", *SHARED)
FIXED = "choice in this order"
DIFFICULTY = "difficulty::"
"""The beginning of a tag that says how hard a question is."""

_DISTANCE = re.compile(r"± *([0-9.eE+-]+) *(%?)")
_HELD = re.compile("\ue002(\\d+)\ue003")

Values = Mapping[str, str]


def is_own(kind: NoteType) -> bool:
    """Whether a note type is one that `quizapp pack export` writes."""
    return kind.name.startswith(PREFIX) and set(SHARED) <= set(kind.fields)


def question(asked: Asked, values: Values, pieces: "Pieces") -> Item | Refused:
    """The question of a note of our own."""
    asked.prompt = pieces.markdown(values.get("Prompt", ""))
    asked.explanation = pieces.markdown(values["Explanation"])
    asked.hint = pieces.markdown(values["Hint"])
    asked.id = plain_text(values["ID"]).partition("/")[2] or asked.id
    hard = [tag for tag in asked.tags if tag.startswith(DIFFICULTY)]
    asked.tags = [tag for tag in asked.tags if tag not in hard]
    if hard and hard[0][len(DIFFICULTY) :].isdigit():
        asked.difficulty = int(hard[0][len(DIFFICULTY) :][:3])
    kind = plain_text(values["Kind"])
    make = _MAKERS.get(kind)
    if make is None:
        return asked.refused(say("There is no kind of question {kind}.", kind=kind[:40]))
    item = make(asked, values, pieces)
    references = list(_references(values["References"]))
    if isinstance(item, Item) and references:
        item = replace(item, fields={**item.fields, "references": references})
    return item


def _references(html: str) -> Iterator[dict[str, str]]:
    for item in parse_html(html[:100_000]).walk():
        if item.tag == "li" and (title := flat(item.text())):
            link = next((each for each in item.walk() if each.tag == "a"), item)
            url = link.attributes.get("href", "").strip()
            yield {"title": title, **({"url": url} if url.startswith("https://") else {})}


def _choice(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    right = set(items_of(values["Answer"], "li"))
    options = items_of(values["Options"], "li")
    whys = [*items_of(values["Why"], "li"), *[""] * len(options)]
    answers = [
        Answer(option, float(option in right), why)
        for option, why in zip(options, whys, strict=False)
    ]
    shuffle = plain_text(values["Kind"]) != FIXED
    return choice(asked, answers, multiple=len(right) > 1, shuffle=shuffle)


def _true_false(asked: Asked, values: Values, pieces: "Pieces") -> Item | Refused:
    truth = plain_text(values["Answer"]).strip().casefold()
    if truth not in ("true", "false"):
        return asked.refused(say("Its answer is neither true nor false."))
    return asked.item("true-false", answer=truth == "true", why=pieces.markdown(values["Why"]))


def _numeric(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    number, _, unit = plain_text(values["Answer"]).strip().partition(" ")
    own: dict[str, str] = {}
    if found := _DISTANCE.fullmatch(plain_text(values["More"]).strip()):
        own = {"relative": _share(found[1])} if found[2] else {"tolerance": found[1]}
    return asked.item("numeric", answer=number, unit=unit.strip(), **own)


def _share(percent: str) -> str:
    try:
        return repr(float(f"{float(percent) / 100:.12g}"))
    except ValueError:
        return percent


def _text(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    first = flat(plain_text(values["Answer"]))
    others = [flat(plain_text(each)) for each in _list(values["More"])]
    return asked.item("text", accept=[text for text in (first, *others) if text])


def _list(html: str) -> list[str]:
    """The items of a list as the HTML that they are."""
    return re.findall(r"<li>(.*?)</li>", html[:100_000], re.DOTALL)


def _output(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    return asked.item(
        "output", code=plain_text(values["Options"]), answer=plain_text(values["Answer"])
    )


def _bug(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    lines = re.findall(r"[0-9]{1,6}", plain_text(values["More"]))
    own = {"line": lines[0]} if len(lines) == 1 else {"lines": lines}
    fix = plain_text(values["Answer"])
    return asked.item("bug", code=plain_text(values["Options"]), **own, fix=fix)


def _order(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    return asked.item("order", steps=items_of(values["Answer"], "li"))


def _match(asked: Asked, values: Values, _pieces: "Pieces") -> Item | Refused:
    cells = items_of(values["Answer"], "td", "th")
    pairs = [list(pair) for pair in zip(cells[::2], cells[1::2], strict=False)]
    return asked.item("match", pairs=pairs)


def _explain(asked: Asked, values: Values, pieces: "Pieces") -> Item | Refused:
    points = items_of(values["More"], "li")
    return asked.item("explain", key_points=points, model_answer=pieces.markdown(values["Answer"]))


def _cloze(asked: Asked, values: Values, pieces: "Pieces") -> Item | Refused:
    answers: list[str] = []

    def hold(gap: Gap) -> str:
        answers.append(plain_text(gap.answer))
        return f"\ue002{len(answers) - 1}\ue003"

    text = pieces.markdown(clozes(values["Text"], hold))
    more = [plain_text(each) for each in _list(values["More"])]
    if len(more) == len(answers):
        pairs = zip(more, answers, strict=True)
        answers = [all_ if all_.startswith(first) else first for all_, first in pairs]
    filled = _HELD.sub(lambda found: "{{" + answers[int(found[1])] + "}}", text)
    return asked.item("cloze", text=filled)


_MAKERS: dict[str, Callable[[Asked, Values, "Pieces"], Item | Refused]] = {
    "choice": _choice,
    FIXED: _choice,
    "true-false": _true_false,
    "numeric": _numeric,
    "text": _text,
    "cloze": _cloze,
    "output": _output,
    "bug": _bug,
    "order": _order,
    "match": _match,
    "explain": _explain,
}

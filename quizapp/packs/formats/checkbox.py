"""Questions in Markdown whose options are check boxes: `- [x]` is right, `- [ ]` is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from quizapp.core.clean import clean
from quizapp.core.say import say
from quizapp.packs.formats.base import Imported, Item, Refused, decoded
from quizapp.packs.formats.prose import (
    LONGEST_LINE,
    NUMBERED,
    PICTURE,
    Line,
    heading_text,
    lines_of,
    only_markdown,
)
from quizapp.packs.formats.shaping import MAX_PARTS, Answer, Asked, choice, flat
from quizapp.packs.formats.titles import gathered

_BOX = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])\s*\[( ?|[xX✓✔])\]\s?(.*)")
_QUIZ = re.compile(r"\s*<(/?)quiz\b[^>]*>\s*", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\s*(?:[-*+]\s+)?\[([^\[\]]{1,200})\]\((https://[^\s()]+(?:\([^\s()]*\))?)\)[.\s]*"
)
_LABEL = re.compile(
    r"\s*(?:#{1,6}\s*)?[*_]{0,3}(?:Explanations?|Reason|Rationale|Why|Note|NB|Answer)[*_]{0,3}\s*:\s*[*_]{0,3}\s*",
    re.IGNORECASE,
)
_SOFT = re.compile(r"&(?:shy|nbsp|emsp|ensp|zwj|zwnj);|[\u2800\u00ad\u200b]")
"""What stands in an option's first line where its text begins below."""
_MARKED = re.compile(rb"^[ \t]*(?:[-*+]|\d{1,3}[.)])\s*\[([ xX])\]", re.MULTILINE)
_ASKED = re.compile(rb"\?[*_]{0,3}[ \t]*$", re.MULTILINE)


def sniff(name: str, head: bytes) -> bool:  # noqa: ARG001  its content tells it
    """Whether boxes are there, some ticked and some not; few of them may be a list of tasks."""
    boxes = [box.lower() for box in _MARKED.findall(head)]
    ticked, others = boxes.count(b"x"), boxes.count(b" ")
    return bool(ticked and others) and (others >= 2 or len(_ASKED.findall(head)) <= 1)


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a file; those without a ticked box are refused. Raises PackError."""
    text = clean(decoded(data, name, encoding))
    reading = _Reading()
    for line in lines_of(text):
        reading.take(line)
    media: dict[str, None] = {}
    questions = (_taken(question, media) for question in reading.finished())
    nothing = say("The file holds no question with check boxes.")
    return gathered(name, questions, nothing, title=reading.title, media=media)


@dataclass(slots=True)
class _Option:
    right: bool
    lines: list[str] = field(default_factory=list)
    begun: bool = False
    """Whether it says anything yet."""
    coded: bool = False

    def add(self, *lines: str) -> None:
        """Take more of its text."""
        for line in lines:
            self.lines.append(line)
            self.begun = self.begun or bool(re.search(r"\w", _SOFT.sub("", line[:LONGEST_LINE])))
            self.coded = self.coded or line.lstrip().startswith(("```", "~~~"))


@dataclass(slots=True)
class _Question:
    topic: str = ""
    line: int = 0
    prompt: list[str] = field(default_factory=list)
    options: list[_Option] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    said: bool = False
    """Whether `after` says anything."""
    bounded: bool = False
    """Whether a heading or a tag says where it ends."""


class _Reading:
    """The questions of a file, put together line by line."""

    def __init__(self) -> None:
        self.title = ""
        self.topic = ""
        self.now = _Question()
        self.done: list[_Question] = []

    def take(self, line: Line) -> None:
        """Take one line of the file."""
        box = None if line.code else _BOX.match(line.text)
        quiz = None if line.code else _QUIZ.fullmatch(line.text)
        heading = "" if line.code else heading_text(line.text)
        if quiz or (heading and not _LABEL.fullmatch(f"{heading}:")):
            self._begin(heading, line)
        elif box:
            self._box(box[1].strip() != "", box[2], line)
        elif self.now.options:
            self._below(line)
        else:
            self.now.line = self.now.line or (line.number if line.text.strip() else 0)
            self.now.prompt.append(line.text)

    def _begin(self, heading: str, line: Line) -> None:
        """A heading or a tag ends a question; what had no options was a section's title."""
        title = flat("\n".join(self.now.prompt[:1]))
        asks = bool(NUMBERED.match(f"{title} .")) or title.endswith("?")
        if self.now.options or (self.now.bounded and asks):
            self.done.append(self.now)
        elif self.now.bounded and self.title and title not in ("", self.title):
            self.topic = title
        elif self.now.bounded:
            self.title = self.title or title
        self.now = _Question(self.topic, line.number, [heading] if heading else [], bounded=True)

    def _box(self, right: bool, text: str, line: Line) -> None:
        if self.now.options and self.now.said:
            self._next_without_heading()
        self.now.line = self.now.line or line.number
        self.now.topic = self.topic
        option = _Option(right)
        option.add(text)
        self.now.options.append(option)
        self.now.after = []

    def _below(self, line: Line) -> None:
        """A line below an option: its continuation, or what is said afterwards."""
        option, after = self.now.options[-1], self.now.after
        blank = not line.text.strip()
        indented = line.text.startswith(("  ", "\t"))
        coded = self.now.options[0].coded
        within = not option.begun or (line.code and (coded or line.of_box))
        if not self.now.said and not blank and (indented or not after or within):
            option.add(*after, line.text)
            after.clear()
        else:
            after.append(line.text)
            self.now.said = self.now.said or not blank

    def _next_without_heading(self) -> None:
        """Text between two lists of boxes: what explains the first, then the next question."""
        paragraphs = re.split(r"\n[ \t]*\n", "\n".join(self.now.after).strip("\n"))
        told = 0
        while told < len(paragraphs) - 1 and _explains(paragraphs[told]):
            told += 1
        self.now.after = ["\n\n".join(paragraphs[:told])]
        self.done.append(self.now)
        self.now = _Question(self.topic, 0, ["\n\n".join(paragraphs[told:])])

    def finished(self) -> Iterator[_Question]:
        """The questions; call it at the end."""
        yield from self.done
        title = flat("\n".join(self.now.prompt[:1]))
        if self.now.options or (self.now.bounded and title.endswith("?")):
            yield self.now


def _explains(paragraph: str) -> bool:
    return bool(_LABEL.match(paragraph) or _REFERENCE.match(paragraph) or paragraph.startswith(">"))


def _taken(question: _Question, media: dict[str, None]) -> Item | Refused:
    asked = Asked(f"line {question.line}", topic=question.topic, media=media)
    prompt = NUMBERED.sub("", "\n".join(question.prompt).strip(), count=1)
    asked.prompt = only_markdown(prompt, asked)
    references: list[dict[str, str]] = []
    said: list[str] = []
    for text in question.after:
        found = _REFERENCE.fullmatch(text)
        if found:
            references.append({"title": _source(found[1], found[2]), "url": found[2]})
        else:
            said.append(text)
    asked.explanation = only_markdown(_unlabelled("\n".join(said).strip()), asked)
    answers = []
    if len(question.options) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} options.", limit=MAX_PARTS))
    for option in question.options:
        bare = not PICTURE.sub("", "".join(option.lines)).strip()
        text = only_markdown(_dedented(option.lines), asked)
        if bare or not text.strip():
            return asked.refused(say("One of its options is empty, or only a picture."))
        answers.append(Answer(text, float(option.right)))
    taken = choice(asked, answers, multiple=sum(option.right for option in question.options) > 1)
    if isinstance(taken, Item) and references:
        unique = {each["url"]: each for each in references}
        return Item({**taken.fields, "references": [*unique.values()]}, taken.where, taken.losses)
    return taken


def _unlabelled(text: str) -> str:
    """What is said afterwards, without a word such as `Explanation:` before it."""
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def _source(title: str, url: str) -> str:
    """A link's text, or the site's name where the text says only that it is a source."""
    generic = flat(title).casefold().strip("*_ .:0123456789") in _GENERIC
    return (urlsplit(url).hostname or title).removeprefix("www.") if generic else flat(title)


_GENERIC = {
    "reference",
    "references",
    "ref",
    "source",
    "sources",
    "link",
    "doc",
    "docs",
    "here",
    "",
}


def _dedented(lines: list[str]) -> str:
    """An option's lines without the indentation that the list asked for."""
    rest = [line for line in lines[1:] if line.strip()]
    width = min((len(line) - len(line.lstrip(" \t")) for line in rest), default=0)
    first = [lines[0]] if re.search(r"\w", _SOFT.sub("", lines[0])) or not rest else []
    return "\n".join([*first, *(line[width:] for line in lines[1:])]).strip("\n").rstrip()

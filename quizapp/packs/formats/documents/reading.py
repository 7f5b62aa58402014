"""Which marks of a document are its questions, and what belongs to the answer of each."""

import re
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.documents.outline import Kind, Mark
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.prose import LONGEST_LINE, only_markdown
from quizapp.packs.formats.shaping import Answer, Asked, choice, flat

_CONTENTS = re.compile(
    r"(?:table of )?contents?|toc|index|contribut\w*|licen[sc]e|disclaimer|credits|authors?"
    r"|acknowledge?ments?|references|resources|further reading|목차|introduction|about|support",
    re.IGNORECASE,
)
_ANCHORS = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)])?[ \t]*\[.*\]\(#[^()]*\)[ \t]*")
_ROW = re.compile(r"[ \t]*\|.*\]\(#.*\|[ \t]*")
_TO_TOP = re.compile(
    r"[^\w\n]{0,12}\[[^\]]*(?:top|⬆|↥|back|toc|contents)[^\]]*\]\(#.*", re.IGNORECASE
)
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}|[ \t]*<(?:br|hr)[ \t]*/?>[ \t]*|[ \t]*</?p>[ \t]*")
_LABEL = re.compile(
    r"\s*(?:#{1,6}[ \t]*)?[*_]{0,3}(?:A|Ans|Answer|Solution|Antwort|답|정답|해설)\b"
    r"[ \t]*\d{0,4}[ \t]*[:.)-]+[*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"(?:answer(?:s| goes)? here|tbd|todo|coming soon|to be (?:added|answered)|n/?a|none"
    r"|[-–—.…*_\\ ]*)[.!]?",
    re.IGNORECASE,
)
_BREAKS = re.compile(r"(?:\s*</?(?:br|p)[ \t]*/?>)+", re.IGNORECASE)
_BOLD_OPEN = re.compile(
    r"\s*<(?:b|strong)>(?=(?:(?!</(?:b|strong)>).)*</(?:b|strong)>\s*$)", re.I | re.S
)
_OPTION = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?[*_`]{0,2}(?P<letter>[A-H])[*_`]{0,2}[:.)][*_]{0,2}[ \t]+"
    r"(?P<text>\S.*)$",
    re.MULTILINE,
)
_FEWEST = 0.5
"""The share of a level's headings that must ask for all of them to count as questions."""


@dataclass(slots=True)
class Entry:
    """A question with the lines below it."""

    mark: Mark
    topic: str
    asked: list[Mark] = field(default_factory=list)
    """Lines that belong to the question, where its answer is folded away."""
    answer: list[Mark] = field(default_factory=list)
    folded: bool = False


def found(marks: Sequence[Mark]) -> tuple[str, list[Entry]]:
    """The document's title and its questions in order."""
    style, levels = _style(marks)
    reading = _Reading(style, levels)
    for mark, labelled in zip(marks, _with_labelled_answers(marks), strict=True):
        reading.take(mark, labelled=labelled)
    title = next((m.text for m in marks if m.kind == "heading" and m.level == 1 and not m.asks), "")
    return title, reading.entries


def _with_labelled_answers(marks: Sequence[Mark]) -> list[bool]:
    """For each line: whether it asks, and `Answer:` or such a word follows before another does."""
    told = [False] * len(marks)
    known = False
    for at in range(len(marks) - 1, -1, -1):
        mark = marks[at]
        if mark.kind == "heading" or mark.asks:
            told[at], known = known and mark.asks, False
        elif not mark.code and len(mark.raw) <= LONGEST_LINE and _LABEL.match(mark.raw):
            known = True
    return told


def _style(marks: Sequence[Mark]) -> tuple[Kind, frozenset[int]]:
    """How the document asks, and on which levels if it is by headings."""
    named = [m for m in marks if m.kind == "heading" and not _CONTENTS.fullmatch(m.text)]
    every = Counter(mark.level for mark in named)
    asking = Counter(mark.level for mark in named if mark.asks or mark.numbered)
    levels = frozenset(level for level, count in asking.items() if count >= _FEWEST * every[level])
    counts: dict[Kind, int] = {
        "summary": sum(mark.kind == "summary" and mark.asks for mark in marks),
        "heading": sum(asking[level] for level in levels),
        "bold": sum(mark.kind == "bold" and mark.asks for mark in marks),
    }
    best = max(counts, key=lambda kind: counts[kind])
    if counts[best]:
        return best, levels
    return "number", levels


class _Reading:
    """The questions of a document, put together mark by mark."""

    def __init__(self, style: Kind, levels: frozenset[int]) -> None:
        self.style = style
        self.levels = levels
        self.topics: dict[int, str] = {}
        self.entries: list[Entry] = []
        self.now: Entry | None = None
        self.depth = 0
        """Folded parts that are open within the present answer."""

    def take(self, mark: Mark, *, labelled: bool = False) -> None:
        """Take the next line; `labelled` says that a word such as `Answer:` follows."""
        if mark.kind == "heading" and not self.depth and self._ends(mark):
            return
        if mark.kind == "summary":
            self._summary(mark)
        elif mark.kind == "close":
            self.depth = max(0, self.depth - 1)
            if not self.depth and self.style == "summary":
                self.now = None
        elif (
            mark.kind != "heading" and mark.asks and not self.depth and self._begins(mark, labelled)
        ):
            self._above_questions()
            self._begin(mark)
        elif self.now:
            self.now.answer.append(mark)

    def _begins(self, mark: Mark, labelled: bool) -> bool:
        """Whether a line is a question: it asks as all do, or says so itself after an answer."""
        told = mark.labelled or labelled
        return mark.kind == self.style or (told and (self.now is None or self._answered()))

    def _above_questions(self) -> None:
        """A heading that asks, and has only questions below it, is their topic."""
        if self.now and self.now.mark.kind == "heading" and not self._answered():
            self.entries.remove(self.now)
            self._open(self.now.mark.level, self.now.mark.text)

    def _begin(self, mark: Mark) -> None:
        self.now = Entry(mark, self._topic())
        self.entries.append(self.now)

    def _topic(self) -> str:
        """The nearest heading above, but for the document's title."""
        below = [level for level in sorted(self.topics) if level > 1]
        return self.topics[below[-1]] if below else ""

    def _ends(self, mark: Mark) -> bool:
        """Whether a heading is a question or a topic; within an answer it is neither."""
        now = self.now
        asked = mark.level in self.levels and not _CONTENTS.fullmatch(mark.text)
        asked = asked and (self.style == "heading" or mark.asks)
        own = now.mark.level if now and now.mark.kind == "heading" else 0
        if own and mark.level > own and (not asked or self._answered()):
            return False
        if own and mark.level > own and now and (now.mark.asks or now.mark.numbered):
            return False
        if now and own and asked and mark.level > own:
            self.entries.pop()  # a heading above questions is their topic
            self._open(own, now.mark.text)
        if asked:
            self.topics = {at: text for at, text in self.topics.items() if at < mark.level}
            self._begin(mark)
        else:
            self._open(mark.level, mark.text)
            self.now = None
        return True

    def _answered(self) -> bool:
        return self.now is not None and any(mark.text.strip() for mark in self.now.answer)

    def _open(self, level: int, text: str) -> None:
        self.topics = {at: known for at, known in self.topics.items() if at < level}
        if not _CONTENTS.fullmatch(text):
            self.topics[level] = text

    def _summary(self, mark: Mark) -> None:
        if self.style == "summary" and mark.asks and not self.depth:
            self._above_questions()
            self._begin(mark)
        elif self.now and not self.now.folded and self.style != "summary" and not mark.asks:
            self.now.asked, self.now.answer, self.now.folded = self.now.answer, [], True
        elif self.now:
            self.now.answer.append(Mark(mark.number, "text", mark.text, raw=f"**{mark.text}**"))
        self.depth += 1


def question(entry: Entry, media: dict[str, None]) -> Item | Refused:
    """The question with its answer, or that it has none."""
    asked = Asked(f"line {entry.mark.number}", topic=entry.topic, media=media)
    prompt = entry.mark.text
    if entry.mark.kind == "summary" and "\n" in entry.mark.raw:
        prompt = textwrap.dedent(entry.mark.raw).strip()
    below, answer = _text(entry.asked), _unwrapped(_text(entry.answer))
    if not below:
        below, answer = _offered(answer)
    asked.prompt = only_markdown(f"{prompt}\n\n{below}".strip(), asked)
    label = _LABEL.match(answer)
    answer = answer[label.end() :] if label else answer
    answer = only_markdown(answer, asked).strip().strip("\\").strip()
    if _NOTHING.fullmatch(flat(answer)):
        return asked.refused(say("It has no answer."))
    for mark in entry.answer:
        if mark.asks and mark.kind != "heading" and mark.raw.lstrip()[:1] not in "-+>":
            asked.lose(
                say(
                    "Line {line} of its answer asks too: “{text}”. If that is a question of its"
                    " own, make both headings.",
                    line=mark.number,
                    text=mark.text[:60],
                )
            )
    return _chosen(asked, answer) or explain(asked, answer)


def _offered(answer: str) -> tuple[str, str]:
    """Options that stand before the answer's label, and the answer."""
    lines = answer.split("\n")
    for at, line in enumerate(lines):
        if len(line) > LONGEST_LINE or (line.strip() and not _OPTION.match(line)):
            labelled = at > 1 and len(line) <= LONGEST_LINE and _LABEL.match(line)
            return (
                ("\n".join(lines[:at]).strip("\n"), "\n".join(lines[at:]))
                if labelled
                else ("", answer)
            )
    return "", answer


def _chosen(asked: Asked, answer: str) -> Item | Refused | None:
    """Options after letters in the question, and a letter as the answer."""
    letter, _, said = answer.partition("\n")
    found = list(_OPTION.finditer(asked.prompt))
    letters = [each["letter"] for each in found]
    right = re.fullmatch(r"[*_`(]{0,3}([A-H])[*_`).]{0,3}", letter.strip())
    if not right or len(found) < 2 or right[1] not in letters or len({*letters}) < len(letters):
        return None
    if asked.prompt[found[-1].end() :].strip():
        return None
    asked.prompt = asked.prompt[: found[0].start()].strip()
    asked.explanation = said.strip()
    answers = [Answer(each["text"].strip(), float(each["letter"] == right[1])) for each in found]
    return choice(asked, answers, multiple=False)


def _text(marks: Sequence[Mark]) -> str:
    """Lines without tables of contents, links upwards and rules around them."""
    kept = [
        mark.raw
        for mark in marks
        if mark.code
        or len(mark.raw) > LONGEST_LINE
        or not (
            _ANCHORS.fullmatch(mark.raw) or _ROW.fullmatch(mark.raw) or _TO_TOP.fullmatch(mark.raw)
        )
    ]
    while kept and (not kept[-1].strip() or _RULE.fullmatch(kept[-1])):
        kept.pop()
    while kept and (not kept[0].strip() or _RULE.fullmatch(kept[0])):
        kept.pop(0)
    return textwrap.dedent("\n".join(kept)).strip("\n")


def _unwrapped(text: str) -> str:
    """A folded answer without the line break before it and the bold type around it."""
    text = _BREAKS.sub("", text, count=1) if _BREAKS.match(text) else text
    if opened := _BOLD_OPEN.match(text):
        text = text[opened.end() :]
        text = re.sub(r"</(?:b|strong)>\s*$", "", text)
    return text

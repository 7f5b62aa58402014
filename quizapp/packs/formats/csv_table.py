"""Tables as CSV or TSV: with a header, in MMLU's layout without one, or as fronts and backs."""

import json
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from quizapp.core import questions as q
from quizapp.core.ids import TopicId
from quizapp.core.say import say
from quizapp.packs.formats.base import (
    Exported,
    Imported,
    Item,
    Refused,
    decoded,
    nothing_found,
)
from quizapp.packs.formats.cards import from_card
from quizapp.packs.formats.csv_columns import Columns, Style, columns_of, places_of, style_of
from quizapp.packs.formats.csv_own import COLUMNS, fields_of, is_own, row_of
from quizapp.packs.formats.explaining import RUBRIC_NOTE
from quizapp.packs.formats.html import plain_to_markdown, to_markdown
from quizapp.packs.formats.html_tree import is_html
from quizapp.packs.formats.shaping import Answer, Asked, choice, flat
from quizapp.packs.formats.simplifying import Losses, unsaid
from quizapp.packs.formats.tables import Row, filled_rows, quoted, rows, separator_of, too_long
from quizapp.packs.formats.titles import title_of
from quizapp.packs.pack import Pack

_LEVELS = {"very easy": 1, "easy": 2, "medium": 3, "intermediate": 3, "hard": 4, "very hard": 5}
_POSITIONAL = re.compile(
    r"\b(?:all|none|both|neither|any|each|two) of (?:the |these )?(?:above|these|options|others)\b"
    r"|\babove\b|\b[A-H],? (?:and|or|nor|&) [A-H]\b|\b(?:options?|answers?) [A-H1-8]\b",
    re.IGNORECASE,
)
"""An option that speaks of the others by their places; they stay in order then."""
_SHOWN = 40


def sniff(name: str, head: bytes) -> bool:
    """Whether a file is a table by its name, or its first lines have as many cells each."""
    if name.endswith((".csv", ".tsv")):
        return not head.startswith((b"PK", b"SQLite"))
    text = head.decode("utf-8-sig", "replace")
    seen = [row for row in rows(text, separator_of(text)) if not row.blank][:20]
    return len(seen) > 1 and len({len(row.cells) for row in seen[:-1]}) == 1 < len(seen[0].cells)


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a table. Raises PackError."""
    text = decoded(data, name, encoding)
    separator = separator_of(text, "\t" if name.casefold().endswith(".tsv") else "")
    table = filled_rows(text, separator, name)
    if not table:
        raise nothing_found(name, say("The table is empty."))
    header = tuple(cell.strip().casefold() for cell in table[0].cells)
    title = title_of(name)
    if is_own(header):
        return _own(table[1:], header, title)
    columns = columns_of(table)
    if columns is None:
        raise nothing_found(
            name,
            say("Nothing says which column is the question: name it `question` in a first line."),
        )
    return _foreign(table[columns.header :], columns, title)


def _own(table: Sequence[Row], header: tuple[str, ...], title: str) -> Imported:
    items: list[Item] = []
    refused: list[Refused] = []
    names = {row.cells[header.index("id")] for row in table if len(row.cells) > header.index("id")}
    for row in table:
        where = _where(row, row.cells[0])
        fields = fields_of(dict(zip(header, row.cells, strict=False)))
        if not isinstance(fields, dict):
            refused.append(Refused(where, fields))
            continue
        lost = [each for each in fields.get("follow_ups", ()) if each not in names]
        losses = [say("There is no question {name} to follow up.", name=each[:80]) for each in lost]
        if lost:
            fields["follow_ups"] = [each for each in fields["follow_ups"] if each in names]
        items.append(Item(fields, where, tuple(losses)))
    return Imported(title, tuple(items), tuple(refused))


def _where(row: Row, text: str) -> str:
    shown = flat(text[:1_000])
    return f"line {row.line} “{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}”"


def _foreign(table: Sequence[Row], columns: Columns, title: str) -> Imported:
    html = any(is_html(cell) for row in table if not too_long(row.cells) for cell in row.cells)
    answers = [_cell(row, columns.answer) for row in table]
    style = style_of(answers, [_options(row, columns) for row in table])
    items: list[Item] = []
    refused: list[Refused] = []
    media: dict[str, None] = {}
    for row in table:
        one = _Reading(row, columns, media, html=html, style=style).question()
        (items if isinstance(one, Item) else refused).append(one)  # type: ignore[arg-type]
    notes = [RUBRIC_NOTE] if any(i.fields["kind"] == "explain" for i in items) else []
    if columns.unknown:
        names = ", ".join(columns.unknown)[:300]
        notes.append(say("Columns that are not understood are left out: {names}.", names=names))
    return Imported(title, tuple(items), tuple(refused), tuple(notes), tuple(media))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if 0 <= place < len(row.cells) else ""


def _options(row: Row, columns: Columns) -> list[str]:
    cells = [_cell(row, place) for place in columns.options]
    while cells and not cells[-1].strip():
        cells.pop()
    return cells or _listed(_cell(row, columns.others.get("options", -1)))


class _Reading:
    """One row of a foreign table on its way to a question."""

    def __init__(
        self, row: Row, columns: Columns, media: dict[str, None], *, html: bool, style: Style
    ) -> None:
        self.row, self.columns, self.media = row, columns, media
        self.html, self.style = html, style
        self.asked = Asked(where=_where(row, _cell(row, columns.prompt)))

    def question(self) -> Item | Refused:
        """The question."""
        asked = self.asked
        if reason := too_long(self.row.cells):
            return asked.refused(reason)
        asked.prompt = self._markdown(_cell(self.row, self.columns.prompt))
        asked.explanation = self._markdown(self._other("explanation"))
        asked.hint = self._markdown(self._other("hint"))
        asked.topic = flat(self._other("topic"))
        asked.id = self._other("id").strip()
        asked.tags = [tag for tag in re.split(r"[,;\s]+", self._other("tags")) if tag]
        level = self._other("difficulty").strip().casefold()
        asked.difficulty = _LEVELS.get(level, int(level) if re.fullmatch("[1-5]", level) else 0)
        if not asked.prompt.strip():
            return asked.refused(say("It asks nothing: its text is empty."))
        answer = _cell(self.row, self.columns.answer)
        options = _options(self.row, self.columns)
        wrong = [_cell(self.row, place) for place in self.columns.wrong]
        wrong += _listed(self._other("wrong"))
        if wrong and answer.strip():
            return self._choice([answer, *filter(str.strip, wrong)], [0])
        if len(options) > 1:
            places = places_of(answer, options, self.style)
            if not places:
                return asked.refused(say("Its answer names none of its options."))
            return self._choice(options, places)
        return from_card(asked, self._markdown(answer))

    def _choice(self, options: list[str], right: list[int]) -> Item | Refused:
        answers = [
            Answer(self._markdown(option), float(place in right))
            for place, option in enumerate(options)
        ]
        fixed = any(_POSITIONAL.search(option) for option in options)
        return choice(self.asked, answers, multiple=len(right) > 1, shuffle=not fixed)

    def _other(self, name: str) -> str:
        return _cell(self.row, self.columns.others.get(name, -1))

    def _markdown(self, text: str) -> str:
        if not self.html:
            return plain_to_markdown(unescape(text) if "&" in text else text)
        done = to_markdown(text.replace("\n", "<br>") if "<" not in text else text)
        self.asked.lose(*done.losses)
        self.media |= dict.fromkeys(done.media)
        return done.text


def _listed(cell: str) -> list[str]:
    """Options that stand in one cell: as JSON, on lines, or with a sign between them."""
    text = cell.strip()
    if text.startswith("["):
        try:
            told: Any = json.loads(text)
        except (ValueError, RecursionError):
            told = None
        if isinstance(told, list):
            return [str(each) for each in told]
    for sign in ("\n", "|", ";"):
        if sign in text:
            return [part.strip() for part in text.split(sign) if part.strip()]
    return [text] if text else []


def write(pack: Pack) -> Exported:
    """The pack as CSV with a header, in UTF-8; a column for each field."""
    losses = Losses()
    titles = {topic.id: topic.title for topic in pack.topics}
    table: list[dict[str, str]] = []
    for question in pack.questions:
        if isinstance(question, q.Predict):
            losses.leave_out(question, say("Only a run of its demo decides what is right."))
            continue
        losses.lose(question, *_unsaid(question))
        table.append(row_of(question, titles[TopicId(question.topic)]))
    there = {name for cells in table for name in cells}
    columns = [name for name in COLUMNS if name in there]
    lines = [",".join(columns)]
    lines += [",".join(quoted(cells.get(name, ""), ",") for name in columns) for cells in table]
    content = "".join(f"{line}\n" for line in lines).encode()
    return Exported(content, tuple(losses.left_out), tuple(losses.losses))


_OWN = (
    "why",
    "near",
    "reject",
    "explanation",
    "shuffle",
    "accept",
    "tolerance",
    "relative",
    "check",
)
"""Columns of one kind or another."""


def _unsaid(question: q.Question) -> list[Any]:
    said = ("topic", "difficulty", "hint", "key_points", "follow_ups", "references", "tags")
    return list(unsaid(question, *said, *_OWN))

"""Anki's notes as text: a table with lines `#key:value` before it.

Written with a guid for each question, so that Anki updates what it has when it reads the file
again.
"""

import re
from html import escape

from quizapp.core import questions as q
from quizapp.core.ids import TopicId
from quizapp.core.say import say
from quizapp.packs.formats.anki import own
from quizapp.packs.formats.anki.collection import Card, Note, NoteType, Template
from quizapp.packs.formats.anki.noting import GAPS, note_of
from quizapp.packs.formats.anki.questions import question
from quizapp.packs.formats.anki.writing import guid_of, tags_of
from quizapp.packs.formats.asking import PRINTED, answer_of, asked_in
from quizapp.packs.formats.base import (
    Exported,
    Imported,
    Item,
    Refused,
    decoded,
    nothing_found,
)
from quizapp.packs.formats.explaining import RUBRIC_NOTE
from quizapp.packs.formats.html_tree import is_html
from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.simplifying import Losses, on_paper, unsaid
from quizapp.packs.formats.tables import Row, filled_rows, quoted, separator_of, too_long
from quizapp.packs.formats.titles import title_of
from quizapp.packs.pack import Pack

_HEADER = re.compile(r"#([a-z][a-z ]{0,30}):(.*)")
_NAMED = {
    "tab": "\t",
    "comma": ",",
    "semicolon": ";",
    "pipe": "|",
    "space": " ",
    "colon": ":",
}
_COLUMNS = ("guid", "notetype", "deck", "tags")
_KNOWN_HEADERS = frozenset(
    (
        *("separator", "html", "tags", "columns", "notetype", "deck", "if matches"),
        *("guid column", "notetype column", "deck column", "tags column"),
    )
)
_CLOZE = re.compile(r"\{\{c\d+::")


def sniff(name: str, head: bytes) -> bool:
    """Whether a file has Anki's header, or is a `.txt` with tabs in its first lines."""
    text = head.decode("utf-8-sig", "replace")
    first = text.split("\n", 1)[0].strip()
    if _HEADER.fullmatch(first) and first[1:].split(":")[0] in _KNOWN_HEADERS:
        return True
    lines = [line for line in text.split("\n")[:20] if line.strip() and line[0] != "#"]
    tabs = sum("\t" in line for line in lines)
    return name.endswith(".txt") and tabs > 0 and tabs >= 0.6 * len(lines)


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The questions of a text file. Raises PackError."""
    text = decoded(data, name, encoding)
    headers, start, body = _headers(text)
    separator = _separator(headers.get("separator", ""), body)
    table = [
        row
        for row in filled_rows(body, separator, name)
        if row.quoted or not row.cells[0].startswith("#")
    ]
    html = _says_html(headers, body)
    items: list[Item] = []
    refused: list[Refused] = []
    media: dict[str, None] = {}
    for row in table:
        if reason := too_long(row.cells):
            refused.append(Refused(f"line {start + row.line}", reason))
            continue
        note = _note(row, start, headers, html=html)
        for card in note.cards:
            one = question(note, card, card.deck.rpartition("::")[2], media)
            (items if isinstance(one, Item) else refused).append(one)  # type: ignore[arg-type]
    if not items and not refused:
        raise nothing_found(name, say("There are no notes in the file."))
    notes = (RUBRIC_NOTE,) if any(i.fields["kind"] == "explain" for i in items) else ()
    title = headers.get("deck", "").split("::")[0] or title_of(name)
    return Imported(title, tuple(items), tuple(refused), notes, tuple(media))


def _headers(text: str) -> tuple[dict[str, str], int, str]:
    """The header's entries, the lines they take, and the table behind them."""
    headers: dict[str, str] = {}
    at = lines = 0
    while text.startswith("#", at):
        end = text.find("\n", at)
        line = text[at : end if end >= 0 else len(text)]
        found = _HEADER.fullmatch(line.strip())
        if found:
            headers[found[1]] = found[2].strip()
        at = end + 1 if end >= 0 else len(text)
        lines += 1
    return headers, lines, text[at:]


def _separator(named: str, body: str) -> str:
    if named.casefold() in _NAMED:
        return _NAMED[named.casefold()]
    return named[0] if named else separator_of(body, "\t")


def _says_html(headers: dict[str, str], body: str) -> bool:
    told = headers.get("html", "").casefold()
    return told == "true" if told in ("true", "false") else is_html(body)


def _note(row: Row, start: int, headers: dict[str, str], *, html: bool) -> Note:
    cells = [
        cell if html else escape(cell, quote=False).replace("\n", "<br>") for cell in row.cells
    ]
    special = {name: _place(headers.get(f"{name} column", "")) for name in _COLUMNS}
    told = {
        name: row.cells[place].strip() if 0 <= place < len(cells) else headers.get(name, "")
        for name, place in special.items()
    }
    values = [cell for place, cell in enumerate(cells) if place not in special.values()]
    kind = _type(told["notetype"], values)
    count = len(kind.templates)
    if kind.cloze:
        numbers = sorted({int(n) - 1 for n in re.findall(r"\{\{c(\d{1,4})", " ".join(values))})
        places = [number for number in numbers if number >= 0] or [0]
    else:
        optional = "optional" in told["notetype"].casefold()
        places = list(range(1 if optional and not "".join(values[2:3]).strip() else count))
    where = f"line {start + row.line}"
    cards = tuple(Card(0, place, told["deck"]) for place in places)
    tags = dict.fromkeys((*told["tags"].split(), *headers.get("tags", "").split()))
    return Note(0, told["guid"], kind, tuple(values), tuple(tags), cards, where)


def _as_html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _place(number: str) -> int:
    return int(number) - 1 if re.fullmatch(r"[1-9][0-9]{0,3}", number) else -1


def _type(name: str, values: list[str]) -> NoteType:
    """A note type by its name, as Anki has them; else a front, and all the rest is the back."""
    folded = name.casefold()
    if name.startswith(own.PREFIX):
        gaps = name == GAPS
        fields = own.GAP_FIELDS if gaps else own.FIELDS
        return NoteType(name, gaps, fields, (Template("Card 1", "{{Prompt}}", "{{Answer}}"),))
    names = ("Front", "Back", *(f"Field {number}" for number in range(3, len(values) + 1)))
    more = "".join(f"<br><br>{{{{{each}}}}}" for each in names[2:])
    if "cloze" in folded or (values and _CLOZE.search(values[0])):
        back = "<hr id=answer>{{Back}}" + more
        return NoteType(name, True, names, (Template("Cloze", "{{cloze:Front}}", back),))
    front = "{{Front}}{{type:Back}}" if "type" in folded else "{{Front}}"
    templates = [Template("Card 1", front, "<hr id=answer>{{Back}}" + more)]
    if "reversed" in folded:
        templates.append(Template("Card 2", "{{Back}}", "<hr id=answer>{{Front}}" + more))
    return NoteType(name, False, names, tuple(templates))


# --- writing ---------------------------------------------------------------------------------

_LINES = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype column:2",
    "#deck column:3",
    "#tags column:6",
)


def write(pack: Pack) -> Exported:
    """The pack as notes of Anki's own types: Basic, its typed kind, and Cloze."""
    losses = Losses()
    titles = {topic.id: topic.title for topic in pack.topics}
    lines = list(_LINES)
    for each in pack.questions:
        question = on_paper(each, losses)
        if question is None:
            continue
        sides = _sides(question, losses)
        deck = f"{pack.title}::{titles[TopicId(each.topic)]}"
        # Not the package's: Anki refuses a note that has changed its type.
        guid = guid_of(each).replace(":", " text:", 1)
        cells = (guid, sides[0], deck, *sides[1:], " ".join(tags_of(each)))
        lines.append("\t".join(quoted(cell, "\t") for cell in cells))
    content = "".join(f"{line}\n" for line in lines).encode()
    return Exported(content, tuple(losses.left_out), tuple(losses.losses))


def _sides(question: q.Question, losses: Losses) -> tuple[str, str, str]:
    """The note type, front and back."""
    losses.lose(question, *unsaid(question, *PRINTED, "difficulty", "tags"))
    told = to_html(answer_of(question))
    if isinstance(question, q.Cloze):
        note = note_of(question, Losses())
        assert note is not None
        text = dict(zip(own.GAP_FIELDS, note.values, strict=True))["Text"]
        return "Cloze", f"<p>{to_html(question.prompt)}</p>{text}", told
    if not isinstance(question, q.Explain | q.TrueFalse):
        losses.lose(question, say("It is a front and a back: nothing is chosen or compared."))
    return "Basic", to_html(asked_in(question)), told

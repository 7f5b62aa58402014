"""A card of an Anki note as a question."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from quizapp.core.say import Text, say
from quizapp.packs.formats.anki import own
from quizapp.packs.formats.anki.collection import Card, Note, NoteType
from quizapp.packs.formats.anki.templates import Gap, after_answer, clozes, is_blank, render
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.cards import fits_a_gap, from_card
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.gaps import FILL_ALL, FILL_IN
from quizapp.packs.formats.gaps import cloze as cloze_item
from quizapp.packs.formats.html import to_markdown
from quizapp.packs.formats.html_tree import MAX_HTML
from quizapp.packs.formats.shaping import Asked, flat

_SOUND = re.compile(r"\[sound:([^\[\]]{1,300})\]")
_HELD = re.compile("\ue002(\\d+)\ue003")
_COVERED = re.compile(r"\$[^$]+\$|`[^`]+`")
"""Mathematics and code, where no gap can be."""
_DATA = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=\s]+")
"""A picture within the text itself."""
SHOWN = 40
"""Characters of a question that stand in its place for people."""


@dataclass(slots=True)
class Pieces:
    """HTML turned into Markdown piece by piece, with what is lost on the way."""

    losses: list[Text] = field(default_factory=list)
    media: dict[str, None] = field(default_factory=dict)

    def markdown(self, html: str) -> str:
        """One piece."""
        for name in _SOUND.findall(html):
            self.media[name] = None
            self.lose(say("The sound {name} is left out.", name=flat(name)[:120]))
        done = to_markdown(_SOUND.sub(lambda found: f"[sound: {found[1]}]", html))
        self.media |= dict.fromkeys(done.media)
        self.lose(*done.losses)
        return done.text.strip()

    def lose(self, *losses: Text) -> None:
        """Note what is lost, once."""
        self.losses += [loss for loss in losses if loss not in self.losses]


def question(note: Note, card: Card, topic: str, media: dict[str, None]) -> Item | Refused:
    """The question that a card asks."""
    pieces = Pieces(media=media)
    kind = note.type
    if kind is None:
        return Refused(f"note {note.id}", say("Its note type is missing."))
    told = [_DATA.sub("data:", value) for value in note.values]
    if any(len(value) > MAX_HTML for value in told):
        return Refused(
            note.where or f"note {note.id}",
            say("A text of it has more than {limit} characters.", limit=MAX_HTML),
        )
    values = dict(zip(kind.fields, [*told, *[""] * len(kind.fields)], strict=False))
    values |= {"Tags": " ".join(note.tags), "Deck": card.deck, "Subdeck": topic, "Type": kind.name}
    asked = Asked(
        where=_where(note, card, kind, values), topic=topic, id=_identity(note, card, kind)
    )
    asked.tags = note.tags
    asked.losses = pieces.losses
    if own.is_own(kind):
        return own.question(asked, values, pieces)
    if kind.cloze:
        return _cloze(asked, kind, card, values, pieces)
    return _plain(asked, kind, card, values, pieces)


def _identity(note: Note, card: Card, kind: NoteType) -> str:
    """From the guid, which Anki keeps for ever; a note of several cards tells them apart."""
    if not note.guid:
        return ""
    digest = sha256(note.guid.encode("utf-8", "replace")).hexdigest()[:10]
    several = kind.cloze or len(kind.templates) > 1
    return f"anki-{digest}-{card.place + 1}" if several else f"anki-{digest}"


def _where(note: Note, card: Card, kind: NoteType, values: Mapping[str, str]) -> str:
    first = flat(to_markdown(values.get(kind.fields[0], "")[:2_000]).text) if kind.fields else ""
    shown = first if len(first) <= SHOWN else f"{first[: SHOWN - 1]}…"
    number = f" card {card.place + 1}" if kind.cloze or len(kind.templates) > 1 else ""
    return f"{note.where or f'note {note.id}'}{number} “{shown}”"


def _plain(
    asked: Asked, kind: NoteType, card: Card, values: Mapping[str, str], pieces: Pieces
) -> Item | Refused:
    if not 0 <= card.place < len(kind.templates):
        return asked.refused(say("Its card has no template."))
    template = kind.templates[card.place]
    front = render(template.front, values, _all_shown, back=False)
    back = render(template.back, values, _all_shown, back=True)
    asked.prompt = pieces.markdown(front.html)
    asked.hint = "\n\n".join(map(pieces.markdown, front.hints))
    if not asked.prompt:
        return asked.refused(say("Its front is empty."))
    answer, parted = after_answer(back.html)
    told = pieces.markdown(answer)
    if not parted and told.startswith(asked.prompt):
        told = told[len(asked.prompt) :].strip()
    if front.typed is None:
        return from_card(asked, _without_rule(told))
    typed = pieces.markdown(front.typed)
    rest = _without_rule(told).removeprefix(typed).strip()
    asked.explanation = "" if not rest else _without_rule(told)
    return from_card(asked, typed, typed=True)


def _without_rule(text: str) -> str:
    return re.sub(r"\A(?:---\n*)+|(?:\n*---)+\Z", "", text).strip()


def _all_shown(text: str) -> str:
    return clozes(text, lambda gap: gap.answer)


def _cloze(
    asked: Asked, kind: NoteType, card: Card, values: Mapping[str, str], pieces: Pieces
) -> Item | Refused:
    """One question for each number, as Anki asks them: other gaps are shown filled."""
    number = card.place + 1
    gaps: list[Gap] = []

    def hold(gap: Gap) -> str:
        if gap.number != number:
            return gap.answer
        gaps.append(gap)
        return f"\ue002{len(gaps) - 1}\ue003"

    if not kind.templates:
        return asked.refused(say("Its note type has no template."))
    shown = render(kind.templates[0].front, values, lambda text: clozes(text, hold), back=False)
    if not gaps:
        return asked.refused(say("No gap has the card's number, {number}.", number=number))
    if any("image-occlusion:" in gap.answer for gap in gaps):
        return asked.refused(say("It hides parts of a picture."))
    text = pieces.markdown(shown.html)
    back = render(kind.templates[0].back, values, lambda _text: "", back=True)
    asked.explanation = _without_rule(pieces.markdown(after_answer(back.html)[0]))
    bare = [_HELD.sub(lambda found: gaps[int(found[1])].answer, gap.answer) for gap in gaps]
    answers = list(map(pieces.markdown, bare))
    hints = [flat(pieces.markdown(gap.hint)) for gap in gaps if not is_blank(gap.hint)]
    hints += [flat(pieces.markdown(hint)) for hint in shown.hints]
    asked.hint = "; ".join(dict.fromkeys(hints))
    if not all(map(flat, answers)):
        return asked.refused(say("A gap has no answer."))
    return _gapped(asked, text, answers)


def _gapped(asked: Asked, text: str, answers: list[str]) -> Item | Refused:
    """A cloze where every gap can be typed, or else a question that is explained."""
    parts: list[str | tuple[str]] = []
    at = 0
    for found in _HELD.finditer(text):
        parts += [text[at : found.start()], (answers[int(found[1])],)]
        at = found.end()
    parts.append(text[at:])
    reached = sum(not isinstance(part, str) for part in parts) == len(answers)
    covered = any(_HELD.search(inside) for inside in _COVERED.findall(text))
    if reached and not covered and all(map(fits_a_gap, answers)):
        item = cloze_item(asked, parts)
        if isinstance(item, Item):
            return item
    asked.prompt = _HELD.sub("[…]", text)
    if asked.prompt in ("", "[…]"):
        asked.prompt = FILL_IN if len(answers) == 1 else FILL_ALL
    answer = answers[0] if len(answers) == 1 else "\n".join(f"- {flat(each)}" for each in answers)
    return explain(asked, answer)

"""What a foreign question lacks and a pack needs: an id, a topic, a difficulty, an explanation."""

import hashlib
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.grading import gaps
from quizapp.core.say import Text, say
from quizapp.packs.formats.base import Item

_ORDER: tuple[str, ...] = (
    *("id", "kind", "topic", "difficulty", "prompt", "text", "code", "options", "answer"),
    *("tolerance", "relative", "unit", "check", "near", "accept", "reject", "line", "lines"),
    *("fix", "python", "steps", "pairs", "shuffle", "why", "hint", "key_points"),
    *("model_answer", "explanation", "follow_ups", "references", "tags"),
)
_PROSE = frozenset(("prompt", "hint", "model_answer", "explanation"))
"""Markdown whose lines may be broken."""
_WIDTH = 96
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_MARKER = re.compile(r"(\s*)((?:[-*+]|\d{1,9}[.)]) +)?")
_BLOCK = re.compile(r"\s*(?:[-+*>#|=~`]|\d+[.)])")
_FORBIDDEN = re.compile("[\ufffe\uffff]")
_INVISIBLE = re.compile("[\ufeff\u200e\u200f]")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_LETTER = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LATIN_WORD = re.compile("[A-Za-z][A-Za-z0-9]{2,}")
_HASHED = re.compile("topic-[0-9a-f]{8}(?:-[0-9]+)?")
_FEWEST_HANGUL = 0.2
_FEW_WORDS = 3
_LONGEST_TOPIC = 40
_LONGEST_ID = 60
_ID_WORDS = 8


def slug_from(text: str, otherwise: str) -> str:
    """A text as lower-case words with hyphens; a hash where it has no Latin letters or digits."""
    folded = unicodedata.normalize("NFKD", text[:400]).casefold()
    words = re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f'’]", "", folded))
    slug = ""
    for word in words[:_ID_WORDS]:
        if len(slug) + len(word) >= _LONGEST_ID:
            break
        slug = f"{slug}-{word}" if slug else word
    if slug:
        return slug
    return f"{otherwise}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:8]}"


def language_of(texts: Iterable[str]) -> str:
    """`ko` where at least a fifth of the letters are Hangul, for Korean keeps English terms."""
    hangul = letters = 0
    for text in texts:
        hangul += len(_HANGUL.findall(text))
        letters += len(_LETTER.findall(text))
    return "ko" if hangul and hangul >= _FEWEST_HANGUL * letters else "en"


def _name_from(text: str, topic: str) -> str:
    """A question's id from what it asks.

    Where a quarter of the letters is not Latin, a hash of the text ends it, behind the longer
    Latin words or else the topic's slug: `list-tuple-a91ba8`, `basics-393cd6`.
    """
    said = text[:400]
    if 4 * len(_LATIN.findall(said)) >= 3 * len(_LETTER.findall(said)):
        return slug_from(text, "question")
    words = [word.lower() for word in _LATIN_WORD.findall(said)[:_FEW_WORDS] if len(word) <= 12]
    known = "question" if _HASHED.fullmatch(topic) else topic[:_LONGEST_TOPIC].strip("-")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:6]
    return "-".join([*(words or [known]), digest])


def wrapped(text: str) -> str:
    """Markdown whose long lines are broken where a space is; code and tables stay."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if found:
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        whole = (
            fence or found or len(line) <= _WIDTH or line.startswith("|") or "  " in line.strip()
        )
        lines += [line] if whole else _broken(line)
    return "\n".join(lines)


def _broken(line: str) -> list[str]:
    """The line as several, if none of them would begin a block or end in a hard break."""
    marker = _MARKER.match(line)
    assert marker is not None
    parts = textwrap.wrap(
        line,
        _WIDTH,
        subsequent_indent=" " * len(marker[0]),
        break_long_words=False,
        break_on_hyphens=False,
    )
    risky = any(_BLOCK.match(part) for part in parts[1:])
    return [line] if risky or any(part.endswith("\\") for part in parts[:-1]) else parts


class Topics:
    """Topics by their slugs; two titles with one slug are told apart by a number."""

    def __init__(self, title: str) -> None:
        self._title = " ".join(title.split()) or "Questions"
        self._slugs: dict[str, str] = {}

    def slug(self, title: str) -> str:
        """The slug of the topic with this title, or of the pack's own."""
        title = clean(" ".join(title.split()) or self._title)[:200]
        if title not in self._slugs:
            first = slug = slug_from(title, "topic")
            number = 1
            while slug in self._slugs.values():
                number += 1
                slug = f"{first}-{number}"
            self._slugs[title] = slug
        return self._slugs[title]

    def used(self, questions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Slug and title of the topics that these questions have."""
        wanted = {question["topic"] for question in questions}
        return {slug: title for title, slug in self._slugs.items() if slug in wanted}


class Filling:
    """Completes items one after the other; ids are unique among them."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics
        self._ids: set[str] = set()
        self._restated: set[str] = set()
        self._guessed: set[str] = set()

    def filled(self, item: Item) -> tuple[dict[str, Any], tuple[Text, ...]]:
        """The item's fields as texts, complete and in order, and all that it loses."""
        cleaned, changed = _texts(dict(item.fields))
        fields = {key: value for key, value in cleaned.items() if value not in ("", [], {})}
        fields["topic"] = self.topics.slug(str(fields.get("topic", "")))
        fields["id"] = self._id(fields)
        if "difficulty" not in fields:
            fields["difficulty"] = "3"
            self._guessed.add(fields["id"])
        if not str(fields.get("explanation", "")).strip():
            fields["explanation"] = restated(fields)
            self._restated.add(fields["id"])
        losses = item.losses
        if changed:
            losses += (say("Characters that could disturb a terminal are shown as �."),)
        for key in _PROSE & fields.keys():
            if "\n" in fields[key]:  # YAML folds a single line by itself
                fields[key] = wrapped(str(fields[key]))
        ordered = {key: fields[key] for key in _ORDER if key in fields}
        return ordered | {key: fields[key] for key in fields if key not in ordered}, losses

    def forget(self, fields: Mapping[str, Any]) -> None:
        """The question is refused after all: its id is free again."""
        for ids in (self._ids, self._restated, self._guessed):
            ids.discard(fields["id"])

    def _id(self, fields: Mapping[str, Any]) -> str:
        given = str(fields.get("id") or "")
        asked = f"{fields.get('prompt', '')}\n{fields.get('text', '')}"
        if given:
            first = _name_from(given, str(fields["topic"]))
        else:
            said = str(fields.get("text") or "") if fields.get("kind") == "cloze" else ""
            first = _name_from(said or asked, str(fields["topic"]))
        identity, number = first, 1
        while identity in self._ids:
            number += 1
            identity = f"{first}-{number}"
        self._ids.add(identity)
        return identity

    def notes(self) -> tuple[Text, ...]:
        """What was filled in, said once for all questions."""
        told = []
        if self._restated:
            told.append(
                say(
                    "No explanation came with {n} of them: theirs is the answer.",
                    n=len(self._restated),
                )
            )
        if self._guessed:
            told.append(say("No difficulty came with {n} of them: it is 3.", n=len(self._guessed)))
        return tuple(told)


def _texts(value: Any) -> tuple[Any, bool]:
    """The value with texts for scalars, all harmless; and whether that changed any."""
    if isinstance(value, Mapping):
        pairs = {key: _texts(inner) for key, inner in value.items() if inner is not None}
        return {k: v for k, (v, _) in pairs.items()}, any(c for _, c in pairs.values())
    if isinstance(value, list | tuple):
        items = [_texts(inner) for inner in value]
        return [inner for inner, _ in items], any(changed for _, changed in items)
    if isinstance(value, bool):
        return str(value).lower(), False
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value)), False
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _INVISIBLE.sub("", text.replace("\u2029", "\n\n"))
    safe = _FORBIDDEN.sub("\ufffd", clean(text))
    return safe.strip("\n").rstrip(), safe != text


def restated(fields: Mapping[str, Any]) -> str:
    """The right answer of a question, for want of an explanation."""
    match fields.get("kind"):
        case "choice":
            options = [option for option in fields.get("options", ()) if isinstance(option, dict)]
            right = [o.get("text", "") for o in options if o.get("correct") == "true"]
            told = _listed(right)
        case "true-false":
            told = "True." if fields.get("answer") == "true" else "False."
        case "numeric":
            told = f"{fields.get('answer', '')} {fields.get('unit', '')}"
        case "text":
            told = _listed(fields.get("accept", ())[:1])
        case "cloze":
            told = _filled(str(fields.get("text", "")))
        case "output":
            told = f"```text\n{fields.get('answer', '')}\n```"
        case "bug":
            told = f"```python\n{fields.get('fix', '')}\n```"
        case "order":
            told = "\n".join(f"{n}. {s}" for n, s in enumerate(fields.get("steps", ()), 1))
        case "match":
            pairs = [pair for pair in fields.get("pairs", ()) if len(pair) == 2]
            told = "\n".join(f"- {left}: {right}" for left, right in pairs)
        case "explain" if fields.get("model_answer"):
            told = "The source says no more than the model answer."
        case _:
            told = ""
    return told.strip() or "—"


def _listed(texts: list[str] | tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)


def _filled(text: str) -> str:
    parts, at = [], 0
    for gap in gaps(text):
        parts += [text[at : gap.start], gap.answers[0] if gap.answers else ""]
        at = gap.end
    return "".join([*parts, text[at:]])

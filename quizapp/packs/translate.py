"""Laying a translation over the original, field by field and item by item.

What may be translated is a table by kind; answers, code and ids are the same in every
language. Works on what was read, before it becomes a question.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quizapp.core.say import say
from quizapp.packs.rules import Finding, Path
from quizapp.packs.wording import did_you_mean


@dataclass(frozen=True, slots=True)
class Words:
    """A text."""


@dataclass(frozen=True, slots=True)
class Each:
    """A list, translated item by item."""

    item: "Shape"


@dataclass(frozen=True, slots=True)
class More:
    """A list whose translation is added: what is accepted is accepted in both languages."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping, translated key by key."""

    keys: Mapping[str, "Shape"]


Shape = Words | Each | More | Fields

WORDS = Words()
_EXPLAINED = Each(Fields({"text": WORDS, "why": WORDS}))
_ONLY_WHY = Each(Fields({"why": WORDS}))
_SHARED: dict[str, Shape] = {
    "prompt": WORDS,
    "explanation": WORDS,
    "hint": WORDS,
    "key_points": Each(WORDS),
    "references": Each(Fields({"title": WORDS})),
}
_OWN: dict[str, dict[str, Shape]] = {
    "choice": {"options": _EXPLAINED},
    "true-false": {"why": WORDS},
    "numeric": {"unit": WORDS, "near": _ONLY_WHY},
    "text": {"accept": More(), "reject": _EXPLAINED},
    "cloze": {"text": WORDS},
    "output": {"options": _ONLY_WHY},
    "bug": {},
    "order": {"steps": Each(WORDS)},
    "match": {"pairs": Each(Each(WORDS))},
    "explain": {"model_answer": WORDS},
    "predict": {"options": _EXPLAINED},
}


def translatable(kind: str) -> Fields:
    """What of a question of this kind may be translated."""
    return Fields(_SHARED | _OWN[kind])


@dataclass(slots=True)
class Merged:
    """The original with a translation laid over it."""

    value: object
    findings: list[Finding] = field(default_factory=list)
    translated: set[Path] = field(default_factory=set)
    """The texts that the translation has."""


def merge(base: Mapping[str, object], given: Mapping[str, object], shape: Fields) -> Merged:
    """Lay `given` over `base`; whatever it lacks stays as it was."""
    merged = Merged(None)
    merged.value = _Merging(merged).lay(base, given, shape, ())
    return merged


@dataclass(slots=True)
class _Merging:
    merged: Merged

    def lay(self, base: object, given: object, shape: Shape, path: Path) -> object:
        if isinstance(shape, Words):
            return self.words(base, given, path)
        if isinstance(shape, Fields):
            return self.fields(base, given, shape, path)
        if not isinstance(given, list):
            self.misfit(path, "list")
            return base
        original = base if isinstance(base, list) else []
        if isinstance(shape, More):
            return self.more(original, given, path)
        return self.items(original, given, shape, path)

    def words(self, base: object, given: object, path: Path) -> object:
        if not isinstance(given, str):
            self.misfit(path, "text")
        elif given.strip():
            self.merged.translated.add(path)
            return given
        elif isinstance(path[-1], str):
            self.merged.findings.append(
                Finding(
                    path,
                    say("the translation of `{field}` is empty", field=path[-1]),
                    say("write it, or remove the key; until then the original is shown"),
                    "warning",
                )
            )
        return base

    def fields(self, base: object, given: object, shape: Fields, path: Path) -> object:
        if not isinstance(given, Mapping):
            if given != "":
                self.misfit(path, "mapping")
            return base
        result = dict(base) if isinstance(base, Mapping) else {}
        for key, value in given.items():
            inner = shape.keys.get(key)
            if inner:
                result[key] = self.lay(result.get(key, ""), value, inner, (*path, key))
            elif path or key not in ("id", "of"):
                self.untranslatable(key, key in result, shape, path)
        return result

    def untranslatable(self, key: str, known: bool, shape: Fields, path: Path) -> None:
        message = say("`{field}` cannot be translated", field=key[:60])
        hint = say("remove it; the original's is used")
        if not known:
            message = say("the key `{field}` is not known here", field=key[:60])
            hint = did_you_mean(key, shape.keys)
        self.merged.findings.append(Finding((*path, key), message, hint, at_key=True))

    def more(self, base: list[object], given: list[object], path: Path) -> object:
        for place, item in enumerate(given):
            if not isinstance(item, str):
                self.misfit((*path, place), "text")
                return base
        return base + [item for item in given if item not in base]

    def items(self, base: list[object], given: list[object], shape: Each, path: Path) -> object:
        if len(given) > len(base):
            self.merged.findings.append(
                Finding(
                    (*path, len(base)),
                    say(
                        "the translation has {given} items and the original {base}",
                        given=len(given),
                        base=len(base),
                    ),
                    say("items belong together by their place; remove what is too much"),
                )
            )
        laid = [
            self.lay(old, new, shape.item, (*path, place))
            for place, (old, new) in enumerate(zip(base, given, strict=False))
        ]
        return laid + base[len(given) :]

    def misfit(self, path: Path, expected: str) -> None:
        message = {
            "list": say("a list must stand here, as in the original"),
            "text": say("a text must stand here, as in the original"),
            "mapping": say("a mapping must stand here, as in the original"),
        }[expected]
        hint = say("write it as the original is written, a text with signs in quotes")
        self.merged.findings.append(Finding(path, message, hint))


def texts(value: object, shape: Shape, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """All texts of an original that may be translated, with their paths."""
    if isinstance(shape, Words) and isinstance(value, str):
        yield path, value.rstrip("\n")
    elif isinstance(shape, Each) and isinstance(value, list):
        for place, item in enumerate(value):
            yield from texts(item, shape.item, (*path, place))
    elif isinstance(shape, Fields) and isinstance(value, Mapping):
        for key, inner in shape.keys.items():
            if key in value:
                yield from texts(value[key], inner, (*path, key))


_NOT_PROSE = re.compile(r"```.*?```|`[^`]*`|\$[^$]*\$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{2,}")


def to_translate(value: object, shape: Shape) -> set[Path]:
    """The texts that have words to translate: not mere code, numbers or formulas.

    Titles of references are the same in every language.
    """
    return {
        path
        for path, text in texts(value, shape)
        if path[0] not in ("references", "unit") and _WORD.search(_NOT_PROSE.sub(" ", text))
    }


def original_hash(value: Mapping[str, object], kind: str) -> str:
    """Eight hexadecimal digits over what may be translated: the `of` of a translation."""
    content = json.dumps(list(texts(value, translatable(kind))), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:8]

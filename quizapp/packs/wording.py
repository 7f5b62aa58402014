"""What pydantic finds, in sentences with a place and a way to mend it."""

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from quizapp.core.say import Text, say
from quizapp.packs.fields import Wrong, short
from quizapp.packs.nodes import place_of
from quizapp.packs.problems import Problem

MOST_NAMES = 12
"""How many names a hint lists."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or ''."""
    found = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(word: str, known: Iterable[str]) -> Text:
    """A hint with the nearest known word, or with the first of them."""
    words = list(dict.fromkeys(known))
    near = nearest(word, words)
    if near:
        return say("did you mean `{name}`?", name=near)
    more = ", …" if len(words) > MOST_NAMES else ""
    return say("known are {names}", names=", ".join(words[:MOST_NAMES]) + more)


def validation_problems(
    error: ValidationError, model: type[BaseModel], node: object, path: Path
) -> Iterator[Problem]:
    """Every finding as a problem; `node` is the value that was validated."""
    for found in error.errors(include_url=False):
        loc = found["loc"]
        unknown = found["type"] == "extra_forbidden"
        keys = _keys_at(model, loc[:-1] if unknown else loc)
        message, hint = _sentence(found, keys)
        of_key = loc[-1:] == (_KEY,)
        place = place_of(node, loc[:-1] if of_key else loc, key=unknown or of_key)
        yield Problem(path, *place, message, hint)


_KEY = "[key]"
"""Ends pydantic's path to a key that does not fit."""


def _sentence(found: Any, keys: list[str]) -> tuple[Text, Text]:
    loc, kind, context = found["loc"], found["type"], found.get("ctx", {})
    if loc[-1:] == (_KEY,):
        loc = loc[:-2]  # a key of a mapping is told by the mapping's name
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "")
    wrong = context.get("error")
    if isinstance(wrong, Wrong):
        return _named(wrong.message, name), _named(wrong.hint, name)
    if kind == "extra_forbidden":
        return say("the key `{field}` is not known here", field=short(name)), did_you_mean(
            name, keys
        )
    if kind == "missing":
        return say("`{field}` is missing", field=name), say("add `{field}: …`", field=name)
    if kind in ("too_short", "too_long"):
        return _length(name, context)
    if found["input"] == "":
        return say("`{field}` is empty", field=name), say("write its value, or remove the key")
    if kind == "list_type":
        return (
            say("`{field}` must be a list", field=name),
            say("write the items below it, each after `- `"),
        )
    if loc and isinstance(loc[-1], int):
        return (
            say("an item of `{field}` must be a mapping", field=name),
            say("write it as `{keys}`", keys="{" + ", ".join(f"{key}: …" for key in keys) + "}"),
        )
    return (
        say("`{field}` must be a mapping", field=name),
        say("write lines of `key: value` below it"),
    )


def _length(name: str, context: dict[str, Any]) -> tuple[Text, Text]:
    least = context.get("min_length")
    most = context.get("max_length")
    if least == 1:
        return say("`{field}` has no items", field=name), say("write at least one")
    return (
        say("an item of `{field}` must have {count} values", field=name, count=least or most or 2),
        say("write `[first, second]`"),
    )


def _named(text: Text, name: str) -> Text:
    return Text(text.template, {**text.values, "field": name})


def _keys_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys that the model allows at a place."""
    fields: list[str] = list(model.model_fields)
    current: Any = model
    for part in loc:
        if not isinstance(part, str):
            continue
        annotation = current.model_fields[part].annotation if part in fields else None
        current = next(_models_in(annotation), None)
        if current is None:
            return []
        fields = list(current.model_fields)
    return fields


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models_in(inner)

"""From the text that was written to what a field means: numbers, truth, names, addresses.

Each type says in plain words what was found and what was expected; `{field}` in its sentence
is filled with the field's name by whoever reports it.
"""

import hashlib
import math
import re
import unicodedata
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from quizapp.core.ids import SLUG
from quizapp.core.say import Text, say
from quizapp.packs.problems import NO_HINT


class Wrong(ValueError):
    """A value that does not fit its field, as a sentence with a place for the field's name."""

    def __init__(self, message: Text, hint: Text = NO_HINT) -> None:
        super().__init__(str(message.template))
        self.message = message
        self.hint = hint


_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_LONGEST_NUMBER = 400
"""Characters; a number that needs more is not one that a question asks for."""
_HTTPS = re.compile(r"https://[^\s/?#]+\.[^\s/?#]+[^\s]*")


def short(value: object, limit: int = 40) -> str:
    """A value as a message shows it: one line, cut."""
    line = " ".join(str(value).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def slug_of(value: str) -> str:
    """The nearest name to what was written: lower-case words joined by hyphens."""
    return _joined(value.lower()) or "relu-approximation"


def slug_or_none(value: str) -> str:
    """A name that says all that was written; empty where letters would be lost, as of 한글."""
    folded = unicodedata.normalize("NFKD", value)
    folded = "".join(char for char in folded if not unicodedata.combining(char)).casefold()
    return _joined(folded) if all(c.isascii() for c in folded if c.isalnum()) else ""


def folder_slug(name: str) -> str:
    """What a pack is called as long as its own id is not known; another for each folder."""
    told = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return slug_or_none(name) or f"pack-{told}"


def _joined(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text))


def written(value: object) -> str:
    """The text of a field without line breaks at its end; it must not be empty."""
    if isinstance(value, str):
        if value.strip():
            return value.rstrip("\n")
        raise Wrong(say("`{field}` is empty"), say("write its value, or remove the key"))
    if isinstance(value, dict):
        raise Wrong(
            say("`{field}` must be text and is a mapping"),
            say("put the text in quotes, since `: ` in it makes a mapping"),
        )
    raise Wrong(
        say("`{field}` must be text and is a list"),
        say("put the text in quotes, since brackets or a dash make a list"),
    )


def number(value: object) -> float:
    """A plain finite number: `3`, `0.25`, `1e-3`."""
    text = written(value).strip()
    if _NUMBER.fullmatch(text) and len(text) <= _LONGEST_NUMBER and math.isfinite(float(text)):
        return float(text)
    raise Wrong(
        say("`{field}` must be a number and is `{found}`", found=short(text)),
        say("write digits only, such as `0.25` or `1e-3`"),
    )


def positive(value: object) -> float:
    """A number that is not negative, such as a tolerance."""
    given = number(value)
    if given < 0:
        raise Wrong(say("`{field}` cannot be negative"), say("write it without its sign"))
    return given


def bound(value: object) -> float:
    """The end of a range: a number, `inf` or `-inf`."""
    text = written(value).strip()
    return float(text) if text in ("inf", "-inf", "+inf") else number(value)


def whole(value: object) -> int:
    """A whole number."""
    text = written(value).strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    raise Wrong(
        say("`{field}` must be a whole number and is `{found}`", found=short(text)),
        say("write digits only, such as `3`"),
    )


def difficulty(value: object) -> int:
    """1 (easy) to 5."""
    given = whole(value)
    if 1 <= given <= 5:
        return given
    raise Wrong(
        say("`{field}` is {found}", found=given), say("write 1 (easy), 2, 3, 4 or 5 (hard)")
    )


def truth(value: object) -> bool:
    """`true` or `false`, nothing else."""
    text = written(value).strip()
    if text in ("true", "false"):
        return text == "true"
    raise Wrong(
        say("`{field}` must be `true` or `false` and is `{found}`", found=short(text)),
        say("write `true` or `false`"),
    )


def slug(value: object) -> str:
    """A name: lower-case words joined by hyphens."""
    text = written(value)
    if SLUG.fullmatch(text) and len(text) <= 80:
        return text
    raise Wrong(
        say("`{field}` cannot be `{found}`", found=short(text)),
        say("names are lower-case words joined by hyphens, such as `{name}`", name=slug_of(text)),
    )


def follow_up(value: object) -> str:
    """A question's name, or `pack/name` for one of another pack."""
    text = written(value)
    if all(SLUG.fullmatch(part) for part in text.split("/", 1)):
        return text
    raise Wrong(
        say("`{field}` names no question with `{found}`", found=short(text)),
        say("write a question's id, or `pack/id` for one of another pack"),
    )


def address(value: object) -> str:
    """A web address; only encrypted ones."""
    text = written(value).strip()
    if _HTTPS.fullmatch(text):
        return text
    raise Wrong(
        say("`{field}` is not a web address: `{found}`", found=short(text)),
        say("write the whole address; it begins with `https://`"),
    )


def version(value: object) -> str:
    """A version of three numbers: `1.0.0`."""
    text = written(value).strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,6}){2}", text):
        return text
    raise Wrong(
        say("`{field}` is not a version: `{found}`", found=short(text)),
        say("write three numbers, such as `1.0.0`"),
    )


LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][A-Za-z]{1,3})?")
"""A language's code: `en`, `ko`, `pt-BR`."""


def language(value: object) -> str:
    """A language's code."""
    text = written(value).strip()
    if LANGUAGE.fullmatch(text):
        return text
    raise Wrong(
        say("`{field}` is not a language's code: `{found}`", found=short(text)),
        say("write a code such as `en`, `ko` or `pt-BR`"),
    )


def file_format(value: object) -> int:
    """The version of the pack format: 1."""
    text = written(value).strip()
    if text == "1":
        return 1
    raise Wrong(
        say("this quizapp reads format 1 and the pack says `{found}`", found=short(text)),
        say("write `format: 1`, or update quizapp"),
    )


_ANY_SCALAR = {"type": ["string", "number", "boolean"]}
_NAME = {"type": "string", "pattern": f"^{SLUG.pattern}$"}


def _json(schema: dict[str, Any]) -> WithJsonSchema:
    """What an editor is told; it types scalars by YAML's rules, where ours stay text."""
    return WithJsonSchema(schema)


Written = Annotated[str, BeforeValidator(written), _json(_ANY_SCALAR)]
Number = Annotated[float, BeforeValidator(number)]
Positive = Annotated[float, BeforeValidator(positive), _json({"type": "number", "minimum": 0})]
Bound = Annotated[float, BeforeValidator(bound), _json({"type": ["number", "string"]})]
Whole = Annotated[int, BeforeValidator(whole)]
Difficulty = Annotated[
    int, BeforeValidator(difficulty), _json({"type": "integer", "minimum": 1, "maximum": 5})
]
Truth = Annotated[bool, BeforeValidator(truth)]
Slug = Annotated[str, BeforeValidator(slug), _json(_NAME)]
FollowUp = Annotated[str, BeforeValidator(follow_up)]
Address = Annotated[str, BeforeValidator(address), _json({"type": "string", "format": "uri"})]
Version = Annotated[str, BeforeValidator(version)]
Language = Annotated[str, BeforeValidator(language)]
FileFormat = Annotated[int, BeforeValidator(file_format), _json({"const": 1})]
Range = Annotated[list[Bound], Field(min_length=2, max_length=2)]
"""`[low, high]`."""

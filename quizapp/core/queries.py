"""What is typed into the search field: words, phrases and filters.

`kind:predict diff:4-5 is:flagged -is:new relu "chain rule" -tanh` asks for flagged, difficult
predictions that were asked before, with two texts in them and without a third.
"""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quizapp.core.nearness import folded
from quizapp.core.questions import KINDS
from quizapp.core.say import Text, say

STANDINGS = ("due", "new", "seen", "wrong", "flagged", "suspended", "noted")
"""Values of `is:`."""
HOLDINGS = ("note", "demo", "follow-ups")
"""Values of `has:`."""
SORTS = ("relevance", "book", "weakest")
"""Values of `sort:`; the first is taken where words are searched, the second where none are."""
KEYS = ("pack", "topic", "kind", "diff", "is", "has", "sort")

_ALIASES = {"difficulty": "diff", "level": "diff", "type": "kind"}
_CHOICES = {"kind": tuple(KINDS), "is": STANDINGS, "has": HOLDINGS, "sort": SORTS}
_TOKEN = re.compile(r'(?P<without>-(?=[^\s\d-]))?(?:(?P<key>[^\W\d_]+):)?(?P<value>"[^"]*"?|\S*)')
_RANGE = re.compile(r"([1-5])(?:(-|\.\.)([1-5])?|\+)?|([<>]=?)([1-5])")
_HIGHEST = 5

_SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """a an and are as at be by can do does for from how i if in is it its of on or so than
        that the then there this to was what when where which who why with you your
        왜 어떻게 무엇 무슨 어떤 언제 그리고 또는 수 것 때""",
    )
)
"""Words that are not searched beside others: they stand everywhere."""


class QueryError(ValueError):
    """A filter that cannot be; `message` and `hint` are for the learner."""

    def __init__(self, message: Text, hint: Text) -> None:
        super().__init__(str(message))
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, folded."""

    text: str
    wanted: bool = True
    """Whether it must stand in the question, or must not."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One of these values must hold, or none of them."""

    key: str
    values: tuple[str, ...]
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """A search as it was meant."""

    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    """One of `SORTS`; empty where it was not said."""

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be found."""
        return tuple(term.text for term in self.terms if term.wanted)


def parse(typed: str) -> Query:
    """The query that was meant. A filter without a value yet, `kind:`, means nothing.

    Raises QueryError for a filter that does not exist and for a value that cannot be.
    """
    terms: list[Term] = []
    filters: list[Filter] = []
    sort = ""
    for token in _TOKEN.finditer(typed):
        key, value, wanted = _read(token)
        if not key:
            text = folded(value.replace("`", ""))
            if text:
                terms.append(Term(text, wanted))
        elif value and key == "sort":
            (sort, *_) = _values(key, value)
        elif value:
            filters.append(Filter(key, _values(key, value), wanted))
    return Query(tuple(terms), tuple(filters), sort)


def choose(key: str, value: str, known: Collection[str]) -> tuple[str, ...]:
    """The known names that a value means: itself, or all that begin with it.

    Raises QueryError where there is none, with the nearest.
    """
    if value in known:
        return (value,)
    begun = tuple(name for name in known if name.startswith(value))
    if begun:
        return begun
    raise QueryError(
        say("{key}:{value} is nothing to search by.", key=key, value=value),
        _nearest(value, known, f"{key}:"),
    )


def quoted(value: str) -> str:
    """A value as it is typed after a key."""
    return f'"{value}"' if " " in value else value


def _read(token: re.Match[str]) -> tuple[str, str, bool]:
    key, value = token["key"] or "", token["value"]
    wanted = not token["without"]
    name = _ALIASES.get(key.lower(), key.lower())
    if not key or (name not in KEYS and _is_text(key, value)):
        return "", f"{key}:{value}".strip('"') if key else value.strip('"'), wanted
    if name not in KEYS:
        raise QueryError(say("There is no filter {key}:", key=key), _instead(name, token[0]))
    return name, value.strip('"').casefold(), wanted


def _instead(name: str, token: str) -> Text:
    """What a filter that does not exist may have meant; `note:` the filter with that value."""
    text = token.lstrip("-")
    meant = next((key for key in ("has", "is") if name in _CHOICES[key]), "")
    if meant:
        shown = f"{meant}:{name}"
        return say('Did you mean {near}? As text, write "{text}".', near=shown, text=text)
    return _nearest(name, [*KEYS, *_ALIASES], "", ":", literal=text)


def _is_text(key: str, value: str) -> bool:
    """Whether `key:value` is no filter gone wrong: code, an address, another alphabet."""
    return len(key) == 1 or not key.isascii() or not value or not (value[0].isalnum())


def _values(key: str, value: str) -> tuple[str, ...]:
    parts = [part for part in value.split(",") if part]
    if key == "diff":
        return tuple(str(each) for part in parts for each in _difficulties(part))
    if key in _CHOICES:
        return tuple(name for part in parts for name in choose(key, part, _CHOICES[key]))
    return tuple(parts)


def _difficulties(value: str) -> Sequence[int]:
    found = _RANGE.fullmatch(value)
    if not found:
        raise QueryError(
            say("diff:{value} is no difficulty.", value=value),
            say("Write diff:3, diff:4-5, diff:>=3 or diff:<3; they go from 1 to 5."),
        )
    low, dash, high, sign, bound = found.groups()
    if sign:
        first = 1 if sign[0] == "<" else int(bound) + (sign == ">")
        last = _HIGHEST if sign[0] == ">" else int(bound) - (sign == "<")
    else:
        first = int(low)
        last = int(high) if high else _HIGHEST if dash or value.endswith("+") else first
    return range(min(first, last), max(first, last) + 1) if not sign else range(first, last + 1)


def _nearest(
    name: str, known: Collection[str], before: str, after: str = "", *, literal: str = ""
) -> Text:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    shown = f"{before}{near[0]}{after}" if near else ""
    if near and literal:
        return say('Did you mean {near}? As text, write "{text}".', near=shown, text=literal)
    if near:
        return say("Did you mean {near}?", near=shown)
    listed = ", ".join(f"{before}{each}{after}" for each in sorted(known))
    return say("There are: {known}.", known=listed)


def completions(typed: str) -> tuple[str, ...]:
    """What the last word can go on as, where it is the beginning of a filter."""
    last = typed.rpartition(" ")[2].lstrip("-")
    key, colon, value = last.partition(":")
    if not last or typed.endswith(" "):
        return ()
    if not colon:
        begun = [f"{each}:" for each in KEYS if each.startswith(key)]
        return tuple(begun) if len(key) > 1 else ()
    done = value.rpartition(",")[2]
    known = _CHOICES.get(_ALIASES.get(key, key), ())
    return tuple(f"{key}:{each}" for each in known if each.startswith(done) and each != done)


def telling(words: Sequence[str]) -> Sequence[str]:
    """The words without the small ones, unless there are no others."""
    told = [word for word in dict.fromkeys(words) if word not in _SMALL_WORDS]
    return told or words

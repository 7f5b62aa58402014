"""Sentences that can be said in another language later.

A sentence is kept as its English template and the values that stand in it, so that grading
and demos need not know which language is on screen, and a language can be switched while
the sentence is shown.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from quizapp.core.shares import half_up

Value = str | int | float | bool
Translate = Callable[[str], str]
"""From an English template to the template of another language; the same text if unknown."""


@dataclass(frozen=True, slots=True)
class Text:
    """A template with named places, `{gap:.3f}`, and the values for them."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        return plain(self)


Words = Text | str


class _Places(Formatter):
    """`str.format` without attributes and indices: a template may come from a pack."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:  # noqa: ARG002  Formatter's own signature
        return kwargs[field_name], field_name

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Whole percents as `percent` says them: the usual rounding makes 12% of 0.125."""
        share = isinstance(value, float) and format_spec.endswith(".0%")
        return super().format_field(half_up(value) if share else value, format_spec)


_PLACES = _Places()
_PARTICLE = re.compile(
    r"""\{(?P<name>\w+)\}(?P<quote>[’”"'`»)]*)"""
    r"(?P<both>을\(를\)|은\(는\)|이\(가\)|와\(과\)|\(으\)로|\(이\)라)"
)
"""A place in a Korean template with a particle behind it that depends on the word's end."""
_PARTICLES = {
    "을(를)": ("을", "를"),
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)라": ("이라", "라"),
}
"""After a consonant and after a vowel."""
_FIRST_SYLLABLE, _LAST_SYLLABLE, _ENDINGS, _RIEUL = ord("가"), ord("힣"), 28, 8


def say(template: str, /, **values: Value) -> Text:
    """A sentence from its English template; translators find templates by this call."""
    return Text(template, values)


def as_text(words: Words) -> Text:
    """The words as a template, which has no places if it was written without."""
    return words if isinstance(words, Text) else Text(words)


def _with_particles(template: str, values: Mapping[str, Value]) -> str:
    """The template with the particle that fits where a value ends in a Korean syllable.

    Of other words nobody knows here how they are spoken: both stay.
    """

    def fitting(found: re.Match[str]) -> str:
        last = ord(str(values.get(found["name"], ""))[-1:] or "\0")
        if not _FIRST_SYLLABLE <= last <= _LAST_SYLLABLE:
            return found[0]
        ending = (last - _FIRST_SYLLABLE) % _ENDINGS
        both = found["both"]
        vowel = ending == 0 or (ending == _RIEUL and both == "(으)로")
        return found[0].removesuffix(both) + _PARTICLES[both][vowel]

    return _PARTICLE.sub(fitting, template) if "(" in template else template


def plain(words: Words, translate: Translate | None = None) -> str:
    """The sentence in English, or in the language of `translate`.

    A translation whose places do not fit the values falls back to English.
    """
    if isinstance(words, str):
        return translate(words) if translate and words else words
    if translate and words.template:
        try:
            return _PLACES.vformat(
                _with_particles(translate(words.template), words.values), (), words.values
            )
        except (KeyError, ValueError, IndexError):
            pass
    return _PLACES.vformat(words.template, (), words.values) if words.values else words.template

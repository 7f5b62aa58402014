"""Cards with a front and a back as questions of a kind that judges no right answer wrong.

A back that is a number is typed, and one of up to three plain words as well; whatever could be
said in other words is explained, and the learner compares.
"""

import re

from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.shaping import Asked, decimal

MOST_WORDS = 3
MOST_LETTERS = 40
LONGEST_TYPED = 200
"""Characters of an answer that the source wants typed."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.([0-9]{1,15}))?")
_ROUND = re.compile(r"[0-9]{2,}00")
_WORDS = re.compile(r"[^\W_]+(?:[ '’-][^\W_]+)*")
_ARTICLE = re.compile(r"(?:the|an?) +(?=\S)", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:why|how(?! many\b| much\b)|explain|describe|discuss|compare|list|give|name (?:two|three"
    r"|four|five|some|all|the)|what are|which are|difference|advantages?|examples?|e\.g\.|any)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"\b(?:than|and|or|nor|is|are|was|be|to|with|without|by|for|from|in|on|at|it|they|that|not|as"
    r"|if|when|because|into|over|under|more|less|only)\b",
    re.IGNORECASE,
)
"""Words that make several of them something to say, and not a name."""
_TOKEN = re.compile(r"[^\s/,;|$`\\\[\]]{1,20}")
_PICTURES = re.compile(r"\\?\[picture(?:: [^\]]*)?\]|\\?\[sound: [^\]]*\]")


def from_card(asked: Asked, back: str, *, typed: bool = False) -> Item | Refused:
    """A question from its prompt in `asked` and the Markdown on the back.

    `typed`: the source has the learner type the answer, and compares it letter by letter.
    """
    if asked.prompt.strip() and not _PICTURES.sub("", asked.prompt).strip():
        return asked.refused(say("It asks by a picture or a sound alone."))
    back = back.strip()
    if not back:
        return asked.refused(say("It has no answer."))
    if not _PICTURES.sub("", back).strip():
        return asked.refused(say("Its answer is a picture or a sound alone."))
    truth = back.casefold().strip("*_.")
    if truth in ("true", "false"):
        return asked.item("true-false", answer=truth == "true")
    if number := _numeric(asked, back, typed=typed):
        return number
    if is_term(back, asked.prompt) or (typed and len(back) <= LONGEST_TYPED):
        return asked.item("text", accept=accepted(back))
    return explain(asked, back)


def _numeric(asked: Asked, back: str, *, typed: bool) -> Item | Refused | None:
    """The number, if the back is one; a decimal fraction holds to half of its last digit.

    A long round number may stand for all numbers near it, so it is not judged.
    """
    found = _NUMBER.fullmatch(back.replace("\\-", "-"))
    value = decimal(found[0]) if found else None
    if found is None or value is None:
        return None
    if len(found[0]) > 4 and _ROUND.fullmatch(found[0]) and not typed:
        return explain(asked, back)
    places = len(found[1] or "")
    own = {"tolerance": f"0.{'0' * places}5"} if places else {}
    return asked.item("numeric", answer=found[0].lstrip("+"), **own)


def is_term(back: str, prompt: str) -> bool:
    """Whether the back is a name or a term that nobody would say in other words."""
    return is_name(back) and not back.isdigit() and not _OPEN.search(prompt)


def is_name(text: str) -> bool:
    """Whether a text is up to three plain words that make no phrase."""
    return (
        len(text) <= MOST_LETTERS
        and len(text.split()) <= MOST_WORDS
        and _WORDS.fullmatch(text) is not None
        and not (" " in text and _PHRASE.search(text))
    )


def fits_a_gap(text: str) -> bool:
    """Whether what is missing in a text can be typed: a name, or one short piece of any signs."""
    return is_name(text) or _TOKEN.fullmatch(text) is not None


def accepted(answer: str) -> list[str]:
    """A typed answer, and the same without its article."""
    bare = _ARTICLE.sub("", answer, count=1) if _ARTICLE.match(answer) else ""
    return [answer, bare] if bare else [answer]

"""What a question asks and what decides its answer, as a short hash.

It is stored with each review, so that a changed answer is noticed while a mended explanation
is not.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence

from quizapp.core.questions import DemoLink, Numeric, Option, Outcome, Question

_DECIDES: Mapping[str, Sequence[str]] = {
    "choice": ("options",),
    "true-false": ("answer",),
    "numeric": ("answer", "tolerance", "relative", "unit", "vary"),
    "text": ("accept",),
    "cloze": ("text",),
    "output": ("code", "answer", "options"),
    "bug": ("code", "lines"),
    "order": ("steps",),
    "match": ("pairs",),
    "explain": ("key_points",),
    "predict": ("demo", "metric", "options", "relative"),
}
"""For each kind the fields besides the prompt; the others teach, sort or verify."""


def fingerprint(question: Question) -> str:
    """16 hexadecimal digits over kind, prompt and what decides the answer.

    The order of options counts, since responses are stored by their place.
    """
    told = [question.kind, question.prompt]
    told += [_told(getattr(question, name)) for name in _DECIDES[question.kind]]
    if isinstance(question, Numeric) and question.vary:
        told.append(question.check)  # with other numbers it is the answer
    text = json.dumps(told, ensure_ascii=True)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _told(value: object) -> str:
    """A value as text that no other value has, without what it only teaches."""
    match value:
        case Option(text=text, correct=correct):
            return json.dumps([text, correct])
        case Outcome(text=text, low=low, high=high):
            return json.dumps([text, low, high])
        case DemoLink(id=demo, set=knobs):
            return json.dumps([demo, sorted(knobs)])
        case tuple():
            return json.dumps([_told(each) for each in value])
        case _:
            return json.dumps(value)

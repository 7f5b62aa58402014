"""What a question asks and what decides its answer, as a short hash.

It is stored with each review, so that a changed answer is noticed while a mended typo in the
explanation is not.
"""

import hashlib
from dataclasses import fields

from quizapp.core.questions import Question

TEACHING = {
    "id",
    "topic",
    "difficulty",
    "explanation",
    "hint",
    "follow_ups",
    "references",
    "tags",
    "model_answer",
    "near",
}
"""Fields that teach or sort and do not decide."""
WHYS = {"why", "demo"}


def fingerprint(question: Question) -> str:
    """16 hexadecimal digits over the prompt and what decides the answer."""
    told = [question.kind]
    told += [
        f"{each.name}={_told(getattr(question, each.name))}"
        for each in fields(question)
        if each.name not in TEACHING and (each.name != "demo" or question.kind == "predict")
    ]
    return hashlib.blake2b("\x1f".join(told).encode(), digest_size=8).hexdigest()


def _told(value: object) -> str:
    """A value without the whys inside it."""
    if isinstance(value, tuple):
        return "[" + "\x1e".join(_told(each) for each in value) + "]"
    if hasattr(value, "__dataclass_fields__"):
        names = [name for name in value.__dataclass_fields__ if name not in WHYS]
        return "{" + "\x1e".join(f"{name}={_told(getattr(value, name))}" for name in names) + "}"
    return repr(value)

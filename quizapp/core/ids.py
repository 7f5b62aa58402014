"""Names of things. A learner's history hangs on `pack/question`, so both parts are strict."""

import re
from typing import NewType

PackId = NewType("PackId", str)
"""Lower-case words joined by hyphens: `deep-learning`."""

QuestionId = NewType("QuestionId", str)
"""A pack's id and a question's name: `deep-learning/relu-approximation`."""

TopicId = NewType("TopicId", str)
"""A pack's id and a topic's name: `deep-learning/activations`."""

SessionId = NewType("SessionId", str)

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a pack, topic, question or demo may be called."""


def question_id(pack: str, name: str) -> QuestionId:
    """The full id of a question; `name` may already be a full id of another pack."""
    return QuestionId(name if "/" in name else f"{pack}/{name}")


def pack_of(question: QuestionId) -> PackId:
    """The pack that a question belongs to."""
    return PackId(question.partition("/")[0])


def name_of(question: QuestionId) -> str:
    """A question's name within its pack."""
    return question.partition("/")[2]

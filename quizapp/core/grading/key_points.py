"""Which key points an answer in one's own words seems to mention.

Only a suggestion for the learner to confirm: shared words cannot tell an answer from its
opposite, so a point is marked only if nearly all of its words, its numbers and its denial
are there.
"""

import re
from itertools import pairwise

from quizapp.core.grading.content_words import Words, content_words, contradict
from quizapp.core.questions import Explain

_MATHEMATICS = re.compile(r"\$[^$]*\$")
_SENTENCE = re.compile(r"(?<![0-9])[.;!?。\n]+|[.;!?。\n]+(?![0-9])")

_WORDS_PER_MISSING = 4
"""One word in four may be missing: none of three, one of four to seven."""


def found_key_points(question: Explain, text: str) -> frozenset[int]:
    """The places of the key points whose words stand together in one or two sentences of text."""
    sentences = [content_words(sentence) for sentence in _SENTENCE.split(text)]
    said = [
        *sentences,
        *(
            Words(one.stems | two.stems, one.denies)
            for one, two in pairwise(sentences)
            if one.denies == two.denies  # else nobody knows what is denied
        ),
    ]
    points = [content_words(_MATHEMATICS.sub(" ", point)) for point in question.key_points]
    return frozenset(
        place
        for place, point in enumerate(points)
        if point.stems and any(_mentions(words, point) for words in said)
    )


def _mentions(said: Words, point: Words) -> bool:
    missing = point.stems - said.stems
    return (
        said.denies == point.denies
        and len(missing) <= len(point.stems) // _WORDS_PER_MISSING
        and not any(stem[0].isdigit() for stem in missing)
        and not contradict(missing, said.stems)
    )

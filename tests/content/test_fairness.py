"""What keeps a pack from being answered, or skipped, for the wrong reasons.

A right option that is always the longest or always the second can be found without knowing
anything; a pack of one kind or one difficulty is dull. Shares are of a pack's questions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from quizapp.core.ids import name_of
from quizapp.core.questions import Choice, Output, Predict, Question
from quizapp.packs.pack import Pack
from quizapp.packs.shelving import is_verified
from quizapp.prose import plain_markdown

LARGEST_SHARE_OF_A_KIND = 0.4
LARGEST_SHARE_OF_LONGEST_RIGHT = 0.35
"""A quarter of four options would be chance."""
SHARES_OF_A_PLACE = (0.1, 0.4)
"""Of the right options among four, those that stand first, second and so on."""
SMALLEST_SHARE_OF_HARD = 0.15
HARD = 4
FEWEST_QUESTIONS = 20
FEWEST_VERIFIED = 60
FEWEST_PREDICTIONS = 25
"""Over all packs."""

STABLE = (
    "arxiv.org",
    "deeplearningbook.org",
    "docs.conda.io",
    "docs.nvidia.com",
    "docs.pytorch.org",
    "docs.python.org",
    "doi.org",
    "jmlr.org",
    "keras.io",
    "numpy.org",
    "packaging.python.org",
    "peps.python.org",
    "proceedings.mlr.press",
    "scikit-learn.org",
    "tensorflow.org",
)
"""Hosts whose pages stay: identifiers of works, proposals, official documentation."""


def single_choices(pack: Pack) -> list[Choice]:
    return [q for q in pack.questions if isinstance(q, Choice) and not q.multiple]


def shown(text: str) -> str:
    return " ".join(plain_markdown(text, 10_000).split())


def right(question: Choice) -> int:
    """The place of the only right option."""
    return [option.correct for option in question.options].index(True)


def longest_is_right(question: Choice) -> bool:
    lengths = [len(shown(option.text)) for option in question.options]
    return lengths[right(question)] == max(lengths)


def test_it_has_enough_questions(pack: Pack) -> None:
    assert len(pack.questions) >= FEWEST_QUESTIONS


def test_no_kind_outweighs_the_others(pack: Pack) -> None:
    counts = Counter(question.kind for question in pack.questions)
    most = LARGEST_SHARE_OF_A_KIND * len(pack.questions)
    assert {kind: n for kind, n in counts.items() if n > most} == {}


def test_some_questions_are_hard(pack: Pack) -> None:
    hard = sum(question.difficulty >= HARD for question in pack.questions)
    assert hard >= SMALLEST_SHARE_OF_HARD * len(pack.questions)


def test_the_longest_option_gives_nothing_away(pack: Pack) -> None:
    for language in ("", *pack.translations):
        single = [pack.question(q.id, language) for q in single_choices(pack)]
        given_away = [
            name_of(q.id) for q in single if isinstance(q, Choice) and longest_is_right(q)
        ]
        most = LARGEST_SHARE_OF_LONGEST_RIGHT * len(single)
        assert len(given_away) <= most, f"{language}: {given_away}"


def test_the_right_option_stands_anywhere(pack: Pack) -> None:
    places = Counter(right(q) for q in single_choices(pack) if len(q.options) == 4)
    fewest, most = (share * places.total() for share in SHARES_OF_A_PLACE)
    assert all(fewest <= places[place] <= most for place in range(4)), dict(places)


def option_texts(question: Question) -> Sequence[str]:
    if isinstance(question, Choice | Output | Predict):
        return [shown(option.text).casefold() for option in question.options]
    return []


def in_every_language(pack: Pack) -> Iterator[Question]:
    for language in ("", *pack.translations):
        yield from (pack.question(question.id, language) for question in pack.questions)


def test_no_two_options_say_the_same(pack: Pack) -> None:
    twice = [
        (name_of(question.id), text)
        for question in in_every_language(pack)
        for text, count in Counter(option_texts(question)).items()
        if count > 1
    ]
    assert twice == []


def test_references_lead_to_pages_that_stay(pack: Pack) -> None:
    wrong = []
    for question in pack.questions:
        if not question.references:
            wrong.append(f"{name_of(question.id)}: none")
        for reference in question.references:
            address = urlsplit(reference.url)
            host = address.hostname or ""
            if reference.url and (address.scheme != "https" or not _stays(host)):
                wrong.append(f"{name_of(question.id)}: {reference.url}")
    assert wrong == []


def _stays(host: str) -> bool:
    return any(host == stable or host.endswith(f".{stable}") for stable in STABLE)


def test_enough_is_run_by_a_machine(packs: list[Pack]) -> None:
    questions = [question for pack in packs for question in pack.questions]
    assert sum(map(is_verified, questions)) >= FEWEST_VERIFIED
    assert sum(isinstance(question, Predict) for question in questions) >= FEWEST_PREDICTIONS


def test_topics_come_in_an_order_that_builds(pack: Pack) -> None:
    """Each topic stands behind those it needs, and most need one."""
    seen: set[str] = set()
    for topic in pack.topics:
        assert set(topic.after) <= seen, topic.id
        seen.add(topic.id)
    assert sum(not topic.after for topic in pack.topics) <= len(pack.topics) / 2

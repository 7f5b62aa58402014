"""What a session can be chosen from: topics and kinds of some packs, with their questions."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from quizapp.core.ids import pack_of
from quizapp.core.say import Text, say
from quizapp.services.house import House, Wish

HARDEST = 5
KIND_TITLES: dict[str, Text] = {
    "choice": say("Choose an option"),
    "true-false": say("True or false"),
    "numeric": say("Give a number"),
    "text": say("Give a word"),
    "cloze": say("Fill gaps"),
    "output": say("What does it print?"),
    "bug": say("Find the bug"),
    "order": say("Put steps in order"),
    "match": say("Match pairs"),
    "explain": say("Explain in your words"),
    "predict": say("Predict a measurement"),
}
"""What a learner does, as a session is chosen by it."""
KIND_NAMES: dict[str, Text] = {
    "choice": say("choice"),
    "true-false": say("true-false"),
    "numeric": say("numeric"),
    "text": say("text"),
    "cloze": say("cloze"),
    "output": say("output"),
    "bug": say("bug"),
    "order": say("order"),
    "match": say("match"),
    "explain": say("explain"),
    "predict": say("predict"),
}
"""One word, as it stands beside others; in English as the filter `kind:` takes it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic or kind that can be asked."""

    id: str
    title: Text | str
    questions: int


@dataclass(frozen=True, slots=True)
class Choices:
    """All that some packs offer."""

    packs: tuple[str, ...]
    """The titles of the packs."""
    topics: tuple[tuple[str, tuple[Choice, ...]], ...]
    """A pack's title and its topics that have questions."""
    kinds: tuple[Choice, ...]
    difficulties: tuple[Choice, ...]
    """From 1 to 5; the id is the number."""


def choices(house: House, packs: Collection[str]) -> Choices:
    """What the packs of these ids offer; all usable packs where none is named."""
    entries = [e for e in house.library.entries() if not packs or pack_of(e.id) in packs]
    topics = Counter(entry.topic for entry in entries)
    kinds = Counter(entry.kind for entry in entries)
    levels = Counter(entry.difficulty for entry in entries)
    shown = [p for p in house.library.packs if p.usable and (not packs or p.id in packs)]
    return Choices(
        packs=tuple(pack.title(house.lang) for pack in shown),
        topics=tuple(
            (
                pack.title(house.lang),
                tuple(
                    Choice(topic.id, topic.title(house.lang), topics[topic.id])
                    for topic in pack.topics
                    if topics[topic.id]
                ),
            )
            for pack in shown
        ),
        kinds=tuple(
            Choice(kind, title, kinds[kind]) for kind, title in KIND_TITLES.items() if kinds[kind]
        ),
        difficulties=tuple(
            Choice(str(level), "●" * level + "○" * (HARDEST - level), levels[level])
            for level in range(1, HARDEST + 1)
            if levels[level]
        ),
    )


def fitting(house: House, wish: Wish) -> int:
    """How many questions fit the packs, topics, kinds and difficulties that are wished for."""
    return sum(
        (not wish.packs or pack_of(entry.id) in wish.packs)
        and (not wish.topics or entry.topic in wish.topics)
        and (not wish.kinds or entry.kind in wish.kinds)
        and (not wish.difficulties or entry.difficulty in wish.difficulties)
        for entry in house.library.entries()
    )

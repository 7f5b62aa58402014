"""Searching all questions of all packs, in every language at once, and in one's own notes."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from quizapp.core.grading import blanked
from quizapp.core.ids import QuestionId, TopicId, pack_of
from quizapp.core.nearness import Lexicon, folded, joined_otherwise, split_somewhere, words_of
from quizapp.core.picking import topic_ranks
from quizapp.core.queries import Filter, Query, QueryError, choose, parse, telling
from quizapp.core.ranking import WEIGHTS, Field, Snippet, one_line, score, snippet
from quizapp.core.scheduling import Card, Parameters
from quizapp.errors import UsageError
from quizapp.packs.library import Entry, Searched
from quizapp.services.house import House
from quizapp.services.reading import opened

REFINED = 150
"""Questions whose texts are read for their rank; more are ranked by where the words stand."""
SNIPPET_CELLS = 76
"""How wide a line with a hit is."""

_NOTE = "note"
_LONG_ENOUGH = 4
"""Letters of a word that may be written with a space or a hyphen in it."""
_RARE = 10
"""A word in fewer questions, or in 2 %, is also looked for with a space or a hyphen in it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found."""

    entry: Entry
    prompt: str
    """Its first paragraph on one line, in the language on screen."""
    topic: str
    snippet: Snippet
    """The place of the words; without text where none were searched."""
    due: bool
    new: bool
    flagged: bool
    suspended: bool
    noted: bool

    @property
    def id(self) -> QuestionId:
        """The question."""
        return self.entry.id


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to."""

    questions: tuple[QuestionId, ...] = ()
    """All of them, in order."""
    sort: str = ""
    instead: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Words that stand nowhere, each with the near ones that were found in its place."""
    partly: bool = False
    """No question has all words; these have most of them."""
    words: tuple[tuple[str, ...], ...] = ()
    """The words, each in all spellings that count as a hit."""


class _Match(NamedTuple):
    """Where a word stands, and where another spelling of it does."""

    spellings: tuple[str, ...]
    exact: Mapping[QuestionId, str]
    otherwise: Mapping[QuestionId, str]
    """Joined with other signs, or a near word."""
    near: bool = False

    def place(self, question: QuestionId) -> str | None:
        """The most telling place in a question."""
        return self.exact.get(question) or self.otherwise.get(question)

    @property
    def questions(self) -> frozenset[QuestionId]:
        """Wherever it stands."""
        return frozenset(self.exact.keys() | self.otherwise.keys())


@dataclass
class _Facts:
    """What the record says of all questions, read when it is asked for."""

    house: House
    now: datetime

    @cached_property
    def cards(self) -> dict[QuestionId, Card]:
        return self.house.record.cards()

    @cached_property
    def flagged(self) -> frozenset[QuestionId]:
        return self.house.record.flagged()

    @cached_property
    def suspended(self) -> frozenset[QuestionId]:
        return self.house.record.suspended()

    @cached_property
    def notes(self) -> dict[QuestionId, str]:
        return {question: note.text for question, note in self.house.record.notes().items()}

    @cached_property
    def folded_notes(self) -> dict[QuestionId, str]:
        return {question: folded(text) for question, text in self.notes.items()}

    @cached_property
    def _own(self) -> Parameters | None:
        return self.house.own_parameters()

    @cached_property
    def wrong(self) -> frozenset[QuestionId]:
        """Not fully right the last time."""
        last = {review.question: review.score for review in self.house.record.reviews()}
        return frozenset(question for question, score in last.items() if score < 1)

    def stands(self, question: QuestionId, how: str) -> bool:
        """Whether `is:` with this value holds."""
        if how == "due":
            return self.due(question) and question not in self.suspended
        if how in ("new", "seen"):
            return (question in self.cards) == (how == "seen")
        if how in ("noted", "note"):
            return question in self.notes
        if how == "wrong":
            return question in self.wrong
        return question in (self.flagged if how == "flagged" else self.suspended)

    def due(self, question: QuestionId) -> bool:
        card = self.cards.get(question)
        return card is not None and card.due <= self.now

    def recall(self, question: QuestionId) -> float:
        """Expected recall now; above 1 for what was never answered."""
        from quizapp.core.scheduling import recall  # fsrs: only where it is asked for

        card = self.cards.get(question)
        return recall(card, self.now, self._own) if card else 2.0


class Browsing:
    """A search over a house; `look_again` after the record or the language has changed."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._entries = {entry.id: entry for entry in _as_a_book(house)}
        self._place = {question: place for place, question in enumerate(self._entries)}
        self.look_again()

    def look_again(self) -> None:
        """Read anew what the record says."""
        self._facts = _Facts(self._house, self._house.clock())
        self._lexicon: Lexicon | None = None

    def warm_up(self) -> None:
        """Prepare what the first mistyped word will need."""
        self._words()

    def search(self, typed: str) -> Found:
        """The questions that fit. Raises UsageError for a filter that cannot be."""
        try:
            query = parse(typed)
            filters = self._checked(query.filters)
        except QueryError as error:
            raise UsageError(error.message, hint=error.hint) from error
        fitting = set(self._entries)
        for each in filters:
            fitting = {name for name in fitting if self._holds(each, self._entries[name])}
        sort = query.sort or ("relevance" if query.words else "book")
        return self._found(query, fitting, sort)

    def hits(
        self, found: Found, questions: Sequence[QuestionId], width: int = SNIPPET_CELLS
    ) -> list[Hit]:
        """Some of the found questions as they are listed; those that are gone are left out."""
        here = [question for question in questions if question in self._entries]
        texts = self._house.library.searched(here)
        return [self._hit(question, texts.get(question, []), found, width) for question in here]

    # The words

    def _found(self, query: Query, fitting: set[QuestionId], sort: str) -> Found:
        matches = [self._match(word) for word in telling(query.words)]
        for term in query.terms:
            if not term.wanted:
                fitting -= self._stands(term.text).keys()
        counts = Counter(question for each in matches for question in each.questions & fitting)
        partly = False
        if matches:
            whole = {question for question, count in counts.items() if count == len(matches)}
            partly = bool(counts) and not whole
            least = max(1, len(matches) // 2)
            fitting = whole or {each for each, count in counts.items() if count >= least}
        ordered = self._sorted(fitting, matches, sort)
        instead = tuple((each.spellings[0], each.spellings[1:]) for each in matches if each.near)
        spellings = tuple(each.spellings for each in matches)
        return Found(tuple(ordered), sort, instead, partly, spellings)

    def _match(self, word: str) -> _Match:
        """A word as it is and otherwise joined; near words only where it stands nowhere."""
        exact = self._stands(word)
        joined = joined_otherwise(word)
        if len(exact) < max(_RARE, len(self._entries) // 50) and len(word) >= _LONG_ENOUGH:
            joined += split_somewhere(word)
        otherwise = self._stands(*joined)
        if exact or otherwise:
            return _Match((word, *(joined if otherwise else ())), exact, otherwise)
        lexicon = self._words()
        near = lexicon.near(word) or lexicon.by_consonants(word)
        return _Match((word, *near), {}, self._stands(*near), near=True)

    def _stands(self, *texts: str) -> dict[QuestionId, str]:
        """Questions with one of the texts, and the most telling place where it stands."""
        places = dict(self._house.library.find(texts))
        for question, note in self._facts.folded_notes.items():
            if any(text in note for text in texts) and places.get(question) != "prompt":
                places[question] = _NOTE
        return places

    def _words(self) -> Lexicon:
        if self._lexicon is None:
            noted = {word for note in self._facts.notes.values() for word in words_of(note)}
            self._lexicon = Lexicon([*self._house.library.words(), *sorted(noted)])
        return self._lexicon

    # The order

    def _sorted(
        self, questions: Collection[QuestionId], matches: Sequence[_Match], sort: str
    ) -> list[QuestionId]:
        book = sorted(questions, key=self._place.__getitem__)
        if sort == "weakest":
            return sorted(book, key=self._facts.recall)
        if sort == "book" or not matches:
            return book
        return self._by_relevance(book, matches)

    def _by_relevance(self, book: list[QuestionId], matches: Sequence[_Match]) -> list[QuestionId]:
        total = len(self._entries)
        rarity = [math.log(1 + total / max(1, len(each.questions))) for each in matches]

        complete = all(book[0] in each.questions for each in matches) if book else True

        def roughly(question: QuestionId) -> tuple[float, int, float]:
            """What is missing of all the words could be worth; other spellings; the places."""
            worth = weighed = 0.0
            level = 0
            for each, rare in zip(matches, rarity, strict=True):
                place = each.place(question)
                if place is not None:
                    worth += WEIGHTS[place]
                    weighed += WEIGHTS[place] * rare
                    level += question not in each.exact
            return 0.0 if complete else -weighed, level, -worth

        rough = {question: roughly(question) for question in book}
        ranked = sorted(book, key=rough.__getitem__)
        first = ranked[:REFINED]
        words = [each.spellings for each in matches]
        texts = self._house.library.searched(first)

        def exactly(question: QuestionId) -> tuple[float, int, float]:
            lacking, level, _ = rough[question]
            return lacking, level, -score(self._fields(question, texts[question]), words)

        return sorted(first, key=exactly) + ranked[REFINED:]

    def _fields(self, question: QuestionId, texts: Iterable[Searched]) -> list[Field]:
        texts = list(texts)
        shown = self._shown(texts)
        fields = [
            Field(place, text, each is shown)
            for each in texts
            for place, text in (("prompt", each.prompt), ("name", each.name), ("other", each.other))
        ]
        note = self._facts.notes.get(question)
        return [*fields, Field(_NOTE, note)] if note else fields

    def _shown(self, texts: Sequence[Searched]) -> Searched | None:
        """The text in the language on screen, or in the pack's own."""
        own = [each for each in texts if each.lang == self._house.lang]
        return own[0] if own else texts[0] if texts else None

    # The filters

    def _checked(self, filters: Iterable[Filter]) -> list[Filter]:
        """The filters with the names of packs and topics that they mean."""
        packs = [str(pack.id) for pack in self._house.library.packs]
        checked = []
        for each in filters:
            values: tuple[str, ...] = each.values
            if each.key == "pack":
                values = tuple(name for value in values for name in choose("pack", value, packs))
            elif each.key == "topic":
                values = tuple(name for value in values for name in self._topics(value))
            checked.append(Filter(each.key, values, each.wanted))
        return checked

    def _topics(self, value: str) -> tuple[str, ...]:
        full = dict.fromkeys(str(entry.topic) for entry in self._entries.values())
        short = dict.fromkeys(name.partition("/")[2] for name in full)
        return choose("topic", value, full if "/" in value else short)

    def _holds(self, each: Filter, entry: Entry) -> bool:
        return any(self._is(each.key, value, entry) for value in each.values) == each.wanted

    def _is(self, key: str, value: str, entry: Entry) -> bool:
        match key:
            case "pack":
                return pack_of(entry.id) == value
            case "topic":
                return value in (entry.topic, entry.topic.partition("/")[2])
            case "kind":
                return entry.kind == value
            case "diff":
                return entry.difficulty == int(value)
            case "has" if value == "demo":
                return bool(entry.demo)
            case "has" if value == "follow-ups":
                return bool(entry.follow_ups)
        return self._facts.stands(entry.id, value)

    # The list

    def _hit(self, question: QuestionId, texts: list[Searched], found: Found, width: int) -> Hit:
        facts, entry, lang = self._facts, self._entries[question], self._house.lang
        shown = self._shown(texts)
        if shown and entry.kind == "numeric" and "{" in shown.prompt:  # its numbers vary
            index = texts.index(shown)
            prompt = opened(self._house, question).question.prompt
            texts[index] = shown = shown._replace(prompt=prompt)
        rest = [each for each in texts if each is not shown]
        told = [("prompt", shown.prompt)] if shown else []
        told += [(_NOTE, facts.notes[question])] if question in facts.notes else []
        told += [("other", shown.other)] if shown else []
        told += [
            (place, text)
            for e in rest
            for place, text in (("prompt", e.prompt), ("other", e.other))
        ]
        if entry.kind == "cloze":  # its text holds what fills the gaps
            told = [(place, text if place == _NOTE else blanked(text)) for place, text in told]
        return Hit(
            entry,
            one_line(shown.prompt if shown else question),
            self._house.library.topic_title(question, lang),
            snippet(told, found.words, width) if found.words else Snippet(""),
            due=facts.due(question),
            new=question not in facts.cards,
            flagged=question in facts.flagged,
            suspended=question in facts.suspended,
            noted=question in facts.notes,
        )


def _as_a_book(house: House) -> list[Entry]:
    """All questions: packs as they are listed, prerequisites first, then easy ones."""
    after: dict[TopicId, tuple[TopicId, ...]] = {}
    packs: dict[str, int] = {}
    topics: dict[TopicId, int] = {}
    for place, pack in enumerate(house.library.packs):
        after |= pack.topics_after
        packs[pack.id] = place
        topics |= {topic.id: number for number, topic in enumerate(pack.topics)}
    ranks = topic_ranks(after)
    return sorted(
        house.library.entries(),
        key=lambda each: (
            packs[pack_of(each.id)],
            ranks.get(each.topic, 0),
            topics.get(each.topic, 0),
            each.difficulty,
            each.id,
        ),
    )

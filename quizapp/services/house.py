"""The library, the record and the laboratory together, and the use-cases over them."""

import os
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp import paths
from quizapp.config import DEFAULTS, Settings, read_settings
from quizapp.core.events import Scheduling
from quizapp.core.ids import PackId, QuestionId, SessionId, TopicId, pack_of
from quizapp.core.say import Words, say
from quizapp.core.scheduling import SETTING, Parameters, read_parameters
from quizapp.core.session import Mode, Session, start
from quizapp.errors import NothingDue, UsageError
from quizapp.packs.distributions import offered
from quizapp.packs.library import Entry, Library
from quizapp.record.database import Record, RecordBusy
from quizapp.record.renames import Renames
from quizapp.services import trusting
from quizapp.services.following import pass_over
from quizapp.services.laboratory import Laboratory
from quizapp.services.refusing import nothing_fits, unknown
from quizapp.services.views import Overview, PackStatus
from quizapp.services.watching import Trace, trace

if TYPE_CHECKING:
    from quizapp.services.quiz import Quiz

SESSION_LENGTH = 10
"""Questions in a session unless asked otherwise."""
EVERYTHING = 1_000_000
"""Longer than any session can be."""


def now_utc() -> datetime:
    """The clock of the running program."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a session should be made of; empty means everything."""

    packs: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    mode: Mode = Mode.LEARN
    length: int = SESSION_LENGTH
    seed: int | None = None
    questions: tuple[QuestionId, ...] = ()
    """These, in this order, as far as they fit the rest; nothing else is picked."""
    new: int | None = None
    """How many new questions at most; None: as many as the day has left."""
    schedule: bool = False
    """Whether cramming changes when questions come back."""
    difficulties: tuple[int, ...] = ()
    """Of 1 to 5."""


class House:
    """Everything a front needs, opened once."""

    def __init__(
        self,
        library: Library,
        record: Record,
        *,
        lang: str = "en",
        clock: Callable[[], datetime] = now_utc,
        notice: Words = "",
        settings: Settings = DEFAULTS,
        folders: Sequence[Path] = (),
    ) -> None:
        """`folders` are packs besides those that are installed."""
        self.settings = settings
        self.library = library
        self.record = record
        self.lang = lang
        self.clock = clock
        self.notice = notice
        self.folders = folders
        self._seen: dict[Path, Trace] = {}
        """What the packs' files looked like at the last look."""
        record.renames = Renames(library.renamed)
        self.laboratory = Laboratory(
            {pack.id: pack.path for pack in library.packs},
            lambda pack: trusting.refusal(self.library.pack(pack)),
        )

    @classmethod
    def open(
        cls,
        *,
        record_path: Path | None = None,
        folders: Sequence[Path] = (),
        lang: str | None = None,
    ) -> "House":
        """Open the bundled and installed packs, the given pack folders, and the record.

        A record that another quizapp is writing is opened for reading, with a notice.
        Raises SettingsError where the settings file is wrong, RecordError where the record
        cannot be used, PackError for a folder that is not a pack.
        """
        settings = read_settings()
        path = record_path or paths.record_file()
        notice: Words = ""
        try:
            record = Record.open(path)
        except RecordBusy as busy:
            record = Record.open(path, read_only=True)
            notice = busy.message
        library = Library.open(pack_folders(folders), paths.index_file())
        spoken = lang or settings.lang or record.setting("lang", "") or "en"
        return cls(library, record, lang=spoken, notice=notice, settings=settings, folders=folders)

    def packs_touched(self) -> bool:
        """Whether files of packs look otherwise than at the last look; may run in a thread."""
        found = pack_folders(self.folders)
        return {folder: trace(folder) for folder in found} != self._seen

    def look_again(self) -> bool:
        """Take in packs that were changed, added or removed; whether anything is new.

        A pack that has errors now stays as it was; they are among the library's problems.
        """
        found = pack_folders(self.folders)
        seen = {folder: trace(folder) for folder in found}
        if seen == self._seen:
            return False
        self._seen = seen
        before = self.library.problems
        changed = self.library.look_again(found)
        self.record.renames = Renames(self.library.renamed)
        self.laboratory.look_again({pack.id: pack.path for pack in self.library.packs})
        return bool(changed) or self.library.problems != before

    def close(self) -> None:
        """Close the files; nothing is saved here that was not saved before."""
        self.record.close()
        self.library.close()

    def set_language(self, lang: str) -> None:
        """Switch the language of packs and interface, and remember it."""
        self.lang = lang
        if not self.record.read_only:
            self.record.set_setting("lang", lang)

    def own_parameters(self) -> Parameters | None:
        """The learner's own numbers of the forgetting model; None for the usual ones."""
        return read_parameters(self.record.setting(SETTING, ""))

    def overview(self) -> Overview:
        """What is to be done today."""
        now = self.clock()
        cards = self.record.cards()
        suspended = self.record.suspended()
        own = self.own_parameters()
        by_pack: dict[PackId, list[QuestionId]] = {}
        for entry in self.library.entries():
            by_pack.setdefault(pack_of(entry.id), []).append(entry.id)
        status = []
        for pack in self.library.packs:
            if not pack.usable:
                continue
            ids = by_pack.get(pack.id, [])
            known = [cards[each] for each in ids if each in cards]
            asked = [each for each in ids if each not in suspended]
            recalled = 0.0
            if known:
                from quizapp.core.scheduling import recall  # fsrs: only with cards to ask about

                recalled = sum(recall(card, now, own) for card in known)
            status.append(
                PackStatus(
                    pack.id,
                    pack.title(self.lang),
                    pack.description(self.lang),
                    len(ids),
                    sum(cards[each].due <= now for each in asked if each in cards),
                    sum(each not in cards for each in asked),
                    recalled / len(ids) if ids else 0.0,
                )
            )
        session = self._unfinished()
        if session and session.mode is Mode.INTERVIEW:
            session = None  # `interviewing.broken_off` finds it
        today = now.astimezone().date()
        return Overview(
            packs=tuple(status),
            problems=tuple(
                problem for problem in self.library.problems if problem.severity == "error"
            ),
            unfinished=(session.answered, session.total) if session else None,
            answered_today=self.record.days.answered(today),
            notice=self.notice,
        )

    def begin(self, wish: Wish) -> "Quiz":
        """Start a session of what is wished for.

        Raises UsageError where nothing fits the wish, RecordError where it cannot be stored.
        """
        seed = wish.seed if wish.seed is not None else random.SystemRandom().getrandbits(32)
        questions = self.select(wish, seed)
        session = start(
            SessionId(os.urandom(16).hex()),
            wish.mode,
            questions,
            seed=seed,
            lang=self.lang,
            started=self.clock(),
            flagged=self.record.flagged(),
        )
        settled = []
        if wish.schedule and not session.schedules:
            first = session.current
            settled.append(Scheduling(at=session.started, question=first, on=True))
        return self._quiz(self.record.begin(session, *settled))

    def resume(self) -> "Quiz | None":
        """The session that broke off, at the question where it did; None if there is none.

        A question that was suspended meanwhile is left out, and nothing may be left then.
        """
        session = self._unfinished()
        if session is None:
            return None
        quiz = self._quiz(session)
        if not self.record.read_only:
            pass_over(quiz, self.library, self.record)
        return None if quiz.finished else quiz

    def broke_off(self, packs: Collection[str]) -> bool:
        """Whether there is a session to resume that asks of these packs alone."""
        session = self._unfinished()
        if session is None or session.mode is Mode.INTERVIEW:
            return False
        return all(pack_of(question) in packs for question in session.queue)

    def _unfinished(self) -> Session | None:
        """A session that broke off and whose questions are all still there."""
        session = self.record.unfinished()
        if session is None:
            return None
        known = {entry.id for entry in self.library.entries()} | self.library.renamed.keys()
        return session if known.issuperset(session.queue) else None

    def _quiz(self, session: Session) -> "Quiz":
        from quizapp.services.quiz import Quiz  # here as others: home is shown without

        return Quiz(
            session,
            self.library,
            self.record,
            self.clock,
            self.lang,
            settings=self.settings,
            words=self.laboratory.linked_words,
        )

    def select(self, wish: Wish, seed: int = 0) -> tuple[QuestionId, ...]:
        """The questions wished for, in order. Raises UsageError where there are none."""
        chosen = self._selection(wish)
        questions = self._pick(chosen, wish, seed)
        if not questions:
            raise self._nothing_to_ask(chosen, wish)
        return questions

    def _selection(self, wish: Wish) -> list[Entry]:
        self.refuse_unknown(wish)
        return [
            entry
            for entry in self.library.entries()
            if (not wish.packs or pack_of(entry.id) in wish.packs)
            and (not wish.kinds or entry.kind in wish.kinds)
            and (not wish.difficulties or entry.difficulty in wish.difficulties)
            and (
                not wish.topics
                or entry.topic in wish.topics
                or entry.topic.partition("/")[2] in wish.topics
            )
        ]

    def refuse_unknown(self, wish: Wish) -> None:
        """Raises UsageError for a pack, topic or kind that does not exist, with the nearest."""
        packs = {str(pack.id): pack for pack in self.library.packs}
        for name in wish.packs:
            if name not in packs:
                raise unknown("pack", name, packs)
            if not packs[name].usable:
                raise UsageError(
                    say("The pack {name} has errors and cannot be asked.", name=name),
                    hint=say(
                        "quizapp pack check {folder} lists them.",
                        folder=trusting.typed(packs[name].path),
                    ),
                )
        topics = {entry.topic for entry in self.library.entries()}
        topics_short = {topic.partition("/")[2] for topic in topics}
        for name in wish.topics:
            if name not in topics and name not in topics_short:
                raise unknown("topic", name, topics_short)
        from quizapp.core.questions import KINDS

        for name in wish.kinds:
            if name not in KINDS:
                raise unknown("kind", name, KINDS)

    def _pick(self, entries: Sequence[Entry], wish: Wish, seed: int) -> tuple[QuestionId, ...]:
        from quizapp.core.calibration import confident_mistakes
        from quizapp.core.picking import Candidate, pick, topic_ranks

        today = self.clock().astimezone().date()
        left_out = self.record.buried(today) | self.record.suspended()
        if wish.questions:
            fitting = {entry.id for entry in entries} - left_out
            return tuple(each for each in wish.questions if each in fitting)[: wish.length]
        cards = self.record.cards()
        after: dict[TopicId, tuple[TopicId, ...]] = {}
        for pack in self.library.packs:
            after |= pack.topics_after
        ranks = topic_ranks(after)
        learning = wish.mode is Mode.LEARN
        mistaken = {
            review.question
            for review in confident_mistakes(self.record.reviews() if learning else ())
        }
        candidates = [
            Candidate(
                e.id,
                e.topic,
                ranks.get(e.topic, 0),
                e.difficulty,
                cards.get(e.id),
                e.id in mistaken,
            )
            for e in entries
            if e.id not in left_out
        ]
        return pick(
            candidates,
            now=self.clock(),
            limit=wish.length,
            mode=wish.mode,
            seed=seed,
            most_new=self.new_left() if wish.new is None else wish.new,
        )

    def new_left(self) -> int:
        """How many new questions today's limit still allows."""
        today = self.clock().astimezone().date()
        return max(0, self.settings.new_per_day - self.record.days.new(today))

    def _nothing_to_ask(self, chosen: Sequence[Entry], wish: Wish) -> UsageError:
        if not chosen or wish.mode is not Mode.LEARN:
            return nothing_fits(chosen)
        known = self.record.cards()
        limited = wish.new is None and not self.new_left()
        if limited and any(entry.id not in known for entry in chosen):
            return NothingDue(
                say(
                    "Nothing is due, and today's {n} new questions are done.",
                    n=self.settings.new_per_day,
                ),
                hint=say("quizapp quiz --new 5 asks five more; --mode cram asks anything again."),
            )
        return NothingDue(
            say("There is nothing to ask: no question is due and none is new."),
            hint=say("Use --mode cram to go through everything once more."),
        )


def pack_folders(extra: Sequence[Path] = ()) -> list[Path]:
    """Every folder that holds a pack: given ones first, then installed, then bundled.

    Last come those that Python distributions offer.
    """
    found = list(extra)
    for shelf in (paths.packs_folder(), paths.bundled("content")):
        if shelf.is_dir():
            there = sorted(path for path in shelf.iterdir() if not path.name.startswith("."))
            found += [path for path in there if (path / "pack.yaml").is_file()]
    return [*found, *(each.folder for each in offered())]

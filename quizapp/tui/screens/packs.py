"""Packs: what is installed, where it came from, what it may run; adding and removing."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.ids import QuestionId
from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.packs.problems import format_problem
from quizapp.paths import shown
from quizapp.services import opened
from quizapp.services.pack_report import PackLine, pack_lines, translated
from quizapp.tui.commands import PACKS, bindings
from quizapp.tui.keys import sign_of
from quizapp.tui.literal import literal
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.screens.pack_about import ConfirmingScreen, PackScreen, TrustingScreen
from quizapp.tui.screens.problems import ProblemsScreen
from quizapp.tui.widgets.keybar import KeyBar

LOOK_S = 0.3
"""How often the progress of an installation is told."""


class PacksScreen(BaseScreen[None]):
    """A line for each pack; enter tells all of it, t shows what it would run."""

    KEYS = PACKS
    SHOWS_PACKS = True
    BINDINGS = bindings(PACKS)

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[PackLine, ...] = ()
        self.before: tuple[Path, ...] = ()
        """Folders that packs were opened from some time before."""
        self._fetched: int | None = None
        """Bytes that have come so far; None while nothing is fetched."""

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield OptionList(id="packs", markup=False)
        yield Static(id="state")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self.fill()
        self.set_interval(LOOK_S, self._tell_progress)
        self.query_one("#packs").focus()

    def on_screen_resume(self) -> None:
        """Coming back from what may have changed a pack."""
        if self.is_mounted and self.query("#packs"):
            self.fill()

    def language_changed(self) -> None:
        super().language_changed()
        self.fill()

    @property
    def _waiting(self) -> Path | None:
        """The highlighted folder, if it is none of the packs that are open now."""
        at = self.query_one("#packs", OptionList).highlighted
        place = -1 if at is None else at - len(self.lines)
        return self.before[place] if 0 <= place < len(self.before) else None

    @property
    def chosen(self) -> PackLine | None:
        """The highlighted pack."""
        at = self.query_one("#packs", OptionList).highlighted
        return self.lines[at] if at is not None and at < len(self.lines) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A bundled pack is neither trusted nor removed nor fetched."""
        chosen = self.chosen if self.query("#packs") else None
        waiting = self._waiting if self.query("#packs") else None
        own = chosen is not None and chosen.shelf.kind != "bundled"
        match action:
            case "open":
                return chosen is not None or waiting is not None
            case "compose":
                return chosen is not None and chosen.info.usable
            case "trust":
                return own
            case "remove":
                return waiting is not None or (own and self._fetched is None and self._installed)
            case "update":
                return own and self._fetched is None and self._installed
            case "add":
                return self._fetched is None
        return True

    @property
    def _installed(self) -> bool:
        return self.chosen is not None and self.chosen.shelf.kind == "installed"

    def on_option_list_option_highlighted(self) -> None:
        """Other keys do something now."""
        self.refresh_keys()

    def on_option_list_option_selected(self) -> None:
        """Tell all of a pack."""
        if self.chosen:
            self.app.push_screen(PackScreen(self.chosen))
        elif self._waiting:
            opened.open_again(self.house, self._waiting)
            self.quiz_app.take_in_packs()

    def action_open(self) -> None:
        """Tell all of the highlighted pack."""
        self.query_one("#packs", OptionList).action_select()

    def action_compose(self) -> None:
        """A form for a new question."""
        from quizapp.packs.pack import load_pack
        from quizapp.services.editing import added_note, refuse_installed
        from quizapp.tui.screens.composing import ComposingScreen

        if self.chosen is None:
            return
        folder = self.chosen.info.path
        try:
            refuse_installed(self.chosen.info)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
            return
        pack = load_pack(folder).pack
        if pack is not None:
            self.app.push_screen(ComposingScreen(folder, pack), self._composed)
            if note := added_note(self.chosen.info):
                self.tell(note, severity="warning")

    def _composed(self, added: QuestionId | None) -> None:
        if added is not None:
            self.quiz_app.take_in_packs()
            self._end(say("Written: {question}", question=added))

    def action_trust(self) -> None:
        """Show what the pack would run."""
        from quizapp.services.trusting import examine

        if self.chosen is None:
            return
        try:
            examined = examine(self.chosen.info.path)
        except QuizappError as error:
            self.tell(error.told(self.tr), severity="warning")
        else:
            self.app.push_screen(TrustingScreen(examined))

    def action_remove(self) -> None:
        """Ask, then remove the pack; forget a folder at once, which stays as it is."""
        if self._waiting:
            opened.forget(self.house.record, self._waiting)
            self.fill()
        if self.chosen is None:
            return
        name = str(self.chosen.info.id)

        def take(sure: bool | None) -> None:
            if sure:
                self.run_worker(self._remove(name), group="packs")

        asked = say(
            "Remove {title}? Your answers stay in the record.",
            title=self.chosen.info.title(self.house.lang),
        )
        self.app.push_screen(ConfirmingScreen(asked), take)

    def action_add(self) -> None:
        """Ask where from, then fetch, check and install in the background."""
        from quizapp.packs.fetching import place_of

        def take(typed: str | None) -> None:
            if typed is not None:
                self.run_worker(self._add(typed), group="packs")

        hint = say("A folder, a .zip or .tar.gz, its https address, or a git repository")
        self.app.push_screen(AskingScreen(say("Add a pack from"), "", hint, place_of), take)

    def action_update(self) -> None:
        """Fetch the pack anew from where it came from."""
        if self.chosen is not None:
            self.run_worker(self._update(str(self.chosen.info.id)), group="packs")

    async def _add(self, source: str) -> None:
        from quizapp.services.installing import BrokenPack, TakenId, add

        self._begin()
        try:
            added = await asyncio.to_thread(
                add, source, clock=self.house.clock, progress=self._progress
            )
        except BrokenPack as error:
            self._end(plain(error.message, self.tr).rstrip(":"), wrong=True)
            self.app.push_screen(ProblemsScreen(error.problems))
            return
        except TakenId as error:
            instead = say("u on that pack updates it; x removes it, so that this one can be added.")
            told_here = QuizappError(error.message, hint=instead)
            self._end(told_here.told(self.tr), wrong=True)
            return
        except QuizappError as error:
            self._end(error.told(self.tr), wrong=True)
            return
        names = ", ".join(each.id for each in added)
        told = say("Added: {names}", names=names)
        if any(each.runs for each in added):
            told = say(
                "Added: {names}. {trust} shows what it would run once you trust it.",
                names=names,
                trust=sign_of(self, "packs.trust"),
            )
        self._end(told, kept=[each.kept for each in added if each.kept])
        ids = [str(line.info.id) for line in self.lines]
        if added[0].id in ids:  # so that the next keys mean it
            self.query_one("#packs", OptionList).highlighted = ids.index(added[0].id)

    async def _update(self, name: str) -> None:
        from quizapp.services.installing import update

        self._begin()
        (told,) = await asyncio.to_thread(
            update, [name], clock=self.house.clock, progress=self._progress
        )
        if told.error:
            self._end(told.error.told(self.tr), wrong=True)
        elif told.same:
            self._end(say("{pack} {version} is up to date", pack=name, version=told.before))
        else:
            changes = told.changes
            self._end(
                say(
                    "{pack} {before} → {after}: {new} questions new, {changed} changed, "
                    "{removed} removed, {renamed} renamed",
                    pack=name,
                    before=told.before,
                    after=told.after,
                    new=len(changes.new),
                    changed=len(changes.changed),
                    removed=len(changes.removed),
                    renamed=len(changes.renamed),
                ),
                kept=[told.kept] if told.kept else [],
            )

    async def _remove(self, name: str) -> None:
        from quizapp.services.installing import remove

        self._begin()
        try:
            await asyncio.to_thread(remove, name)
        except QuizappError as error:
            self._end(error.told(self.tr), wrong=True)
        else:
            self._end(say("Removed: {names}", names=name))

    def _begin(self) -> None:
        self._fetched = 0
        self._tell_progress()
        self.refresh_keys()

    def _progress(self, size: int) -> None:
        """Called from the thread that fetches."""
        self._fetched = size

    def _end(self, told: Words, *, wrong: bool = False, kept: Sequence[Path] = ()) -> None:
        """Tell how it went; `kept` are copies of packs that were changed here."""
        self._fetched = None
        self.house.look_again()
        self.fill()
        style = "$text-warning" if wrong else "$text-success"
        lines = [literal(plain(told, self.tr), style)]
        for copy in kept:
            words = say("It was changed here: your copy is kept in {folder}", folder=str(copy))
            lines.append(literal(plain(words, self.tr), "$text-warning"))
        self.query_one("#state", Static).update(Content("\n").join(lines))

    def _tell_progress(self) -> None:
        if self._fetched is not None:
            told = say("At work: {size} kB fetched", size=self._fetched // 1000)
            self.query_one("#state", Static).update(literal(plain(told, self.tr)))

    def action_back(self) -> None:
        """Back home."""
        self.dismiss()

    def fill(self) -> None:
        """Show the packs as they are now."""
        self.lines = pack_lines(self.house)
        heading = say("Packs: {n}", n=len(self.lines))
        self.query_one("#heading", Static).update(literal(plain(heading, self.tr), "bold"))
        listed = self.query_one("#packs", OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        for line in self.lines:
            listed.add_option(Option(self._row(line)))
        self.before = opened.opened_before(self.house)
        for folder in self.before:
            key = self.quiz_app.keymap.sign_of("packs.open")
            waits = say("opened from its folder before: {key} opens it again", key=key)
            row = [literal(f"{shown(folder)}\n"), literal(plain(waits, self.tr), "$text-muted")]
            listed.add_option(Option(Content("").join(row)))
        for problem in self.house.library.twice:  # they are no packs that could be chosen
            style = "$text-error" if problem.severity == "error" else "$text-muted"
            told = literal(format_problem(problem, self.tr), style)
            listed.add_option(Option(told, disabled=True))
        if choosable := len(self.lines) + len(self.before):
            listed.highlighted = min(at, choosable - 1)
        self.refresh_keys()

    def _row(self, line: PackLine) -> Content:
        info = line.info
        figures = plain(line.figures, self.tr)
        if shares := translated(info):
            figures += f" · {shares}"
        free = line.shelf.kind == "bundled" or line.trusted
        row = [
            literal(info.title(self.house.lang), "bold"),
            literal(f"  {info.id} {info.version}\n", "$text-muted"),
            literal(figures),
            literal(f" · {plain(line.standing, self.tr)}", "" if free else "$text-warning"),
        ]
        if line.errors:
            count = len(line.errors)
            told = plain(say("1 error") if count == 1 else say("{n} errors", n=count), self.tr)
            row.append(literal(f" · {told}", "$text-error"))
        origin = shown(info.path) if line.shelf.kind == "folder" else line.shelf.origin
        if line.shelf.place is not None or line.shelf.kind == "folder":
            row.append(literal(f"\n{origin}", "$text-muted"))
        return Content("").join(row)

"""Home: what is to be done today, and where to begin."""

import asyncio

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from quizapp.core.say import Words, plain, say
from quizapp.errors import QuizappError
from quizapp.services.house import Wish
from quizapp.services.views import Overview, PackStatus
from quizapp.tui.commands import HOME, bindings
from quizapp.tui.literal import literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.keybar import KeyBar

BAR = 10
"""Cells of the mastery bar."""


class HomeScreen(BaseScreen[None]):
    """Packs with due, new and mastery; enter starts, or goes on where a session broke off."""

    KEYS = HOME
    SHOWS_PACKS = True
    BINDINGS = bindings(HOME)

    def compose(self) -> ComposeResult:
        yield Static(id="heading")
        yield Static(id="interview")
        yield Static(id="notice")
        yield OptionList(id="packs", markup=False)
        yield Static(id="about")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#packs").focus()

    def on_screen_resume(self) -> None:
        """Coming back from a session: the figures have changed."""
        if self.is_mounted and self.query("#packs"):
            self._fill()

    def language_changed(self) -> None:
        super().language_changed()
        self._fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Errors are offered only where there are some."""
        return action != "problems" or bool(self._overview().problems)

    def action_start(self) -> None:
        """Start what is highlighted."""
        self.query_one("#packs", OptionList).action_select()

    def action_lab(self) -> None:
        """All demos."""
        self.quiz_app.go("lab")

    def action_plan(self) -> None:
        """What to do until the interview."""
        self.quiz_app.go("plan")

    def action_statistics(self) -> None:
        """How the learner is doing."""
        self.quiz_app.go("statistics")

    def action_options(self) -> None:
        """Choose what a session of the highlighted packs shall be made of."""
        from quizapp.tui.screens.options import OptionsScreen

        option = self.query_one("#packs", OptionList).highlighted_option
        name = option.id if option else None
        packs = (name,) if name and name not in ("all", "resume", "interview") else ()
        self.app.push_screen(OptionsScreen(packs, self.house.settings.session_length))

    def action_interview(self) -> None:
        """What a mock interview shall be."""
        self.quiz_app.go("interview")

    def action_packs(self) -> None:
        """What is installed."""
        self.quiz_app.go("packs")

    def action_problems(self) -> None:
        """All errors in packs."""
        from quizapp.tui.screens.problems import ProblemsScreen

        self.app.push_screen(ProblemsScreen(self._overview().problems))

    def action_theme(self) -> None:
        """The list of themes."""
        from quizapp.tui.screens.theming import ThemingScreen

        self.app.push_screen(ThemingScreen())

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()

    def on_option_list_option_selected(self, message: OptionList.OptionSelected) -> None:
        """Start a session of the chosen row."""
        name = message.option.id or ""
        if name == "resume":
            self.quiz_app.resume_session()
        elif name == "interview":
            self._resume_interview()
        else:
            packs = () if name == "all" else (name,)
            self.quiz_app.wish = Wish(packs=packs, length=self.house.settings.session_length)
            self.quiz_app.start_session()

    def _resume_interview(self) -> None:
        from quizapp.services.interviewing import broken_off
        from quizapp.tui.screens.interview_resume import go_on

        if session := broken_off(self.house):
            go_on(self, session)

    def on_option_list_option_highlighted(self, message: OptionList.OptionHighlighted) -> None:
        """Say what the highlighted pack is about."""
        about = {pack.id: pack.description for pack in self._overview().packs}
        self.query_one("#about", Static).update(
            literal(about.get(str(message.option.id), ""), "$text-muted")  # type: ignore[call-overload]  # a row that is no pack has no description
        )

    def _overview(self) -> Overview:
        if not hasattr(self, "_seen"):
            self._seen = self.house.overview()
        return self._seen

    def _fill(self) -> None:
        self._seen = overview = self.house.overview()
        self._show_heading(overview)
        self.call_after_refresh(self._show_interview)  # what it needs may wait for the first frame
        listed = self.query_one("#packs", OptionList)
        at = listed.highlighted or 0
        listed.clear_options()
        if self.house.record.interviews.broken_off():
            self._offer_interview(listed)
        if overview.unfinished:
            answered, total = overview.unfinished
            told = say("Go on where you stopped: {n} of {total}", n=answered, total=total)
            listed.add_option(Option(literal(plain(told, self.tr), "bold"), id="resume"))
        if len(overview.packs) > 1:
            every = PackStatus(
                "all",  # type: ignore[arg-type]  # a row over all packs is no pack
                plain(say("All packs"), self.tr),
                "",
                sum(pack.questions for pack in overview.packs),
                overview.due,
                sum(pack.new for pack in overview.packs),
                mastery(overview),
            )
            listed.add_option(Option(self._row(every), id="all"))
        for pack in overview.packs:
            listed.add_option(Option(self._row(pack), id=pack.id))
        if listed.option_count:
            listed.highlighted = min(at, listed.option_count - 1)
        self.refresh_keys()

    def _offer_interview(self, listed: OptionList) -> None:
        """The row of the interview that broke off, if it can be asked."""
        from quizapp.services.interviewing import broken_off
        from quizapp.tui.screens.interview_resume import offer

        if interview := broken_off(self.house):
            waits = literal(plain(offer(self, interview), self.tr), "bold")
            listed.add_option(Option(waits, id="interview"))

    def _show_heading(self, overview: Overview) -> None:
        due = say("{due} due · {n} answered today", due=overview.due, n=overview.answered_today)
        self.query_one("#heading", Static).update(
            Content.assemble(
                ("quizapp ", "bold $text-primary"),
                literal(plain(say("answers are proved"), self.tr), "$text-muted"),
                literal(f"   {plain(due, self.tr)}"),
            )
        )
        told = []
        if overview.notice:
            told.append(literal(plain(overview.notice, self.tr), "$text-warning"))
        if overview.problems:
            key = self.quiz_app.keymap.sign_of("home.problems")
            count = len(overview.problems)
            errors = (
                say("1 error in a pack: {key} shows it", key=key)
                if count == 1
                else say("{n} errors in packs: {key} shows them", n=count, key=key)
            )
            told.append(literal(plain(errors, self.tr), "bold $text-error"))
        if not overview.packs:
            told.append(literal(plain(say("No pack is installed."), self.tr)))
        notice = self.query_one("#notice", Static)
        notice.update(Content("\n").join(told))
        notice.display = bool(told)

    def _show_interview(self) -> None:
        """When it is; what would be recalled then follows once it is known."""
        from quizapp.services.countdown import interview

        found = interview(self.house) if self._seen.packs else None
        if found:
            self._tell_interview()
            self.call_after_refresh(self.run_worker, self._forecast(), exclusive=True)
        elif self._seen.packs:
            key = self.quiz_app.keymap.sign_of("home.plan")
            told = say("{key} sets your interview's date and plans for it.", key=key)
            self.query_one("#interview", Static).update(
                literal(plain(told, self.tr), "$text-muted")
            )

    def _tell_interview(self, *more: Words) -> None:
        from quizapp.services.countdown import interview

        found = interview(self.house)
        if found is None:
            return
        when, days = found
        told = (
            say("Interview today")
            if days == 0
            else say("Interview tomorrow")
            if days == 1
            else say("Interview in {days} days, on {date}", days=days, date=str(when))
        )
        parts = [literal(plain(told, self.tr), "bold")]
        parts += [literal(plain(words, self.tr)) for words in more]
        self.query_one("#interview", Static).update(Content(" · ").join(parts))

    async def _forecast(self) -> None:
        """In a thread: it takes long enough to be felt."""
        from quizapp.services.countdown import readiness

        try:
            found = await asyncio.to_thread(readiness, self.house)
        except QuizappError:
            return  # home does without; the plan's screen tells why
        if found and self.query("#interview"):
            self._tell_interview(
                say("{share:.0%} recalled then if you stop", share=found.without),
                say("{share:.0%} with the plan", share=found.planned),
            )

    def _row(self, pack: PackStatus) -> Content:
        filled = round(pack.mastery * BAR)
        figures = say(
            "{questions} questions · {due} due · {new} new",
            questions=pack.questions,
            due=pack.due,
            new=pack.new,
        )
        return Content.assemble(
            literal(pack.title, "bold"),
            "\n",
            ("█" * filled, "$success"),
            "░" * (BAR - filled),
            literal(f" {pack.mastery:4.0%}  {plain(figures, self.tr)}"),
        )


def mastery(overview: Overview) -> float:
    """The expected share of all questions that would be recalled now."""
    questions = sum(pack.questions for pack in overview.packs)
    known = sum(pack.mastery * pack.questions for pack in overview.packs)
    return known / questions if questions else 0.0

"""The end of a session: what was right, what comes back, and when."""

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.say import plain, say
from quizapp.services.views import Summary
from quizapp.tui.commands import SUMMARY, bindings
from quizapp.tui.literal import inline, literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.explanation import first_line
from quizapp.tui.widgets.keybar import KeyBar
from quizapp.tui.widgets.verdict import span


class SummaryScreen(BaseScreen[None]):
    """One line for each answer, wrong ones marked in sign and word."""

    KEYS = SUMMARY
    BINDINGS = bindings(SUMMARY)

    def __init__(self, summary: Summary) -> None:
        super().__init__()
        self.summary = summary

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="summary"):
            yield Static(id="told")
        yield KeyBar(self.tr)

    def on_mount(self) -> None:
        self.language_changed()

    def language_changed(self) -> None:
        super().language_changed()
        self.query_one("#told", Static).update(self._text())

    def action_again(self) -> None:
        """Another session of the same wish."""
        self.quiz_app.start_session(replace=True)

    def action_back(self) -> None:
        """Home."""
        self.dismiss()

    def _text(self) -> Content:
        summary = self.summary
        told = say(
            "{right} of {all} right in {minutes:.0f} min",
            right=summary.right,
            all=len(summary.answers),
            minutes=max(1.0, summary.seconds / 60),
        )
        rows = [
            literal(plain(say("The session is done."), self.tr), "bold $primary"),
            literal(plain(told, self.tr), "bold"),
        ]
        if summary.next_due is not None:
            when = plain(span(summary.next_due), self.tr)
            comes = say("The first of these questions comes back in {time}.", time=when)
            rows.append(literal(plain(comes, self.tr), "$text-muted"))
        rows.append(Content(""))
        for answer in summary.answers:
            sign, style = (
                ("✓", "$text-success")
                if answer.score >= 1
                else ("◐", "$text-warning")
                if answer.score > 0
                else ("✗", "$text-error")
            )
            prompt = first_line(answer.prompt)
            rows.append(Content.assemble((f"{sign} ", f"bold {style}"), inline(prompt)))
        return Content("\n").join(rows)

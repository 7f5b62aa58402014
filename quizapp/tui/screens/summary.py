"""The end of a session: what was right, what comes back, and when."""

from collections.abc import Sequence
from datetime import timedelta

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from quizapp.core.cells import cell_width, padded
from quizapp.core.say import Text, plain, say
from quizapp.core.session import Mode
from quizapp.services.house import Wish
from quizapp.services.summary_words import span, what_changed
from quizapp.services.views import Answered, Summary
from quizapp.tui.commands import SUMMARY, bindings
from quizapp.tui.literal import inline, literal
from quizapp.tui.screens.base import BaseScreen
from quizapp.tui.widgets.explanation import first_line
from quizapp.tui.widgets.keybar import KeyBar


class SummaryScreen(BaseScreen[None]):
    """What was right by topic, mistakes with their answers, and what the session changed."""

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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Mistakes can be repeated only where there are some."""
        return action != "repeat" or bool(self.summary.mistakes)

    def action_again(self) -> None:
        """Another session of the same wish."""
        self.quiz_app.start_session(replace=True)

    def action_repeat(self) -> None:
        """The mistakes once more, now."""
        questions = tuple(answer.question for answer in self.summary.mistakes)
        wish = Wish(mode=Mode.CRAM, questions=questions, length=len(questions))
        self.quiz_app.start_session(replace=True, wish=wish)

    def action_back(self) -> None:
        """Home."""
        self.dismiss()

    def _text(self) -> Content:
        summary = self.summary
        rows = [literal(plain(say("The session is done."), self.tr), "bold $primary")]
        told = say(
            "{right} of {all} right in {minutes:.0f} min",
            right=summary.right,
            all=len(summary.answers),
            minutes=max(1.0, summary.seconds / 60),
        )
        rows.append(self._line(told, "bold"))
        rows += [literal(line, "$text-muted") for line in what_changed(summary, self.tr)]
        rows += self._topics()
        mistakes = summary.mistakes
        sure = [each for each in mistakes if each.confident_mistake]
        rows += self._mistakes(say("You were sure, and mistaken"), sure)
        rows += self._mistakes(
            say("To be learned"), [each for each in mistakes if each not in sure]
        )
        rows += self._right()
        return Content("\n").join(rows)

    def _topics(self) -> list[Content]:
        """How each topic went, where there was more than one."""
        topics = self.summary.topics
        if len(topics) < 2:
            return []
        width = max(cell_width(each.topic) for each in topics)
        rows = [
            Content.assemble(
                f"  {padded(each.topic, width)}  ",
                (f"✓ {each.right}", "$text-success"),
                (f"  ◐ {each.partly}", "$text-warning"),
                (f"  ✗ {each.wrong}", "$text-error"),
            )
            for each in topics
        ]
        return [Content(""), self._line(say("By topic"), "bold"), *rows]

    def _mistakes(self, title: Text, answers: Sequence[Answered]) -> list[Content]:
        if not answers:
            return []
        rows = [Content(""), self._line(title, "bold")]
        for answer in answers:
            rows.append(self._answer(answer))
            right = plain(answer.right, self.tr)
            if right:
                told = f"{plain(say('Right:'), self.tr)} "
                rows.append(Content.assemble("    ", (told, "$text-muted"), inline(right)))
        return rows

    def _right(self) -> list[Content]:
        wrong = {answer.question for answer in self.summary.mistakes}
        known = [answer for answer in self.summary.answers if answer.question not in wrong]
        if not known:
            return []
        rows = [self._answer(answer) for answer in known]
        return [Content(""), self._line(say("Right"), "bold"), *rows]

    def _answer(self, answer: Answered) -> Content:
        """A sign, when it comes back, and the prompt."""
        sign, style = _sign(answer)
        width = max(cell_width(self._back(each)) for each in self.summary.answers)
        back = f"{padded(self._back(answer), width)}  " if width else ""
        return Content.assemble(
            "  ",
            (sign, f"bold {style}"),
            " ",
            literal(back, "$text-muted"),
            inline(first_line(answer.prompt)),
        )

    def _back(self, answer: Answered) -> str:
        """In how long a question comes back; nothing where the session scheduled nothing."""
        if answer.comes_back is None:
            return ""
        time = plain(span(max(answer.comes_back, timedelta())), self.tr)
        return plain(say("in {time}", time=time), self.tr)

    def _line(self, words: Text, style: str) -> Content:
        return literal(plain(words, self.tr), style)


def _sign(answer: Answered) -> tuple[str, str]:
    if answer.score >= 1:
        return "✓", "$text-success"
    return ("◐", "$text-warning") if answer.score > 0 else ("✗", "$text-error")

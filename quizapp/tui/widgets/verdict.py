"""What is said right after an answer: right or not, why, and how it is to be rated."""

from collections.abc import Mapping
from datetime import timedelta

from textual.content import Content
from textual.style import Style

from quizapp.core.responses import Adjust, Grade, Rating
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services.summary_words import span
from quizapp.services.views import QuizView
from quizapp.tui.keys import KeyOf, usual
from quizapp.tui.literal import inline, literal

RATINGS = {
    Rating.AGAIN: say("Again"),
    Rating.HARD: say("Hard"),
    Rating.GOOD: say("Good"),
    Rating.EASY: say("Easy"),
}


ROOMY = 72
"""From this width on there is space between the ratings."""
WIDE_ENOUGH = 90
"""From this width on every rating tells when the question comes back."""


def heading(view: QuizView) -> Content:
    """The line on top: topic, difficulty, flag, place in the session."""
    stars = "●" * view.question.difficulty + "○" * (5 - view.question.difficulty)
    flag = " ⚑" if view.flagged else ""
    return Content.assemble(
        literal(view.topic, "bold"),
        literal(f"  {stars}{flag}", "$text-muted"),
        literal(f"  {view.number}/{view.total}", "bold $text-accent"),
    )


def verdict(grade: Grade, answered: bool, tr: Translate) -> Content:
    """A sign and a word."""
    head: tuple[str, Text, str]
    if grade.correct:
        head = "✓", say("Right"), "bold $text-success"
    elif grade.score > 0:
        share = round(100 * grade.score)
        head = "◐", say("Partly right: {share}%", share=share), "bold $text-warning"
    elif answered:
        head = "✗", say("Not right"), "bold $text-error"
    else:
        head = "○", say("Here is the answer"), "bold $text-accent"
    sign, word, style = head
    return literal(f"{sign} {plain(word, tr)}", style)


def reasons(grade: Grade, tr: Translate) -> Content:
    """Why it is graded so, one sentence below the other."""
    return Content("\n").join(inline(plain(reason, tr)) for reason in grade.reasons)


def what_becomes(view: QuizView, key: KeyOf) -> Text | None:
    """Of a question that has changed since its last review: what becomes of its schedule."""
    if not view.changed:
        return None
    match view.adjusted:
        case Adjust.SHORTEN:
            return say(
                "This question has changed: its schedule is shortened. {undo} takes it back.",
                undo=key("undo"),
            )
        case Adjust.RESET:
            return say(
                "This question has changed: its schedule begins anew. {undo} takes it back.",
                undo=key("undo"),
            )
    return say(
        "This question has changed since you last answered it. Its schedule is kept; "
        "{shorten} shortens it, {anew} begins it anew.",
        shorten=key("shorten"),
        anew=key("anew"),
    )


def ratings(view: QuizView, tr: Translate, width: int, key: KeyOf = usual) -> Content:
    """Verdict and ratings on one line, the suggested one first because enter accepts it."""
    suggested, grade = view.suggested, view.grade
    if suggested is None or grade is None:
        return Content("")
    told = view.intervals if width >= WIDE_ENOUGH else None
    parts = [verdict(grade, view.response is not None, tr)]
    if width >= ROOMY:
        accepted = Content.assemble(
            (f"{key('accept')} ", "bold $text-accent"),
            (plain(RATINGS[suggested], tr), "bold"),
            literal(_interval(told, suggested, tr), "$text-muted"),
            " │",
        ).stylize(Style.from_meta({"@click": "screen.accept"}))
        parts.append(accepted)
    parts += [
        Content.assemble(
            ("⏎" if rating is suggested and width < ROOMY else "", "bold $text-accent"),
            (f"{key(rating.name.lower())} ", "bold $text-accent"),
            plain(RATINGS[rating], tr),
            literal(_interval(told, rating, tr), "$text-muted"),
        ).stylize(Style.from_meta({"@click": f"screen.rate({int(rating)})"}))
        for rating in Rating
    ]
    return Content("  " if width >= ROOMY else " ").join(parts)


def _interval(intervals: Mapping[Rating, timedelta] | None, rating: Rating, tr: Translate) -> str:
    return f" {plain(span(intervals[rating]), tr)}" if intervals else ""

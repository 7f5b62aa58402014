"""The line above an interview's question: which one, its topic, and a quiet clock."""

from textual.content import Content

from quizapp.core.cells import cell_width, clipped
from quizapp.core.say import Text, Translate, plain, say
from quizapp.services import interviewer
from quizapp.services.interview import Interview, InterviewView
from quizapp.services.interview_words import clocked
from quizapp.tui.literal import inline, literal

QUIET = 15
"""Seconds between two faces of the clock where motion is unwanted."""
SHORTEST = 8
"""Cells of a topic at least."""


def standing(
    interview: Interview, stage: InterviewView, tr: Translate, *, width: int, still: bool
) -> Content:
    """The line for a screen of `width` cells; the topic gives way to the clock."""
    plan = interview.plan
    number = f"{stage.number}/{plan.questions}" if plan.questions else str(stage.number)
    flag = "⚑  " if stage.quiz.flagged else ""
    told = flag + _clock(interview, stage, tr, QUIET if still else 1)
    room = width - cell_width(number) - cell_width(told) - 8
    topic = clipped(stage.quiz.topic, max(SHORTEST, room))
    parts = [
        literal(number, "bold $text-accent"),
        literal(topic, "bold"),
        literal(told, "$text-muted"),
    ]
    return Content("  ").join(parts)


def spoken(interview: Interview, stage: InterviewView, tr: Translate) -> Content:
    """What the interviewer says around a question."""
    said = [interviewer.turn(stage), interviewer.allowance(stage)]
    if stage.number == 1:
        plan, minutes = interview.plan, interview.expected_minutes()
        said = [interviewer.opening(plan, minutes), interviewer.rules(plan), *said]
    text = " ".join(plain(words, tr) for words in said)
    return literal(f"» {text}", "italic $text-primary")


def helped(stage: InterviewView, tr: Translate) -> Content:
    """The hint, once it was taken or given; nothing before."""
    if not stage.hint:
        return Content("")
    lead = interviewer.HELPED if stage.given else interviewer.HINT
    shown = literal(f"{plain(lead, tr)} ", "bold $text-warning")
    return Content.assemble(shown, inline(stage.hint))


def _clock(interview: Interview, stage: InterviewView, tr: Translate, step: int) -> str:
    """Time on the question beside its clock, in whole steps of seconds, and time in all.

    While something hides the question, that its clock stands.
    """
    spent = interview.spent()
    if not interview.open:
        answer = interview.session.answer
        spent = answer.elapsed_ms / 1000 if answer else 0.0
    shown, over = int(spent) // step * step, int(spent) - stage.clock
    beside = (
        say("{time}, {over} over", time=clocked(stage.clock + over), over=clocked(over))
        if over > 0
        else say("{time} of {clock}", time=clocked(shown), clock=clocked(stage.clock))
    )
    told = plain(beside, tr)
    if interview.hidden:
        return f"{told} · {plain(say('the clock stands'), tr)}"
    return f"{told} · {plain(say('in all {whole}', whole=plain(_in_all(interview), tr)), tr)}"


def _in_all(interview: Interview) -> Text:
    minutes, limit = int(interview.spent_in_all()) // 60, interview.plan.minutes
    if limit and minutes > limit:
        return say("{n} min, {over} over", n=minutes, over=minutes - limit)
    return say("{n} of {limit} min", n=minutes, limit=limit) if limit else say("{n} min", n=minutes)

"""What the interviewer says: openings, turns, and farewells, the same in every front."""

from quizapp.core.interview import Move, Plan, Verdicts
from quizapp.core.say import Text, say
from quizapp.core.session import Session
from quizapp.services.interview import InterviewView

_DEEPER = (
    say("Let us go deeper into that."),
    say("Staying with that:"),
    say("And what lies behind it?"),
)
_ASIDE = (
    say("Let me come at it from another side."),
    say("Let us take a step aside, to something smaller."),
)
_TOPIC = (
    say("Let us turn to {topic}."),
    say("Another subject: {topic}."),
    say("I would like to talk about {topic} now."),
)


def opening(plan: Plan, minutes: float) -> Text:
    """Before the first question."""
    if plan.minutes:
        return say("Welcome. We have {minutes} minutes.", minutes=plan.minutes)
    return say(
        "Welcome. I have {n} questions for you, about {minutes} minutes.",
        n=plan.questions,
        minutes=max(1, round(minutes)),
    )


def rules(plan: Plan) -> Text:
    """How verdicts are given."""
    if plan.verdicts is Verdicts.END:
        return say("I tell you at the end how you did.")
    return say("After each answer I tell you how right it was.")


def turn(stage: InterviewView) -> Text:
    """How the interviewer comes to the question; says nothing of how the last answer was."""
    topic = stage.quiz.topic
    if stage.number == 1:
        return say("Let us begin with {topic}.", topic=topic)
    match stage.move:
        case Move.DEEPER:
            return _DEEPER[stage.number % len(_DEEPER)]
        case Move.ASIDE:
            return _ASIDE[stage.number % len(_ASIDE)]
    if stage.same_topic:
        return say("Something else about {topic}.", topic=topic)
    words = _TOPIC[stage.number % len(_TOPIC)]
    return Text(words.template, {"topic": topic})


def allowance(stage: InterviewView) -> Text:
    """How long the question may take."""
    if stage.clock < 60:
        return say("You have {n} seconds.", n=stage.clock)
    if stage.clock == 60:
        return say("You have a minute.")
    minutes, seconds = divmod(stage.clock, 60)
    if not seconds:
        return say("You have {n} minutes.", n=minutes)
    return say("You have {minutes} min {seconds} s.", minutes=minutes, seconds=seconds)


def farewell(session: Session) -> Text:
    """After the last question, or where the learner ended it before."""
    asked = session.walk[-1].to if session.walk else None
    answered = {review.question for review in session.reviews}
    over = asked in answered if asked else bool(answered)
    return LAST if over else say("Thank you, we stop here.")


TIME_IS_UP = say("Time is up: finish the thought you are at.")
LAST = say("Thank you, that was my last question.")
HINT = say("A hint:")
HELPED = say("To help you along:")

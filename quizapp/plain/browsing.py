"""Questions read out with their answers, back and forth; nothing is graded."""

from quizapp.core.ids import QuestionId
from quizapp.core.questions import Bug, Cloze, Output
from quizapp.core.say import say
from quizapp.plain.asking import body
from quizapp.plain.experiment import run_experiment
from quizapp.plain.markup import fence
from quizapp.plain.telling import explained, outcome
from quizapp.plain.voice import Left, Voice
from quizapp.services.house import House
from quizapp.services.reading import opened
from quizapp.services.views import QuizView

HOW = say(
    "An empty line: the next one. p: the one before. A number: go there. d: run its experiment. "
    "l: 한국어 or English. q: leave."
)


def browse(house: House, questions: tuple[QuestionId, ...], voice: Voice) -> int:
    """Read until the last question or until the reader leaves; returns the exit status."""
    voice.say(HOW)
    at = 0
    try:
        while at < len(questions):
            view = opened(house, questions[at], number=at + 1, total=len(questions))
            _read(voice, view)
            at = _next(house, voice, view, at)
    except (Left, KeyboardInterrupt):
        return 0
    voice.say(say("That was the last question."))
    return 0


def _read(voice: Voice, view: QuizView) -> None:
    place = say(
        "Question {n} of {total}: {topic}, difficulty {difficulty} of 5",
        n=view.number,
        total=view.total,
        topic=view.topic,
        difficulty=view.question.difficulty,
    )
    voice.write()
    voice.say(place)
    voice.write()
    voice.markdown(view.question.prompt)
    if shown := _shown(view):
        voice.write()
        voice.markdown(shown)
    voice.write()
    for part in outcome(view, voice.tr):
        voice.markdown(part)
    explained(view, voice)
    voice.write()


def _shown(view: QuizView) -> str:
    """What the answer does not say again: a program, a text with gaps."""
    match view.question:
        case Output(code=code):
            return fence(code)
        case Cloze() | Bug():
            return body(view)
    return ""


def _next(house: House, voice: Voice, view: QuizView, at: int) -> int:
    """Where to go on, from 0."""
    while True:
        voice.say(say("Which one next?"))
        text = voice.line().strip().casefold().removeprefix("/")
        match text:
            case "" | "n":
                return at + 1
            case "p":
                if at:
                    return at - 1
                voice.say(say("This is the first question."))
            case "q":
                raise Left
            case "l":
                house.set_language("ko" if house.lang == "en" else "en")
                return at
            case "d" if view.question.demo:
                run_experiment(house, voice, view.question)
            case _ if text.isdecimal() and len(text) < 10 and 1 <= int(text) <= view.total:
                return int(text) - 1
            case _:
                voice.say(HOW)

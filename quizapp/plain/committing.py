"""What is asked between a response and its verdict: how sure, and why."""

from quizapp.core.responses import Confidence
from quizapp.core.say import Text, say
from quizapp.plain.voice import Left, Voice, command_in
from quizapp.services.views import Asks

HOW_SURE = say(
    "How sure are you? 1 a guess (25%), 2 unsure (50%), 3 fairly sure (75%), 4 certain (95%), "
    "an empty line: not said, 0: another answer:"
)
WHY = say("Why? One line, or an empty one; then the experiment runs:")


class Withdrawn(Exception):
    """Another response is wanted; nothing was committed."""


def ask_before(voice: Voice, asks: Asks) -> tuple[Confidence | None, str]:
    """How sure the learner is, and the reason. Raises Withdrawn, and Left."""
    confidence = _confidence(voice) if asks.confidence else None
    return confidence, one_line(voice, WHY) if asks.reason else ""


def one_line(voice: Voice, asked: Text) -> str:
    """A line of the learner's own words; empty where they say nothing. Raises Left."""
    while True:
        voice.say(asked)
        text = voice.line().strip()
        if not _command(voice, text):
            return text


def _confidence(voice: Voice) -> Confidence | None:
    while True:
        voice.say(HOW_SURE)
        text = voice.line().strip()
        if not text:
            return None
        if text == "0":
            raise Withdrawn
        if text in ("1", "2", "3", "4"):
            return Confidence(int(text))
        if not _command(voice, text):
            voice.say(say("Enter a number from 0 to 4, or an empty line."))


def _command(voice: Voice, text: str) -> bool:
    """Leave, or tell what could be done; only that makes sense in between."""
    letter = command_in(text)
    if letter == "q":
        raise Left
    if letter:
        if letter != "?":
            voice.say(say("{command} is no command here.", command=text))
        voice.say(voice.commands)
    return bool(letter)

"""Lines out and in, and the commands that a line may be. Knows nothing of questions."""

import re
from typing import TextIO

from quizapp.core.clean import clean
from quizapp.core.say import Translate, Words, plain, say
from quizapp.locale import translator
from quizapp.prose import plain_markdown
from quizapp.services.house import House

WIDTH = 80
COMMANDS = say(
    "On a line of its own: /h hint, /x I don't know, /t say it aloud, /s skip, /b not today, "
    "/f flag, /u undo, /l 한국어 or English, /q leave, /? this list."
)
_LETTERS = "hxtsbfulq?"
_WORDS = {
    "hint": "h",
    "aloud": "t",
    "time": "t",
    "skip": "s",
    "bury": "b",
    "flag": "f",
    "*": "f",
    "undo": "u",
    "quit": "q",
    "help": "?",
}
_COMMAND = re.compile(r"/(\w+|[?*])")


class Left(Exception):
    """The learner left, or the input ended; the session can be resumed."""


def command_in(text: str) -> str:
    """The letter of the command that a line is; empty for any other line.

    A single unknown letter is a slip and not an answer; `/usr` may be an answer.
    """
    found = _COMMAND.fullmatch(text.strip().casefold())
    if not found:
        return ""
    letter = _WORDS.get(found[1], found[1])
    return letter if letter in _LETTERS or len(letter) == 1 else ""


class Voice:
    """Two text streams, in the language on screen."""

    def __init__(self, house: House, source: TextIO, target: TextIO) -> None:
        self._house = house
        self._source = source
        self._target = target
        self.commands: Words = COMMANDS
        """What can be entered besides a response."""

    @property
    def tr(self) -> Translate:
        """Into the language on screen."""
        return translator(self._house.lang)

    def write(self, text: str = "") -> None:
        """A line, or several, without anything that a terminal would obey."""
        print(clean(text), file=self._target, flush=True)

    def say(self, words: Words) -> None:
        """A sentence of the interface."""
        self.write(plain(words, self.tr))

    def markdown(self, text: str) -> None:
        """A pack's text."""
        self.write(plain_markdown(text, WIDTH))

    def line(self) -> str:
        """The next line of input, without its end. Raises Left where there is none."""
        read = self._source.readline()
        if not read:
            raise Left
        return read.rstrip("\r\n")

    def lines(self) -> str:
        """Lines up to an empty one, or to the end of the input; a command is complete at once."""
        found = [self.line()]
        while found[-1] and not command_in(found[0]):
            try:
                found.append(self.line())
            except Left:
                break
        return "\n".join(found).rstrip("\n")

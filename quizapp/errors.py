"""What a user is told when something cannot be done: a sentence, a place, and what to do."""

from quizapp.core.say import Translate, Words, plain


class QuizappError(Exception):
    """An error that a user can cause or mend; shown as a message, never as a traceback."""

    exit_status = 2
    """What the command line returns: 2 is wrong usage or input."""

    def __init__(self, message: Words, *, where: str = "", hint: Words = "") -> None:
        super().__init__(plain(message))
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return self.told()

    def told(self, translate: Translate | None = None) -> str:
        """Place, message and hint, in English or in the language of `translate`."""
        place = f"{self.where}: " if self.where else ""
        hint = f"\n  {plain(self.hint, translate)}" if self.hint else ""
        return f"{place}{plain(self.message, translate)}{hint}"


class UsageError(QuizappError):
    """The command line or a setting asks for something that does not exist."""


class NothingDue(UsageError):
    """Everything that fits is learned for today; its hint is for the command line."""


class PackError(QuizappError):
    """A pack cannot be found or read."""


class RecordError(QuizappError):
    """The learner's record cannot be opened, or was written by a newer version."""


class LabError(QuizappError):
    """A demo cannot be found, read or started."""

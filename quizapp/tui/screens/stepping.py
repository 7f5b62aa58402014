"""What keys of the quiz do that is an event of the session and nothing else."""

from collections.abc import Callable
from functools import partial

from quizapp.core.responses import Adjust, Rating
from quizapp.core.say import say
from quizapp.services.following import next_follow_up
from quizapp.tui.literal import inline
from quizapp.tui.screens.drafting import DraftingScreen
from quizapp.tui.widgets.explanation import first_line


class SteppingScreen(DraftingScreen):
    """A screen with a quiz: rates, skips, buries, flags, takes back."""

    AUTO_FOCUS = ""
    """Nothing but what takes the response: losing the focus again would style the page twice."""

    def happen(self, event: Callable[[], object]) -> None:
        """Let an event happen and show what came of it."""
        raise NotImplementedError

    def leave(self, event: Callable[[], object]) -> None:
        """The same for an event after which another question is asked, or this one anew."""
        raise NotImplementedError

    def too_early(self) -> bool:
        """Whether what is on screen has only just appeared: a key typed before means nothing."""
        raise NotImplementedError

    def action_rate(self, rating: int) -> None:
        """Rate otherwise than suggested."""
        if not self.too_early():
            self.leave(lambda: self.quiz.rate(Rating(rating)))

    def action_adjust(self, how: str) -> None:
        """What becomes of the schedule of a question that has changed."""
        self.happen(lambda: self.quiz.adjust(Adjust(how)))

    def action_undo(self) -> None:
        """Take back the last step."""
        self.leave(self.quiz.undo)

    def action_skip(self) -> None:
        """Put the question at the end."""
        self.leave(self.quiz.skip)

    def action_bury(self) -> None:
        """Leave the question out until tomorrow."""
        self.leave(self.quiz.bury)

    def action_flag(self) -> None:
        """Flag the question, to look at it later."""
        self.happen(self.quiz.flag)

    def action_follow_up(self) -> None:
        """Put the next follow-up in line."""
        following = next_follow_up(self.quiz)
        if following is None:
            self.tell(say("All follow-ups are next in line."))
            return
        self.happen(partial(self.quiz.follow_up, following[0]))
        shown = inline(first_line(following[1])).truncate(60, ellipsis=True).plain
        self.tell(say("Next: {prompt}", prompt=shown))

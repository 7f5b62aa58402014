"""What is asked about a response before it counts: whether a near miss was meant."""

from dataclasses import dataclass, replace

from quizapp.core.grading.dispatch import grade
from quizapp.core.grading.gaps import near_gaps
from quizapp.core.questions import Cloze, Question, TextAnswer
from quizapp.core.responses import Filled, Response, Typed
from quizapp.core.say import Text, say


@dataclass(frozen=True, slots=True)
class Doubt:
    """An accepted answer that the response, or what stands in one of its gaps, nearly is."""

    answer: str
    gap: int = 0
    """Counted from 1; 0 where the whole response is in doubt."""

    def question(self) -> Text:
        """What the learner is asked."""
        if self.gap:
            return say("Gap {number}: did you mean “{near}”?", number=self.gap, near=self.answer)
        return say("Did you mean “{near}”?", near=self.answer)

    def meant(self, response: Response) -> Response:
        """The response of a learner whose word is that the accepted answer was meant."""
        match response:
            case Typed():
                return replace(response, meant=self.answer)
            case Filled(gaps=entries, meant=meant):
                said = [*meant, *("" for _ in entries)][: len(entries)]
                said[self.gap - 1] = self.answer
                return replace(response, meant=tuple(said))
        return response


def doubts(question: Question, response: Response) -> tuple[Doubt, ...]:
    """What is to be asked about a response, gap by gap; nothing about what was asked already."""
    if isinstance(question, TextAnswer) and isinstance(response, Typed):
        near = "" if response.meant else grade(question, response).near
        return (Doubt(near),) if near else ()
    if isinstance(question, Cloze) and isinstance(response, Filled):
        return tuple(Doubt(answer, gap) for gap, answer in near_gaps(question, response))
    return ()

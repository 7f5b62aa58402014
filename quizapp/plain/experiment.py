"""A demo run in lines: what is to be seen in one sentence, then the numbers and claims."""

from typing import TYPE_CHECKING

from quizapp.core.questions import Predict, Question
from quizapp.core.say import plain, say
from quizapp.errors import LabError
from quizapp.plain.voice import Voice
from quizapp.services.house import House

if TYPE_CHECKING:
    from quizapp.lab.api import Metric


def run_experiment(
    house: House, voice: Voice, question: Question, metric: str = ""
) -> "Metric | None":
    """Run the question's demo and tell what it shows; the metric asked for, if measured.

    The figure itself stays out: its sentence says what is to be seen, and a drawing made of
    characters is noise to a screen reader.
    """
    from quizapp.lab.report import as_table
    from quizapp.lab.runner import run_sync

    assert question.demo is not None
    try:
        experiment = house.laboratory.experiment(question.demo, question.id)
        words = house.laboratory.words(experiment.spec, house.lang)
        title = plain(experiment.spec.title, words)
        voice.write()
        voice.say(say("The experiment runs: {title}", title=title))
        result = run_sync(
            experiment.spec, experiment.knobs, seed=experiment.seed, device=experiment.device
        )
    except LabError as error:
        voice.say(error.message)
        if error.hint:
            voice.say(error.hint)
        return None
    if result.failure:
        voice.say(result.failure.message)
        if result.failure.tail:
            voice.write(result.failure.tail)
        return None
    if result.figure is not None:
        voice.write(plain(result.figure.says, words))
        voice.write()
    voice.write(as_table(result, translate=words))
    named = [each for each in result.measured if each.name == metric]
    return named[-1] if named else None


def is_barred(house: House, voice: Voice, question: Question) -> bool:
    """Whether a prediction cannot be measured, as its demo must not run; why is told then."""
    if not isinstance(question, Predict):
        return False
    refusal = house.laboratory.barred(question)
    if refusal is None:
        return False
    voice.write()
    voice.say(refusal.message)
    if refusal.hint:
        voice.say(refusal.hint)
    voice.say(say("So the prediction cannot be measured now, and none is asked for."))
    return True

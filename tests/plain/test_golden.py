"""Short sessions as a whole, line for line: what a screen reader reads out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from quizapp.core.session import Mode
from quizapp.services.house import House, Wish

HERE = Path(__file__).parent
LEARNED = ["perhaps", "t", "", "mean", "mean; x", "", "/h", "3", "2"]
PREDICTED = ["1", "0", "2", "5", "/h", "4", "it is slow", "o", "it halves", ""]
CRAMMED = ["f", "4", "", "t", "", ""]
BROWSED = ["", "p", "l", "l", "9", "what", "3", "q"]


def golden(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def test_a_short_session_sounds_as_it_did(house: House, talk: Callable[..., str]) -> None:
    wish = Wish(kinds=("choice", "true-false", "cloze"), length=3, seed=5)
    assert talk(house, wish, *LEARNED) == golden("short-session.txt")


def test_a_prediction_is_committed_with_confidence_and_reason(ask: Callable[..., str]) -> None:
    """Taken back once, then certain, with a reason, and with what was seen in the run."""
    assert ask("steps-left", *PREDICTED) == golden("prediction.txt")


def test_cramming_asks_how_sure_wherever_it_is_wished(
    house: House, talk: Callable[..., str]
) -> None:
    """A confident mistake comes back at once where nothing else is left."""
    house.settings = replace(house.settings, confidence="always")
    wish = Wish(kinds=("true-false",), mode=Mode.CRAM, seed=5)
    assert talk(house, wish, *CRAMMED) == golden("cram.txt")
    assert not house.record.cards(), "cramming schedules nothing unless it is wished"


def test_browsing_reads_questions_with_their_answers(
    house: House, talk: Callable[..., str]
) -> None:
    wish = Wish(kinds=("choice", "true-false", "order"), mode=Mode.BROWSE, length=100)
    assert talk(house, wish, *BROWSED) == golden("browse.txt")
    assert house.record.unfinished() is None, "reading is no session"

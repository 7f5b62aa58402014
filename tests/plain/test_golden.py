"""One short session as a whole, line for line: what a screen reader reads out."""

from collections.abc import Callable
from pathlib import Path

from quizapp.services.house import House, Wish

GOLDEN = Path(__file__).parent / "short-session.txt"
ENTERED = ["perhaps", "t", "", "mean", "mean; x", "", "/h", "3", "2"]


def test_a_short_session_sounds_as_it_did(house: House, talk: Callable[..., str]) -> None:
    wish = Wish(kinds=("choice", "true-false", "cloze"), length=3, seed=5)
    told = talk(house, wish, *ENTERED)
    assert told == GOLDEN.read_text(encoding="utf-8")

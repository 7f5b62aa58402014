import pytest

from quizapp.core.grading import suggest
from quizapp.core.responses import Grade, Rating


@pytest.mark.parametrize(
    ("score", "elapsed_ms", "rating"),
    [
        (0.0, 100, Rating.AGAIN),
        (0.49, None, Rating.AGAIN),
        (0.5, 100, Rating.HARD),
        (0.99, 100, Rating.HARD),
        (1.0, None, Rating.GOOD),
        (1.0, 8_000, Rating.GOOD),
        (1.0, 7_999, Rating.EASY),
    ],
)
def test_suggested_ratings(score: float, elapsed_ms: int | None, rating: Rating) -> None:
    assert suggest(Grade(score), elapsed_ms) is rating

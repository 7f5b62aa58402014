import pytest

from quizapp.core.grading import grade, understand, within
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Near, Numeric
from quizapp.core.responses import Judged, Typed


def numeric(
    answer: float,
    unit: str = "",
    *,
    tolerance: float = 0.0,
    relative: float = 0.0,
    near: tuple[Near, ...] = (),
) -> Numeric:
    return Numeric(
        id=QuestionId("pack/number"),
        topic="t",
        difficulty=1,
        prompt="How many?",
        explanation="So.",
        answer=answer,
        unit=unit,
        tolerance=tolerance,
        relative=relative,
        near=near,
    )


@pytest.mark.parametrize(
    ("typed", "answer", "unit"),
    [
        ("1/3", 1 / 3, ""),
        ("2^10", 1024, ""),
        ("1,024", 1024, ""),
        ("85%", 0.85, ""),
        ("85%", 85, "%"),
        ("85", 85, "percent"),
        ("3 ms", 0.003, "s"),
        ("0.003", 0.003, "s"),
        ("1 KiB", 1024, "B"),
        ("312 TFLOPS", 312, "TFLOP/s"),
        ("7 images", 7, "images"),
        ("1 image", 1, "images"),
        ("5 Images / s", 5, "images/s"),
    ],
)
def test_ways_to_be_right(typed: str, answer: float, unit: str) -> None:
    question = numeric(answer, unit)
    assert understand(question, Typed(typed)) is None
    assert grade(question, Typed(typed)).correct


def test_either_distance_will_do() -> None:
    assert grade(numeric(0.3, tolerance=0.01), Typed("0.31")).correct
    assert not grade(numeric(0.3, tolerance=0.01), Typed("0.3101")).correct
    assert grade(numeric(-200, relative=0.05), Typed("-210")).correct
    assert not grade(numeric(-200, relative=0.05), Typed("-211")).correct
    assert grade(numeric(2, relative=0.01, tolerance=1), Typed("3")).correct
    assert not grade(numeric(2), Typed("2.0000001")).correct
    assert not within(float("nan"), 1, tolerance=5)


def test_a_near_range_has_its_own_reason() -> None:
    question = numeric(3.14159, tolerance=1e-3, near=(Near(low=3.141, high=3.15, why="Not pi."),))
    assert grade(question, Typed("3.1416")).reasons == ()
    reasons = [str(reason) for reason in grade(question, Typed("22/7")).reasons]
    assert reasons == ["Not pi.", "The answer is 3.14159."]
    assert [str(r) for r in grade(question, Typed("3")).reasons] == ["The answer is 3.14159."]


def test_the_reading_is_said() -> None:
    assert str(grade(numeric(3.5), Typed("3,5")).reasons[0]) == "Read as 3.5."
    reasons = [str(reason) for reason in grade(numeric(1, "MB"), Typed("1 Mb")).reasons]
    assert reasons == ["Read as 0.125 MB.", "The answer is 1 MB."]


@pytest.mark.parametrize(
    ("typed", "unit", "words"),
    [
        ("", "", "Type a number."),
        ("many", "", "“many” is not a number."),
        ("3 Ms", "s", "“Ms” is not a unit; did you mean “ms”?"),
        ("3 GB", "s", "“GB” measures something else; s is asked for."),
        ("3 foos", "s", "“foos” is not a known unit; s is asked for."),
        ("3 foos", "images", "“foos” is not a known unit; images is asked for."),
        ("3 ms", "", "No unit is asked for: type the number without “ms”."),
        ("5 +", "", "Something is missing at the end."),
    ],
)
def test_what_cannot_be_read_is_told_before_it_counts(typed: str, unit: str, words: str) -> None:
    question = numeric(3, unit)
    assert str(understand(question, Typed(typed))) == words
    verdict = grade(question, Typed(typed))
    assert verdict.score == 0
    assert [str(reason) for reason in verdict.reasons] == [words]


def test_percent_is_not_forced_on_a_unit() -> None:
    assert understand(numeric(3, "ms"), Typed("3%")) is not None


def test_only_numbers_are_hard_to_understand() -> None:
    assert understand(numeric(1), Judged(True)) is None

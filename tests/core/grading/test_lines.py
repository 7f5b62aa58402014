import pytest

from quizapp.core.grading import grade
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Bug, Option, Output
from quizapp.core.responses import Chosen, Marked, Typed


def output(answer: str, *options: str) -> Output:
    return Output(
        id=QuestionId("pack/prints"),
        topic="t",
        difficulty=1,
        prompt="What does it print?",
        explanation="So.",
        code="...",
        answer=answer,
        options=tuple(Option(text=text) for text in options),
    )


def bug(*lines: int) -> Bug:
    return Bug(
        id=QuestionId("pack/bug"),
        topic="t",
        difficulty=1,
        prompt="Where is it?",
        explanation="So.",
        code="a\nb\nc\nd",
        lines=lines,
        fix="a",
    )


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("1\n2\n", "1\n2"),
        ("[1, 2]", "[1, 2]  \n\n"),
        ("a\n\nb", "a\r\n\r\nb"),
        ("  indented", "  indented"),
        ("TypeError", "TypeError: unsupported operand"),
        ("1\nStopIteration", "1\nStopIteration:"),
        ("ValueError: x", "ValueError: x"),
        ("", ""),
    ],
)
def test_the_same_output(answer: str, typed: str) -> None:
    assert grade(output(answer), Typed(typed)).correct


@pytest.mark.parametrize(
    ("answer", "typed", "reason"),
    [
        ("1\n2", "1\n3", "Line 2 is “2”."),
        ("1\n2", "1", "Line 2 is “2”."),
        ("1", "1\n2", "Nothing is printed after line 1."),
        ("", "1", "Nothing is printed."),
        ("[1, 2]", "[1,  2]", "Only the spaces differ from what is printed."),
        ("  a", "a", "Only the spaces differ from what is printed."),
        ("None", "none", "Line 1 is “None”."),
        ("TypeError", "ValueError: no", "Line 1 is “TypeError”."),
        ("ValueError: x", "ValueError: y", "Line 1 is “ValueError: x”."),
        ("key", "key: 1", "Line 1 is “key”."),
    ],
)
def test_another_output(answer: str, typed: str, reason: str) -> None:
    verdict = grade(output(answer), Typed(typed))
    assert verdict.score == 0
    assert [str(each) for each in verdict.reasons] == [reason]


def test_options_are_chosen_by_their_text() -> None:
    question = output("[1, 2]\n", "(1, 2)", "`[1, 2]`", "an error")
    assert grade(question, Chosen(frozenset({1}))).correct
    wrong = grade(question, Chosen(frozenset({0})))
    assert wrong.score == 0
    assert wrong.parts == (False, False, True)
    assert not grade(question, Chosen(frozenset({0, 1}))).correct
    assert not grade(output("3", "1", "2"), Chosen(frozenset())).correct


def test_typing_and_choosing_are_not_mixed() -> None:
    with pytest.raises(TypeError):
        grade(output("1", "1", "2"), Typed("1"))
    with pytest.raises(TypeError):
        grade(output("1"), Chosen(frozenset({0})))


def test_bug() -> None:
    assert grade(bug(2), Marked(frozenset({2}))).correct
    half = grade(bug(2, 4), Marked(frozenset({4})))
    assert half.score == 0.5
    assert half.parts == (False, True)
    assert str(half.reasons[0]) == "Line 2 is wrong."
    everything = grade(bug(2), Marked(frozenset({1, 2, 3})))
    assert everything.score == 0
    assert [str(reason) for reason in everything.reasons] == ["Line 1 is fine.", "Line 3 is fine."]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import response_from_json, response_to_json
from quizapp.core.grading import Doubt, Gap, doubts, gaps, grade, understand
from quizapp.core.ids import QuestionId
from quizapp.core.questions import Cloze
from quizapp.core.responses import Filled


def cloze(text: str) -> Cloze:
    return Cloze(
        id=QuestionId("pack/gaps"),
        topic="t",
        difficulty=1,
        prompt="Fill in.",
        explanation="So.",
        text=text,
    )


def test_where_the_gaps_are() -> None:
    text = "The {{chain rule}} gives {{ gradients | derivatives }}."
    first, second = gaps(text)
    assert text[first.start : first.end] == "{{chain rule}}"
    assert second == Gap(text.rindex("{{"), len(text) - 1, ("gradients", "derivatives"))


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("no gap {here}", []),
        ("{{{**a, **b}}}", [("{**a, **b}",)]),
        (r"{{a \| b}}", [("a | b",)]),
        ("{{a||b}}", [("a", "b")]),
        ("{{ | }}", [()]),
        ("{{a}}{{b}}", [("a",), ("b",)]),
        ("{{a\nb}}", [("a\nb",)]),
    ],
)
def test_unusual_gaps(text: str, answers: list[tuple[str, ...]]) -> None:
    assert [gap.answers for gap in gaps(text)] == answers


def test_gap_by_gap() -> None:
    question = cloze("{{Chain rule}} and {{gradients|derivatives}} and {{optimizer.step()}}")
    verdict = grade(question, Filled(("chain-rule", "gradeints", "Optimizer.step()")))
    assert verdict.parts == (True, False, False)
    assert verdict.score == pytest.approx(1 / 3)
    assert [str(reason) for reason in verdict.reasons] == [
        "Gap 2 is nearly right: “gradients”.",
        "Gap 3 is “optimizer.step()”.",
    ]
    assert grade(question, Filled(("chain rule", "Derivatives", "optimizer.step( )"))).correct


def test_near_misses_in_gaps_are_asked_about_one_by_one() -> None:
    question = cloze("{{chain rule}} and {{gradients|derivatives}} and {{optimizer.step()}}")
    typed = Filled(("chian rule", "derivatvies", "optimiser"))
    asked = doubts(question, typed)
    assert asked == (Doubt("chain rule", 1), Doubt("derivatives", 2))
    assert str(asked[1].question()) == "Gap 2: did you mean “derivatives”?"
    said = asked[1].meant(typed)
    assert doubts(question, said) == asked[:1], "what was said is not asked again"
    verdict = grade(question, said)
    assert verdict.parts == (False, True, False)
    assert [str(reason) for reason in verdict.reasons] == [
        "Gap 1 is nearly right: “chain rule”.",
        "Gap 2 is spelled “derivatives”.",
        "Gap 3 is “optimizer.step()”.",
    ]
    assert response_from_json(response_to_json(said)) == said
    assert response_from_json({"gaps": ["of", "before"]}) == Filled(("of", "before"))
    assert grade(question, Filled(typed.gaps, ("", "anything", ""))).parts == (False,) * 3
    assert doubts(cloze("{{macro}} {{0.5}}"), Filled(("micro", "0.4"))) == ()


def test_a_gap_for_a_number_asks_for_one() -> None:
    question = cloze("{{0.5|1/2}} of {{one}} and {{10}}")
    assert understand(question, Filled(("0.4", "foo", "2^3"))) is None
    told = understand(question, Filled(("0.4", "foo", "bar")))
    assert str(told) == "Gap 3 takes a number, such as 0.25 or 1/4."


def test_missing_entries_are_wrong_and_surplus_ones_do_not_count() -> None:
    question = cloze("{{one}} {{two}}")
    assert grade(question, Filled(("one",))).parts == (True, False)
    assert grade(question, Filled(("one", "two", "three"))).correct


@given(st.text(alphabet="{}|\\ab *", max_size=30))
def test_gaps_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for gap in gaps(text):
        assert end <= gap.start < gap.end <= len(text)
        assert all(gap.answers)
        end = gap.end

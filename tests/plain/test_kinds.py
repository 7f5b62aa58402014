"""How each kind of question sounds: what is asked, what is refused, what is told afterwards."""

from collections.abc import Callable

import pytest

from quizapp.core.session import Mode
from quizapp.services.house import Wish

Ask = Callable[..., str]


def has_in_order(transcript: str, *wanted: str) -> bool:
    """Whether the texts stand in the transcript one after another."""
    at = 0
    for text in wanted:
        at = transcript.find(text, at)
        assert at >= 0, f"{text!r} is missing, or too early, in:\n{transcript}"
        at += len(text)
    return True


def test_choice(ask: Ask) -> None:
    told = ask("relu-pieces", "/h", "4", "one", "1 2", "3", "")
    assert has_in_order(
        told,
        "Question 1 of 2: Basics, difficulty 1 of 5",
        "What does a ReLU network with one hidden layer compute for one input?",
        "1. ",
        "2. ",
        "3. ",
        "Enter a number:",
        "Draw one unit.",
        "Enter one number from 1 to 3.",
        "Enter one number from 1 to 3.",
        "Enter one number from 1 to 3.",
        "(right",
        "Each unit is flat on one side",
        "Source: Deep Learning, section 6.1 https://www.deeplearningbook.org",
        "Source: A title alone",
        "Enter f1 for the follow-up: The slope of ReLU is 1 for every positive input.",
        "Enter f2 for the follow-up: How far from the minimum is x after 10 steps of rate 0.25?",
        "Rating: an empty line for",
    )
    assert told.count("your choice") == 1
    for why in ("between kinks everything is linear", "there are none", "ReLU has no jumps"):
        assert told.count(why) == 1


def test_several_right_options(ask: Ask) -> None:
    told = ask("bounded-functions", "1 1", "", "1 2 3 4", "")
    assert has_in_order(
        told,
        "Several are right. Enter their numbers, such as 1 3:",
        "Enter each number only once.",
        "Several are right. Enter their numbers, such as 1 3:",
        "Several are right. Enter their numbers, such as 1 3:",
        "You picked 2 wrong options.",
    )
    assert told.count("(right, your choice)") == told.count("(wrong, your choice)") == 2


@pytest.mark.parametrize("word", ["t", "TRUE", "yes", "참", " 예 "])
def test_true_in_several_words(ask: Ask, word: str) -> None:
    told = ask("relu-slope", word, "")
    assert has_in_order(told, "Right.\nIt is true.\nNothing shrinks it, which is the point.")
    assert "The session is done: 1 of 1 right." in told


@pytest.mark.parametrize("word", ["f", "false", "n", "거짓", "아니요"])
def test_false_in_several_words(ask: Ask, word: str) -> None:
    told = ask("relu-slope", "perhaps", word)
    assert has_in_order(
        told, "That is neither true nor false.", "Not right.\nThe statement is true.\n"
    )
    assert "It is true." not in told


def test_numeric(ask: Ask) -> None:
    told = ask("dense-parameters", "", "many", "100", "1", "110 parameters", "")
    assert has_in_order(
        told,
        "Enter your answer:\nEnter your answer:\n",
        "Enter your answer:",
        "Not right.\nThe biases are missing.\nThe answer is 110 parameters.\n\n",
        "Question 2 of 2",
        "Right.\nAnswer: 110 parameters\n",
        "The session is done: 1 of 2 right.",
    )


def test_text_asks_about_a_near_miss(ask: Ask) -> None:
    meant = ask("moving-average", "momentm", "y", "")
    assert has_in_order(
        meant,
        "Did you mean “momentum”? Enter y for yes, n for no:",
        "Right.\nIt is spelled “momentum”.\n",
    )


def test_an_explanation_said_aloud_is_timed(ask: Ask) -> None:
    told = ask("why-normalize", "/t", "/x", "/t", "", "1", "")
    assert has_in_order(
        told,
        "The clock runs. An empty line stops it, /x goes back to writing:\nExplain it",
        "The clock runs. An empty line stops it, /x goes back to writing:\nYou spoke for 0:01.",
        "A model answer:",
        "Partly right: 33%.",
    )
    assert "said aloud against the clock" in ask("relu-slope", "/t", "t", "")


def test_gaps_ask_about_near_misses(ask: Ask) -> None:
    told = ask("momentum-gaps", "sum; gradiens", "y", "")
    assert has_in_order(told, "Gap 2: did you mean “gradients”? Enter y for yes", "is spelled")
    assert "Right." not in told


def test_text_takes_a_near_miss_that_was_not_meant_as_it_is(ask: Ask) -> None:
    told = ask("moving-average", "momentm", "n")
    assert has_in_order(told, "Not right.\nAnswer: momentum\n")


def test_text_says_why_a_common_mistake_is_wrong(ask: Ask) -> None:
    told = ask("moving-average", "adagrad")
    assert has_in_order(told, "Not right.\nAdagrad keeps a sum of squares.\nAnswer: momentum\n")


def test_output_with_options(ask: Ask) -> None:
    told = ask("star-print", "3", "2")
    assert has_in_order(
        told,
        "    first, *rest = range(4)\n    print(rest)\n",
        ". [1, 2, 3]",
        "Enter one number from 1 to 2.",
        "It prints:\n    [1, 2, 3]\n",
    )
    assert told.count("your choice") == 1


def test_output_typed_in_lines(ask: Ask) -> None:
    right = ask("two-lines", "1", "4", "", "")
    assert has_in_order(
        right, "Enter what it prints, then an empty line:", "Right.\nIt prints:\n    1\n    4\n"
    )


def test_output_says_the_first_difference(ask: Ask) -> None:
    assert "Not right.\nLine 2 is “4”.\n" in ask("two-lines", "1", "5", "")


def test_bug(ask: Ask) -> None:
    told = ask("mean-bug", "6", "2", "1", "4", "")
    assert has_in_order(
        told,
        "     1  def mean(values):",
        "     4          total = value\n",
        "Enter the number of the wrong line:",
        "Enter numbers from 1 to 5.",
        "Line 4 is wrong.\nLine 2 is fine.\nThe wrong line is 4. Mended:\n",
        "            total += value\n",
        "Right.\nThe wrong line is 4.",
    )


def test_cloze(ask: Ask) -> None:
    told = ask("momentum-gaps", "average", "mean; losses")
    assert has_in_order(
        told,
        "Momentum keeps a running [1: ____] of [2: ____].",
        "There are 2 gaps. Separate what stands in them by ;",
        "Partly right: 50%.\nGap 2 is “gradients”.\n"
        "Momentum keeps a running average of gradients.\n",
    )


def test_order(ask: Ask) -> None:
    told = ask("training-steps", "1 2 3", "1 1 2 3", "4 3 2 1")
    assert has_in_order(
        told,
        "Enter the numbers in the right order",
        "Enter each of the 4 numbers once.",
        "Enter each number only once.",
        "steps are in order.\nThe right order:\n1. Forward pass",
        "2. Loss",
        "3. Backward pass",
        "4. Update",
    )
    assert told.count("you put it") >= 2


def test_match(ask: Ask) -> None:
    told = ask("optimizers", "a b", "a b z", "abc")
    assert has_in_order(
        told,
        "1. Momentum\n2. Adagrad\n3. SGD\n\n- a: ",
        "Enter 3 letters from a to c.",
        "Enter 3 letters from a to c.",
        "- Momentum: a running mean\n- Adagrad: a sum of squares\n- SGD: nothing\n",
    )


def test_explain_offers_the_key_points_found(ask: Ask) -> None:
    told = ask("why-normalize", "Features have different scales.", "And more.", "", "4", "", "4")
    assert has_in_order(
        told,
        "typed or aloud; then an empty line:",
        "A model answer:\nFeatures on one scale give a round bowl.\n",
        "Its key points:\n1. Features have different scales\n",
        "0 for none, or an empty line for those found: 1\n",
        "Enter numbers from 1 to 3.",
        "Partly right: 33%.\nYou covered 1 of 3 key points.",
    )


@pytest.mark.parametrize(("entered", "count"), [("", 0), ("1 2 3", 3), ("0", 0)])
def test_explain_aloud_is_marked_by_the_learner(ask: Ask, entered: str, count: int) -> None:
    told = ask("why-normalize", "", entered, "3")
    assert "Which did you cover? Numbers, or an empty line for none:" in told
    assert f"You covered {count} of 3 key points." in told


def test_explain_not_known_gets_the_model_answer(ask: Ask) -> None:
    told = ask("why-normalize", "/x")
    assert has_in_order(
        told,
        "You said that you do not know this yet.\nA model answer:\nFeatures on one scale",
        "Its key points:\n1. Features have different scales\n",
    )


def test_predict_runs_the_experiment_after_the_commitment(ask: Ask) -> None:
    told = ask("steps-left", "3", "2", "3", "it is slow", "d", "3")
    assert has_in_order(
        told,
        "How far from the minimum is x after 10 steps of rate 0.25?",
        "Predict, then the experiment runs. Enter a number:",
        "Enter one number from 1 to 2.",
        "The experiment runs: Gradient descent on a parabola",
        "The distance ends at 0.0010.",
        "distance left (distance)  0.000976562",
        "holds: Descent comes closer",
        "Not right.\nThe run measured distance left: 0.000976562.\n"
        "That is 0.00902344 below what you predicted, which begins at 0.01.\n"
        "Right is “Under 0.01”.\n",
        "- 1 (right): Under 0.01\n  Each step halves the distance.\n- 2 (wrong, your choice): ",
        "Enter d to run the experiment.",
        "The experiment runs: Gradient descent on a parabola",
        "Rating: an empty line for",
    )


def test_predict_a_value(ask: Ask) -> None:
    told = ask("rate-number", "half", "1/2", "", "", "")
    assert has_in_order(
        told,
        "Predict it, then the experiment runs. Enter a value:",
        "“half” is not a number.",
        "Right.\nThe run measured distance left: 0.5.\nYou predicted exactly that.\n",
    )


def test_predict_not_known_runs_nothing_but_offers_it(ask: Ask) -> None:
    told = ask("steps-left", "/x")
    assert "The experiment runs" not in told
    assert has_in_order(told, "- 1: Under 0.01", "Enter d to run the experiment.")


def test_an_experiment_that_fails_puts_the_question_to_the_end(ask: Ask, pack) -> None:
    demo = pack / "demos" / "descent.py"
    demo.write_text(demo.read_text().replace("    factor =", "    1 / 0\n    factor ="))
    told = ask("rate-number", "0.5", "", "", "/q")
    assert has_in_order(
        told,
        "The experiment runs:",
        "ZeroDivisionError",
        "Without the measurement the question is put to the end.",
    )


@pytest.mark.parametrize(
    ("name", "entered"),
    [
        ("relu-pieces", "9" * 5000),
        ("bounded-functions", "-1"),
        ("mean-bug", "0"),
        ("training-steps", "٣ ٢ ١ ٤ ٥"),
        ("optimizers", "é é é"),
        ("momentum-gaps", ";;;"),
        ("rate-number", "1" * 5000 + "x"),
        ("rate-number", "9**9**9**9"),
        ("dense-parameters", "("),
    ],
)
def test_what_cannot_be_read_is_asked_again(ask: Ask, house, name: str, entered: str) -> None:
    told = ask(name, entered)
    assert "right." not in told.lower().replace("several are right.", "")
    assert house.record.reviews() == []


def test_answers_that_look_like_markup_are_told_as_they_are(pack, open_house, talk) -> None:
    basics, training = (pack / "questions" / f"{name}.yaml" for name in ("basics", "training"))
    text = basics.read_text().replace("accept: [momentum,", "accept: ['__init__',")
    basics.write_text(text.replace("a sum of squares.}", "a sum of `*squares*`.}"))
    gaps = '"Call `f({{*args}})` with {{**kwargs|**more}}, *never* alone."'
    text = training.read_text()
    old = '"Momentum keeps a running {{average|mean}} of {{gradients}}."'
    assert old in text
    training.write_text(text.replace(old, gaps))
    wish = Wish(kinds=("text", "cloze"), seed=1)
    told = talk(open_house(), wish, *["a; b", "3"] * 2)
    assert "The answer is “__init__”." in told
    assert "Gap 1 is “*args”.\nGap 2 is “**kwargs”.\n" in told
    assert "\nCall f(*args) with **kwargs, never alone.\n" in told
    told = talk(open_house(), Wish(kinds=("text",), seed=1, mode=Mode.CRAM), "adagrad")
    assert "a sum of *squares*." in told
    assert "Answer: __init__\n" in told

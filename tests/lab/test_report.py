"""A run as text and as JSON."""

import json
import math

from quizapp.core.say import plain, say
from quizapp.lab.api import Claim, Metric
from quizapp.lab.messages import Failed
from quizapp.lab.report import as_table, to_json
from quizapp.lab.results import Result


def _result(**changes) -> Result:
    told = {
        "device": "cpu",
        "reason": say("because"),
        "seconds": 1.5,
        "measured": (
            Metric("max_error", 0.00390625, "", "the greatest error"),
            Metric("폭", math.nan, "m"),
        ),
        "claims": (
            Claim.near("It falls", 0.25, 0.25, relative=0.01, source="exact"),
            Claim.below(say("It is below {n}", n=3), 4.0, 3.0, source="measured here"),
        ),
        "figure": None,
        "failure": None,
    }
    return Result(**(told | changes))


def test_the_table_says_in_signs_and_in_words_what_holds() -> None:
    assert as_table(_result()) == (
        "Measured\n"
        "  the greatest error (max_error)  0.00390625\n"
        "  폭                              nan m\n"
        "\n"
        "Claims\n"
        "  ✓ holds: It falls\n"
        "      expected 0.25 ± 1%, measured 0.25 (exact)\n"
        "  ✗ does not hold: It is below 3\n"
        "      expected < 3, measured 4 (measured here)"
    )


def test_the_table_speaks_other_languages() -> None:
    korean = {"holds": "성립", "It falls": "떨어진다", "does not hold": "성립하지 않음"}
    table = as_table(_result(), lambda text: korean.get(text, text))
    assert "✓ 성립: 떨어진다" in table
    assert "✗ 성립하지 않음" in table


def test_a_failure_is_told_with_its_output() -> None:
    failure = Failed(say("It stopped"), "last line", "raised")
    result = _result(measured=(), claims=(), failure=failure, seconds=None)
    assert as_table(result) == "It stopped\nlast line"
    assert not result.holds


def test_json_has_the_promised_fields_and_no_nan(fine) -> None:
    told = to_json(_result(), fine, {"count": "3"}, 5)
    again = json.loads(json.dumps(told, allow_nan=False))
    assert again["demo"] == "fine"
    assert again["knobs"]["count"] == 3
    assert (again["seed"], again["device"], again["seconds"]) == (5, "cpu", 1.5)
    assert again["metrics"] == {"max_error": 0.00390625, "폭": None}
    assert again["claims"][1] == {
        "text": "It is below 3",
        "expected": "< 3",
        "measured": 4.0,
        "holds": False,
        "source": "measured here",
    }
    assert "failure" not in again
    assert plain(_result().reason) == "because"

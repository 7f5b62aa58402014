"""`quizapp demo list` and `demo run`."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A demo file of one's own; its claim holds for gains below 1."""
    path = tmp_path / "gain.py"
    path.write_text(
        '''"""A gain

It is measured.
"""

from dataclasses import dataclass

from quizapp.lab import Claim, Metric, knob


@dataclass(frozen=True)
class Knobs:
    gain: float = knob(0.5, help="The gain", low=0.0, high=4.0)


SMALL = {"gain": 0.5}


def run(knobs, lab):
    if knobs.gain == 3.0:
        print("last words")
        raise RuntimeError("too loud")
    yield Metric("gain", knobs.gain if knobs.gain < 2 else float("nan"))
    yield Claim.below("The gain is below 1", knobs.gain, 1.0, source="exact")
'''
    )
    return path


def test_list(quizapp: Command, bundle: Path, tmp_path: Path) -> None:
    told = quizapp("demo", "list")
    assert told.status == 0
    assert told.err == ""
    assert told.out.splitlines() == [
        "slope-down       Gradient descent on a parabola",
        "sampler/descent  Gradient descent on a parabola",
    ]

    # Packs are named by id or folder, and their demos by the id in pack.yaml.
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(bundle / "content" / "sampler", elsewhere)
    manifest = elsewhere / "pack.yaml"
    manifest.write_text(manifest.read_text().replace("id: sampler", "id: mine"))
    told = quizapp("demo", "list", "sampler", elsewhere)
    assert [line.split()[0] for line in told.out.splitlines()] == [
        "sampler/descent",
        "mine/descent",
    ]
    assert json.loads(quizapp("demo", "list", elsewhere, "--json").out)[0]["pack"] == "mine"
    assert quizapp("demo", "list", tmp_path / "none").status == 2


def test_list_json(quizapp: Command, bundle: Path) -> None:
    bundled, of_pack = json.loads(quizapp("demo", "list", "--json").out)
    assert (bundled["id"], bundled["pack"]) == ("slope-down", "")
    assert (of_pack["id"], of_pack["pack"]) == ("descent", "sampler")
    assert bundled["path"] == str(bundle / "demos" / "slope_down.py")
    rate, steps = bundled["knobs"]
    assert rate["name"] == "rate"
    assert (rate["type"], rate["default"], rate["low"], rate["high"]) == ("float", 0.25, 0.0, 1.0)
    assert rate["help"] == "Step size"
    assert {"choices", "unit"} <= rate.keys()
    assert steps["type"] == "int"


def test_a_demo_that_cannot_be_read_is_told_and_the_others_listed(
    quizapp: Command, bundle: Path
) -> None:
    (bundle / "demos" / "broken.py").write_text("def run(:\n")
    told = quizapp("demo", "list")
    assert told.status == 0
    assert "slope-down" in told.out
    assert "broken.py" in told.err


def test_a_claim_that_holds_is_status_0(quizapp: Command, demo: Path) -> None:
    told = quizapp("demo", "run", demo, "--json", "--seed", "3", "--device", "cpu")
    assert told.status == 0
    result = json.loads(told.out)
    assert result["demo"] == "gain"
    assert result["knobs"] == {"gain": 0.5}
    assert (result["seed"], result["device"]) == (3, "cpu")
    assert result["seconds"] >= 0
    assert result["metrics"] == {"gain": 0.5}
    assert result["claims"] == [
        {
            "text": "The gain is below 1",
            "expected": "< 1",
            "measured": 0.5,
            "holds": True,
            "source": "exact",
        }
    ]


def test_a_claim_that_does_not_hold_is_status_1(quizapp: Command, demo: Path) -> None:
    told = quizapp("demo", "run", demo, "--set", "gain=2", "--json")
    assert told.status == 1
    assert told.err == ""
    result = json.loads(told.out)
    assert result["claims"][0]["holds"] is False
    assert result["metrics"] == {"gain": None}


def test_as_text_it_draws_and_tells(quizapp: Command) -> None:
    told = quizapp("demo", "run", "slope-down", "--set", "steps=1")
    assert told.status == 0
    assert "┤" in told.out
    assert "The distance ends at 0.5000.\n\nMeasured\n" in told.out
    assert "✓ holds: Descent comes closer" in told.out
    assert "\x1b" not in told.out


def test_a_demo_of_a_pack_is_run_by_its_full_name(quizapp: Command) -> None:
    told = quizapp("demo", "run", "sampler/descent", "--set", "steps=1", "--json")
    assert told.status == 0
    assert json.loads(told.out)["metrics"] == {"distance": 0.5}


def test_a_crash_is_status_2_with_the_last_lines(quizapp: Command, demo: Path) -> None:
    told = quizapp("demo", "run", demo, "--set", "gain=3", "--json")
    assert told.status == 2
    assert told.out == ""
    assert "too loud" in told.err
    assert "last words" in told.err


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ("slope-dwn", "There is no demo slope-dwn\n  Did you mean slope-down?\n"),
        ("slope-down --set rat=1", "There is no knob rat\n  Did you mean rate?\n"),
        ("slope-down --set rate=2", "rate cannot be 2\n  rate goes from 0 to 1.\n"),
        ("slope-down --set rate=x", "rate cannot be 'x'\n  rate goes from 0 to 1.\n"),
        ("slope-down --set rate=nan", "rate cannot be 'nan'\n  rate goes from 0 to 1.\n"),
        ("slope-down --set rate", "--set rate does not set a knob\n  Write --set KNOB=VALUE"),
        ("slope-down --seed -1", "A seed is a whole number from 0 to 4294967295\n"),
        ("nowhere.py", "nowhere.py: There is no such file\n"),
    ],
)
def test_what_does_not_fit_is_status_2_with_what_does(
    quizapp: Command, arguments: str, error: str
) -> None:
    told = quizapp("demo", "run", *arguments.split())
    assert told.status == 2
    assert told.out == ""
    assert told.err.startswith(f"quizapp: {error}")


def test_a_file_that_is_no_demo(quizapp: Command, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("notes")
    told = quizapp("demo", "run", tmp_path / "notes.txt")
    assert told.status == 2
    assert "notes.txt" in told.err


def test_list_and_run_speak_korean_where_the_demo_does(quizapp: Command, demo: Path) -> None:
    (demo.parent / "ko").mkdir()
    (demo.parent / "ko" / "gain.yaml").write_text(
        'title: 이득\nknobs: {gain: 이득이에요}\ntexts:\n  "small": 작아요\n', encoding="utf-8"
    )
    done = quizapp("demo", "run", str(demo), "--lang", "ko")
    assert done.status == 0
    assert "주장" in done.out
    assert "성립" in done.out
    listed = quizapp("demo", "list", "--lang", "ko")
    assert listed.status == 0

"""Sample packs and what the tests of packs share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.core.questions import DemoLink
from quizapp.core.say import Text, say
from quizapp.packs.checks import DemoProblem
from quizapp.packs.problems import NO_HINT

MANIFEST = """\
format: 1
id: {id}
version: 1.0.0
title: A sample
description: A pack for a test.
language: en
license: CC-BY-4.0
authors: [The quizapp contributors]
topics:
  - {{id: basics, title: Basics}}
"""

QUESTION = """\
- id: {id}
  kind: true-false
  topic: basics
  difficulty: 2
  prompt: {prompt}
  answer: true
  why: Because.
  explanation: So it is.
"""


@pytest.fixture
def samples() -> Path:
    """The folder of sample packs, `good` and `bad`."""
    return Path(__file__).parent.parent / "data" / "packs"


@pytest.fixture
def make_pack(tmp_path: Path) -> Callable[..., Path]:
    """`make_pack("name", {"questions/a.yaml": "…"})` writes a pack; pack.yaml comes by itself."""

    def make(name: str = "sample", files: dict[str, str] | None = None) -> Path:
        folder = tmp_path / name
        contents = {"pack.yaml": MANIFEST.format(id=name), **(files or {})}
        for file, content in contents.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def true_false() -> Callable[..., str]:
    """`true_false("name")` is one question for a question file."""

    def write(name: str, prompt: str = "What?") -> str:
        return QUESTION.format(id=name, prompt=prompt)

    return write


@pytest.fixture
def demo_problem() -> DemoProblem:
    """A lab with one demo, `relu-slope`, that has two knobs."""

    def problem(link: DemoLink, folder: Path) -> tuple[Text, Text] | None:
        if link.id != "relu-slope":
            return say("there is no demo {name}", name=link.id), NO_HINT
        for knob, _ in link.set:
            if knob not in ("pieces", "rate"):
                return say("the demo has no knob {knob}", knob=knob), NO_HINT
        return None

    return problem

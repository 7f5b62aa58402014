"""What an export reports as lost is lost, and nothing else is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.packs.formats import by_name, names
from quizapp.packs.pack import load_pack

SHARED = "topic: basics\n  difficulty: 3\n  explanation: So.\n"
QUESTIONS = f"""\
- id: varying
  kind: numeric
  prompt: What is {{n}} + 1?
  vary: {{n: [1, 2]}}
  check: n + 1
  answer: 2
  relative: 0.1
  {SHARED}
- id: typed
  kind: text
  prompt: What adapts?
  accept: [Adam, adam optimizer]
  {SHARED}
- id: gap
  kind: cloze
  prompt: Fill in the gap.
  text: "It {{{{falls|drops}}}}."
  {SHARED}
- id: mended
  kind: bug
  prompt: What is wrong?
  code: print(1
  lines: [1]
  fix: print(1)
  check: assert True
  {SHARED}
"""
SAME, FIRST = "Its numbers no longer vary.", "Only the first answer of each gap is kept."
FIX = "The program that checks its fix is left out."
NO_CHECK = "The format has no place for: difficulty, check."
LOST = {
    "csv": {},
    "anki": {"varying": SAME, "mended": FIX},
    "gift": {"varying": SAME, "mended": FIX},
    "moodle-xml": {"varying": SAME, "mended": FIX},
    "anki-text": {"varying": SAME, "gap": FIRST, "mended": "The format has no place for: check."},
    "markdown": {"varying": SAME, "gap": FIRST, "mended": NO_CHECK},
    "html": {"varying": SAME, "gap": FIRST, "mended": NO_CHECK},
    "hashcards": {
        "varying": "The format has no place for: topic, difficulty, relative.",
        "typed": "The format has no place for: topic, difficulty, accept.",
        "gap": FIRST,
        "mended": FIX,
    },
    "jupyterquiz": {"varying": SAME, "mended": FIX},
}
KEPT = ("accept", "tolerance", "relative", "vary", "check", "first answer")


@pytest.mark.parametrize("form", names(writing=True))
def test_reports_what_is_lost(make_pack: Callable[..., Path], form: str) -> None:
    pack = load_pack(make_pack("sample", {"questions/a.yaml": QUESTIONS})).pack
    assert pack
    exported = by_name(form, writing=True).write(pack)
    assert not exported.left_out
    told: dict[str, list[str]] = {
        question.id.removeprefix("sample/"): [
            str(loss) for lost, loss in exported.losses if lost == question.id
        ]
        for question in pack.questions
    }
    for name, losses in told.items():
        if name in LOST[form]:
            assert losses.count(LOST[form][name]) == 1
        else:
            assert not any(field in loss for loss in losses for field in KEPT)

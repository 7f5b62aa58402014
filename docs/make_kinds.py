"""Writes `docs/kinds.md` from the pack that `pack new` writes, and its pictures (`make docs`).

The page is the same on every machine; its pictures are only drawn anew with `--pictures`, for a
changed shade would change them all.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from quizapp.core.questions import KINDS
from quizapp.packs.starting import STARTER, Beginning, start_pack

PAGE = Path(__file__).with_name("kinds.md")
PICTURES = Path(__file__).with_name("pictures") / "kinds"
SIZE = (80, 24)

INTRODUCTION = """# The kinds of question

Eleven ways of asking, each as the app shows it and as it is written. They are the examples of
`quizapp pack new`, so you have them all in a pack of your own with one command. [Writing a
pack](packs.md) explains them, [fields](fields.md) lists everything that may stand in them.

Made by `make docs` from `quizapp/packs/starter`; changes made here by hand are lost.
"""
GRADED = {
    "choice": "One option is right, or several; all of them have to be found.",
    "true-false": "A statement that holds or does not.",
    "numeric": "A number, with a tolerance, a unit, and new values at every attempt if you like.",
    "text": "A word or a few. A near miss is asked about, never silently right.",
    "cloze": "Words that are missing from a text, gap by gap.",
    "output": "What a program prints. Verified by running it.",
    "bug": "The line that is wrong. Verified by running the program and its mended form.",
    "order": "Steps to be put in order, with the keyboard or the mouse.",
    "match": "Pairs to be found.",
    "explain": "An answer in one's own words, typed or said aloud, held against a rubric.",
    "predict": "What an experiment will measure. One commits to it, then the experiment decides.",
}


def kinds() -> str:
    """The page's text."""
    return "\n".join(part.rstrip("\n") + "\n" for part in (INTRODUCTION, *_kinds()))


def _kinds() -> Iterator[str]:
    written = _written()
    for kind in KINDS:
        yield f"## `{kind}`"
        yield GRADED[kind]
        yield f"![A question of the kind {kind}, in the app](pictures/kinds/{kind}.svg)"
        yield f"```yaml\n{written[kind]}```"


def _written() -> dict[str, str]:
    """Each kind's question as it stands in the files."""
    found = {}
    for path in sorted((STARTER / "questions").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for question in re.split(r"^(?=- id:)", text, flags=re.MULTILINE)[1:]:
            kind = re.search(r"^  kind: (\S+)", question, flags=re.MULTILINE)
            assert kind is not None
            found[kind[1]] = question.rstrip() + "\n"
    return found


async def draw() -> None:
    """Take a picture of each kind's question in the app."""
    from quizapp.services import trusting
    from quizapp.services.house import House, Wish, now_utc
    from quizapp.tui.app import QuizApp

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["QUIZAPP_HOME"] = home
        folder = Path(home) / "my-pack"
        start_pack(folder, Beginning("my-pack", "My pack", "Ada"))
        trusting.trust(trusting.examine(folder), now_utc())
        for kind in KINDS:
            house = House.open(folders=[folder], lang="en")
            app = QuizApp(house, wish=Wish(packs=("my-pack",), kinds=(kind,), seed=2))
            async with app.run_test(size=SIZE) as pilot:
                for _ in range(5):
                    await pilot.pause(0.1)
                picture = app.export_screenshot(title="quizapp")
            house.close()
            (PICTURES / f"{kind}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    PAGE.write_text(kinds(), encoding="utf-8")
    if "--pictures" in sys.argv:
        asyncio.run(draw())

"""Texts with gaps, written as a pack does, `{{answer|alternative}}`."""

from collections.abc import Sequence

from quizapp.core.grading.gaps import gaps
from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.shaping import MAX_PARTS, Asked, flat

CODE = frozenset("()[]*_=.")
"""Signs that make an answer code, where a pack minds the case."""
BLANK = "_____"
FILL_IN = "Fill in the gap."
"""The prompt of a text that brings none."""
FILL_ALL = "Fill in the gaps."


def gap(answers: Sequence[str]) -> str:
    """The gap that accepts any of the answers."""
    return "{{" + "|".join(flat(answer).replace("|", "\\|") for answer in answers) + "}}"


def cloze(asked: Asked, parts: Sequence[str | Sequence[str]]) -> Item | Refused:
    """A text from its parts: text as it stands, or the answers that fill a gap.

    Refused where the text's own braces would make gaps or swallow them.
    """
    wanted = [tuple(flat(each) for each in part) for part in parts if not isinstance(part, str)]
    if len(wanted) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} gaps.", limit=MAX_PARTS))
    if not wanted:
        return asked.refused(say("It has no gap."))
    if not all(answers and all(answers) for answers in wanted):
        return asked.refused(say("A gap has no answer."))
    text = "".join(part if isinstance(part, str) else gap(part) for part in parts).strip()
    if [found.answers for found in gaps(text)] != wanted:
        return asked.refused(say("Braces in its text cannot be told from gaps."))
    if not asked.prompt.strip():
        asked.prompt = FILL_IN if len(wanted) == 1 else FILL_ALL
    return asked.item("cloze", text=text)


def prompt_and_text(before: str) -> tuple[str, str]:
    """What stands before the first gap, parted: its first paragraph is the prompt, if it is one."""
    prompt, blank, rest = before.partition("\n\n")
    if not blank or "```" in prompt or "~~~" in prompt:
        return "", before
    return prompt.strip(), rest


def one_text(prompt: str, text: str, gap: int) -> str:
    """Prompt and text as one, as `prompt_and_text` parts it; `gap` is where the first one is."""
    untold = prompt in (FILL_IN, FILL_ALL) and "\n\n" not in text[:gap]
    return text if untold else f"{prompt}\n\n{text}"

"""From the parts of a foreign question to a pack's, so that no right answer becomes wrong.

Importers read; what a pack can say of what they read, and what is lost, is decided here once.
A question that a pack would judge otherwise than its source is refused with the reason.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from quizapp.core.clean import clean
from quizapp.core.folding import same
from quizapp.core.say import Text, say
from quizapp.packs.formats.base import Item, Refused

MAX_WRITTEN = 100_000
"""Characters in one text of a pack."""
MAX_PARTS = 1_000
"""Options, pairs, steps or accepted answers of one question."""
_LONGEST_NUMBER = 100
_PLACED = re.compile(
    r"\b(?:all|none|both|neither|any) of (?:the )?(?:above|these)\b", re.IGNORECASE
)
"""An option that speaks of the others by their places."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer on offer: its share of the full marks (1 is right) and what is said of it."""

    text: str
    share: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from `low` to `high`, both included, with their share of the full marks."""

    low: Decimal
    high: Decimal
    share: float
    why: str = ""


@dataclass(slots=True)
class Asked:
    """What is known of a question, whatever its kind; texts are Markdown."""

    where: str
    prompt: str = ""
    explanation: str = ""
    hint: str = ""
    topic: str = ""
    id: str = ""
    tags: Sequence[str] = ()
    difficulty: int = 0
    losses: list[Text] = field(default_factory=list)
    media: dict[str, None] = field(default_factory=dict)
    """Names of pictures and sounds; one for all questions of a file."""

    def lose(self, *losses: Text) -> None:
        """Note what a pack cannot say; the same thing is noted once."""
        for loss in losses:
            if loss not in self.losses:
                self.losses.append(loss)

    def refused(self, reason: Text) -> Refused:
        """The question is not taken."""
        return Refused(clean(self.where), reason)

    def item(self, kind: str, **own: Any) -> Item | Refused:
        """The question with its kind's own fields, made clean; without a prompt it is refused."""
        if not self.prompt.strip():
            return self.refused(say("It asks nothing: its text is empty."))
        fields: dict[str, Any] = {"id": self.id, "kind": kind, "topic": self.topic}
        if 1 <= self.difficulty <= 5:
            fields["difficulty"] = self.difficulty
        fields |= {"prompt": self.prompt, **own}
        fields |= {"explanation": self.explanation, "hint": self.hint}
        fields["tags"] = [tag for tag in dict.fromkeys(self.tags) if tag.strip()]
        fields = {name: _cleaned(value) for name, value in fields.items() if value not in ("", [])}
        if _longest(fields) > MAX_WRITTEN:
            return self.refused(say("A text is longer than {limit} characters.", limit=MAX_WRITTEN))
        return Item(fields, clean(self.where), tuple(self.losses))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items() if each != ""}
    return value


def _longest(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        value = value.values()
    return max(map(_longest, value), default=0) if isinstance(value, Iterable) else 0


def flat(text: str) -> str:
    """A text on one line with single spaces."""
    return " ".join(text.split())


def percent(share: float) -> str:
    """A share of the full marks for a sentence: `33.3 %`."""
    return f"{share * 100:.3g} %"


# --- choosing --------------------------------------------------------------------------------


def choice(
    asked: Asked, answers: Sequence[Answer], *, multiple: bool, shuffle: bool | None = None
) -> Item | Refused:
    """A choice of one, or (`multiple`) of all that are fully right.

    Two options, True and False, make it `true-false`. Where the source does not say whether
    options may be shuffled, they keep their order if one of them speaks of the others.
    """
    answers = [answer for answer in answers if answer.text.strip()]
    if len(answers) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} options.", limit=MAX_PARTS))
    right = _right_ones(asked, answers, multiple=multiple)
    if isinstance(right, Refused):
        return right
    kept: dict[str, tuple[Answer, bool]] = {}
    for answer in answers:
        if not multiple and answer.share >= 1 and answer not in right:
            continue
        key = flat(answer.text)
        if key in kept and kept[key][1] != (answer in right):
            return asked.refused(
                say("The option “{text}” is there twice, right and wrong.", text=key[:60])
            )
        if key in kept:
            asked.lose(say("The option “{text}” was there twice.", text=key[:60]))
        else:
            kept[key] = (answer, answer in right)
    if len(kept) < 2:
        return asked.refused(say("It offers fewer than two options."))
    if statement := _statement(asked, list(kept.values())):
        return statement
    options = [
        {"text": answer.text, **({"correct": True} if correct else {}), "why": answer.why}
        for answer, correct in kept.values()
    ]
    if shuffle is None:  # the source does not say
        shuffle = not any(_PLACED.search(answer.text[:200]) for answer, _ in kept.values())
    return asked.item("choice", options=options, **({} if shuffle else {"shuffle": False}))


def weighted(
    asked: Asked, answers: Sequence[Answer], *, shuffle: bool | None = None
) -> Item | Refused:
    """A choice of several whose shares add up to the full marks, as Moodle has it."""
    some = [answer.share for answer in answers if answer.share > 0]
    if len(some) > 1 and max(some) >= 0.999:  # one alone is enough
        return choice(asked, answers, multiple=False, shuffle=shuffle)
    if some and sum(some) - min(some) >= 0.999:
        return asked.refused(say("Some of its right options are enough, which a pack cannot say."))
    even = 1 / len(some) if some else 1
    uneven = any(abs(share - even) > 0.01 for share in some)
    penalties = {round(answer.share, 2) for answer in answers if answer.share < 0}
    if uneven or any(abs(penalty + even) > 0.01 for penalty in penalties):
        asked.lose(say("The options' weights are dropped: all right ones count the same."))
    whole = [replace(answer, share=float(answer.share > 0)) for answer in answers]
    return choice(asked, whole, multiple=True, shuffle=shuffle)


def _right_ones(
    asked: Asked, answers: Sequence[Answer], *, multiple: bool
) -> list[Answer] | Refused:
    full = [answer for answer in answers if answer.share >= 0.999]
    if not full:
        return asked.refused(say("None of its options is marked as right."))
    if multiple:
        return full
    for other in full[1:]:
        if flat(other.text) != flat(full[0].text):
            asked.lose(
                say("“{text}” is right as well and is left out.", text=flat(other.text)[:60])
            )
    asked.lose(*(_half(answer) for answer in answers if 0 < answer.share < 0.999))
    return full[:1]


def _half(answer: Answer) -> Text:
    return say(
        "“{text}” earned {share} and is simply wrong here.",
        text=flat(answer.text)[:60],
        share=percent(answer.share),
    )


def _statement(asked: Asked, options: list[tuple[Answer, bool]]) -> Item | Refused | None:
    truths = {flat(answer.text).casefold().strip("*_."): correct for answer, correct in options}
    if truths.keys() != {"true", "false"} or truths["true"] == truths["false"]:
        return None
    whys = {correct: answer.why for answer, correct in options}
    return true_false(asked, truths["true"], why=whys[False], praise=whys[True])


def true_false(asked: Asked, answer: bool, *, why: str = "", praise: str = "") -> Item | Refused:
    """A statement; `praise` is what is said of the right answer, and joins the explanation."""
    join_explanation(asked, praise)
    return asked.item("true-false", answer=answer, why=why)


def join_explanation(asked: Asked, praise: str) -> None:
    """What is said of the right answer comes before the explanation, if it says anything new."""
    if praise.strip() and praise.strip() not in asked.explanation:
        asked.explanation = f"{praise.strip()}\n\n{asked.explanation}".strip()


# --- typing ----------------------------------------------------------------------------------


def short_text(asked: Asked, answers: Sequence[Answer], *, case: bool = False) -> Item | Refused:
    r"""A word or phrase to type; `*` in an answer stands for anything, `\*` for itself."""
    if len(answers) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} answers.", limit=MAX_PARTS))
    accept: list[str] = []
    reject: list[dict[str, str]] = []
    praises: list[str] = []
    for answer in answers:
        text, wild = _without_wildcards(flat(answer.text))
        if not text:
            continue
        if answer.share >= 0.999 and wild:
            return asked.refused(
                say("It accepts whatever fits “{text}”, which a pack cannot say.", text=text[:60])
            )
        if answer.share >= 0.999:
            accept += [text] if text not in accept else []
            praises += [answer.why] if answer.why.strip() else []
        elif wild:
            _lose_feedback(asked, answer)
        elif not any(same(text, right) for right in accept):
            _reject(asked, Answer(text, answer.share, answer.why), reject)
        elif answer.why.strip():
            asked.lose(say("“{text}” is accepted whatever its case.", text=text[:60]))
    if not accept:
        return asked.refused(say("It has no answer that is fully right."))
    if case:
        asked.lose(say("Upper and lower case counted; here they do not."))
    for praise in reversed(list(dict.fromkeys(praises))):
        join_explanation(asked, praise)
    reject = [wrong for wrong in reject if not any(same(wrong["text"], one) for one in accept)]
    return asked.item("text", accept=accept, reject=reject)


def _without_wildcards(text: str) -> tuple[str, bool]:
    hidden = text.replace("\\*", "\0")
    return hidden.replace("\0", "*"), "*" in hidden


def _lose_feedback(asked: Asked, answer: Answer) -> None:
    if answer.why.strip():
        asked.lose(say("What was said of other answers is dropped: “{why}”.", why=flat(answer.why)))
    elif answer.share > 0:
        asked.lose(_half(answer))


def _reject(asked: Asked, answer: Answer, reject: list[dict[str, str]]) -> None:
    if answer.share > 0:
        asked.lose(_half(answer))
    if answer.why.strip() and all(answer.text.casefold() != r["text"].casefold() for r in reject):
        reject.append({"text": answer.text, "why": answer.why})


def decimal(text: str) -> Decimal | None:
    """A finite number as people write it in files, or None."""
    text = text.strip().replace("\u2212", "-")
    try:
        value = Decimal(text) if len(text) <= _LONGEST_NUMBER and "_" not in text else None
    except InvalidOperation:
        return None
    finite = value is not None and value.is_finite() and isfinite(float(value))
    return value if finite else None


def spelled(value: Decimal | float) -> str:
    """A number as a pack writes it: digits, a point, an exponent where it is long."""
    value = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    value = value.normalize() if value else Decimal(0)
    plain = f"{value:f}"
    return plain if len(plain) <= 24 else f"{value:e}"


def numeric(
    asked: Asked, intervals: Sequence[Interval], *, unit: str = "", otherwise: str = ""
) -> Item | Refused:
    """A number; `otherwise` is said of every number that no interval holds."""
    if len(intervals) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} answers.", limit=MAX_PARTS))
    right = sorted((i for i in intervals if i.share >= 0.999), key=lambda i: i.low)
    if not right:
        return asked.refused(say("It has no answer that is fully right."))
    low, high = right[0].low, right[0].high
    for each in right[1:]:
        if each.low > high:
            return asked.refused(
                say(
                    "It accepts {first} and {second}, and a pack knows one number or range.",
                    first=spelled(high),
                    second=spelled(each.low),
                )
            )
        high = max(high, each.high)
    for praise in dict.fromkeys(each.why for each in reversed(right)):
        join_explanation(asked, praise)
    answer, tolerance = _middle(right, low, high)
    near = [_near(asked, each) for each in intervals if each.share < 0.999]
    if otherwise.strip():
        near.append({"range": ["-inf", "inf"], "why": otherwise})
    return asked.item(
        "numeric",
        answer=spelled(answer),
        tolerance=spelled(tolerance) if tolerance else "",
        unit=unit,
        near=[each for each in near if each],
    )


def _middle(right: Sequence[Interval], low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """The answer and its tolerance: the one that is named, where all lies evenly around it."""
    named = {each.low for each in right if each.low == each.high}
    middle = (low + high) / 2
    if len(named) == 1 and abs(next(iter(named)) - middle) <= abs(high - low) / 10**9:
        middle = next(iter(named))
    return middle, max(high - middle, middle - low)


def _near(asked: Asked, interval: Interval) -> dict[str, Any]:
    if interval.share > 0:
        number = spelled(interval.low)
        if interval.low != interval.high:
            number += f" … {spelled(interval.high)}"
        asked.lose(_half(Answer(number, interval.share)))
    if not interval.why.strip():
        return {}
    return {"range": [spelled(interval.low), spelled(interval.high)], "why": interval.why}


# --- arranging -------------------------------------------------------------------------------


def match(
    asked: Asked, pairs: Sequence[tuple[str, str]], distractors: Sequence[str] = ()
) -> Item | Refused:
    """Things to pair; several that belong to the same one are shown as one."""
    if len(pairs) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} pairs.", limit=MAX_PARTS))
    by_left: dict[str, str] = {}
    for left, right in pairs:
        if by_left.setdefault(left, right) != right:
            return asked.refused(say("“{text}” has two partners.", text=flat(left)[:60]))
    by_right: dict[str, list[str]] = {}
    for left, right in by_left.items():
        by_right.setdefault(right, []).append(left)
    for right, lefts in by_right.items():
        if len(lefts) > 1:
            text = flat(right)[:60]
            asked.lose(say("What belongs to “{text}” is shown together.", text=text))
    for text in dict.fromkeys(distractors):
        if text.strip() and text not in by_right:
            asked.lose(say("“{text}”, which has no partner, is left out.", text=flat(text)[:60]))
    if len(by_right) < 2:
        return asked.refused(say("It has fewer than two pairs."))
    return asked.item("match", pairs=[[" / ".join(ls), right] for right, ls in by_right.items()])


def order(asked: Asked, steps: Sequence[str]) -> Item | Refused:
    """Steps, given in the right order."""
    steps = [step for step in steps if step.strip()]
    if len(steps) > MAX_PARTS:
        return asked.refused(say("It has more than {limit} steps.", limit=MAX_PARTS))
    if len(steps) < 2:
        return asked.refused(say("It has fewer than two steps."))
    if len({flat(step) for step in steps}) < len(steps):
        return asked.refused(say("Two of its steps have the same text."))
    return asked.item("order", steps=steps)

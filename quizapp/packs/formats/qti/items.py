"""QTI 2.1: one item with its interaction, its declared answers and its feedback."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import BLANK, cloze, prompt_and_text
from quizapp.packs.formats.qti.body import GAP, html_of, markdown_of, own_id
from quizapp.packs.formats.shaping import (
    Answer,
    Asked,
    Interval,
    choice,
    decimal,
    flat,
    match,
    numeric,
    order,
    short_text,
)
from quizapp.packs.formats.xmltree import text_of

_INLINE = ("textEntryInteraction", "inlineChoiceInteraction", "gap")


class _Declared:
    """What an item declares of one response: the right values, and what others earn."""

    def __init__(self, element: Element | None) -> None:
        self.base = element.get("baseType", "") if element is not None else ""
        self.single = element is None or element.get("cardinality", "single") == "single"
        correct = element.find("correctResponse") if element is not None else None
        values = correct.iter("value") if correct is not None else ()
        self.correct = [flat(text_of(value)) for value in values]
        self.mapped: dict[str, float] = {}
        self.case = False
        entries = element.iter("mapEntry") if element is not None else ()
        for entry in entries:
            value = decimal(entry.get("mappedValue", "0"))
            self.mapped[flat(entry.get("mapKey", ""))] = float(value) if value is not None else 0.0
            self.case |= entry.get("caseSensitive", "true") == "true"

    def shares(self) -> dict[str, float]:
        """Values with their share of what one of them can earn; the right ones first."""
        most = max(self.mapped.values(), default=0.0)
        shares = dict.fromkeys(self.correct, 1.0)
        for key, value in self.mapped.items():
            if value > 0 and most > 0 and key not in shares:
                shares[key] = value / most
        return shares


def question(root: Element, topic: str, media: dict[str, None], path: str = "") -> Item | Refused:
    """The item as a question; `path` is its file's place in a package."""
    name = flat(root.get("title", ""))
    where = path or "question 1"
    where += f" “{name[:60]}”" if name else ""
    asked = Asked(where, topic=topic, id=own_id(root.get("identifier", "")), media=media)
    body = root.find("itemBody")
    if body is None:
        return asked.refused(say("It asks nothing: its text is empty."))
    if root.get("adaptive") == "true":
        return asked.refused(say("It changes with the attempts, which a pack cannot say."))
    if root.find("templateDeclaration") is not None:
        return asked.refused(say("Its numbers are drawn by a program."))
    return _Reading(root, body, asked).question()


class _Reading:
    """One item on its way to a question."""

    def __init__(self, root: Element, body: Element, asked: Asked) -> None:
        self.root = root
        self.body = body
        self.asked = asked
        self.declared = {
            each.get("identifier", ""): _Declared(each) for each in root.iter("responseDeclaration")
        }
        self.interactions = [e for e in body.iter() if e.tag.endswith("Interaction")]
        told = [
            (e.get("identifier", ""), markdown_of(e, asked)) for e in root.iter("modalFeedback")
        ]
        self.feedback = {name: text for name, text in told if text.strip()}

    def question(self) -> Item | Refused:
        """The question, or why it cannot be taken."""
        asked = self.asked
        kinds = {each.tag for each in self.interactions} - {"endAttemptInteraction"}
        if not kinds:
            return asked.refused(say("It is a description and asks nothing."))
        shown = as_markdown(html_of(self.body, self._shown), "html", asked).strip()
        if kinds <= set(_INLINE):
            return self._inline(shown)
        first = next(each for each in self.interactions if each.tag in kinds)
        takes: dict[str, Callable[[Element, _Declared], Item | Refused]] = {
            "choiceInteraction": self._choice,
            "orderInteraction": self._order,
            "matchInteraction": self._match,
            "associateInteraction": self._match,
            "extendedTextInteraction": self._essay,
        }
        take = takes.get(first.tag)
        if len(self.interactions) == 1 and first.tag == "gapMatchInteraction":
            return self._gap_match(first, shown)
        if not take:
            kind = ", ".join(sorted(kinds))
            return asked.refused(say("Questions of the type {kind} are not taken.", kind=kind[:80]))
        if len(self.interactions) > 1:
            return asked.refused(say("It asks several things at once."))
        asked.prompt = shown.replace(GAP, "").strip()
        return take(first, self._declared(first))

    def _declared(self, interaction: Element) -> _Declared:
        return self.declared.get(interaction.get("responseIdentifier", ""), _Declared(None))

    def _shown(self, element: Element) -> str | None:
        """Of an interaction its prompt is shown; what is filled in leaves a gap."""
        if element.tag in _INLINE:
            return GAP
        if element.tag in ("gapText", "gapImg", "feedbackInline", "feedbackBlock", "rubricBlock"):
            return ""
        if element.tag == "gapMatchInteraction":
            return f"<div>{html_of(element, self._shown)}</div>"
        if element.tag.endswith("Interaction"):
            prompt = element.find("prompt")
            return f"<p>{html_of(prompt, self._shown)}</p>" if prompt is not None else ""
        return f"<p>{html_of(element, self._shown)}</p>" if element.tag == "prompt" else None

    def _choices(self, element: Element) -> list[tuple[str, str, str]]:
        """Identifier, text and what is said of each choice."""
        found = []
        for each in element:
            if each.tag in ("simpleChoice", "simpleAssociableChoice", "inlineChoice", "gapText"):
                name = each.get("identifier", "")
                html = html_of(each, lambda e: "" if e.tag.startswith("feedback") else None)
                inner = [
                    markdown_of(e, self.asked) for e in each.iter() if e.tag.startswith("feedback")
                ]
                why = "\n\n".join(filter(None, inner)) or self.feedback.pop(name, "")
                found.append((name, as_markdown(html, "html", self.asked).strip(), why))
        return found

    def _explain_rest(self) -> None:
        """Feedback that belongs to no option is the explanation, but for what tells one off."""
        told: dict[str, None] = {}
        for name, text in self.feedback.items():
            if re.search(r"incorrect|wrong|false", name, re.IGNORECASE):
                self.asked.lose(
                    say(
                        "What was said of an answer as a whole is dropped: “{why}”.", why=flat(text)
                    )
                )
            else:
                told[text] = None
        self.asked.explanation = "\n\n".join(told)

    def _choice(self, element: Element, declared: _Declared) -> Item | Refused:
        shares = declared.shares()
        right = set(declared.correct) or {k for k, v in shares.items() if v > 0}
        choices = self._choices(element)
        self._explain_rest()
        if declared.single:
            answers = [Answer(text, shares.get(name, 0.0), why) for name, text, why in choices]
        else:
            answers = [Answer(text, float(name in right), why) for name, text, why in choices]
        if any(answer.share > 0 and not answer.text.strip() for answer in answers):
            return self.asked.refused(say("One of its options is empty, or only a picture."))
        shuffle = element.get("shuffle", "false") == "true"
        return choice(self.asked, answers, multiple=not declared.single, shuffle=shuffle)

    def _order(self, element: Element, declared: _Declared) -> Item | Refused:
        texts = {name: text for name, text, _ in self._choices(element)}
        self._explain_rest()
        if sorted(declared.correct) != sorted(texts):
            return self.asked.refused(say("Its right order is not told."))
        return order(self.asked, [texts[name] for name in declared.correct])

    def _match(self, element: Element, declared: _Declared) -> Item | Refused:
        sets = [self._choices(each) for each in element.iter("simpleMatchSet")]
        texts = {name: text for each in (*sets, self._choices(element)) for name, text, _ in each}
        self._explain_rest()
        pairs: list[tuple[str, str]] = []
        used: set[str] = set()
        for value in declared.correct or [k for k, v in declared.mapped.items() if v > 0]:
            left, _, right = value.partition(" ")
            if not texts.get(left) or not texts.get(right):
                return self.asked.refused(say("A pair of it is not complete."))
            pairs.append((texts[left], texts[right]))
            used |= {left, right}
        return match(self.asked, pairs, [text for name, text in texts.items() if name not in used])

    def _essay(self, element: Element, declared: _Declared) -> Item | Refused:  # noqa: ARG002  all take the same
        told = [markdown_of(each, self.asked) for each in self.root.iter("rubricBlock")]
        answer = "\n\n".join([*declared.correct, *filter(None, told), *self.feedback.values()])
        if not answer.strip():
            return self.asked.refused(say("It is an essay without an answer to compare with."))
        return explain(self.asked, answer)

    def _gap_match(self, element: Element, shown: str) -> Item | Refused:
        words = {name: flat(text) for name, text, _ in self._choices(element)}
        declared = self._declared(element)
        filled: dict[str, list[str]] = {}
        for value in declared.correct or [k for k, v in declared.mapped.items() if v > 0]:
            word, _, gap = value.partition(" ")
            filled.setdefault(gap, []).append(words.get(word, ""))
        gaps = [filled.get(each.get("identifier", ""), []) for each in element.iter("gap")]
        self._explain_rest()
        taken = self._gapped(shown.split(GAP), gaps)
        if not isinstance(taken, Item):
            return taken
        offered = " / ".join(sorted(dict.fromkeys(filter(None, words.values()))))
        self.asked.prompt = f"{self.asked.prompt}\n\n{offered}"
        return self._gapped(shown.split(GAP), gaps, keep=self.asked.prompt)

    def _inline(self, shown: str) -> Item | Refused:
        """Fields and lists within the text."""
        self._explain_rest()
        places = [each for each in self.interactions if each.tag in _INLINE]
        if len(places) == 1:
            return self._one_place(places[0], shown)
        accepted, offered = [], []
        for place in places:
            declared = self._declared(place)
            texts = {name: flat(text) for name, text, _ in self._choices(place)}
            full = [key for key, share in declared.shares().items() if share >= 0.999]
            accepted.append([texts.get(key, key) for key in full])
            offered.append(f" ({' / '.join(texts.values())})" if texts else "")
            if declared.base in ("integer", "float"):
                self.asked.lose(say("Numbers in gaps are compared as text: `2.0` is not `2`."))
        parts = shown.split(GAP)
        texts_after = [o + after for o, after in zip(["", *offered], parts, strict=False)]
        return self._gapped(texts_after, accepted)

    def _gapped(
        self, texts: Sequence[str], accepted: Sequence[list[str]], keep: str = ""
    ) -> Item | Refused:
        if len(texts) != len(accepted) + 1:
            return self.asked.refused(say("It has no gap."))
        prompt, first = prompt_and_text(texts[0])
        self.asked.prompt = keep or prompt
        parts: list[str | Sequence[str]] = [first]
        for answers, after in zip(accepted, texts[1:], strict=True):
            parts += [list(dict.fromkeys(answers)), after]
        return cloze(self.asked, parts)

    def _one_place(self, place: Element, shown: str) -> Item | Refused:
        declared = self._declared(place)
        before, _, after = shown.partition(GAP)
        self.asked.prompt = f"{before}{BLANK}{after}".strip() if after.strip() else before.strip()
        if place.tag == "inlineChoiceInteraction":
            return self._choice(place, declared)
        if declared.base in ("integer", "float"):
            return self._number(place.get("responseIdentifier", ""), declared)
        answers = [
            Answer(text.replace("*", "\\*"), share) for text, share in declared.shares().items()
        ]
        if not answers:
            return self.asked.refused(say("It has no answer that is fully right."))
        return short_text(self.asked, answers, case=declared.case)

    def _number(self, name: str, declared: _Declared) -> Item | Refused:
        intervals = []
        tolerance = self._tolerance(name)
        for text, share in declared.shares().items():
            value = decimal(text)
            if value is None or tolerance is None:
                return self.asked.refused(say("One of its answers is not a number."))
            below, above = tolerance(value)
            intervals.append(Interval(value - below, value + above, share))
        return numeric(self.asked, intervals)

    def _tolerance(self, name: str) -> Callable[[Decimal], tuple[Decimal, Decimal]] | None:
        """How far a number may be off, by the comparison in the item's processing."""
        for test in self.root.iter("equal"):
            if all(each.get("identifier") != name for each in test.iter("variable")):
                continue
            ends = [decimal(part) for part in test.get("tolerance", "0").split()]
            low, high = (ends[0], ends[-1]) if ends else (Decimal(0), Decimal(0))
            if low is None or high is None:
                return None
            below, above = abs(low), abs(high)
            if test.get("toleranceMode") == "relative":
                return lambda v: (abs(v) * below / 100, abs(v) * above / 100)
            return lambda _: (below, above)
        return lambda _: (Decimal(0), Decimal(0))

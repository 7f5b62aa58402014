"""QTI 1.2: what is asked, from the presentation, and what is right, from the scoring."""

import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from quizapp.core.say import say
from quizapp.packs.formats.base import Item, Refused
from quizapp.packs.formats.explaining import explain
from quizapp.packs.formats.gaps import BLANK, cloze, prompt_and_text
from quizapp.packs.formats.qti.body import GAP, material_of, one_material, own_id
from quizapp.packs.formats.qti.scoring import Scoring, conditions
from quizapp.packs.formats.shaping import (
    Answer,
    Asked,
    choice,
    flat,
    join_explanation,
    match,
    numeric,
    order,
    short_text,
    weighted,
)
from quizapp.packs.formats.xmltree import text_of

_NOT_TAKEN = {"calculated_question", "file_upload_question", "hot_spot_question"}
_PLACE = re.compile(r"\\?\[([^\[\]\\]{1,100})\\?\]")


def questions(root: Element, topic: str, media: dict[str, None]) -> Iterator[Item | Refused]:
    """The items of a file in order."""
    for number, item in enumerate(root.iter("item"), 1):
        name = flat(item.get("title", ""))
        where = f"question {number}" + (f" “{name[:60]}”" if name else "")
        asked = Asked(where, topic=topic, id=own_id(item.get("ident", "")), media=media)
        yield _Reading(item, asked).question()


class _Response:
    """A place to answer: its choices by their identifiers, and what stands beside it."""

    def __init__(self, element: Element, asked: Asked) -> None:
        self.name = element.get("ident", "")
        self.typed = element.tag in ("response_str", "response_num")
        self.cardinality = element.get("rcardinality", "Single").lower()
        render = next(element.iter("render_fib"), None)
        kind = render.get("fibtype", "") if render is not None else ""
        self.number = element.tag == "response_num" or kind.lower() in ("decimal", "integer")
        self.shuffle = any(
            each.get("shuffle", "").lower() == "yes" for each in element.iter("render_choice")
        ) or not any(each.get("shuffle") for each in element.iter("render_choice"))
        labels = list(element.iter("response_label"))
        self.labels = {each.get("ident", ""): material_of(each, asked) for each in labels}
        beside = [child for child in element if child.tag == "material"]
        self.beside = "\n\n".join(material_of(child, asked) for child in beside).strip()


class _Reading:
    """One item on its way to a question."""

    def __init__(self, item: Element, asked: Asked) -> None:
        self.item = item
        self.asked = asked
        fields = [
            (text_of(f.find("fieldlabel")).strip(), text_of(f.find("fieldentry")).strip())
            for f in item.iter("qtimetadatafield")
        ]
        self.kind = dict(fields).get("question_type", "")
        presentation = item.find("presentation")
        self.responses: list[_Response] = []
        self.text = ""
        self.pictured = False
        if presentation is not None:
            pieces = list(self._pieces(presentation))
            self.text = _joined(pieces)
        told = {
            each.get("ident", ""): material_of(each, asked) for each in item.iter("itemfeedback")
        }
        self.scoring = Scoring(conditions(item), told)
        asked.explanation = self.scoring.general

    def _pieces(self, element: Element) -> Iterator[str]:
        """Texts and gaps, in their order."""
        for child in element:
            if child.tag in ("response_lid", "response_str", "response_num"):
                self.responses.append(_Response(child, self.asked))
                yield GAP
            elif child.tag in ("response_xy", "response_grp", "response_extension"):
                self.pictured = True
            elif child.tag in ("mattext", "mat_formattedtext", "matimage", "mataudio", "matvideo"):
                yield one_material(child, self.asked)
            else:
                yield from self._pieces(child)

    def question(self) -> Item | Refused:
        """The question, or why it cannot be taken."""
        asked = self.asked
        if self.kind == "text_only_question":
            return asked.refused(say("It is a description and asks nothing."))
        if self.pictured or self.kind in _NOT_TAKEN:
            kind = self.kind or "response_grp"
            return asked.refused(say("Questions of the type {kind} are not taken.", kind=kind))
        if not self.responses:
            return asked.refused(say("It has no place for an answer."))
        join_explanation(asked, self.scoring.praise)
        asked.lose(*self.scoring.losses)
        first = self.responses[0]
        if len(self.responses) > 1 or self.kind in _GAPPED:
            return self._several()
        asked.prompt = self.text.replace(GAP, "").strip() or first.beside
        if first.typed:
            asked.prompt = _blank(self.text)
            return self._typed(first)
        if first.cardinality == "ordered":
            return self._ordered(first)
        return self._chosen(first)

    def _chosen(self, response: _Response) -> Item | Refused:
        multiple = response.cardinality == "multiple"
        shares = self.scoring.shares(response.name, together=multiple)
        answers = [
            Answer(text, shares.get(name, 0.0), self.scoring.why(response.name, name))
            for name, text in response.labels.items()
        ]
        if any(a.share >= 0.999 and not a.text.strip() for a in answers):
            return self.asked.refused(say("One of its options is empty, or only a picture."))
        if not multiple:
            return choice(self.asked, answers, multiple=False, shuffle=response.shuffle)
        if self.scoring.added:
            return weighted(self.asked, answers, shuffle=response.shuffle)
        return choice(self.asked, answers, multiple=True, shuffle=response.shuffle)

    def _ordered(self, response: _Response) -> Item | Refused:
        right = self.scoring.best()
        names = [name for respondent, name in right.equal if respondent == response.name]
        if sorted(names) != sorted(response.labels):
            return self.asked.refused(say("Its right order is not told."))
        return order(self.asked, [response.labels[name] for name in names])

    def _typed(self, response: _Response) -> Item | Refused:
        if response.number or self.kind == "numerical_question":
            intervals = self.scoring.intervals(response.name)
            if intervals is None:
                return self.asked.refused(say("One of its answers is not a number."))
            return numeric(self.asked, intervals)
        shares = self.scoring.shares(response.name, together=False)
        if not shares:
            answer, self.asked.explanation = self.scoring.general, ""
            if not answer.strip():
                return self.asked.refused(say("It is an essay without an answer to compare with."))
            return explain(self.asked, answer)
        answers = [
            Answer(text.replace("*", "\\*"), share, self.scoring.why(response.name, text))
            for text, share in shares.items()
        ]
        return short_text(self.asked, answers, case=self.scoring.case)

    def _several(self) -> Item | Refused:
        """Several places to answer: gaps in the text, or things to match."""
        names = {response.name.removeprefix("response_"): response for response in self.responses}
        text = self.text.rstrip(GAP + "\n ")
        pieces = _PLACE.split(text.replace(GAP, ""))
        if self.kind != "matching_question" and set(pieces[1::2]) >= set(names):
            places = [at for at in range(1, len(pieces), 2) if pieces[at] in names]
            texts, start = [], 0
            for at in places:
                texts.append(_restored(pieces[start:at], start))
                start = at + 1
            texts.append(_restored(pieces[start:], start))
            return self._gaps(texts, [names[pieces[at]] for at in places])
        if all(response.typed for response in self.responses):
            return self._gaps(self.text.split(GAP), self.responses)
        if self.kind == "matching_question" or all(each.beside for each in self.responses):
            return self._matched(text.replace(GAP, "").strip())
        return self.asked.refused(say("It asks several things at once."))

    def _matched(self, prompt: str) -> Item | Refused:
        self.asked.prompt = prompt or "Match the pairs."
        pairs: list[tuple[str, str]] = []
        for response in self.responses:
            shares = self.scoring.shares(response.name, together=False)
            right = [response.labels.get(name, "") for name in shares]
            if not response.beside and not any(right):
                continue
            if len(right) != 1 or not right[0] or not response.beside:
                return self.asked.refused(say("A pair of it is not complete."))
            pairs.append((response.beside, right[0]))
        offered = {text for response in self.responses for text in response.labels.values()}
        return match(self.asked, pairs, sorted(offered - {right for _, right in pairs}))

    def _gaps(self, texts: Sequence[str], responses: Sequence[_Response]) -> Item | Refused:
        self.asked.prompt, first = prompt_and_text(texts[0])
        parts: list[str | Sequence[str]] = [first]
        for response, after in zip(responses, texts[1:], strict=True):
            accepted = self._accepted(response)
            if isinstance(accepted, Refused):
                return accepted
            offered = ""
            if self.kind == "multiple_dropdowns_question":
                offered = f" ({' / '.join(filter(None, response.labels.values()))})"
            parts += [accepted, offered + after]
        return cloze(self.asked, parts)

    def _accepted(self, response: _Response) -> Refused | list[str]:
        shares = self.scoring.shares(response.name, together=False)
        if response.typed:
            if response.number:
                self.asked.lose(say("Numbers in gaps are compared as text: `2.0` is not `2`."))
            right = [text for text, share in shares.items() if share >= 0.999]
        elif self.kind == "fill_in_multiple_blanks_question":
            right = [*response.labels.values()]
        else:
            right = [response.labels.get(name, "") for name in shares]
        right = [flat(text) for text in dict.fromkeys(right) if text.strip()]
        return right or self.asked.refused(say("A gap has no answer."))


_GAPPED = ("fill_in_multiple_blanks_question", "multiple_dropdowns_question", "matching_question")


def _joined(pieces: Sequence[str]) -> str:
    """Texts put together: those around a gap in one line, others as paragraphs."""
    text = ""
    for piece in pieces:
        if not piece:
            continue
        near = piece == GAP or text.endswith(GAP)
        text += ("" if not text else " " if near else "\n\n") + piece
    return text


def _restored(pieces: Sequence[str], start: int) -> str:
    """Brackets that name no gap, as they stood."""
    shown = (f"[{p}]" if (start + at) % 2 else p for at, p in enumerate(pieces))
    return "".join(shown)


def _blank(text: str) -> str:
    """A gap at the end is the place to answer; within the text it is a blank."""
    before, _, after = text.partition(GAP)
    return f"{before}{BLANK}{after}".strip() if after.strip() else before.strip()

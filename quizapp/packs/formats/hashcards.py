"""hashcards: Markdown with `Q:`, `A:` and `C:`, whose gaps stand in brackets."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.clean import clean
from quizapp.core.grading.gaps import gaps
from quizapp.core.questions import (
    Choice,
    Cloze,
    Explain,
    Match,
    Numeric,
    Order,
    Question,
    TextAnswer,
    TrueFalse,
)
from quizapp.core.say import say
from quizapp.packs.formats.base import Exported, Imported, Item, Refused, decoded
from quizapp.packs.formats.cards import from_card
from quizapp.packs.formats.explaining import explain, rubric, told_rubric
from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.gaps import cloze, one_text, prompt_and_text
from quizapp.packs.formats.moodle_text import GAP, without_tags
from quizapp.packs.formats.prose import without_comments
from quizapp.packs.formats.shaping import Asked, flat, spelled
from quizapp.packs.formats.simplifying import Losses, simplified, unsaid
from quizapp.packs.formats.titles import gathered
from quizapp.packs.pack import Pack

_NAME = re.compile(r"""^name\s*=\s*["'](.*)["']\s*$""", re.MULTILINE)
_HEADING = re.compile(r"#{1,6}\s+(.*\S)\s*")
_EXPLAINED = "\n\n**Explanation**\n\n"
"""Between an answer and its explanation on a card's back."""
_STATEMENT = "\n\n(True or false?)"


def sniff(name: str, head: bytes) -> bool:  # noqa: ARG001  its content tells it
    """Whether lines begin with `Q:` and `A:`, or with `C:` and hold brackets."""
    if re.search(rb"^Q:", head, re.MULTILINE) and re.search(rb"^A:", head, re.MULTILINE):
        return True
    return bool(re.search(rb"^C:[^\[]{0,2000}\[[^\]]{1,300}\](?!\()", head, re.MULTILINE))


def read(data: bytes, name: str, *, encoding: str = "utf-8") -> Imported:
    """The cards of a file; a cloze with several gaps is one question. Raises PackError."""
    text = without_comments(clean(decoded(data, name, encoding)))
    title = ""
    lines = text.split("\n")
    skipped = 0
    if lines[0].strip() == "---" and "---" in map(str.strip, lines[1:]):
        skipped = [line.strip() for line in lines].index("---", 1) + 1
        found = _NAME.search("\n".join(lines[:skipped]))
        title = found[1] if found else ""
    media: dict[str, None] = {}
    questions = _questions(lines, skipped, media)
    nothing = say("The file holds no card with `Q:` and `A:` or `C:`.")
    return gathered(name, questions, nothing, title=title, media=media)


def _questions(lines: list[str], skipped: int, media: dict[str, None]) -> Iterator[Item | Refused]:
    topic, kind, start, stray = "", "", 0, False
    parts: dict[str, list[str]] = {}
    for number, line in enumerate([*lines[skipped:], "---"], skipped + 1):
        begins = line[:2] if line[:2] in ("Q:", "A:", "C:") else ""
        heading = (
            _HEADING.fullmatch(line) if kind != "A:" or not _in_fence(parts.get(kind)) else None
        )
        if begins == "A:" and kind == "Q:":
            kind = "A:"
            parts[kind] = [line[2:]]
            continue
        if begins or line.strip() == "---" or heading:
            if parts:
                yield _card(parts, Asked(f"line {start}", topic=topic, media=media))
            kind, start, parts = begins, number, {begins: [line[2:]]} if begins else {}
            topic = flat(heading[1]) if heading else topic
            stray = False
        elif parts:
            parts[kind].append(line)
        elif line.strip() and not stray:
            stray = True
            yield Asked(f"line {number}").refused(say("It is text outside of a card."))


def _in_fence(lines: Sequence[str] | None) -> bool:
    fences = [line for line in lines or () if line.lstrip().startswith(("```", "~~~"))]
    return len(fences) % 2 == 1


def _card(parts: dict[str, list[str]], asked: Asked) -> Item | Refused:
    said = {
        kind: as_markdown("\n".join(lines).strip(), "markdown", asked)
        for kind, lines in parts.items()
    }
    if "C:" in said:
        return _cloze(said["C:"], asked)
    asked.prompt = said.get("Q:", "")
    if "A:" not in said or "Q:" not in said:
        return asked.refused(say("A question without an answer, or the other way round."))
    if told_rubric(said["A:"]):
        return explain(asked, said["A:"])
    back, _, asked.explanation = said["A:"].partition(_EXPLAINED)
    if back in ("True", "False"):
        asked.prompt = asked.prompt.removesuffix(_STATEMENT)
    taken = from_card(asked, back)
    explained = isinstance(taken, Item) and taken.fields["kind"] == "explain"
    return explain(asked, back) if explained else taken


def _cloze(text: str, asked: Asked) -> Item | Refused:
    """Brackets are gaps, unless a backslash stands before them."""
    pieces = re.split(r"(\\[\[\]]|\[[^\[\]]*\])", text)
    parts: list[str | Sequence[str]] = [""]
    for piece in pieces:
        if piece.startswith("["):
            parts += [[piece[1:-1]], ""]
        else:
            escaped = piece in ("\\[", "\\]")
            parts[-1] = f"{parts[-1]}{piece[1:] if escaped else piece}"
    first = parts[0] if isinstance(parts[0], str) else ""
    asked.prompt, parts[0] = prompt_and_text(first)
    return cloze(asked, parts)


def write(pack: Pack) -> Exported:
    """The pack as one deck: everything becomes a card, which the learner marks."""
    losses = Losses()
    name = flat(pack.title).replace("\\", "").replace('"', "'")
    parts = [f'---\nname = "{name}"\n---\n']
    for question in pack.questions:
        simple = simplified(question, losses)
        card = _written(simple, losses) if simple else ""
        if simple and card and _breaks(card):
            losses.leave_out(question, say("A line of it begins as a card does."))
        elif simple and card:
            said = ("explanation",) if not isinstance(simple, Cloze) else ()
            losses.lose(question, *unsaid(simple, *said))
            parts.append(f"{card}\n\n---\n")
    return Exported("\n".join(parts).encode(), tuple(losses.left_out), tuple(losses.losses))


def _breaks(card: str) -> bool:
    """Whether a line of a card would be read as the beginning of another."""
    lines = card.split("\n")
    begun = [line[:2] for line in lines if line[:2] in ("Q:", "A:", "C:")]
    return begun not in (["Q:", "A:"], ["C:"]) or any(line.strip() == "---" for line in lines)


def _written(question: Question, losses: Losses) -> str:
    if isinstance(question, Cloze):
        return _written_cloze(question, losses)
    if isinstance(question, Explain):
        answer = rubric(question)
    else:
        if isinstance(question, Choice | Order | Match):
            losses.lose(question, say("What is on offer stands in the question."))
        answer = _answer(question)
        if question.explanation:
            answer += f"{_EXPLAINED}{question.explanation}"
    return f"Q: {without_tags(_prompt(question))}\n\nA: {without_tags(answer)}"


def _prompt(question: Question) -> str:
    if isinstance(question, Choice):
        return f"{question.prompt}\n\n{_listed([option.text for option in question.options])}"
    if isinstance(question, TrueFalse):
        return f"{question.prompt}{_STATEMENT}"
    if isinstance(question, Order):
        steps = sorted(question.steps)
        return f"{question.prompt}\n\n{_listed(steps)}"
    lefts = [left for left, _ in getattr(question, "pairs", ())]
    return f"{question.prompt}\n\n{_listed(lefts)}" if lefts else question.prompt


def _answer(question: Question) -> str:
    match question:
        case Choice():
            right = [option.text for option in question.options if option.correct]
            return right[0] if len(right) == 1 else _listed(right)
        case TrueFalse():
            return "True" if question.answer else "False"
        case Numeric():
            return f"{spelled(question.answer)} {question.unit}".strip()
        case TextAnswer():
            return question.accept[0]
        case Order():
            return "\n".join(f"{at}. {step}" for at, step in enumerate(question.steps, 1))
        case _:
            pairs = getattr(question, "pairs", ())
            return _listed([f"{left}: {right}" for left, right in pairs])


def _listed(texts: Sequence[str]) -> str:
    return "\n".join("- " + text.replace("\n", "\n  ") for text in texts)


def _written_cloze(question: Cloze, losses: Losses) -> str:
    """Brackets of the text itself are escaped; a gap keeps its first answer."""
    found = gaps(question.text)
    text, at = "", 0
    for number, gap in enumerate(found):
        text += f"{question.text[at : gap.start]}{GAP}{number}{GAP}"
        at = gap.end
        if any(sign in gap.answers[0] for sign in "[]"):
            losses.leave_out(question, say("A gap's answer has brackets, which mark the gaps."))
            return ""
    if any(len(gap.answers) > 1 for gap in found):
        losses.lose(question, say("Only the first answer of each gap is kept."))
    text += question.text[at:]
    start = found[0].start if found else 0
    text = _escaped(without_tags(one_text(question.prompt, text, start)))
    for number, gap in enumerate(found):
        text = text.replace(f"{GAP}{number}{GAP}", f"[{gap.answers[0]}]")
    return f"C: {text}"


def _escaped(text: str) -> str:
    return re.sub(r"[\[\]]", r"\\\g<0>", text)

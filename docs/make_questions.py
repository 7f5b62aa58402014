"""Writes `docs/questions.md` from the packs: their questions, topic by topic (`make docs`)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from pages import bundled_packs, opening, table

from quizapp.core.ids import name_of
from quizapp.core.questions import KINDS, Question
from quizapp.packs.pack import Pack
from quizapp.packs.shelving import is_verified

PAGE = Path(__file__).with_name("questions.md")

INTRODUCTION = """# The questions

All questions of the bundled packs, written from them by `make docs`; changes made here by hand are
lost. *Run* marks the answers that `quizapp pack verify` checks by running something. A demo's
name is the run that shows an answer; `quizapp demo run NAME` makes it.
"""


def questions() -> str:
    """The page's text."""
    packs = list(bundled_packs())
    parts = [INTRODUCTION, _counts(packs), _difficulties(packs)]
    for pack in packs:
        parts += _pack(pack)
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _counts(packs: Sequence[Pack]) -> str:
    """Questions by pack and kind, with how many are run and link to a demo."""
    rows = []
    for name, asked in _asked(packs):
        kinds = Counter(question.kind for question in asked)
        run, linked = sum(map(is_verified, asked)), sum(q.demo is not None for q in asked)
        numbers = (len(asked), *(kinds[kind] for kind in KINDS), run, linked)
        rows.append((name, *map(str, numbers)))
    return table(("pack", "all", *KINDS, "run", "demo"), rows)


def _difficulties(packs: Sequence[Pack]) -> str:
    rows = []
    for name, asked in _asked(packs):
        counts = Counter(question.difficulty for question in asked)
        rows.append((name, *(str(counts[level]) for level in range(1, 6))))
    return table(("difficulty", "1", "2", "3", "4", "5"), rows)


def _asked(packs: Sequence[Pack]) -> Iterator[tuple[str, Sequence[Question]]]:
    for pack in packs:
        yield f"`{pack.id}`", pack.questions
    yield "all", [question for pack in packs for question in pack.questions]


def _pack(pack: Pack) -> Iterator[str]:
    shares = ", ".join(f"`{t.language}` {t.share:.0%}" for t in pack.translations.values())
    yield f"## {pack.title} (`{pack.id}`)"
    yield pack.description
    yield f"{len(pack.questions)} questions. Translated: {shares or 'not yet'}."
    titles = {topic.id: topic.title for topic in pack.topics}
    for topic in pack.topics:
        asked = [question for question in pack.questions if question.topic == topic.id]
        yield f"### {topic.title}"
        if topic.after:
            yield f"After: {', '.join(titles[before] for before in topic.after)}."
        yield table(("id", "kind", "difficulty", "run", "demo", "begins with"), map(_row, asked))


def _row(question: Question) -> tuple[str, ...]:
    return (
        f"`{name_of(question.id)}`",
        question.kind,
        str(question.difficulty),
        "run" if is_verified(question) else "",
        f"`{question.demo.id}`" if question.demo else "",
        opening(question.prompt),
    )


if __name__ == "__main__":
    PAGE.write_text(questions(), encoding="utf-8")

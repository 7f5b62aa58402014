"""A pack as one page to print: questions first, answers at the end, nothing loaded from outside."""

from collections.abc import Callable, Iterator, Mapping
from html import escape
from itertools import groupby

from quizapp.core import questions as q
from quizapp.core.ids import TopicId
from quizapp.packs.formats.asking import PRINTED, answer_of, asked_in
from quizapp.packs.formats.base import Exported
from quizapp.packs.formats.markup import to_html
from quizapp.packs.formats.simplifying import Losses, on_paper, unsaid
from quizapp.packs.pack import Pack

_STYLE = """
:root { color-scheme: light; }
body { font: 11pt/1.5 Georgia, "Times New Roman", "AppleMyungjo", "Batang", "Noto Serif KR",
  "Noto Serif CJK KR", serif; color: #111; background: #fff; max-width: 44em; margin: 2em auto;
  padding: 0 1em; overflow-wrap: anywhere; }
:lang(ko) { word-break: keep-all; }
h1, h2 { line-height: 1.3; break-after: avoid; }
h1 { font-size: 1.7em; margin-bottom: 0; }
h2 { font-size: 1.25em; margin-top: 2em; border-bottom: 1px solid #999; }
.about { color: #555; }
ol.sheet { list-style: none; padding: 0; margin: 0; }
ol.sheet > li { position: relative; padding-left: 2.8em; margin: 1.3em 0; break-inside: avoid; }
ol.sheet > li > .number { position: absolute; left: 0; font-weight: bold; }
ol.sheet > li > :nth-child(2) { margin-top: 0; }
ul { padding-left: 1.2em; }
.options ul { list-style: none; padding-left: 0; }
.space { height: 4.5em; border-bottom: 1px dotted #aaa; }
.answers { break-before: page; }
.answers ol.sheet > li { break-inside: auto; }
a { color: inherit; }
code, pre { font: 0.88em/1.45 "DejaVu Sans Mono", Consolas, Menlo, monospace; }
pre { padding: 0.6em 0.8em; border: 1px solid #ccc; white-space: pre-wrap; }
table { border-collapse: collapse; }
td, th { border: 1px solid #bbb; padding: 0.2em 0.6em; }
@page { margin: 18mm 16mm; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10pt; }
  pre, table { break-inside: avoid; } }
"""
_WORDS = {"en": ("Questions", "Answers"), "ko": ("문제", "답")}


def write(pack: Pack) -> Exported:
    """The pack as a sheet."""
    losses = Losses()
    asked: list[q.Question] = []
    for each in pack.questions:
        question = on_paper(each, losses)
        if question is None:
            continue
        asked.append(question)
        losses.lose(question, *unsaid(question, *PRINTED))
    titles = {topic.id: topic.title for topic in pack.topics}
    places = {topic: place for place, topic in enumerate(titles)}
    asked.sort(key=lambda question: places[TopicId(question.topic)])  # files mix topics
    first, last = _WORDS.get(pack.language, _WORDS["en"])
    numbered = list(enumerate(asked, 1))
    body = [
        f"<h1>{escape(pack.title)}</h1>",
        f'<p class="about">{escape(pack.description)}</p>',
        f'<section aria-label="{first}">',
        *_part(numbered, titles, asked_in, space=True),
        "</section>",
        f'<section class="answers" aria-label="{last}"><h1>{last}</h1>',
        *_part(numbered, titles, answer_of, space=False),
        "</section>",
        f'<p class="about">{escape(pack.license)} · {escape(", ".join(pack.authors))}</p>',
    ]
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(pack.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Whatever a text tries, the browser loads and runs nothing.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        f"<title>{escape(pack.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )
    return Exported(page.encode(), tuple(losses.left_out), tuple(losses.losses))


def _part(
    numbered: list[tuple[int, q.Question]],
    titles: Mapping[TopicId, str],
    told: Callable[[q.Question], str],
    *,
    space: bool,
) -> Iterator[str]:
    for topic, group in groupby(numbered, key=lambda pair: pair[1].topic):
        yield f'<h2>{escape(titles[TopicId(topic)])}</h2>\n<ol class="sheet">'
        for number, question in group:
            room = '<div class="space"></div>' if space and _needs_room(question) else ""
            html = to_html(told(question), unicode=True)
            yield (
                f'<li><span class="number">{number}.</span>'
                f'<div class="{"options" if space else "answer"}">{html}</div>{room}</li>'
            )
        yield "</ol>"


def _needs_room(question: q.Question) -> bool:
    if isinstance(question, q.Output):
        return not question.options
    return isinstance(question, q.Explain | q.Numeric | q.TextAnswer)

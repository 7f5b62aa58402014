"""A document as one HTML file that needs nothing else: no scripts, no fonts, no pictures."""

from collections.abc import Sequence
from html import escape

from quizapp.core.clean import clean
from quizapp.core.mathtext import unicode_math
from quizapp.core.shares import percent
from quizapp.services.answers import Form, Told
from quizapp.services.documents import (
    Bars,
    Block,
    Branch,
    Heading,
    Labeled,
    Marked,
    Table,
    Tree,
    Words,
    one_line,
)

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --faint: #5b6472; --paper: #ffffff;
  --line: #d8dde5; --soft: #f3f5f8; --good: #1a7f37; --part: #8a5a00; --bad: #c0262d; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --faint: #9aa3b2;
  --paper: #14181f; --line: #333b48; --soft: #1d232d; --good: #5ccf7a; --part: #e0b050;
  --bad: #ff7b72; } }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: var(--ink);
  background: var(--paper); font: 16px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.2rem;
  border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
.faint, .label { color: var(--faint); font-size: .9rem; }
.label { margin: .8rem 0 .2rem; }
.told { border-left: 3px solid var(--line); padding-left: .8rem; }
pre, code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .9em; }
pre { background: var(--soft); padding: .6rem .8rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
ul.tree, ul.tree ul, ul.marked { list-style: none; padding-left: 1.4rem; }
ul.tree ul { border-left: 1px solid var(--line); }
.sign { display: inline-block; width: 1.3em; font-weight: 700; }
.good { color: var(--good); } .part { color: var(--part); } .bad { color: var(--bad); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); }
svg { width: 9rem; height: .7rem; vertical-align: middle; }
.track { fill: var(--line); } .share { fill: var(--good); }
.marked p, .tree p { display: inline; margin: 0; }
@media print { body { margin: 0; max-width: none; } h3, li, tr { break-inside: avoid; } }
"""
_TONES = {"✓": "good", "◐": "part", "✗": "bad"}


def as_html(blocks: Sequence[Block], title: str, lang: str) -> str:
    """The whole page; text of packs and learners stands in it escaped."""
    body = "\n".join(_block(block) for block in blocks)
    return clean(
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # Whatever a text tries, the browser loads and runs nothing.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level):
            return f"<h{level}>{escape(text)}</h{level}>"
        case Words(text=text):
            return f"<p>{escape(text)}</p>"
        case Labeled(label=label, told=told):
            return f'<p class="label">{escape(label)}</p>\n<div class="told">{_told(told)}</div>'
        case Marked(items=items):
            rows = (
                f"<li>{_sign(sign)}<span class='faint'>{escape(meaning)}:</span>"
                f" {_prose(text)}</li>"
                for sign, text, meaning in items
            )
            return f'<ul class="marked">{"".join(rows)}</ul>'
        case Tree(branches=branches):
            return _tree(branches)
        case Bars(rows=rows):
            shown = (
                f"<tr><td>{escape(title)}</td><td>{_bar(share)}</td>"
                f"<td>{percent(share)}</td><td class='faint'>{escape(remark)}</td></tr>"
                for title, share, remark in rows
            )
            return f"<table>{''.join(shown)}</table>"
        case Table(head=head, rows=rows):
            top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
            body = (f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in rows)
            return f"<table><tr>{top}</tr>{''.join(body)}</table>"


def _tree(branches: Sequence[Branch]) -> str:
    """Lists within lists; a branch opens as many as it is deeper than the one before."""
    shown, depth = '<ul class="tree">', 0
    for place, each in enumerate(branches):
        if place:
            shown += "<ul>" * (each.depth - depth) or "</li>" + "</ul></li>" * (depth - each.depth)
        depth = each.depth
        shown += (
            f"<li>{_sign(each.sign)}{_inline(one_line(each.text))}"
            f"<br><span class='faint'>{escape(each.details)}</span>"
        )
    return shown + "</li>" + "</ul></li>" * depth + "</ul>"


def _sign(sign: str) -> str:
    return f'<span class="sign {_TONES.get(sign, "")}">{escape(sign)}</span>'


def _bar(share: float) -> str:
    return (
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" role="img"'
        f' aria-label="{percent(share)}">'
        f'<rect class="track" width="100" height="8" rx="2"/>'
        f'<rect class="share" width="{100 * share:.1f}" height="8" rx="2"/></svg>'
    )


def _told(told: Told) -> str:
    if told.form is Form.MARKDOWN:
        return _prose(told.text)
    return f"<pre>{escape(told.text.rstrip())}</pre>"


def _prose(markdown: str) -> str:
    from markdown_it import MarkdownIt

    # A picture would be loaded from elsewhere.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return str(parser.render(unicode_math(markdown)))


def _inline(markdown: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    return str(parser.renderInline(unicode_math(markdown)))

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
:root { color-scheme: light dark; --ink: #1c2330; --faint: #566072; --paper: #ffffff;
  --line: #d8dde5; --soft: #f3f5f8; --good: #1a7f37; --part: #8a5a00; --bad: #c0262d;
  --link: #1f5fbf; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --faint: #a3acba;
  --paper: #14181f; --line: #333b48; --soft: #1d232d; --good: #5ccf7a; --part: #e0b050;
  --bad: #ff7b72; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { max-width: 46rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; color: var(--ink);
  background: var(--paper); font: 16px/1.6 system-ui, -apple-system, "Segoe UI",
  "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "Noto Sans CJK KR", sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%; }
:lang(ko) { word-break: keep-all; }
h1, h2, h3 { line-height: 1.3; break-after: avoid; }
h1 { font-size: 1.75rem; margin: 0 0 .4rem; }
h2 { font-size: 1.25rem; margin: 2.8rem 0 1rem; border-bottom: 1px solid var(--line);
  padding-bottom: .3rem; }
h3 { font-size: 1.05rem; margin: 2rem 0 .4rem; border-top: 1px solid var(--line);
  padding-top: 1.4rem; scroll-margin-top: 1rem; }
h2 + h3 { border-top: 0; padding-top: 0; margin-top: 1rem; }
p { margin: .5rem 0; }
h1 + p { color: var(--faint); margin-top: 0; }
h1 + p + p { font-size: 1.2rem; font-weight: 600; }
a { color: var(--link); }
ul.tree a { color: inherit; text-decoration-color: var(--line); text-underline-offset: .2em; }
.faint, .label { color: var(--faint); font-size: .9rem; }
.label { margin: 1rem 0 .3rem; break-after: avoid; }
.told { border-left: 3px solid var(--line); padding-left: .9rem; }
.told > :first-child { margin-top: 0; } .told > :last-child { margin-bottom: 0; }
.told ul, .told ol { padding-left: 1.3rem; }
.told table { display: block; overflow-x: auto; }
.literal { white-space: pre-wrap; }
pre, code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
  "Noto Sans Mono CJK KR", monospace; font-size: .875em; word-break: normal; }
pre { background: var(--soft); margin: 0; padding: .7rem .9rem; border-radius: .3rem;
  line-height: 1.5; white-space: pre-wrap; }
.told > pre { margin-left: -.9rem; border-radius: 0 .3rem .3rem 0; }
pre code { font-size: 1em; }
:not(pre) > code { background: var(--soft); padding: .1em .3em; border-radius: .2rem; }
ul.tree, ul.tree ul, ul.marked, ul.bars { list-style: none; padding: 0; margin: 0; }
ul.tree ul { margin-left: .65rem; padding-left: .9rem; border-left: 1px solid var(--line); }
.row { display: grid; grid-template-columns: 1.6rem 1fr; padding: .35rem 0; break-inside: avoid; }
.row p { margin: 0; }
.sign { font-weight: 700; }
.good { color: var(--good); } .part { color: var(--part); } .bad { color: var(--bad); }
ul.bars li { display: grid; grid-template-columns: 1fr 9rem 3.4rem 11rem; gap: 0 .9rem;
  align-items: center; padding: .45rem 0; border-bottom: 1px solid var(--line);
  break-inside: avoid; }
.bars b { text-align: right; white-space: nowrap; }
.marked .faint { display: inline-block; }
svg { display: block; width: 100%; height: .7rem; border-radius: .2rem; }
.track { fill: var(--line); } .share { fill: var(--good); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
th { color: var(--faint); font-size: .9rem; }
.told td, .told th { white-space: normal; }
@media (max-width: 36rem) {
  body { padding: 1.5rem 1rem 3rem; }
  ul.tree ul { margin-left: .3rem; padding-left: .6rem; }
  ul.bars li { grid-template-columns: 5.5rem 3.4rem 1fr; gap: .1rem .7rem; }
  .bars .name { grid-column: 1 / -1; }
  .scroll { font-size: .9rem; } th, td { padding-right: .6rem; } }
@page { margin: 18mm 16mm; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; }
  ul.tree a { text-decoration: none; } tr, pre, .scroll { break-inside: avoid; } }
"""
_TONES = {"✓": "good", "◐": "part", "✗": "bad"}


def as_html(blocks: Sequence[Block], title: str, lang: str) -> str:
    """The whole page; text of packs and learners stands in it escaped."""
    body = "\n".join(_block(block) for block in blocks)
    return clean(
        f'<!DOCTYPE html>\n<html lang="{escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        # Whatever a text tries, the browser loads and runs nothing, and no link tells of it.
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text=text, level=level, anchor=anchor):
            name = f' id="{escape(anchor)}"' if anchor else ""
            return f"<h{level}{name}>{escape(text)}</h{level}>"
        case Words(text=text, sign=sign):
            return f"<p>{_sign(sign)} {escape(text)}</p>" if sign else f"<p>{escape(text)}</p>"
        case Labeled(label=label, told=told):
            return f'<p class="label">{escape(label)}</p>\n<div class="told">{_told(told)}</div>'
        case Marked(items=items):
            rows = (
                f"<li>{_row(sign, _inline(text) + ' ' + _faint(f'· {meaning}'))}</li>"
                for sign, text, meaning in items
            )
            return f'<ul class="marked">{"".join(rows)}</ul>'
        case Tree(branches=branches):
            return _tree(branches)
        case Bars(rows=rows):
            return f'<ul class="bars">{"".join(_bar(*row) for row in rows)}</ul>'
        case Table(head=head, rows=rows):
            return _table(head, rows)


def _tree(branches: Sequence[Branch]) -> str:
    """Lists within lists; a branch opens as many as it is deeper than the one before."""
    shown, depth = '<ul class="tree">', 0
    for place, each in enumerate(branches):
        if place:
            shown += "<ul>" * (each.depth - depth) or "</li>" + "</ul></li>" * (depth - each.depth)
        depth = each.depth
        text = _inline(one_line(each.text))
        if each.link:
            number, _, rest = text.partition(" ")
            text = f'<a href="#{escape(each.link)}">{number}</a> {rest}'
        shown += "<li>" + _row(each.sign, f"{text}<br>{_faint(each.details)}")
    return shown + "</li>" + "</ul></li>" * depth + "</ul>"


def _row(sign: str, html: str) -> str:
    return f'<div class="row">{_sign(sign)}<div>{html}</div></div>'


def _faint(text: str) -> str:
    return f'<span class="faint">{escape(text)}</span>'


def _sign(sign: str) -> str:
    """Words beside it say the same to those who only hear them."""
    return f'<span class="sign {_TONES.get(sign, "")}" aria-hidden="true">{escape(sign)}</span>'


def _bar(title: str, share: float, remark: str) -> str:
    return (
        f'<li><span class="name">{escape(title)}</span>'
        '<svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="track" width="100" height="8"/>'
        f'<rect class="share" width="{100 * share:.1f}" height="8"/></svg>'
        f"<b>{percent(share)}</b> {_faint(remark)}</li>"
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' if cell else "<td></td>" for cell in head)
    body = (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><thead><tr>{top}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _told(told: Told) -> str:
    if told.form is Form.MARKDOWN:
        return _prose(told.text)
    text = escape(told.text.rstrip())
    return f"<pre>{text}</pre>" if told.form is Form.CODE else f'<p class="literal">{text}</p>'


def _prose(markdown: str) -> str:
    from markdown_it import MarkdownIt

    # A picture would be loaded from elsewhere.
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    return str(parser.render(unicode_math(markdown)))


def _inline(markdown: str) -> str:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    return str(parser.renderInline(unicode_math(markdown)))

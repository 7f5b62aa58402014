"""A pack's Markdown as HTML, for programs that show HTML."""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from quizapp.core.mathtext import formula, replace_formulas

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_HELD = re.compile("\ue000(\\d+)\ue001")
_ALONE = re.compile(r"<p>((?:(?!</?p>).)*)</p>\n?", re.DOTALL)


def to_html(markdown: str, *, inline: bool = False, unicode: bool = False) -> str:
    r"""The Markdown as HTML; HTML in it is text. A single paragraph is left bare.

    Formulas become `\(…\)` and `\[…\]`, or with `unicode` one line of Unicode. `inline` makes
    no blocks at all.
    """
    formulas: list[str] = []

    def hold(latex: str, display: bool) -> str:
        if unicode:
            told = escape(formula(latex), quote=False)
        else:
            latex = " ".join(escape(latex, quote=False).split())
            told = f"\\[{latex}\\]" if display else f"\\({latex}\\)"
        formulas.append(told)
        return f"\ue000{len(formulas) - 1}\ue001"

    held = replace_formulas(markdown.replace("\ue000", "").replace("\ue001", ""), hold)
    # What is a dollar sign here must not become the beginning of a formula elsewhere.
    html = _parser().renderInline(held) if inline else _parser().render(held)
    alone = _ALONE.fullmatch(html)
    html = (alone[1] if alone else html).strip().replace("$", "&#36;")
    return _HELD.sub(lambda found: formulas[int(found[1])], html)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("softbreak", lambda *_: " ")
    return parser


def code_html(code: str, language: str = "python") -> str:
    """A program as a block."""
    return f'<pre><code class="language-{language}">{escape(code, quote=False)}</code></pre>'


def listed(items: list[str], tag: str = "ul") -> str:
    """Pieces of Markdown as a list; empty ones keep their place."""
    return f"<{tag}>{''.join(f'<li>{to_html(item)}</li>' for item in items)}</{tag}>"

r"""Markdown between packs and Moodle: there `\(…\)` is mathematics, and HTML is no text.

Moodle makes HTML of the Markdown first and looks for mathematics then, so that a formula's
backslashes, stars and the like stand behind a backslash: `$a_1$` is `\\(a\_1\\)`.
"""

import re
from html import escape, unescape

from quizapp.core.mathtext import outside_code, replace_formulas
from quizapp.packs.formats.shaping import MAX_WRITTEN

GAP = "\ue002"
"""Begins what stands for a gap while its text is converted."""
_SIGNS = re.compile(r"[\\`*_()\[\]]")
_HELD = re.compile("\ue000(\\d+)\ue001")
_TAG = re.compile(
    r"(?<!\\)((?:\\\\)*)"
    r"(?:\\<(?=[A-Za-z/!?])|<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>]*>))"
)
"""What would begin HTML, whether or not a backslash says that it does not."""
_INNER = r"((?:\\[^\\\n]|\\\\(?![()\[\]])|[^\\\n]){1,2000}?)"
_FORMULA = re.compile(
    rf"\\\\\({_INNER}\\\\\)|\\\\\[{_INNER}\\\\\]|\\."
    r"|(?P<tag>&lt;(?=[A-Za-z/!?])(?!(?:https?|mailto):))",
    re.DOTALL,
)
_ESCAPED_SIGN = re.compile(r"\\([\\`*_()\[\]])")


def without_tags(markdown: str) -> str:
    r"""The Markdown with `\<` where a renderer would see HTML: `vector\<int>`."""
    if "<" not in markdown:
        return markdown
    return outside_code(markdown, lambda text: _TAG.sub(r"\1\\<", text))


def to_moodle(markdown: str) -> str:
    """The Markdown as Moodle shows it: nothing in it is HTML, and formulas are found."""
    formulas: list[str] = []

    def hold(latex: str, display: bool) -> str:
        if GAP in latex:  # what is typed within a formula cannot be shown as one
            return f"$${latex}$$" if display else f"${latex}$"
        latex = _SIGNS.sub(r"\\\g<0>", escape(" ".join(latex.split()), quote=False))
        formulas.append(f"\\\\[{latex}\\\\]" if display else f"\\\\({latex}\\\\)")
        return f"\ue000{len(formulas) - 1}\ue001"

    def shown(text: str) -> str:
        text = _TAG.sub(r"\1&lt;", text)
        return _FORMULA.sub(_literal, text)

    held = replace_formulas(markdown.replace("\ue000", "").replace("\ue001", ""), hold)
    return _HELD.sub(lambda found: formulas[int(found[1])], outside_code(held, shown))


def _literal(found: re.Match[str]) -> str:
    """What only looks like Moodle's mathematics, so that it does not."""
    text = found[0]
    return f"\\\\&#{ord(text[2])};{text[3:]}" if found[1] or found[2] else text


def from_moodle(markdown: str) -> str:
    """Moodle's Markdown as a pack's: formulas stand between dollar signs."""
    if len(markdown) > MAX_WRITTEN:
        return markdown  # it is refused anyway
    if not any(sign in markdown for sign in ("\\\\(", "\\\\[", "&lt;")):
        return markdown

    def formula(found: re.Match[str]) -> str:
        if found["tag"]:
            return "<"
        inner = found[1] or found[2]
        latex = unescape(_ESCAPED_SIGN.sub(r"\1", inner)).strip() if inner else ""
        if not latex or "$" in latex.replace("\\$", ""):
            return found[0]
        return f"$${latex}$$" if found[2] else f"${latex}$"

    return outside_code(markdown, lambda text: _FORMULA.sub(formula, text))

r"""Mathematics in foreign text, in any of the usual ways, taken out while the text is converted.

`\(…\)`, `\[…\]`, `[latex]…[/latex]`, `[$]…[/$]`, `<anki-mathjax>`, `$$…$$` and `$…$`.
"""

import re
from dataclasses import dataclass, field
from functools import partial
from html import unescape

_MATHS: tuple[tuple[str, re.Pattern[str], bool], ...] = tuple(
    (opening, re.compile(pattern, re.DOTALL), display)
    for opening, pattern, display in (
        # What stands between never holds an opening, so that thousands of them cost no time.
        ("\\(", r"(?<!\\)\\\(((?:[^\\]|\\[^()])++)\\\)", False),
        ("\\[", r"(?<!\\)\\\[((?:[^\\]|\\[^\[\]])++)\\\]", True),
        ("[$]", r"\[\$\]((?:(?!\[/?\$\]).)++)\[/\$\]", False),
        ("[$$]", r"\[\$\$\]((?:(?!\[/?\$\$\]).)++)\[/\$\$\]", True),
        ("[latex]", r"\[latex\]((?:(?!\[/?latex\]).)++)\[/latex\]", False),
        (
            "<anki-mathjax",
            r"<anki-mathjax(?![^<>]*block)[^<>]*>((?:(?!</?anki-m).)++)</anki-mathjax>",
            False,
        ),
        ("<anki-mathjax", r"<anki-mathjax[^<>]*>((?:(?!</?anki-m).)++)</anki-mathjax>", True),
        ("$$", r"(?<![\\$])\$\$([^$]++)\$\$(?!\$)", True),
        ("$", r"(?<![\\$\w])\$(?=\S)([^$\n]{1,400}+)(?<=[^\s\\])\$(?![\d$])", False),
    )
)
_MATHEMATICAL = re.compile(r"[\\^_{}=+<>|]|^[^\W\d_]$")
_ENVIRONMENT = re.compile(
    r"\s*\\begin\{(equation|displaymath|math)\*?\}(.*)\\end\{\1\*?\}\s*", re.DOTALL
)
TAGS = re.compile(r"<[^<>]{1,300}>")
_HELD = re.compile("\ue000(\\d+)\ue001")


@dataclass(slots=True)
class Formulas:
    """The formulas of one text, each as Markdown and as it stood in the source."""

    known: list[tuple[str, str]] = field(default_factory=list)

    def hold(self, text: str) -> str:
        """The text with each formula replaced by a sign that no rule of Markdown touches."""
        text = text.replace("\ue000", "").replace("\ue001", "")
        for opening, pattern, display in _MATHS:
            if opening in text:
                text = pattern.sub(partial(self._held, display), text)
        return text.replace("&#36;", self.keep("\\$", "$")) if "&#36;" in text else text

    def _held(self, display: bool, found: re.Match[str]) -> str:
        source = unescape(found[0])
        latex = _HELD.sub("", unescape(TAGS.sub(" ", found[1])))
        if environment := _ENVIRONMENT.fullmatch(latex):
            latex, display = environment[2], environment[1] != "math"
        latex = " ".join(latex.strip().strip("$").split())
        if (
            not latex
            or "$" in latex
            or (found[0][0] == "$" != found[0][1] and not _MATHEMATICAL.search(latex))
        ):
            return found[0]
        return self.keep(f"$${latex}$$" if display else f"${latex}$", source)

    def keep(self, markdown: str, source: str) -> str:
        """A sign that stands for this piece of Markdown until it is restored."""
        self.known.append((markdown, source))
        return f"\ue000{len(self.known) - 1}\ue001"

    def restored(self, text: str, which: int = 0) -> str:
        """The text with its formulas, as Markdown (0) or as they stood in the source (1)."""
        return _HELD.sub(lambda found: self.known[int(found[1])][which], text)

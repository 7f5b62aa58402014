"""HTML fragments, as cards and quizzes hold them, read into a tree in linear time.

The standard library's parser takes quadratic time over text such as `<a <a <a` and stops at
`<![`; fields of foreign files may hold anything. Nothing is refused here: what is no tag of
HTML, such as `<int>`, is text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _names(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot"
    " th thead tr ul"
)
_INLINE = _names(
    "a abbr acronym b bdi bdo big br button caption cite code col colgroup data del dfn em font i"
    " img input ins kbd label link mark meta meter o optgroup option output progress q rb rp rt rtc"
    " ruby s samp select small span strike strong sub sup textarea time tt u var wbr body html"
    " anki-mathjax"
)
VOID = _names("br hr img input link meta col wbr embed source track param base")
DROPPED = _names("script style template noscript head title")
EMBEDDED = _names("audio video object embed iframe svg canvas math picture applet map")
_KNOWN = BLOCKS | _INLINE | VOID | DROPPED | EMBEDDED
_RAW = ("script", "style", "textarea", "title", "svg", "math", "noscript", "template")
"""Their content is not looked into."""
_CLOSED_BY = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "option": frozenset({"option"}),
}
_WALLS = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl"}),
    "dd": frozenset({"dl"}),
    **dict.fromkeys(("td", "th", "tr"), frozenset({"table"})),
}
"""An element is not closed across one of these."""

MAX_HTML = 100_000
"""Characters of one field; more is no question."""
MAX_DEPTH = 24
"""Elements within elements; what is deeper belongs to the innermost."""

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]*)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+)>"
    r"|<[!?][^<>]*>"
)
_MARKED_UP = re.compile(
    r"</(?:a|b|i|u|p|em|div|span|strong|li|ul|ol|pre|code|sub|sup|td|font|h[1-6])\s*>"
    r"|<(?:br|hr)\s*/?>|<(?:img|a|div|span|p|font|ul|ol)\s[^<>]*=|&nbsp;",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][-\w:.]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?"
)


@dataclass(slots=True)
class Node:
    """An element; its children are elements and text with its entities read."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        """All elements within."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.walk()

    def text(self) -> str:
        """All text within, line breaks as line feeds."""
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag == "br":
                parts.append("\n")
            else:
                parts.append(child.text())
                if child.tag in ("div", "p") and not parts[-1].endswith("\n"):
                    parts.append("\n")
        return "".join(parts)


def parse_html(html: str) -> Node:
    """The fragment as the children of one element."""
    root = Node("")
    stack = [root]
    at = 0
    html = _without_comments(html)
    while found := _TAG.search(html, at):
        stack[-1].children.append(unescape(html[at : found.start()]))
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            continue
        if name not in _KNOWN:
            stack[-1].children.append(found[0])
        elif found["end"]:
            _close(stack, name)
        else:
            node = Node(name, _attributes(found["attributes"]))
            closes = found["attributes"].endswith("/")
            _open(stack, node, leaf=closes or name in VOID)
            if name in _RAW and not closes:
                at = _raw(html, at, node)
                _close(stack, name)
    stack[-1].children.append(unescape(html[at:]))
    return root


def _without_comments(html: str) -> str:
    parts = []
    at = 0
    while (start := html.find("<!--", at)) >= 0:
        end = html.find("-->", start + 4)
        if end < 0:
            break
        parts.append(html[at:start])
        at = end + 3
    return "".join([*parts, html[at:]])


def _raw(html: str, at: int, node: Node) -> int:
    """Take everything up to the element's end as its text; the rest where it has no end."""
    end = html.lower().find(f"</{node.tag}", at) if node.tag else -1
    if end < 0:
        end = len(html)
    node.children.append(unescape(html[at:end]) if node.tag == "textarea" else html[at:end])
    return end


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(text)
    }


def _open(stack: list[Node], node: Node, *, leaf: bool) -> None:
    closed = _CLOSED_BY.get(node.tag, frozenset())
    walls = _WALLS.get(node.tag, frozenset())
    if node.tag in BLOCKS:  # a paragraph ends where any block begins
        closed |= {"p"}
        walls |= {"li", "td", "th", "div", "blockquote"}
    outermost = 0
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].tag in closed:
            outermost = place
        elif stack[place].tag in walls:
            break
    if outermost:
        del stack[outermost:]
    stack[-1].children.append(node)
    if not leaf and len(stack) < MAX_DEPTH:
        stack.append(node)


def _close(stack: list[Node], name: str) -> None:
    for place in range(len(stack) - 1, 0, -1):
        if stack[place].tag == name:
            del stack[place:]
            return


def is_html(text: str) -> bool:
    """Whether a text without a declared format is HTML; a lone `<p>` may be a name in brackets."""
    return _MARKED_UP.search(text) is not None


def plain_text(html: str) -> str:
    """The text of a fragment as it stands, without any formatting."""
    return parse_html(html[:MAX_HTML]).text().replace("\u00a0", " ").strip("\n")

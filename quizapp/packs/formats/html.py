r"""HTML of foreign files as Markdown: what can be kept is kept, what cannot is told.

Mathematics in any of the usual ways, `\(…\)`, `\[…\]`, `[latex]…[/latex]`, `$$…$$` and
`<anki-mathjax>`, becomes `$…$`. Text stays text: what Markdown would read as its own signs is
escaped.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

from quizapp.core.say import Text, say
from quizapp.packs.fields import short
from quizapp.packs.formats.html_maths import TAGS, Formulas
from quizapp.packs.formats.html_tree import (
    BLOCKS,
    DROPPED,
    EMBEDDED,
    MAX_HTML,
    Node,
    parse_html,
)
from quizapp.packs.formats.markdown_text import as_markdown, escaped

_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_STYLED = re.compile(r"(?:^|;)\s*(?:color|background|background-color|font-size)\s*:", re.I)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC = re.compile(r"font-style\s*:\s*italic", re.I)
_LISTED = re.compile(r"(?:[-*]|\d{1,9}[.)]) ")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()aeoxhklmnpstij", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ")


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as Markdown, what it lost, and the files that it named."""

    text: str
    losses: tuple[Text, ...] = ()
    media: tuple[str, ...] = ()


def to_markdown(html: str) -> Converted:
    """The HTML fragment as Markdown. Never raises; over `MAX_HTML` characters it is cut, told."""
    writing = _Writing()
    if len(html) > MAX_HTML:
        html = html[:MAX_HTML]
        writing.lose(say("Text after {limit} characters is left out.", limit=MAX_HTML))
    held = writing.maths.hold(html)
    text = "\n\n".join(writing.blocks(parse_html(held)))
    return Converted(
        writing.maths.restored(text).strip("\n"),
        tuple(writing.losses.values()),
        tuple(writing.names),
    )


def items_of(html: str, *tags: str) -> list[str]:
    """What these elements hold, each as Markdown, without those within one of them."""
    writing = _Writing()
    found = _outermost(parse_html(writing.maths.hold(html[:MAX_HTML])), tags)
    return [writing.maths.restored("\n\n".join(writing.blocks(each))).strip() for each in found]


def _outermost(node: Node, tags: tuple[str, ...]) -> Iterator[Node]:
    for child in node.children:
        if isinstance(child, Node) and child.tag in tags:
            yield child
        elif isinstance(child, Node):
            yield from _outermost(child, tags)


def plain_to_markdown(text: str) -> str:
    """Plain text as Markdown that reads the same; its mathematics is kept."""
    maths = Formulas()
    return maths.restored(as_markdown(maths.hold(text)))


@dataclass(slots=True)
class _Writing:
    """One text on its way from HTML to Markdown."""

    losses: dict[str, Text] = field(default_factory=dict)
    names: dict[str, None] = field(default_factory=dict)
    maths: Formulas = field(default_factory=Formulas)

    def lose(self, what: Text) -> None:
        self.losses.setdefault(str(what), what)

    # Blocks

    def blocks(self, node: Node) -> list[str]:
        """The element's content as blocks of Markdown."""
        done: list[str] = []
        run: list[Node | str] = []
        for child in [*node.children, Node("hr-end")]:
            if isinstance(child, Node) and (child.tag in BLOCKS or child.tag == "hr-end"):
                done += self._paragraphs(run)
                run = []
                done += self._block(child) if child.tag in BLOCKS else []
            elif isinstance(child, Node) and _has_blocks(child):
                done += self._paragraphs(run)
                run = []
                done += self.blocks(_pushed_down(child))
            else:
                run.append(child)
        return done

    def _block(self, node: Node) -> list[str]:
        self._styles(node)
        match node.tag:
            case "hr":
                return ["---"]
            case "pre":
                return [_fence(self.maths.restored(node.text(), 1), _language(node))]
            case "ul" | "ol":
                return [self._list(node)]
            case "table":
                return self._table(node)
            case "blockquote":
                inner = "\n\n".join(self.blocks(node))
                return ["\n".join(f"> {line}".rstrip() for line in inner.split("\n"))]
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                title = " ".join(" ".join(self.blocks(node)).split())
                return [f"{'#' * int(node.tag[1])} {title}"] if title else []
            case "dt":
                return [f"**{block}**" for block in self.blocks(node)]
        return self.blocks(node)

    def _list(self, node: Node) -> str:
        lines: list[str] = []
        start = node.attributes.get("start", "1")
        number = int(start) if re.fullmatch(r"[0-9]{1,8}", start) else 1
        strays = [c for c in node.children if not isinstance(c, str) or c.strip()]
        for child in strays:
            item = (
                child if isinstance(child, Node) and child.tag == "li" else Node("li", {}, [child])
            )
            marker = f"{number}. " if node.tag == "ol" else "- "
            number += 1
            parts = self.blocks(item) or [""]
            inner = parts[0] + "".join(
                ("\n" if _LISTED.match(part) else "\n\n") + part for part in parts[1:]
            )
            first, *rest = inner.split("\n")
            lines.append((marker + first).rstrip())
            lines += [" " * len(marker) + line if line else "" for line in rest]
        return "\n".join(lines)

    def _table(self, node: Node) -> list[str]:
        rows = [
            [self._cell(cell) for cell in row.children if isinstance(cell, Node)]
            for row in _rows(node)
        ]
        rows = [row for row in rows if row]
        if any(
            "colspan" in cell.attributes or "rowspan" in cell.attributes for cell in node.walk()
        ):
            self.lose(say("Cells of a table that span several are narrowed to one."))
        if not rows:
            return self.blocks(Node("", {}, node.children)) if node.text().strip() else []
        width = max(map(len, rows))
        if width == 1:
            return [cell for row in rows for cell in row if cell]
        head, *body = [row + [""] * (width - len(row)) for row in rows]
        lines = [head, ["---"] * width, *body]
        return ["\n".join(f"| {' | '.join(line)} |" for line in lines)]

    def _cell(self, node: Node) -> str:
        text = " ".join(self.blocks(node)).replace("\\\n", " ")
        return " ".join(text.split()).replace("|", "\\|")

    def _paragraphs(self, run: list[Node | str]) -> list[str]:
        """Inline content as paragraphs: two breaks part them, lists that were typed are lists."""
        text = "".join(map(self.inline, run))
        done: list[str] = []
        for part in re.split(r"\n[ ]*\n\s*", _tightened(text)):
            lines = [line.strip() for line in part.split("\n") if line.strip()]
            joined = ""
            for line in lines:
                listed = bool(_LISTED.match(line))
                if joined:
                    before = bool(_LISTED.match(joined.rsplit("\n", 1)[-1]))
                    both = listed and before
                    joined += "\n" if both else "\n\n" if listed or before else "\\\n"
                joined += _begun(line)
            if joined:
                done.append(joined)
        return done

    # Text

    def inline(self, node: Node | str) -> str:
        """Inline content; a line feed in it is a break."""
        if isinstance(node, str):
            return escaped(_SPACE.sub(" ", node))
        self._styles(node)
        if node.tag in _INLINE:
            return _INLINE[node.tag](self, node)
        if node.tag in DROPPED:
            if node.text().strip() and node.tag in ("script", "style", "template"):
                self.lose(say("A {tag} is left out.", tag=node.tag))
            return ""
        if node.tag in EMBEDDED:
            return self._embedded(node)
        style = node.attributes.get("style", "")
        text = "".join(map(self.inline, node.children))
        text = _wrapped(text, "**") if _BOLD.search(style) else text
        return _wrapped(text, "*") if _ITALIC.search(style) else text

    def _styles(self, node: Node) -> None:
        if _STYLED.search(node.attributes.get("style", "")) or node.tag == "font":
            self.lose(say("Colours and sizes of type are left out."))
        elif node.tag in ("u", "ins", "mark"):
            self.lose(say("Underlined and marked text is plain."))

    def _embedded(self, node: Node) -> str:
        spoken = node.attributes.get("alttext", "").strip()
        if node.tag == "math" and spoken:
            return self.maths.keep(f"${spoken}$", spoken)
        name = node.attributes.get("src") or node.attributes.get("data") or ""
        if name and not name.startswith("data:"):
            self.names[short(name, 120)] = None
        self.lose(say("A {tag} is left out.", tag=node.tag))
        if node.tag in ("math", "svg"):
            return escaped(_SPACE.sub(" ", unescape(TAGS.sub(" ", node.text()))).strip())
        return "".join(map(self.inline, node.children))

    def image(self, node: Node) -> str:
        """A picture as its description; that it is missing is told."""
        source = self.maths.restored(node.attributes.get("src", ""), 1).strip()
        alt = " ".join(node.attributes.get("alt", "").split())
        name = "" if source.startswith("data:") else short(source, 120)
        if name:
            self.names[name] = None
        self.lose(say("The picture {name} is left out.", name=name or alt or "(data)"))
        return escaped(f"[picture: {alt or name}]" if alt or name else "[picture]")

    def link(self, node: Node) -> str:
        """A link to the web; of any other the text is kept."""
        text = "".join(map(self.inline, node.children))
        address = node.attributes.get("href", "").strip()
        if not re.fullmatch(r"https?://[^\s<>\ue000]+", address):
            if address and not address.startswith(("#", "mailto:")):
                self.lose(say("A link to {address} is plain text.", address=short(address)))
            return text
        shown = text.strip()
        if not shown or shown in (address, escaped(address)):
            return f"<{address}>"
        safe = address.replace("(", "%28").replace(")", "%29")
        return f"[{shown.replace(chr(10), ' ')}]({safe})"

    def code(self, node: Node) -> str:
        """Code in a line."""
        text = self.maths.restored(node.text(), 1).replace("\u00a0", " ").strip("\n")
        text = " ".join(text.split("\n"))
        if not text.strip():
            return text
        ticks = "`" * (max([0, *map(len, re.findall("`+", text))]) + 1)
        pad = " " if text.startswith("`") or text.endswith("`") else ""
        return self.maths.keep(f"{ticks}{pad}{text}{pad}{ticks}", text)

    def raised(self, node: Node) -> str:
        """A superscript or a subscript in Unicode where it has the characters."""
        text = "".join(map(self.inline, node.children)).strip()
        table, sign = (_SUPERSCRIPTS, "^") if node.tag == "sup" else (_SUBSCRIPTS, "_")
        if not text or all(ord(character) in table for character in text):
            return text.translate(table)
        return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"

    def emphasis(self, node: Node) -> str:
        """Strong, emphasized or struck out."""
        signs = {
            "b": "**",
            "strong": "**",
            "i": "*",
            "em": "*",
            "cite": "*",
            "var": "*",
            "dfn": "*",
        }
        text = "".join(map(self.inline, node.children))
        return _wrapped(text, signs.get(node.tag, "~~"))

    def reading(self, node: Node) -> str:
        """How a character is read, in brackets behind it."""
        text = "".join(map(self.inline, node.children)).strip()
        return f"({text})" if text else ""


_INLINE: dict[str, Callable[[_Writing, Node], str]] = {
    "br": lambda _writing, _node: "\n",
    "wbr": lambda _writing, _node: "",
    "rp": lambda _writing, _node: "",
    "rt": _Writing.reading,
    "img": _Writing.image,
    "a": _Writing.link,
    **dict.fromkeys(("code", "tt", "kbd", "samp"), _Writing.code),
    **dict.fromkeys(("sup", "sub"), _Writing.raised),
    **dict.fromkeys(
        ("b", "strong", "i", "em", "cite", "var", "dfn", "s", "strike", "del"), _Writing.emphasis
    ),
}


_CODE = ("code", "tt", "kbd", "samp")


def _rows(table: Node) -> Iterator[Node]:
    """The rows of a table, without those of tables within it."""
    for child in table.children:
        if isinstance(child, Node) and child.tag == "tr":
            yield child
        elif isinstance(child, Node) and child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _has_blocks(node: Node) -> bool:
    """Whether an inline element must be taken apart."""
    return _breaks(node) if node.tag in _INLINE else _breaks(node, BLOCKS)


def _breaks(node: Node, tags: frozenset[str] = BLOCKS | {"br"}) -> bool:
    return node.tag not in _CODE and any(
        child.tag in tags or _breaks(child, tags)
        for child in node.children
        if isinstance(child, Node)
    )


def _pushed_down(node: Node) -> Node:
    """An element with blocks or breaks inside, as these with the element inside each."""
    done: list[Node | str] = []
    run: list[Node | str] = []

    def flush() -> None:
        if run:
            done.append(Node(node.tag, node.attributes, list(run)))
            run.clear()

    for child in _pieces(node):
        if not isinstance(child, Node) or child.tag not in BLOCKS | {"br"}:
            run.append(child)
            continue
        flush()
        if child.tag in ("br", "pre", "hr", "table", "ul", "ol"):
            done.append(child)
        else:
            inner = Node(node.tag, node.attributes, child.children)
            done.append(Node(child.tag, child.attributes, [inner]))
    flush()
    return Node("", {}, done)


def _pieces(node: Node) -> Iterator[Node | str]:
    for child in node.children:
        if isinstance(child, Node) and child.tag not in BLOCKS and _breaks(child):
            yield from _pushed_down(child).children
        else:
            yield child


def _wrapped(text: str, sign: str) -> str:
    """The text between signs that touch it; spaces and a pause at the end go outside."""
    found = re.fullmatch(r"(\s*)(.*?)([:;,]?\s*)", text, re.DOTALL)
    assert found is not None
    before, inner, after = found.groups()
    if not inner or inner.startswith(sign) or "\n" in inner:
        return text
    return f"{before}{sign}{inner}{sign}{after}"


def _tightened(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]{2,}", " ", text)).strip()


def _begun(line: str) -> str:
    """A line whose first sign is text, not a heading, a quotation or a rule."""
    return re.sub(r"^(?=#{1,6}(?:\s|$)|>|\+ |[-=*_]{3,}$|\|)", lambda _found: "\\", line)


def _fence(code: str, language: str) -> str:
    code = code.replace("\u00a0", " ").strip("\n")
    ticks = "`" * max(3, max([0, *map(len, re.findall("`+", code))]) + 1)
    return f"{ticks}{language}\n{code}\n{ticks}"


def _language(node: Node) -> str:
    for each in (node, *node.walk()):
        found = re.search(r"\b(?:language|lang)-([\w+#-]{1,20})", each.attributes.get("class", ""))
        if found:
            return found[1]
    return ""

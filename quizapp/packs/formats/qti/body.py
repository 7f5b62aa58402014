"""What QTI's elements say, as HTML and from there as Markdown."""

import re
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element

from quizapp.packs.formats.foreign import as_markdown
from quizapp.packs.formats.shaping import Asked, flat

GAP = "\x0e"
"""Stands for a place where something is filled in, while the text becomes Markdown."""
_GUID = re.compile(r"[0-9a-f]{12,}", re.IGNORECASE)
_ALONE = ("br", "img", "hr")

Replace = Callable[[Element], str | None]
"""HTML in place of an element, or None to take it as it is."""


def html_of(element: Element, replace: Replace) -> str:
    """The inside of an element as HTML."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        own = replace(child)
        if own is not None:
            parts.append(own)
        elif child.tag in _ALONE:
            given = "".join(f' {k}="{escape(v)}"' for k, v in child.attrib.items())
            parts.append(f"<{child.tag}{given}>")
        else:
            given = "".join(f' {k}="{escape(v)}"' for k, v in child.attrib.items() if k == "href")
            parts.append(f"<{child.tag}{given}>{html_of(child, replace)}</{child.tag}>")
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts)


def markdown_of(element: Element | None, asked: Asked) -> str:
    """The inside of an element as Markdown."""
    if element is None:
        return ""
    return as_markdown(html_of(element, lambda _: None), "html", asked).strip()


def material_of(element: Element | None, asked: Asked) -> str:
    """The texts and pictures in QTI 1.2's `material`s, as Markdown."""
    if element is None:
        return ""
    return "\n\n".join(filter(None, (one_material(each, asked) for each in element.iter())))


def one_material(element: Element, asked: Asked) -> str:
    """One `mattext` or picture as Markdown; '' for other elements."""
    if element.tag in ("mattext", "mat_formattedtext"):
        kind = element.get("texttype", "").lower()
        text = "".join(element.itertext())
        if len(element):  # HTML that is not escaped
            return as_markdown(html_of(element, lambda _: None), "html", asked).strip()
        return as_markdown(text.strip(), "html" if kind == "text/html" else "moodle", asked).strip()
    if element.tag in ("matimage", "mataudio", "matvideo"):
        name = element.get("uri") or element.get("entityref") or element.tag
        return as_markdown(f'<img src="{escape(name)}">', "html", asked).strip()
    return ""


def own_id(identifier: str) -> str:
    """An identifier that people can read; those that programs made up are left out."""
    return "" if _GUID.search(identifier.replace("-", "")) else flat(identifier)

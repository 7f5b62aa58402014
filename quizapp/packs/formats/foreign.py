"""Text in the format that its source names, as Markdown."""

import re

from quizapp.core.say import say
from quizapp.packs.formats.html import plain_to_markdown, to_markdown
from quizapp.packs.formats.shaping import Asked

_LOOKS_HTML = re.compile(
    r"</?[A-Za-z][^<>]{0,300}>|&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});"
)
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\((\s*[^()\s]{1,2000})[^()\n]{0,300}\)")


def as_markdown(text: str, form: str, asked: Asked) -> str:
    """The text as Markdown; `form` is `html`, `moodle` (HTML by halves), `plain` or `markdown`.

    What is lost on the way is noted in `asked`.
    """
    if not text.strip():
        return ""
    if form == "moodle" and _LOOKS_HTML.search(text):
        text, form = text.replace("\n", "<br>\n"), "html"
    if form == "html":
        converted = to_markdown(text)
        asked.lose(*converted.losses)
        asked.media.update(dict.fromkeys(converted.media))
        return converted.text
    if form == "markdown":
        return without_pictures(text, asked)
    return plain_to_markdown(text)


def without_pictures(text: str, asked: Asked) -> str:
    """Markdown with each picture replaced by its description, which is noted as a loss."""

    def described(found: re.Match[str]) -> str:
        name = found[2].strip()
        asked.lose(say("The picture {name} is left out.", name=name[:80]))
        asked.media[name[:200]] = None
        return found[1].strip()

    return _PICTURE.sub(described, text)

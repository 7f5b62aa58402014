"""Text from outside, made harmless for a terminal.

Packs are refused when they hold such characters; a demo's output has them replaced.
"""

import re

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u2028\u2029"  # line and paragraph separators
    "\u202a-\u202e\u2066-\u2069"  # bidirectional overrides and isolates
    "\ud800-\udfff]"  # lone surrogates
)

UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]")
"""Characters of no width that change nothing one sees; joiners, which emoji need, are not among
them."""


def clean(text: str) -> str:
    """The text with every control character replaced by `�`; CRLF becomes LF."""
    return UNSAFE.sub("\ufffd", text.replace("\r\n", "\n"))

"""The characters that pictures are made of: braille, block or ASCII."""

from dataclasses import dataclass, replace

from quizapp.core.say import say
from quizapp.errors import UsageError


@dataclass(frozen=True, slots=True)
class Charset:
    """One set of characters; `dots` is how many columns and rows of dots a cell has."""

    name: str
    dots: tuple[int, int]
    signs: str
    """One for each series."""
    fills: str
    """For the bars of each series."""
    columns: str
    """Bars that end within a cell, growing upwards, from empty to full."""
    beams: str
    """The same, growing to the right."""
    vertical: str
    tick_left: str
    corner: str
    horizontal: str
    tick_down: str
    rule: str
    rule_down: str
    ghost: str
    stroke: str
    """A line's sign in the legend."""
    level: str
    """A contour's sign in the legend, and on the plot where there are no dots."""
    ellipsis: str


BRAILLE = Charset(
    name="braille",
    dots=(2, 4),
    signs="●○■□▲△",
    fills="█▒▓░▞▚",
    columns=" ▁▂▃▄▅▆▇█",
    beams=" ▏▎▍▌▋▊▉█",
    vertical="│",
    tick_left="┤",
    corner="└",
    horizontal="─",
    tick_down="┬",
    rule="╌",
    rule_down="╎",
    ghost="·",
    stroke="──",
    level="⠂",
    ellipsis="…",
)
BLOCK = replace(BRAILLE, name="block", dots=(2, 2), stroke="▄▀", level="▖")
ASCII = Charset(
    name="ascii",
    dots=(1, 1),
    signs="*o+x#@",
    fills="#o+x*@",
    columns=" #",
    beams=" #",
    vertical="|",
    tick_left="+",
    corner="+",
    horizontal="-",
    tick_down="+",
    rule="-",
    rule_down=":",
    ghost=".",
    stroke="**",
    level="'",
    ellipsis="~",
)
_CHARSETS = {charset.name: charset for charset in (BRAILLE, BLOCK, ASCII)}
CHARSETS = tuple(_CHARSETS)


def charset_named(name: str) -> Charset:
    """The set of that name; raises `UsageError` for another name."""
    if name not in _CHARSETS:
        hint = say("Choose one of: {names}.", names=", ".join(CHARSETS))
        raise UsageError(say("There is no character set “{name}”.", name=name), hint=hint)
    return _CHARSETS[name]

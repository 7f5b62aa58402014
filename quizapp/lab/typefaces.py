"""Which installed fonts a picture needs, so that its words can be read in any script."""

from collections.abc import Iterable

from matplotlib.font_manager import fontManager, get_font

STANDARD = "DejaVu Sans"
"""Comes with matplotlib."""
KOREAN = (
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Noto Sans CJK JP",  # the first face of a file for all of Chinese, Japanese and Korean
    "Source Han Sans KR",
    "Pretendard",
    "Apple SD Gothic Neo",
    "AppleGothic",
    "Malgun Gothic",
    "NanumGothic",
    "NanumBarunGothic",
    "UnDotum",
    "Baekmuk Gulim",
)
"""Fonts that look well beside the standard one, in order of preference."""
_PLACEHOLDERS = ("last resort", ".lastresort", "lastresort", "adobe blank", "noto tofu")
"""How fonts are called that have boxes for every character."""


def families_for(texts: Iterable[str]) -> list[str]:
    """The standard font, and those that have what it lacks, as far as any has it."""
    lacking = {c for text in texts for c in text if c.isprintable() and not c.isspace()}
    chosen: list[str] = []
    for family, path in _candidates().items():
        covered = _covered(path, lacking)
        if covered or family == STANDARD:
            chosen.append(family)
            lacking -= covered
        if not lacking:
            break
    return chosen


def _candidates() -> dict[str, str]:
    """The file of each font of normal weight and width: first those that look best."""
    files = {
        font.name: font.fname
        for font in fontManager.ttflist
        if font.style == "normal"
        and font.weight in (400, "normal", "regular", "book")
        and font.stretch == "normal"
        and not font.name.lower().startswith(_PLACEHOLDERS)
    }
    rank = {name: place for place, name in enumerate((STANDARD, *KOREAN))}

    def order(name: str) -> tuple[int, bool, str]:
        return rank.get(name, len(rank)), "Sans" not in name, name

    return {name: files[name] for name in sorted(files, key=order)}


def _covered(path: str, characters: set[str]) -> set[str]:
    try:
        font = get_font(path)
        return {c for c in characters if font.get_char_index(ord(c))}
    except (OSError, RuntimeError):  # a font of bitmaps only, or gone since it was listed
        return set()

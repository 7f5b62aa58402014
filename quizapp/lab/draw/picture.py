"""What drawing yields: rows of text whose parts have a role that a front maps to a color."""

from dataclasses import dataclass

SHADES = " ░▒▓█"
HEAT_LEVELS = 16


@dataclass(frozen=True, slots=True)
class Run:
    """Neighboring cells of one row with one look."""

    text: str
    role: str
    """Empty, axis, label, title, ghost, rule, contour, series-0 to -5, or heat-0 to heat-15."""
    back: str = ""
    """heat-0 to heat-15 where the background is colored as well."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of equal width in cells."""

    rows: tuple[tuple[Run, ...], ...]

    def text(self) -> str:
        """Plain lines without spaces at their ends; colors of a heat map become shades."""
        return "\n".join("".join(_plain(run) for run in row).rstrip() for row in self.rows)


def _plain(run: Run) -> str:
    if not run.role.startswith("heat-") or not run.text or run.text[0] not in "▀▄█":
        return run.text
    levels = [int(role.removeprefix("heat-")) for role in (run.role, run.back) if role]
    level = sum(levels) / len(levels)
    return SHADES[round(level / (HEAT_LEVELS - 1) * (len(SHADES) - 1))] * len(run.text)

"""Where a part of a pack was written, and problems told from there."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.core.say import Text
from quizapp.packs.nodes import Mapping, Place, place_of
from quizapp.packs.problems import NO_HINT, Problem, Severity
from quizapp.packs.rules import Finding


@dataclass(frozen=True, slots=True)
class Source:
    """The mapping in a file that a question, a translation or a pack was made from."""

    path: Path
    node: Mapping

    def place(self, *path: str | int, key: bool = False) -> Place:
        """The place of a field, or of what is nearest to it."""
        if path and path[0] == "lines" and "lines" not in self.node:
            path = ("line", *path[1:])
        return place_of(self.node, path, key=key)

    def problem(
        self,
        path: tuple[str | int, ...],
        message: Text,
        hint: Text = NO_HINT,
        severity: Severity = "error",
        *,
        key: bool = False,
    ) -> Problem:
        """A problem at a field."""
        place = self.place(*path, key=key) if path else place_of(self.node)
        return Problem(self.path, *place, message, hint, severity)

    def told(self, finding: Finding) -> Problem:
        """A finding as a problem with its place."""
        return self.problem(
            finding.path, finding.message, finding.hint, finding.severity, key=finding.at_key
        )

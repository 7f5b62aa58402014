"""The footer: the commands that do something now, in the language on screen."""

from textual.app import RenderResult
from textual.content import Content
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from quizapp.core.say import Translate, plain, say
from quizapp.tui.commands import Command

THEN = say(", then:")


class KeyBar(Widget):
    """One line; what does not fit is left to the help screen, whose key always fits."""

    commands: reactive[tuple[Command, ...]] = reactive(())

    typing = reactive(False)
    """Letters go into a text field: the bar says how to get out of it first."""

    def __init__(self, tr: Translate) -> None:
        super().__init__()
        self.tr = tr

    def render(self) -> RenderResult:
        """Key and label of each command, as many as fit, the last ones first kept."""
        lead = Content("")
        if self.typing:
            lead = Content.assemble(("esc", "bold $text-accent"), plain(THEN, self.tr), "  ")
        room = self.size.width - lead.cell_length
        entries = [self._entry(command) for command in self.commands]
        keep = self._fitting([entry.cell_length + 2 for entry in entries], room)
        return lead + Content("  ").join([entries[place] for place in keep])

    def _fitting(self, widths: list[int], room: int) -> list[int]:
        """Which entries fit: help and back (the last two) first, then from the left."""
        kept: list[int] = []
        for place in [*range(len(widths))[-2:], *range(len(widths))[:-2]]:
            if widths[place] <= room:
                kept.append(place)
                room -= widths[place]
        return sorted(kept)

    def _entry(self, command: Command) -> Content:
        style = Style.from_meta({"@click": f"screen.{command.action}"})
        return Content.assemble(
            (f"{command.key_sign} ", "bold $text-accent"),
            plain(command.label, self.tr),
        ).stylize(style)

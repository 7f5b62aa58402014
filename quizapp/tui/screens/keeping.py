"""Keeping what the lab shows: a figure as a file, a demo as a copy of one's own."""

import asyncio
import subprocess
from pathlib import Path

from textual.app import SuspendNotSupported

from quizapp.core.say import Translate, say
from quizapp.errors import LabError, QuizappError
from quizapp.lab.api import Figure
from quizapp.lab.catalog import DemoSpec
from quizapp.services import drafts
from quizapp.tui.filenames import free_name, typed_path
from quizapp.tui.keys import back
from quizapp.tui.screens.asking import AskingScreen
from quizapp.tui.screens.base import BaseScreen, Commanded
from quizapp.tui.widgets.run_view import RunView


def ask_and_save(
    screen: BaseScreen[None], figure: Figure, name: str, words: Translate | None
) -> None:
    """Ask where, then save in the background: drawing a picture takes about a second."""

    warned: set[Path] = set()

    def check(typed: str) -> None:
        from quizapp.lab.saving import check_target

        path = typed_path(typed)
        check_target(path)
        if path.exists() and path not in warned:
            warned.add(path)
            raise LabError(say("There is a file of that name. Enter once more replaces it."))

    def take(typed: str | None) -> None:
        if typed is not None:
            screen.run_worker(_save(screen, figure, typed_path(typed), words), group="save")

    help_ = say(
        "A picture as .png or .svg, the numbers as .csv. Enter saves, {back} does not.",
        back=back(screen),
    )
    asking = AskingScreen(say("Save the figure as"), free_name(name, ".png"), help_, check)
    screen.app.push_screen(asking, take)


def edit(
    screen: BaseScreen[None], spec: DemoSpec, before: Path | None
) -> tuple[Path | None, DemoSpec | None]:
    """Open a copy of the demo, or the one from `before`, in the editor, and read it again.

    Returns the copy that still has to be mended, and the demo if it can be run; neither,
    where nothing was changed.
    """
    try:
        command = drafts.editor()
        path = before or drafts.draft(spec)
        for view in screen.query(RunView):
            view.stop()  # nobody watches it, and its time would run out
        open_editor(screen, [*command, str(path)])
        if drafts.discard_unchanged(path, spec):
            screen.tell(say("Nothing was changed, so no copy was kept."))
            return None, None
    except QuizappError as error:
        screen.tell(error.told(screen.tr), severity="warning")
        return before, None
    screen.house.laboratory.look_again()
    try:
        changed = drafts.read_draft(path)
    except LabError as error:
        screen.tell(error.told(screen.tr), severity="warning")
        return path, None
    screen.tell(say("Your own demo: {file}", file=str(path)))
    return None, changed


def open_editor(screen: Commanded, command: list[str]) -> None:
    """Give the terminal to an editor until it ends. Raises LabError where that fails."""
    try:
        with screen.app.suspend():
            status = subprocess.run(command, check=False).returncode
    except SuspendNotSupported as error:
        raise LabError(
            say("An editor cannot be opened from here"),
            hint=say("Edit {file} elsewhere; it is listed with the demos.", file=command[-1]),
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(say("The editor cannot be started: {reason}", reason=reason)) from error
    if status:
        raise LabError(say("The editor ended with status {status}", status=status))


async def _save(
    screen: BaseScreen[None], figure: Figure, path: Path, words: Translate | None
) -> None:
    from quizapp.lab.saving import save

    try:
        await asyncio.to_thread(save, figure, path, translate=words)
        full = await asyncio.to_thread(path.absolute)
    except QuizappError as error:
        screen.tell(error.told(screen.tr), severity="warning")
    else:
        screen.tell(say("Saved {file}", file=str(full)))

"""Demos of the user's own: a copy of another, opened in an editor, then run like any other."""

import os
import shlex
import shutil
from pathlib import Path

from quizapp import paths
from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.catalog import OWN, DemoSpec, read_demo

_EDITORS = ("nano", "vim", "vi", "notepad")


def editor() -> list[str]:
    """The command of the user's editor: `VISUAL`, `EDITOR`, or what there is.

    Raises LabError where there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        command = shlex.split(os.environ.get(name, ""))
        if command and shutil.which(command[0]):
            return command
        if command:
            raise LabError(
                say(
                    "There is no program {program}, which {variable} names",
                    program=command[0],
                    variable=name,
                )
            )
    for program in _EDITORS:
        if shutil.which(program):
            return [program]
    raise LabError(
        say("There is no editor"), hint=say("Set the environment variable EDITOR to one.")
    )


def draft(spec: DemoSpec) -> Path:
    """The file to edit: the demo itself if it is the user's own, else a copy of it.

    A copy from before that cannot be run is gone on with; else a new one is made.
    """
    if spec.pack == OWN:
        return spec.path
    folder = paths.demos_folder()
    for path in sorted(folder.glob(f"{spec.id}-copy*.py")):
        try:
            read_draft(path)
        except LabError:
            return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = folder / f"{spec.id}-{'copy' if number == 1 else f'copy-{number}'}.py"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write("\n".join(spec.source) + "\n")
            except FileExistsError:
                number += 1
            else:
                return path
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(
            say("The copy cannot be written: {reason}", reason=reason), where=str(folder)
        ) from error


def discard_unchanged(path: Path, spec: DemoSpec) -> bool:
    """Remove a copy that says nothing else than the original; whether that was so."""
    if path == spec.path or not path.is_file():
        return False
    if path.read_text(encoding="utf-8", errors="replace").splitlines() != list(spec.source):
        return False
    path.unlink()
    return True


def read_draft(path: Path) -> DemoSpec:
    """The edited file as a demo; LabError says what is missing in it, and where."""
    return read_demo(path, pack=OWN)

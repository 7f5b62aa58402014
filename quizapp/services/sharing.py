"""A pack made ready for others: checked, and written as an archive."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.archives import read_folder
from quizapp.packs.building import archive_of, write_archive
from quizapp.packs.filenames import left_behind
from quizapp.packs.problems import format_problem, has_errors


@dataclass(frozen=True, slots=True)
class Built:
    """An archive of a pack."""

    id: str
    version: str
    path: Path
    files: int
    size: int
    """Bytes."""
    sha256: str
    unread: tuple[str, ...] = ()
    """Files and folders in it that nothing reads."""
    left_behind: tuple[str, ...] = ()
    """Copies that editors and the like made, which are not in it."""


def build(folder: Path, to: Path | None) -> Built:
    """Write the pack in a folder as an archive; by default `ID-VERSION.zip` in the current one.

    Beside the pack's folder if that is the current one.

    Raises PackError where the pack has errors or cannot be written.
    """
    from quizapp.packs.checks import stray_files
    from quizapp.packs.pack import load_pack
    from quizapp.services.authoring import check

    problems, _ = check(folder)
    pack = load_pack(folder).pack
    if pack is None or has_errors(problems):
        errors = [format_problem(each) for each in problems if each.severity == "error"]
        raise PackError(
            say(
                "The pack has errors, so it was not built ({n}):\n{errors}",
                n=len(errors),
                errors="\n".join(errors[:20]),
            ),
            where=str(folder),
        )
    inside = Path.cwd().resolve().is_relative_to(folder.resolve())
    target = to or (folder.resolve().parent if inside else Path())
    if target.is_dir():
        target /= f"{pack.id}-{pack.version}.zip"
    if target.resolve().is_relative_to(folder.resolve()):
        raise PackError(
            say("The archive would lie in the pack itself"),
            where=str(target),
            hint=say("Name another place with --to."),
        )
    found = read_folder(folder).below("")
    files = {path: data for path, data in found.items() if not left_behind(path)}
    archive = archive_of(files, pack.id, target.name)
    checksum = write_archive(target, archive)
    strays = (path.relative_to(folder).as_posix() for path in stray_files(folder))
    unread = tuple(path for path in strays if not left_behind(path))
    left = tuple(path for path in found if path not in files)
    return Built(pack.id, pack.version, target, len(files), len(archive), checksum, unread, left)

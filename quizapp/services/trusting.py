"""Trust in packs: whether what a pack brings may run, what would run, and the user's word."""

import shlex
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quizapp import paths
from quizapp.core.clean import clean
from quizapp.core.ids import PackId
from quizapp.core.say import Text, say
from quizapp.errors import LabError, PackError
from quizapp.packs.distributions import offered
from quizapp.packs.library import Library, PackInfo
from quizapp.packs.trust import Part, TrustStore, file_parts, hash_of, program_parts, seal

WARNING = say(
    "Once trusted it may run this, with your rights and within limits of time and memory, which "
    "stop mistakes and not malice:"
)


CONFINED = say(
    "not trusted, so its demos start cold; they and its programs run with your rights, in "
    "processes of their own, within limits of time and memory"
)


def _is_installed(folder: Path) -> bool:
    """Whether a pack is found by its id; one in another folder only by that folder."""
    shelves = (paths.packs_folder(), paths.bundled("content"))
    if folder.absolute().parent in (shelf.absolute() for shelf in shelves):
        return True
    return any(each.folder == folder.resolve() for each in offered())


def typed(folder: Path) -> str:
    """A folder as it is typed into a shell; never a bare word, which would be an id."""
    here, absolute = Path.cwd(), folder.absolute()
    near = f"./{absolute.relative_to(here)}" if absolute.is_relative_to(here) else str(absolute)
    return shlex.quote(clean(near))


class Untrusted(LabError):
    """A demo of a pack that the user has not trusted."""

    def __init__(self, pack: str, folder: Path, *, changed: bool = False) -> None:
        message = (
            say(
                "What the pack {pack} would run has changed since you trusted it, so its demos "
                "do not run.",
                pack=pack,
            )
            if changed
            else say(
                "This demo comes with the pack {pack}, which you have not trusted, so it does "
                "not run.",
                pack=pack,
            )
        )
        hint = (
            say(
                "`quizapp pack trust {pack}` shows what would run, and asks; so does k at home.",
                pack=pack,
            )
            if _is_installed(folder)
            else say(
                "`quizapp pack trust {folder}` shows what would run, and asks.",
                folder=typed(folder),
            )
        )
        super().__init__(message, hint=hint)


@dataclass(frozen=True, slots=True)
class Examined:
    """What a pack would run if it were trusted."""

    id: PackId
    folder: Path
    files: tuple[Part, ...]
    programs: tuple[Part, ...]
    """The programs of questions, which only `quizapp pack verify` runs."""
    trusted: bool

    @property
    def seal(self) -> str:
        """What trust in exactly this is bound to."""
        return seal(self.id, self.files, hash_of(self.programs))


def store() -> TrustStore:
    """The list of what is trusted, as it is on the disk now."""
    return TrustStore(paths.trust_file())


def is_bundled(folder: Path) -> bool:
    """Whether a pack comes with quizapp; those are trusted."""
    return folder.resolve().parent == paths.bundled("content").resolve()


def is_trusted(info: PackInfo) -> bool:
    """Whether a pack may run what it brings, as its files are now."""
    if is_bundled(info.path):
        return True
    if not info.usable:
        return False
    try:
        return store().holds(seal(info.id, file_parts(info.path), info.programs))
    except PackError:  # a file that cannot be read cannot have been shown
        return False


def refusal(info: PackInfo) -> Untrusted | None:
    """Why a pack's demos do not run; None where they may."""
    return (
        None
        if is_trusted(info)
        else Untrusted(info.id, info.path, changed=store().knew(info.id, info.path.absolute()))
    )


def refuse_untrusted(folder: Path) -> None:
    """Raise Untrusted where the demos of the pack in a folder must not run."""
    if is_bundled(folder):
        return
    library = Library.open([folder], paths.index_file())
    try:
        for info in library.packs:
            if (why := refusal(info)) is not None:
                raise why
    finally:
        library.close()


def examine(folder: Path) -> Examined:
    """What the pack in a folder would run. Raises PackError where it cannot be read."""
    from quizapp.packs.pack import load_pack

    loaded = load_pack(folder)
    if loaded.pack is None or not loaded.usable:
        raise PackError(
            say("The pack has errors, so it cannot be trusted yet."),
            where=str(folder),
            hint=say("quizapp pack check {folder} lists them.", folder=typed(folder)),
        )
    files, programs = file_parts(folder), program_parts(loaded.pack.questions)
    sealed = seal(loaded.pack.id, files, hash_of(programs))
    trusted = is_bundled(folder) or store().holds(sealed)
    return Examined(loaded.pack.id, folder, files, programs, trusted)


def trust(examined: Examined, when: datetime) -> None:
    """Trust exactly what was shown. Raises PackError where that cannot be kept."""
    store().trust(examined.seal, examined.id, examined.folder.absolute(), when)


def revoke(pack: str) -> bool:
    """Trust no state of a pack any more; whether one was trusted. Raises PackError."""
    return store().revoke(pack)


def store_problem() -> Text | None:
    """Why the list of trusted packs could not be read, if so."""
    return store().problem

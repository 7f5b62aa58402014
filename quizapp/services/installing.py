"""Packs in and out of the library: add, update, remove, and what is installed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from quizapp import paths
from quizapp.core.say import Translate, plain, say
from quizapp.errors import PackError, QuizappError
from quizapp.packs import shelves
from quizapp.packs.archives import Files
from quizapp.packs.comparing import Changes, changes
from quizapp.packs.fetching import Place, Progress, fetch, place_of
from quizapp.packs.library import Library, PackInfo
from quizapp.packs.origins import Origin, content_hash, forget_origin, read_origin, write_origin
from quizapp.packs.pack import Pack, load_pack
from quizapp.packs.problems import Problem, format_problem, has_errors
from quizapp.services.house import pack_folders
from quizapp.services.own_changes import is_changed, keep_copy
from quizapp.services.refusing import unknown
from quizapp.services.shelf import shelf_of

Clock = Callable[[], datetime]

_MOST_TOLD = 20
"""Problems of a pack that are listed; the rest is counted."""


class BrokenPack(PackError):
    """A pack that is not installed for its errors, which are all told."""

    def __init__(self, problems: Iterable[Problem], where: str) -> None:
        self.problems = tuple(each for each in problems if each.severity == "error")
        count = len(self.problems)
        message = say("The pack has errors, so it was not added ({n}):", n=count)
        super().__init__(message, where=where)

    def told(self, translate: Translate | None = None) -> str:
        """The sentence, and each error with its place on a line of its own."""
        lines = [super().told(translate)]
        lines += [format_problem(each, translate) for each in self.problems[:_MOST_TOLD]]
        if len(self.problems) > _MOST_TOLD:
            rest = say("and {n} more", n=len(self.problems) - _MOST_TOLD)
            lines.append(plain(rest, translate))
        return "\n".join(lines)


class TakenId(PackError):
    """A pack whose id another one has, which could be replaced."""


@dataclass(frozen=True, slots=True)
class Added:
    """A pack that was added, or is there already."""

    id: str
    title: str
    version: str
    path: Path
    questions: int
    warnings: int = 0
    runs: bool = False
    """Whether it brings something that would run once it is trusted."""
    new: bool = True
    """Whether anything was written; not where the same pack is there already."""
    kept: Path | None = None
    """Where the copy is of a pack that it replaced and that was changed here."""


@dataclass(frozen=True, slots=True)
class Updated:
    """What an update of a pack brings, or why there is none."""

    id: str
    before: str = ""
    """The version that is installed."""
    after: str = ""
    changes: Changes = field(default_factory=Changes)
    same: bool = False
    """Whether nothing at all has changed."""
    done: bool = False
    untrusted: bool = False
    """Whether it was trusted and brings something now that was not shown."""
    edited: bool = False
    """Whether the installed copy was changed here."""
    kept: Path | None = None
    """Where that copy is, once it was replaced."""
    error: QuizappError | None = None


def add(
    source: str,
    *,
    clock: Clock,
    only: Sequence[str] = (),
    replacing: bool = False,
    sha256: str = "",
    progress: Progress = lambda _bytes: None,
) -> list[Added]:
    """Fetch, check and install packs; of several in one source, those named by `only`.

    Raises PackError, and leaves nothing behind then: where it cannot be fetched, has errors, or
    a pack of that id is there already and is not to be replaced.
    """
    place = place_of(source)
    files = fetch(place, sha256, progress)
    chosen = _chosen(files, only)
    installed = _installed()
    there = {
        pack
        for pack, below in chosen.items()
        if _is_same(installed.get(pack), below, place if replacing else None)
    }
    for pack in chosen.keys() - there:
        _refuse_taken(pack, installed.get(pack), files.where, replacing=replacing)
    fresh = _install([below for pack, below in chosen.items() if pack not in there], place, clock)
    return [*(_there(installed[pack]) for pack in sorted(there)), *fresh]


def update(
    packs: Sequence[str],
    *,
    clock: Clock,
    only_check: bool = False,
    progress: Progress = lambda _bytes: None,
) -> list[Updated]:
    """Fetch packs anew from where they came from: those named, or all that were added.

    What cannot be fetched or has errors is told in the result and stays as it is. Raises
    UsageError for an id that is not installed.
    """
    folder = paths.packs_folder()
    shelves.tidy(folder)
    installed = _installed()
    for name in packs:
        if name not in installed:
            raise unknown("pack", name, installed)
    wanted = packs or [name for name in installed if read_origin(folder, name)]
    return [_update(installed[name], clock, only_check, progress) for name in wanted]


def remove(pack: str) -> PackInfo:
    """Remove an installed pack; the learner's record keeps its reviews. Raises PackError."""
    info = removable(pack)
    folder = paths.packs_folder()
    try:
        shelves.take_away(folder, info.path.name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    forget_origin(folder, info.path.name)
    return info


def removable(pack: str) -> PackInfo:
    """The pack, if it is one that can be removed. Raises UsageError or PackError."""
    installed = _installed()
    if pack not in installed:
        raise unknown("pack", pack, installed)
    beside = _infos([paths.packs_folder() / pack])  # left out if another one has its id
    info = beside.get(pack, installed[pack])
    shelf = shelf_of(info.path)
    if shelf.kind == "bundled":
        raise PackError(say("The pack {pack} comes with quizapp and stays", pack=pack))
    if shelf.kind == "python":
        raise PackError(
            say("The pack {pack} belongs to a Python distribution", pack=pack),
            hint=say("pip uninstall {name} removes it.", name=shelf.distribution),
        )
    return info


def _installed() -> dict[str, PackInfo]:
    return _infos(pack_folders())


def _infos(folders: Sequence[Path]) -> dict[str, PackInfo]:
    there = [folder for folder in folders if (folder / "pack.yaml").is_file()]
    with closing(Library.open(there, paths.index_file())) as library:
        return {str(info.id): info for info in library.packs}


def _is_same(info: PackInfo | None, files: Mapping[str, bytes], place: Place | None) -> bool:
    """Whether the pack that is installed is the very same, and came from that place if given."""
    if info is None or shelf_of(info.path).kind != "installed" or not info.usable:
        return False
    origin = read_origin(paths.packs_folder(), info.path.name)
    if origin is None or origin.content != content_hash(files):
        return False
    return place is None or (origin.place == place and not is_changed(info.path))


def _there(info: PackInfo) -> Added:
    return Added(info.id, info.title(), info.version, info.path, info.questions, new=False)


def _chosen(files: Files, only: Sequence[str]) -> dict[str, dict[str, bytes]]:
    """The packs to be installed, by id, with their files. Raises PackError."""
    roots = files.roots()
    if not roots:
        raise PackError(
            say("There is no pack in it: no folder has a pack.yaml."),
            where=files.where,
            hint=say("docs/packs.md shows how a pack is made."),
        )
    found: dict[str, dict[str, bytes]] = {}
    for root in roots:
        below = files.below(root)
        identity = _identity(below, f"{files.where}/{root}" if root else files.where)
        if identity in found:
            raise PackError(say("It has two packs called {pack}", pack=identity), where=files.where)
        found[identity] = below
    for name in only:
        if name not in found:
            raise unknown("pack", name, found)
    if len(found) > 1 and not only:
        raise PackError(
            say("It has several packs: {names}", names=", ".join(found)),
            where=files.where,
            hint=say("Name those that you want: --pack {name}", name=next(iter(found))),
        )
    return {name: below for name, below in found.items() if not only or name in only}


def _identity(files: Mapping[str, bytes], where: str) -> str:
    """The id that `pack.yaml` says. Raises PackError where it says none that can be taken."""
    from quizapp.core.ids import SLUG
    from quizapp.packs.nodes import Mapping as Section
    from quizapp.packs.reader import parse_yaml

    document = parse_yaml(files["pack.yaml"], Path(where) / "pack.yaml")
    name = document.value.get("id") if isinstance(document.value, Section) else None
    if isinstance(name, str) and SLUG.fullmatch(name):
        return name
    if document.problems:
        raise BrokenPack(document.problems, where)
    raise PackError(
        say("pack.yaml gives no `id` that could be taken"),
        where=where,
        hint=say("An id is lower-case words joined by hyphens."),
    )


def _refuse_taken(pack: str, there: PackInfo | None, where: str, *, replacing: bool) -> None:
    """Raise PackError where a pack of that id must stay."""
    if there is None:
        return
    shelf = shelf_of(there.path)
    told = say(
        "{where} has a pack {pack}, and there is one of that id: “{title}” {version} in {folder}",
        where=where,
        pack=pack,
        title=there.title(),
        version=there.version,
        folder=str(there.path),
    )
    if shelf.kind in ("bundled", "python"):
        raise PackError(
            told, hint=say("It cannot be replaced. Give the new one another id in its pack.yaml.")
        )
    if not replacing:
        raise TakenId(
            told,
            hint=say(
                "`quizapp pack update {pack}` gets a newer one from where it came from; "
                "--replace takes this one instead.",
                pack=pack,
            ),
        )


def _install(packs: Sequence[Mapping[str, bytes]], place: Place, clock: Clock) -> list[Added]:
    """Check packs in folders beside the others, and rename them into their places."""
    root = paths.packs_folder()
    added: list[Added] = []
    try:
        with ExitStack() as beside:
            checked = []
            for files in packs:
                folder = beside.enter_context(shelves.written(root, files, "pack"))
                checked.append((files, folder, *_checked(folder, place)))
            for files, folder, pack, problems in checked:
                kept = keep_copy(root / pack.id, clock())
                path = shelves.settle(root, folder, pack.id)
                _note_origin(root, pack, place, files, clock)
                told = pack.id, pack.title, pack.version, path, len(pack.questions)
                runs = _runs(path, pack)
                added.append(Added(*told, warnings=len(problems), runs=runs, kept=kept))
    except OSError as error:
        raise _unwritable(root, error) from error
    return added


def _note_origin(
    packs: Path, pack: Pack, place: Place, files: Mapping[str, bytes], clock: Clock
) -> None:
    when = clock().isoformat(timespec="seconds")
    origin = Origin(place.kind, place.location, pack.version, content_hash(files), when)
    write_origin(packs, pack.id, origin)


def _checked(folder: Path, place: Place) -> tuple[Pack, list[Problem]]:
    """The pack and what it is warned of. Raises PackError with all of its errors."""
    from quizapp.services.authoring import check

    problems, _ = check(folder)
    where = place.shown
    address = where.partition("#")[0] if place.kind == "git" else where
    top = Path(address.rstrip("/").rpartition("/")[2] if place.kind in ("url", "git") else where)
    placed = [replace(problem, path=top / problem.path.relative_to(folder)) for problem in problems]
    if has_errors(placed):
        raise BrokenPack(placed, where)
    pack = load_pack(folder).pack
    assert pack is not None  # or there were errors
    return pack, placed


def _runs(path: Path, pack: Pack) -> bool:
    from quizapp.packs.trust import file_parts, program_parts

    return bool(file_parts(path) or program_parts(pack.questions))


def _unwritable(folder: Path, error: OSError) -> PackError:
    return PackError(
        say("The folder of packs cannot be written: {reason}", reason=error.strerror or str(error)),
        where=str(folder),
        hint=say("Nothing was changed."),
    )


def _update(info: PackInfo, clock: Clock, only_check: bool, progress: Progress) -> Updated:
    name = str(info.id)
    try:
        origin = _updatable(info)
        files = fetch(origin.place, progress=progress)
        found = _chosen(files, [name])[name]
        if content_hash(found) == origin.content:
            return Updated(name, info.version, info.version, same=True)
        return _changed(info, found, origin, clock, only_check=only_check)
    except OSError as error:
        told: QuizappError = _unwritable(paths.packs_folder(), error)
    except QuizappError as error:
        told = error
    return Updated(name, info.version, error=told)


def _updatable(info: PackInfo) -> Origin:
    """Where a pack came from. Raises PackError where there is nowhere to ask."""
    shelf = shelf_of(info.path)
    if shelf.kind == "bundled":
        raise PackError(say("The pack {pack} is updated with quizapp itself", pack=info.id))
    if shelf.kind == "python":
        raise PackError(
            say("The pack {pack} belongs to a Python distribution", pack=info.id),
            hint=say("pip install --upgrade {name} updates it.", name=shelf.distribution),
        )
    origin = read_origin(paths.packs_folder(), info.path.name)
    if origin is None:
        raise PackError(
            say("It is not known where the pack {pack} came from", pack=info.id),
            hint=say("quizapp pack add SOURCE --replace takes it from somewhere."),
        )
    return origin


def _changed(
    info: PackInfo, files: Mapping[str, bytes], origin: Origin, clock: Clock, *, only_check: bool
) -> Updated:
    """Compare, and install unless it is only to be told."""
    from quizapp.services.trusting import is_trusted

    packs = paths.packs_folder()
    trusted, edited = is_trusted(info), is_changed(info.path)
    kept = None
    with shelves.written(packs, files, "pack") as folder:
        pack, _ = _checked(folder, origin.place)
        found = changes(load_pack(info.path).pack, pack)
        if not only_check:
            kept = keep_copy(info.path, clock())
            shelves.settle(packs, folder, info.path.name)
            _note_origin(packs, pack, origin.place, files, clock)
    still = only_check or not trusted or is_trusted(_installed()[str(info.id)])
    return Updated(
        str(info.id),
        info.version,
        pack.version,
        found,
        done=not only_check,
        untrusted=not still,
        edited=edited,
        kept=kept,
    )

"""Ids that a new pack cannot have, or that another pack has already."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from quizapp import paths
from quizapp.core.say import say
from quizapp.packs.library import Library, PackInfo
from quizapp.packs.problems import Problem, shown
from quizapp.services.house import pack_folders
from quizapp.services.shelf import shelf_of


def owner_of(pack: str) -> PackInfo | None:
    """The pack of that id that is there without being named."""
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        return next((info for info in library.packs if info.id == pack), None)


def id_problems(folder: Path) -> Iterator[Problem]:
    """A warning where a pack has the id of one that cannot be replaced."""
    from quizapp.packs.pack import load_pack

    loaded = load_pack(folder)
    if loaded.pack is None:
        return
    owner = owner_of(loaded.pack.id)
    if owner is None or owner.path.resolve() == folder.resolve():
        return
    if shelf_of(owner.path).kind not in ("bundled", "python"):
        return  # the author's own, installed to try it
    path = folder / "pack.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if text.startswith("id:")), 1)
    message = say(
        "the id `{name}` is that of another pack, in {folder}, which cannot be replaced",
        name=owner.id,
        folder=shown(owner.path),
    )
    hint = say("give this one another `id`, or nobody can add it")
    yield Problem(path, line, 1, message, hint, "warning")

"""`quizapp demo list` and `quizapp demo run`."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from quizapp import paths
from quizapp.config import read_settings
from quizapp.core.say import Translate, plain, say
from quizapp.errors import LabError, UsageError
from quizapp.lab.api import Figure
from quizapp.lab.catalog import OWN, DemoSpec, find_demos, read_demo
from quizapp.packs.library import Library
from quizapp.services.house import pack_folders
from quizapp.services.laboratory import demo_words, every_folder
from quizapp.services.trusting import refuse_untrusted


def list_demos(options: argparse.Namespace) -> int:
    """Print the demos with their titles, or with their knobs as JSON; of the packs named alone."""
    catalog = find_demos(_of_packs(options.packs) if options.packs else every_folder(_packs()))
    for problem in catalog.problems:
        print(f"quizapp: {problem}", file=sys.stderr)
    if options.json:
        print(json.dumps([spec.to_dict() for spec in catalog.demos], indent=2, default=str))
        return 0
    names = [_name_of(spec) for spec in catalog.demos]
    width = max(map(len, names), default=0)
    for name, spec in zip(names, catalog.demos, strict=True):
        title = plain(spec.title, demo_words(spec, getattr(options, "lang", None) or "en"))
        print(f"{name.ljust(width)}  {title}")
    if options.packs and not names:
        print(plain(say("No demo comes with {packs}.", packs=", ".join(options.packs))))
    return 0


def run_demo(options: argparse.Namespace) -> int:
    """Run a demo; 1 where a claim does not hold, 2 where it could not run."""
    spec = find_demo(options.demo)
    knobs = spec.values(settings_of(options.set))
    if options.save is not None:
        from quizapp.lab.saving import check_target

        check_target(options.save)  # before the run, so that nobody waits in vain
    from quizapp.cli.progress import OneRun
    from quizapp.lab.report import as_table, to_json
    from quizapp.lab.runner import run_sync

    charset = read_settings().charset  # before the run, too
    words = demo_words(spec, getattr(options, "lang", None) or "en")
    bar = OneRun(words)
    result = run_sync(spec, knobs, seed=options.seed, device=options.device, on_message=bar)
    bar.end()
    if result.failure:
        tail = f"\n{result.failure.tail.rstrip()}" if result.failure.tail else ""
        raise LabError(
            say("{message}{tail}", message=plain(result.failure.message), tail=tail),
            where=spec.id,
        )
    if options.json:
        told = to_json(result, spec, knobs, options.seed)
        print(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        if result.figure is not None:
            from quizapp.lab.draw import draw

            width = min(shutil.get_terminal_size((80, 24)).columns, 120)
            print(draw(result.figure, width, 20, charset=charset, translate=words).text())
            print(plain(result.figure.says, words), end="\n\n")
        print(as_table(result, words))
    if options.save is not None:
        _save(result.figure, options.save, spec, words)
    return 0 if all(claim.holds for claim in result.claims) else 1


def _save(figure: Figure | None, path: Path, spec: DemoSpec, words: Translate | None) -> None:
    if figure is None:
        raise LabError(say("This demo shows no figure that could be saved."), where=spec.id)
    from quizapp.lab.saving import save

    save(figure, path, translate=words)
    print(plain(say("Saved {file}", file=str(path))), file=sys.stderr)


def _name_of(spec: DemoSpec) -> str:
    """What `demo run` takes it by."""
    return spec.id if spec.pack in ("", OWN) else f"{spec.pack}/{spec.id}"


def _packs(extra: Sequence[Path] = ()) -> dict[str, Path]:
    """The folders of the packs that are there, by id."""
    with closing(Library.open(pack_folders(extra), paths.index_file())) as library:
        return {str(info.id): info.path for info in library.packs}


def _of_packs(names: Sequence[str]) -> dict[str, Path]:
    """Where the demos of some packs lie, named by ids or folders. Raises UsageError."""
    from quizapp.cli.naming import folder_of

    folders = [folder_of(name).absolute() for name in names]
    ids = {path: pack for pack, path in _packs(folders).items()}
    return {ids.get(folder, folder.name): folder / "demos" for folder in folders}


def find_demo(name: str) -> DemoSpec:
    """The demo of that id, or of a file of the user's own; for running it.

    Raises Untrusted for one that comes with a pack that the user has not trusted.
    """
    if name.endswith(".py") or Path(name).is_file():
        path = Path(name)
        spec = read_demo(path)
        installed = paths.packs_folder().resolve()
        if path.resolve().is_relative_to(installed):
            refuse_untrusted(path.resolve().parents[1])
        return spec
    folders = _packs()
    spec = find_demos(every_folder(folders)).get(name)
    if spec.pack in folders:
        refuse_untrusted(folders[spec.pack])
    return spec


def settings_of(given: list[str]) -> dict[str, str]:
    """The knobs and values of --set."""
    settings = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                say("--set {given} does not set a knob", given=each),
                hint=say("Write --set KNOB=VALUE; `quizapp demo list --json` names the knobs."),
            )
        settings[name.strip()] = value.strip()
    return settings

"""`quizapp pack add`, `update`, `remove`, `build`: packs in and out."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from quizapp.core.clean import clean
from quizapp.core.say import Text, plain, say
from quizapp.errors import PackError
from quizapp.services.house import now_utc
from quizapp.services.installing import Added, Updated, add, removable, remove, update


def add_packs(options: argparse.Namespace) -> int:
    """Fetch, check and install packs."""
    try:
        added = add(
            options.source,
            clock=now_utc,
            only=options.pack,
            replacing=options.replace,
            sha256=options.sha256,
            progress=_progress,
        )
    except KeyboardInterrupt:
        _tell_stopped()
        raise
    finally:
        _end_progress()
    if options.json:
        print(json.dumps([asdict(each) for each in added], indent=2, default=str))
        return 0
    for each in added:
        _tell_added(each)
    return 0


def _tell_added(added: Added) -> None:
    if not added.new:
        _print(say("{pack} {version} is there already", pack=added.id, version=added.version))
        return
    _print(
        say(
            "Added {pack} {version}: “{title}”, {n} questions",
            pack=added.id,
            version=added.version,
            title=added.title,
            n=added.questions,
        )
    )
    _tell_kept(added.kept)
    if added.warnings:
        _print(
            say("1 warning: quizapp pack check {pack}", pack=added.id)
            if added.warnings == 1
            else say("{n} warnings: quizapp pack check {pack}", n=added.warnings, pack=added.id),
        )
    if added.runs:
        _print(
            say(
                "It brings demos or programs, which do not run until you trust it: "
                "quizapp pack trust {pack}",
                pack=added.id,
            )
        )


def _tell_stopped() -> None:
    _end_progress()
    told = plain(say("Stopped. A pack is installed as a whole or not at all."))
    print(f"quizapp: {told}", file=sys.stderr)


def _tell_kept(copy: Path | None) -> None:
    if copy is not None:
        _print(say("It was changed here: your copy is kept in {folder}", folder=str(copy)))


def update_packs(options: argparse.Namespace) -> int:
    """Get newer versions; with --check 1 where there are some."""
    try:
        told = update(options.packs, clock=now_utc, only_check=options.check, progress=_progress)
    except KeyboardInterrupt:
        _tell_stopped()
        raise
    finally:
        _end_progress()
    if options.json:
        print(json.dumps([_update_as_json(each) for each in told], indent=2, ensure_ascii=False))
    else:
        if not told:
            _print(say("No pack was added from anywhere."))
        for each in told:
            _tell_updated(each, only_check=options.check)
    if any(each.error for each in told):
        return PackError.exit_status
    return int(options.check and any(not each.same for each in told))


def _update_as_json(each: Updated) -> dict[str, object]:
    return {
        "id": each.id,
        "before": each.before,
        "after": each.after,
        **asdict(each.changes),
        "same": each.same,
        "done": each.done,
        "edited": each.edited,
        "kept": str(each.kept) if each.kept else "",
        "error": str(each.error) if each.error else "",
    }


def _tell_updated(each: Updated, *, only_check: bool) -> None:
    if each.error:
        print(f"quizapp: {each.id}: {clean(str(each.error))}", file=sys.stderr)
        return
    if each.same:
        _print(say("{pack} {version} is up to date", pack=each.id, version=each.before))
        return
    found = each.changes
    _print(
        say(
            "{pack} {before} → {after}: {new} questions new, {changed} changed, "
            "{removed} removed, {renamed} renamed",
            pack=each.id,
            before=each.before,
            after=each.after,
            new=len(found.new),
            changed=len(found.changed),
            removed=len(found.removed),
            renamed=len(found.renamed),
        )
    )
    if found.removed and not only_check:
        _print(say("What you answered of the removed questions stays in your record."))
    _tell_kept(each.kept)
    if each.edited and only_check:
        _print(say("It was changed here: an update keeps a copy of that, and says where."))
    if each.untrusted:
        _print(
            say(
                "What it would run has changed, so it is no longer trusted: "
                "quizapp pack trust {pack}",
                pack=each.id,
            )
        )


def remove_pack(options: argparse.Namespace) -> int:
    """Remove an installed pack, after asking on a terminal."""
    info = removable(options.pack)
    if not options.yes and sys.stdin.isatty():
        asked = say(
            "Remove {pack} ({n} questions) from {folder}?",
            pack=info.id,
            n=info.questions,
            folder=str(info.path),
        )
        if not confirmed(asked):
            return 1
    remove(options.pack)
    _print(
        say(
            "Removed {pack}. Your answers to its questions stay in the record, and count again "
            "if you add it again.",
            pack=info.id,
        )
    )
    return 0


def build_pack(options: argparse.Namespace) -> int:
    """Check a pack and write it as an archive, with its checksum beside it."""
    from quizapp.services.sharing import build

    built = build(options.folder, options.to)
    if options.json:
        print(json.dumps(asdict(built), indent=2, default=str))
        return 0
    _print(
        say(
            "{file}: {n} files, {size} bytes",
            file=str(built.path),
            n=built.files,
            size=built.size,
        )
    )
    print(f"sha256 {built.sha256}")
    if built.unread:
        names = ", ".join(built.unread)
        _print(say("Nothing reads these, but they are in it: {names}", names=names))
    if built.left_behind:
        names = ", ".join(built.left_behind)
        _print(
            say(
                "Left out, since editors and the like leave such files behind: {names}", names=names
            )
        )
    return 0


def confirmed(question: Text) -> bool:
    """Ask on the terminal; only a clear yes is one."""
    print(f"{clean(plain(question))} [y/N] ", end="", flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "예", "네")


def _print(words: Text) -> None:
    print(clean(plain(words)))


def _progress(size: int) -> None:
    if sys.stderr.isatty():
        told = plain(say("{size} kB fetched", size=size // 1000))
        print(f"\r{told}", end="", file=sys.stderr, flush=True)


def _end_progress() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)

"""`quizapp pack import` and `quizapp pack export`."""

import argparse
import json
import shlex
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from quizapp import paths
from quizapp.core.clean import clean
from quizapp.core.say import Text, plain, say

if TYPE_CHECKING:
    from quizapp.services.exchanging import ExportedPack, ImportedPack

MOST_MEDIA = 10
"""Names of pictures and sounds that are listed; JSON has all."""


def import_pack(options: argparse.Namespace) -> int:
    """Make a pack of another program's file; 2 where nothing of it could be taken."""
    from quizapp.services.exchanging import import_file

    record = getattr(options, "record", None) or paths.record_file()
    done = import_file(
        options.file,
        options.to,
        format_name=options.format,
        encoding=options.encoding,
        schedule_to=record if options.schedule else None,
    )
    if options.json:
        print(json.dumps(_import_json(done), indent=2, ensure_ascii=False))
    else:
        _print_import(done)
    if done.pack.taken:
        return 0
    print(plain(say("Nothing could be taken, so no pack was written.")), file=sys.stderr)
    return 2


def export_pack(options: argparse.Namespace) -> int:
    """Write a pack for another program; 2 where it can ask none of the questions."""
    from quizapp.cli.naming import folder_of
    from quizapp.services.exchanging import export_pack as export

    done = export(folder_of(options.pack), options.to, format_name=options.format)
    if options.json:
        print(json.dumps(_export_json(done, str(options.to)), indent=2, ensure_ascii=False))
    else:
        _print_export(done, str(options.to))
    if done.written:
        return 0
    print(plain(say("No question could be written, so no file was.")), file=sys.stderr)
    return 2


def _import_json(done: "ImportedPack") -> dict[str, object]:
    from quizapp.packs.formats.writing import kinds

    pack = done.pack
    return {
        "format": done.format.name,
        "path": str(done.folder) if pack.taken else None,
        "id": pack.id,
        "counted": pack.counted,
        "imported": len(pack.taken),
        "refused": [{"where": r.where, "reason": _told(r.reason)} for r in pack.refused],
        "losses": [{"where": where, "loss": _told(loss)} for where, loss in pack.losses],
        "notes": [_told(note) for note in pack.notes],
        "media": list(pack.media),
        "kinds": kinds(pack),
        "reviews": done.reviews,
    }


def _export_json(done: "ExportedPack", target: str) -> dict[str, object]:
    return {
        "format": done.format.name,
        "path": target if done.written else None,
        "pack": done.pack,
        "questions": done.questions,
        "exported": done.written,
        "left_out": [{"question": r.where, "reason": _told(r.reason)} for r in done.file.left_out],
        "losses": [
            {"question": question, "loss": _told(loss)} for question, loss in done.file.losses
        ],
    }


def _print_import(done: "ImportedPack") -> None:
    from quizapp.packs.formats.writing import kinds

    pack = done.pack
    print(
        _told(
            say(
                "{taken} of {counted} questions imported ({format}).",
                taken=len(pack.taken),
                counted=pack.counted,
                format=done.format.title,
            )
        )
    )
    for kind, count in kinds(pack).items():
        print(f"  {count:>6}  {kind}")
    _section(say("Refused:"), ((refused.where, refused.reason) for refused in pack.refused))
    _section(say("Left out of questions:"), pack.losses)
    for note in pack.notes:
        print(_told(note))
    if pack.media:
        names = ", ".join(map(clean, pack.media[:MOST_MEDIA]))
        more = ", …" if len(pack.media) > MOST_MEDIA else ""
        print(_told(say("Pictures and sounds, not taken: {n}", n=len(pack.media))))
        print(f"  {names}{more}")
    if done.reviews is not None:
        print(_told(say("Reviews taken over into your record: {n}", n=done.reviews)))
    if pack.taken:
        folder = shlex.quote(clean(str(done.folder)))
        print(_told(say("Next:")))
        print(f"  quizapp pack check {folder}")
        print(f"  quizapp quiz {folder}")
        print(f"  quizapp pack add {folder}")


def _print_export(done: "ExportedPack", target: str) -> None:
    print(
        _told(
            say(
                "{written} of {counted} questions of {pack} written to {file} ({format}).",
                written=done.written,
                counted=done.questions,
                pack=done.pack,
                file=target,
                format=done.format.title,
            )
            if done.written
            else say("0 of {counted} questions of {pack}.", counted=done.questions, pack=done.pack)
        )
    )
    _section(say("Left out:"), ((refused.where, refused.reason) for refused in done.file.left_out))
    _section(say("Missing of questions:"), done.file.losses)


def _section(title: Text, lines: Iterable[tuple[str, Text]]) -> None:
    """A title and a line for each entry, if there are any."""
    told = [f"  {clean(where)}: {_told(reason)}" for where, reason in lines]
    if told:
        print(_told(title))
        print("\n".join(told))


def _told(text: Text) -> str:
    """A sentence, harmless whatever a file has put into it."""
    return clean(plain(text))

"""`quizapp pack list`."""

import argparse
import json
from contextlib import closing

from quizapp import paths
from quizapp.packs.library import Library
from quizapp.services.house import pack_folders


def list_packs(options: argparse.Namespace) -> int:
    """Print the installed packs."""
    with closing(Library.open(pack_folders(), paths.index_file())) as library:
        _list(library, as_json=options.json)
    return 0


def _list(library: Library, *, as_json: bool) -> None:
    if as_json:
        told = [
            {
                "id": pack.id,
                "title": pack.title("en"),
                "version": pack.version,
                "path": str(pack.path),
                "questions": pack.questions,
                "kinds": dict(pack.kinds),
                "topics": [topic.id for topic in pack.topics],
                "translated": dict(pack.translated),
                "verified": pack.verified,
                "trusted": pack.path.parent == paths.bundled("content"),
            }
            for pack in library.packs
        ]
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return
    for pack in library.packs:
        shares = ", ".join(f"{lang} {share:.0%}" for lang, share in pack.translated.items())
        told_shares = f" ({shares})" if shares else ""
        print(f"{pack.id} {pack.version}: {pack.questions} questions{told_shares}")

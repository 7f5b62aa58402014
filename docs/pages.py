"""What the pages that are written from the code have in common."""

from collections.abc import Iterable, Iterator, Sequence

from quizapp import paths
from quizapp.packs.pack import Pack, load_pack


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the cells are Markdown already, but for bars and line breaks."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def opening(text: str) -> str:
    """The first paragraph on one line; code that follows it is left out."""
    paragraph = text.strip().partition("\n\n")[0].partition("\n```")[0]
    return " ".join(paragraph.split())


def bundled_packs() -> Iterator[Pack]:
    """The packs that come with the app, by id."""
    for folder in sorted(paths.bundled("content").iterdir()):
        pack = load_pack(folder).pack if (folder / "pack.yaml").is_file() else None
        if pack is not None:
            yield pack

"""How long a search takes, beside a plain scan of all texts, in one run.

With the bundled questions, and with copies of them under other names that make 10,000. The scan
reads every text from memory and asks whether the words stand in it: no ranking, no slips, no
snippets.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measuring import goal, head, row

from quizapp import paths
from quizapp.packs.library import Library
from quizapp.record.database import Record
from quizapp.services.browsing import Browsing
from quizapp.services.house import House

COPIES = 24
RUNS = 5
LISTED = 40
QUERIES = (
    "relu",
    "the",
    "vanishing gradient",
    "learning rate too high",
    "backprop 역전파",
    "활성화함수",
    "함수",
    "gradint",
    "convulotion optmizer",
    "zzzzqqqq",
    "kind:predict diff:4-5 relu",
    "why does dropout hurt at test time",
    "",
)


def copied(folder: Path, copies: int) -> list[Path]:
    """The bundled packs, and copies of them under other ids."""
    bundled = sorted(path.parent for path in paths.bundled("content").glob("*/pack.yaml"))
    packs = list(bundled)
    for number in range(copies - 1):
        for pack in bundled:
            copy = folder / f"{pack.name}-{number}"
            shutil.copytree(pack, copy)
            text = (copy / "pack.yaml").read_text(encoding="utf-8")
            renamed = text.replace(f"id: {pack.name}", f"id: {copy.name}", 1)
            (copy / "pack.yaml").write_text(renamed, encoding="utf-8")
            packs.append(copy)
    return packs


def milliseconds(do: Callable[[], object]) -> float:
    """The median of some runs, in time of the processor: others may be using it too."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        do()
        times.append((time.process_time() - begin) * 1000)
    return statistics.median(times)


def scanned(texts: list[str], query: str) -> list[int]:
    """Where all words stand, by looking everywhere."""
    words = [word for word in query.lower().split() if ":" not in word]
    return [place for place, text in enumerate(texts) if all(word in text for word in words)]


def measure(folder: Path, copies: int, limit: float) -> None:
    """One table."""
    library = Library.open(copied(folder, copies), folder / f"{copies}.sqlite3")
    with Record.open(folder / f"{copies}-record.sqlite3") as record:
        house = House(library, record)
        begin = time.perf_counter()
        browsing = Browsing(house)
        opened = (time.perf_counter() - begin) * 1000
        begin = time.perf_counter()
        browsing.warm_up()
        warmed = (time.perf_counter() - begin) * 1000
        everything = library.searched([entry.id for entry in library.entries()])
        texts = [
            f"{each.prompt}\n{each.name}\n{each.other}".lower()
            for found in everything.values()
            for each in found
        ]
        size = sum(map(len, texts)) / 1e6
        title = f"{len(everything)} questions, {size:.0f} MB of text"
        head(title, "search, ms", "40 rows, ms", "scan, ms", "found", "scan found")
        times = []
        for query in QUERIES:
            found = browsing.search(query)
            shown = found.questions[:LISTED]
            times.append(milliseconds(lambda query=query: browsing.search(query)))  # type: ignore[misc]
            listed = milliseconds(lambda found=found, shown=shown: browsing.hits(found, shown))  # type: ignore[misc]
            scan = milliseconds(lambda query=query: scanned(texts, query))  # type: ignore[misc]
            cells = (times[-1], listed, scan)
            hits = (len(found.questions), len(scanned(texts, query)))
            row(query or "(everything)", *(f"{c:.1f}" for c in cells), *map(str, hits))
        goal(times, limit, "ms for a search")
        print(f"  opening took {opened:.0f} ms, the words for slips {warmed:.0f} ms")
    library.close()


def main() -> None:
    """Both sizes."""
    with tempfile.TemporaryDirectory() as name:
        measure(Path(name), 1, 50)
        measure(Path(name), COPIES, 150)


if __name__ == "__main__":
    main()

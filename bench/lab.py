"""How fast the laboratory is, measured side by side in one run (`make bench`).

`python bench/lab.py` measures everything, `python bench/lab.py streaming keys` these parts only.
On a busy machine trust the ratios and not the times.
"""

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent


def _here(name: str) -> Callable[[], None]:
    return lambda: importlib.import_module(name).main()


def _apart(name: str) -> Callable[[], None]:
    """In a process of its own, for torch is not to be loaded beside what is measured next."""
    return lambda: _run(name)


def _run(name: str) -> None:
    from quizapp.lab.launch import environment
    from quizapp.lab.runner import MAX_THREADS

    threads = int(os.environ.get("OMP_NUM_THREADS", min(os.cpu_count() or 1, MAX_THREADS)))
    subprocess.run([sys.executable, str(HERE / name)], env=environment(threads), check=True)


PARTS: dict[str, Callable[[], None]] = {
    "streaming": _here("streaming"),
    "keys": _here("keys"),
    "ensembles": _apart("ensembles.py"),
    "growth": _here("growth"),
    "demos": _here("durations"),
}


def main() -> None:
    """Measure the parts that are named, or all."""
    wanted = sys.argv[1:] or list(PARTS)
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        raise SystemExit(f"no part {unknown[0]!r}; there are: {', '.join(PARTS)}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    print(f"load of the machine before it began: {load} on {os.cpu_count()} cores")
    for name in wanted:
        PARTS[name]()


if __name__ == "__main__":
    main()

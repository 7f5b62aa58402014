"""What the operating system knows of a run's processes: their family, their memory, their end.

On systems without `/proc` a family is only its process group, and memory is not known.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

MARK = "QUIZAPP_RUN"
"""The variable that names a run's own folder in the environment of its processes."""

_PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_ROUNDS, _ROUND_S = 50, 0.002
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def die_with_parent(number: signal.Signals) -> None:
    """Have this process sent a signal when its parent ends (Linux; elsewhere nothing)."""
    _prctl(_PR_SET_PDEATHSIG, int(number))


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends (Linux; elsewhere nothing)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def kill(pid: int) -> None:
    """End one process at once, if it is still there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def kill_family(pid: int, seen: Mapping[int, int] | None = None) -> None:
    """End the process group of `pid`, `pid` itself, its descendants, and those `seen` before.

    `seen` is what `descendants` gave earlier; an id that is another process's by now is spared.
    """
    table = _table()
    family = _below(pid, table)
    family |= {
        child for child, born in (seen or {}).items() if child in table and table[child][1] == born
    }
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    for member in (pid, *family):
        kill(member)


def kill_marked(mark: str) -> None:
    """End every process in whose environment `MARK` has this value, this one excepted.

    Finds those that left their family on purpose; Linux only. Looks again until none is
    found, for some may have been born while it looked.
    """
    entry = f"{MARK}={mark}".encode()
    for _ in range(_ROUNDS):
        found = False
        for pid in _table().keys() - {os.getpid()}:
            with contextlib.suppress(OSError):
                if entry in (_PROC / str(pid) / "environ").read_bytes().split(b"\0"):
                    kill(pid)
                    found = True
        if not found:
            return
        time.sleep(_ROUND_S)


def limit_processes(more: int) -> None:
    """Let this process's user have at most so many more processes and threads.

    Holds for this process and those it starts. Counted from what the whole machine has, for
    that is known at once; who may exceed limits, such as root, is not held back.
    """
    if sys.platform != "linux":
        return
    import resource

    with contextlib.suppress(OSError, ValueError, IndexError):
        now = int((_PROC / "loadavg").read_text().split()[3].partition("/")[2])
        soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
        wanted = now + more
        if soft == resource.RLIM_INFINITY or wanted < soft:
            resource.setrlimit(resource.RLIMIT_NPROC, (wanted, hard))


def children(pid: int) -> set[int]:
    """The direct children of a process."""
    return {child for child, (parent, _) in _table().items() if parent == pid}


def descendants(pid: int) -> dict[int, int]:
    """Every process below this one, with the time of its birth in clock ticks since boot."""
    table = _table()
    return {child: table[child][1] for child in _below(pid, table)}


def _below(pid: int, table: Mapping[int, tuple[int, int]]) -> set[int]:
    below: dict[int, list[int]] = {}
    for child, (parent, _) in table.items():
        below.setdefault(parent, []).append(child)
    found: set[int] = set()
    waiting = list(below.get(pid, ()))
    while waiting:
        child = waiting.pop()
        if child not in found:
            found.add(child)
            waiting.extend(below.get(child, ()))
    return found


def _table() -> dict[int, tuple[int, int]]:
    """The parent and the time of birth of each process that there is."""
    table: dict[int, tuple[int, int]] = {}
    if not _PROC.is_dir():
        return table
    for name in os.listdir(_PROC):  # noqa: PTH208  a Path for each process would triple the time
        if name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = (_PROC / name / "stat").read_bytes()
                # The name before the last bracket may hold anything; after it: state, parent.
                told = stat[stat.rindex(b")") + 2 :].split()
                table[int(name)] = int(told[1]), int(told[19])
    return table


def resident_bytes(pid: int) -> int:
    """The memory of a process that is in RAM, in bytes; 0 if unknown."""
    try:
        return int((_PROC / str(pid) / "statm").read_bytes().split()[1]) * _PAGE
    except (OSError, ValueError, IndexError):
        return 0


def half_of_memory() -> int:
    """Half of the machine's RAM in bytes; 4 GiB where that cannot be known."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * _PAGE // 2
    except (ValueError, OSError, AttributeError):
        return 4 << 30


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

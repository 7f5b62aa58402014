"""Packs from git repositories, without ever having a work tree.

The newest commit alone is fetched into a bare repository, and its files are read through `git
archive`: nothing is checked out, so that neither hooks nor filters nor links can do anything.
"""

import contextlib
import os
import subprocess
import tempfile
import time
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import PackError
from quizapp.packs.archives import MAX_TOTAL, Files, read_archive, too_large
from quizapp.packs.fetching import Progress
from quizapp.packs.filenames import shown_name

CLONE_S = 180.0
ARCHIVE_S = 30.0
MAX_REPOSITORY = 100_000_000
"""Bytes of the newest commit, packed."""
_LOOK_S = 0.1
_SAFE = (
    *("-c", "protocol.ext.allow=never"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "submodule.recurse=false"),
    *("-c", "http.followRedirects=initial"),
)


def clone(location: str, where: str, progress: Progress) -> Files:
    """The files of a repository's newest commit, or of the branch or tag behind `#`.

    Raises PackError. A link in it refuses only the pack that it lies in.
    """
    with tempfile.TemporaryDirectory(prefix="quizapp-git-") as name:
        folder = Path(name) / "repository"
        fetching = ["clone", "--bare", "--depth=1", "--single-branch", "--no-tags"]
        fetching += ["--no-recurse-submodules", "--template=", "--quiet"]
        address, _, ref = location.partition("#")
        fetching += [f"--branch={ref}", "--"] if ref else ["--"]
        _run([*fetching, address, str(folder)], folder, where, progress)
        data = _run(
            ["--git-dir", str(folder), "archive", "--format=tar", "HEAD"], folder, where, progress
        )
    return read_archive(data, where, lenient=True) if data else Files(where)


def _environment() -> dict[str, str]:
    """Git asks nobody anything, neither for passwords nor for hosts' keys."""
    quiet = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true"}
    quiet |= {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_ALLOW_PROTOCOL": "https:http:ssh:file"}
    kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    return {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"} | kept | quiet | {"LC_ALL": "C"}


_MISLEADING = frozenset(("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"))
"""What a hook of another repository, in which quizapp may run, would have set."""


def _run(arguments: list[str], folder: Path, where: str, progress: Progress) -> bytes:
    """Run git within limits of time and size; what it printed."""
    until = time.monotonic() + (ARCHIVE_S if "archive" in arguments else CLONE_S)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as told:
        try:
            process = subprocess.Popen(
                ["git", *_SAFE, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=told,
                env=_environment(),
            )
        except FileNotFoundError as error:
            raise PackError(
                say("There is no git on this machine"),
                where=where,
                hint=say("Install git, or download the repository as a .zip and add that."),
            ) from error
        try:
            _wait(process, folder, out.fileno(), until, where, progress)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        if process.returncode:
            told.seek(0)
            raise PackError(
                say("Git cannot fetch it: {reason}", reason=_last_words(told.read(20_000))),
                where=where,
            )
        out.seek(0)
        return out.read()


def _wait(
    process: "subprocess.Popen[bytes]",
    folder: Path,
    out: int,
    until: float,
    where: str,
    progress: Progress,
) -> None:
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
        size = _size(folder)
        progress(size)
        if size > MAX_REPOSITORY or os.fstat(out).st_size > MAX_TOTAL:
            raise too_large(where)
        if process.returncode is not None:
            return
        if time.monotonic() > until:
            raise PackError(say("Git takes too long"), where=where)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):  # git renames and removes while it works
            total += path.lstat().st_size
    return total


def _last_words(told: bytes) -> str:
    """Why git gave up: what it says itself, after what ssh says, which knows better."""
    lines = told.decode(errors="replace").strip().splitlines()
    fatal = [line for line in lines if line.startswith(("fatal:", "ERROR"))]
    before = lines[: lines.index(fatal[0])] if fatal else lines
    cause = [line for line in before if line.strip() and not line.startswith(("warning:", "hint:"))]
    said = [*cause[-1:], *fatal[:1]] or ["?"]
    return shown_name("; ".join(line.strip().removeprefix("fatal: ") for line in said))

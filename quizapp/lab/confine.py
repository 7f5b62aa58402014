"""A question's own program, run to see what it prints or raises.

In a fresh Python without the user's environment, in an empty folder, within limits of time,
memory and file size. This contains mistakes; it is no sandbox against malice.
"""

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from quizapp.core.clean import clean
from quizapp.lab.processes import MARK, kill_family, kill_marked

MAX_OUTPUT_BYTES = 1 << 20
MAX_CODE_BYTES = 1 << 20
_MEMORY_BYTES = 4 << 30
_FILE_BYTES = 16 << 20
_OPEN_FILES = 256
_TAIL_LINES = 20
_JOIN_S = 1.0

# What the fresh Python does: set its limits, run the program as `__main__`, and leave the
# class name of an uncaught exception in a file, where what the program prints cannot be
# taken for it.
_BOOT = """
import sys, traceback, types
cpu, memory, size, files, report, source = sys.argv[1:]
try:
    import resource
except ImportError:
    resource = None
if resource is not None:
    for name, limit in (("CPU", cpu), ("AS", memory), ("FSIZE", size), ("NOFILE", files),
                        ("CORE", 0)):
        kind = getattr(resource, "RLIMIT_" + name)
        hard = resource.getrlimit(kind)[1]
        limit = int(limit) if hard == resource.RLIM_INFINITY else min(int(limit), hard)
        try:
            resource.setrlimit(kind, (limit, limit))
        except (ValueError, OSError):
            pass
module = types.ModuleType("__main__")
module.__file__ = source
sys.modules["__main__"] = module
sys.argv = [source]
del types, resource
try:
    with open(source, encoding="utf-8") as text:
        program = compile(text.read(), source, "exec")
    exec(program, module.__dict__)
except SystemExit:
    raise
except BaseException as error:
    with open(report, "w", encoding="utf-8") as file:
        file.write(type(error).__name__)
    traceback.print_exception(type(error), error, error.__traceback__.tb_next)
    sys.exit(1)
"""


@dataclass(frozen=True, slots=True)
class ProgramRun:
    """What a program did."""

    stdout: str
    """What it printed, up to 1 MB, with line ends as `\\n`."""
    exception: str | None
    """The class name of its uncaught exception, `SyntaxError` included; SystemExit is none."""
    timed_out: bool
    stderr_tail: str
    """The last lines of its standard error, safe to show."""
    overflowed: bool = False
    """It printed more than 1 MB and was ended."""
    status: int = 0
    """Its exit status, negative for a signal."""


def run_program(code: str, *, timeout_s: float = 10) -> ProgramRun:
    """Run a program and tell what it printed and how it ended; it never raises for its sake.

    Raises OSError if no process can be started.
    """
    with tempfile.TemporaryDirectory(prefix="quizapp-program-") as name:
        folder = Path(name)
        work = folder / "work"
        work.mkdir()
        report, source = folder / "exception", work / "program.py"
        source.write_text(code, encoding="utf-8", errors="surrogatepass")
        limits = (int(timeout_s) + 2, _MEMORY_BYTES, _FILE_BYTES, _OPEN_FILES)
        process = subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", "-B", "-c", _BOOT]
            + [str(item) for item in (*limits, report, source.name)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=work,
            env=_environment(work),
        )
        assert process.stdout and process.stderr
        readers = [_Reader(process, stream) for stream in (process.stdout, process.stderr)]
        try:
            process.wait(timeout_s)
            timed_out = False
        except subprocess.TimeoutExpired:
            timed_out = True
        kill_family(process.pid)
        kill_marked(str(work))
        status = process.wait()
        stdout, stderr = (reader.finish() for reader in readers)
        exception = report.read_text(encoding="utf-8") if report.exists() else None
        return ProgramRun(
            stdout.replace("\r\n", "\n"),
            exception,
            timed_out,
            clean("\n".join(stderr.splitlines()[-_TAIL_LINES:])),
            any(reader.overflowed for reader in readers),
            status,
        )


def _environment(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    places = dict.fromkeys((MARK, "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(home))
    return kept | places | {"LANG": "C.UTF-8", "TZ": "UTC", "OMP_NUM_THREADS": "1"}


class _Reader:
    """Takes in one stream of a process on a thread, and ends a process that floods it."""

    def __init__(self, process: subprocess.Popen[bytes], stream: IO[bytes]) -> None:
        self._process = process
        self._stream = stream
        self._data = bytearray()
        self.overflowed = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        descriptor = self._stream.fileno()
        with contextlib.suppress(OSError):
            while piece := os.read(descriptor, 65536):
                self._data += piece
                if len(self._data) > MAX_OUTPUT_BYTES:
                    self.overflowed = True
                    kill_family(self._process.pid)
                    break
        self._stream.close()

    def finish(self) -> str:
        """The text that came, once the stream is at its end."""
        self._thread.join(_JOIN_S)
        return bytes(self._data[:MAX_OUTPUT_BYTES]).decode(errors="replace")

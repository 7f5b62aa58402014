"""The app's end of run processes: start them by the fork server or cold, and end them."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from quizapp.core.clean import clean
from quizapp.lab.processes import MARK, kill_family, kill_marked
from quizapp.lab.wire import Frames, ProtocolError, frame

_PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "TEMP", "TMP", "NO_COLOR"),
    *("VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "PYTHONPATH"),
    *("CUDA_VISIBLE_DEVICES", "CUDA_HOME", "CUDA_PATH"),
    *("SYSTEMROOT", "USERPROFILE", "APPDATA", "LOCALAPPDATA"),
)
_CLOSE_S = 0.3


def environment(threads: int, *, own: Path | None = None) -> dict[str, str]:
    """The environment of a run: nothing of the user's but what running needs.

    `own` is a folder of the run's own: it replaces the user's home folder, and marks every
    process that the run starts.
    """
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    passed |= {k: v for k, v in os.environ.items() if k.startswith("NVIDIA_")}
    package = Path(__file__).resolve().parent.parent.parent
    if package.name not in ("site-packages", "dist-packages"):  # a checkout
        given = passed.get("PYTHONPATH")
        passed["PYTHONPATH"] = f"{package}{os.pathsep}{given}" if given else str(package)
    if own is not None:
        passed |= {"HOME": str(own), "USERPROFILE": str(own), MARK: str(own)}
    count = str(threads)
    return passed | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
        "CUBLAS_WORKSPACE_CONFIG": ":4096:8",
        "OMP_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "OMP_WAIT_POLICY": "PASSIVE",  # spinning threads starve the app on busy machines
        # glibc gives big temporaries back to the kernel at every step otherwise.
        "MALLOC_MMAP_THRESHOLD_": "1073741824",
        "MALLOC_TRIM_THRESHOLD_": "4294967296",
        "MALLOC_TOP_PAD_": "268435456",
    }


class RunProcess(Protocol):
    """One run's process, however it was started."""

    messages: int
    output: int
    """Descriptors to read from; whoever reads them closes them."""

    @property
    def pid(self) -> int | None:
        """Its process id, once it is there."""

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""

    def kill(self, seen: Mapping[int, int]) -> None:
        """End it, its process group, its descendants and those seen, at once."""

    def lost(self) -> str | None:
        """Why nothing more will be heard of it; None if all is well."""

    def close(self) -> None:
        """Let go of it."""


class ForkServer:
    """The handle of the fork server's process."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._frames = Frames()
        self._forked: dict[int, Forked] = {}
        self._asked_for_torch = False
        self.torch_error: str | None = None
        """Why torch cannot be loaded, once that is known."""
        self.dead: str | None = None
        """The last words of the server, once it has ended."""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as the server
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "quizapp.lab.server", str(theirs.fileno()), folder],
                stdin=subprocess.DEVNULL,
                stdout=self._log,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                cwd=folder,
                env=environment(threads),
            )
        self._control.setblocking(False)
        self._loop.add_reader(self._control, self._readable)

    def load_torch(self) -> None:
        """Have torch loaded in the background, once."""
        if not self._asked_for_torch:
            self._asked_for_torch = True
            self._send({"do": "torch"})

    def fork(self, number: int, request: Mapping[str, Any], folder: Path) -> "Forked":
        """A new process for a run."""
        messages, their_messages = os.pipe()
        output, their_output = os.pipe()
        run = Forked(self, number, messages, output)
        self._forked[number] = run
        payload = {"do": "run", "id": number, "folder": str(folder), **request}
        self._send(payload, [their_messages, their_output])
        os.close(their_messages)
        os.close(their_output)
        return run

    def kill(self, number: int) -> None:
        """Have a run ended whose process may not even be there yet."""
        self._send({"do": "kill", "id": number})

    def forget(self, number: int) -> None:
        """No more news of this run."""
        self._forked.pop(number, None)

    def close(self) -> None:
        """End the server, and with it every process that it made."""
        if self._control.fileno() >= 0:
            self._loop.remove_reader(self._control)
            self._control.close()  # its end tells the server to clear up and go
        self._process.terminate()  # heard even while it loads torch
        try:
            self._process.wait(_CLOSE_S)
        except subprocess.TimeoutExpired:
            kill_family(self._process.pid)
            self._process.wait()
        self._log.close()

    def _send(self, payload: Mapping[str, Any], descriptors: list[int] | None = None) -> None:
        if self.dead is not None:
            return
        data = frame(payload)
        try:
            sent = socket.send_fds(self._control, [data], descriptors or [])
        except OSError:
            sent = 0
        if sent != len(data):
            self._ended()

    def _readable(self) -> None:
        try:
            data = self._control.recv(65536)
            payloads = list(self._frames.feed(data))
        except BlockingIOError:
            return
        except (OSError, ProtocolError):
            data, payloads = b"", []
        for payload in payloads:
            run = self._forked.get(payload.get("id", -1))
            match payload.get("is"):
                case "ready":
                    self.torch_error = payload["error"]
                case "forked" if run:
                    run.started(payload["pid"])
                case "exited" if run:
                    run.status = payload["status"]
        if not data:
            self._ended()

    def _ended(self) -> None:
        self._loop.remove_reader(self._control)
        self._control.close()
        self._log.seek(0)
        self.dead = clean(self._log.read()[-4000:].decode(errors="replace"))
        for run in self._forked.values():
            if run.pid is not None and run.status is None:
                kill_family(run.pid)


class Forked:
    """A run in a child of the fork server."""

    def __init__(self, server: ForkServer, number: int, messages: int, output: int) -> None:
        self._server = server
        self._number = number
        self.messages = messages
        self.output = output
        self.pid: int | None = None
        self.status: int | None = None

    def started(self, pid: int) -> None:
        """The server made the process."""
        self.pid = pid

    def poll(self) -> int | None:
        """The exit status that the server reported."""
        return self.status

    def kill(self, seen: Mapping[int, int]) -> None:
        """By its id, which is not given to another before the server has reported its end."""
        if self.status is not None:
            return
        if self.pid is None:
            self._server.kill(self._number)
        else:
            kill_family(self.pid, seen)

    def lost(self) -> str | None:
        """The server's last words, if it ended before the run did."""
        return self._server.dead if self.status is None else None

    def close(self) -> None:
        """The server's reports on it are no longer heard."""
        self._server.forget(self._number)


class Cold:
    """A run in a fresh Python of its own."""

    def __init__(self, request: Mapping[str, Any], folder: Path, threads: int) -> None:
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "quizapp.lab.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            cwd=folder,
            env=environment(threads, own=folder),
        )
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self.messages = os.dup(self._process.stdout.fileno())
        self.output = os.dup(self._process.stderr.fileno())
        self._process.stdout.close()
        self._process.stderr.close()
        self._lifeline = self._process.stdin
        with contextlib.suppress(OSError):  # it died already: its status tells
            self._lifeline.write(frame(request))
            self._lifeline.flush()

    @property
    def pid(self) -> int | None:
        """The process id."""
        return self._process.pid

    def poll(self) -> int | None:
        """The exit status."""
        return self._process.poll()

    def kill(self, seen: Mapping[int, int]) -> None:
        """The process group is the process's own; Windows ends the process alone."""
        kill_family(self._process.pid, seen)
        if sys.platform == "win32" and self._process.poll() is None:
            self._process.kill()

    def lost(self) -> str | None:
        """Never: the process is our own child."""
        return None

    def close(self) -> None:
        """Collect its status, close the pipe that keeps it alive, end what hid from `kill`."""
        with contextlib.suppress(OSError):
            self._lifeline.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_CLOSE_S)
        kill_marked(str(self._folder))

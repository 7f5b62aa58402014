"""The fork server, `python -P -m quizapp.lab.server FD FOLDER`: one child per run.

It loads torch once, when first asked to, and then makes a process for each run in
milliseconds. It ends, and every run and every stray process with it, as soon as the app at
the other end of the socket `FD` is gone; `FOLDER` is then removed. It never runs a demo
itself and must not wake CUDA.
"""

import contextlib
import importlib
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from typing import Any, NoReturn

from quizapp.lab.child import Request, last_line, perform, preload_torch, settle
from quizapp.lab.processes import adopt_orphans, children, die_with_parent, kill, kill_family
from quizapp.lab.wire import Frames, frame

_STRAY_ROUNDS = 50
_DESCRIPTORS_PER_RUN = 2


class Server:
    """The runs under way and the socket to the app."""

    def __init__(self, control: socket.socket, folder: str) -> None:
        self._control = control
        self._folder = folder
        self._frames = Frames()
        self._descriptors: list[int] = []
        self._runs: dict[int, int] = {}
        """Process ids of the children, and the numbers of their runs."""
        self._pid = os.getpid()
        self._torch_error: str | None = None
        self._woken, self._wake = os.pipe()

    def serve(self) -> NoReturn:
        """Do what the app asks until it is gone."""
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: self._end())
        die_with_parent(signal.SIGTERM)
        adopt_orphans()
        with selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._control:
                        self._read()
                    else:
                        with contextlib.suppress(BlockingIOError):
                            os.read(self._woken, 4096)
                        self._reap()

    def _read(self) -> None:
        data, descriptors, _, _ = socket.recv_fds(self._control, 65536, 32)
        if not data:
            self._end()
        self._descriptors += descriptors
        for payload in self._frames.feed(data):
            self._do(payload)

    def _do(self, payload: dict[str, Any]) -> None:
        match payload.get("do"):
            case "torch":
                self._load_torch()
            case "run":
                self._run(payload)
            case "kill":
                for pid, number in self._runs.items():
                    if number == payload.get("id"):
                        kill_family(pid)

    def _load_torch(self) -> None:
        if "torch" not in sys.modules:
            try:
                preload_torch()
            except Exception as error:  # noqa: BLE001  a broken installation can raise anything
                traceback.print_exc()
                self._torch_error = last_line(error)
        self._tell({"is": "ready", "error": self._torch_error})

    def _run(self, payload: dict[str, Any]) -> None:
        messages, output = self._descriptors[:_DESCRIPTORS_PER_RUN]
        del self._descriptors[:_DESCRIPTORS_PER_RUN]
        pid = os.fork()
        if pid == 0:
            self._become_run(payload, messages, output)
        os.close(messages)
        os.close(output)
        self._runs[pid] = payload["id"]
        self._tell({"is": "forked", "id": payload["id"], "pid": pid})

    def _become_run(self, payload: dict[str, Any], messages: int, output: int) -> NoReturn:
        status = 70
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            null = os.open(os.devnull, os.O_RDONLY)
            for source, target in ((null, 0), (output, 1), (output, 2)):
                os.dup2(source, target)
            self._control.close()
            for descriptor in (null, output, self._woken, self._wake, *self._descriptors):
                os.close(descriptor)
            os.chdir(payload["folder"])
            perform(Request.from_wire(payload), settle(messages, parent=self._pid))
            status = 0
        except BaseException:  # noqa: BLE001  the child must never fall back into the server
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def _reap(self) -> None:
        """End whatever the runs that are over left behind, then report them."""
        reports: list[dict[str, Any]] = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            number = self._runs.pop(pid, None)
            if number is not None:
                kill_family(pid)
                code = os.waitstatus_to_exitcode(status)
                reports.append({"is": "exited", "id": number, "status": code})
        for stray in children(self._pid) - set(self._runs):
            kill(stray)
        for report in reports:
            self._tell(report)

    def _tell(self, payload: dict[str, Any]) -> None:
        try:
            self._control.sendall(frame(payload))
        except OSError:
            self._end()

    def _end(self) -> NoReturn:
        if os.getpid() == self._pid:
            for pid in self._runs:
                kill_family(pid)
            for _ in range(_STRAY_ROUNDS):  # killing one may hand its own children on to us
                strays = children(self._pid)
                if not strays:
                    break
                for stray in strays:
                    kill(stray)
                    with contextlib.suppress(ChildProcessError):
                        os.waitpid(stray, 0)
            shutil.rmtree(self._folder, ignore_errors=True)
        os._exit(0)


def main() -> NoReturn:
    """Serve the socket whose descriptor is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(control.fileno(), False)
    importlib.import_module("quizapp.lab.figures")  # and NumPy with it, once for every run
    Server(control, sys.argv[2]).serve()


if __name__ == "__main__":
    main()

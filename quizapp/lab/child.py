"""What happens inside the process of one run: load the demo, run it, send what it yields.

The same for a child of the fork server and for a process started cold, which is
`python -P -m quizapp.lab.child`: its request comes on stdin, messages go to its stdout, and
what the demo writes goes to its stderr.
"""

import contextlib
import faulthandler
import gc
import importlib
import importlib.util
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

from quizapp.core.say import Text, say
from quizapp.errors import LabError
from quizapp.lab.api import Figure, Lab
from quizapp.lab.devices import Device, choose, torch_unusable, without_torch
from quizapp.lab.fields import Fields
from quizapp.lab.messages import At, Failed, Finished, Message, Started
from quizapp.lab.outlet import Outlet
from quizapp.lab.processes import MARK, adopt_orphans, die_with_parent, kill_marked, limit_processes
from quizapp.lab.watching import watching
from quizapp.lab.wire import Frames, ProtocolError

Send = Callable[[Message], None]
NICE = 5
SPARE_PROCESSES = 1000
"""How many more processes and threads the user may have once a demo runs."""


@dataclass(frozen=True, slots=True)
class Request:
    """One run, as it is asked for."""

    path: str
    knobs: dict[str, Any]
    seed: int
    device: str
    threads: int
    needs_torch: bool

    @classmethod
    def from_wire(cls, payload: dict[str, Any]) -> "Request":
        """The request of a decoded map; ProtocolError if it is none."""
        fields = Fields("request", payload)
        knobs = payload.get("knobs")
        if not isinstance(knobs, dict):
            raise fields.error("knobs", say("a map"))
        return cls(
            fields.string("path"),
            knobs,
            fields.whole("seed"),
            fields.string("device"),
            fields.whole("threads"),
            fields.flag("needs_torch"),
        )


class _Mistake(Exception):
    """What the demo did wrong, in words."""

    def __init__(self, message: Text, kind: str = "protocol") -> None:
        self.message = message
        self.kind = kind


def settle(messages: int, *, parent: int | None) -> Outlet:
    """Make this process a run's own; gives what sends messages on the descriptor `messages`.

    Low priority, last to be spared when memory runs out, gone when its parent goes. `parent`
    is the process that must still be there, or None where stdin's end tells of that.
    """
    die_with_parent(getattr(signal, "SIGKILL", signal.SIGTERM))
    if parent is not None and os.getppid() != parent:
        os._exit(1)
    adopt_orphans()
    faulthandler.enable(all_threads=False)  # a crash is told with the thread that crashed
    sys.dont_write_bytecode = True
    if hasattr(os, "nice"):
        os.nice(NICE)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit_processes(SPARE_PROCESSES)

    return Outlet(messages)


def perform(request: Request, outlet: Outlet) -> None:
    """Run the demo and send what it yields; its failure is sent, never raised."""
    send = outlet.send
    try:
        device = _device(request)
        try:
            _attempt(request, device, outlet)
        except Exception as error:
            if device.name != "cuda" or not _out_of_memory(error):
                raise
            traceback.clear_frames(error.__traceback__)
            again = say("cpu: the CUDA device ran out of memory, so the run began again")
            _attempt(request, Device("cpu", again), outlet)
    except _Mistake as mistake:
        send(Failed(mistake.message, "", mistake.kind))
    except BaseException as error:  # noqa: BLE001  a demo can raise anything, SystemExit too
        send(_failure(error, request.path))
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


def _attempt(request: Request, device: Device, outlet: Outlet) -> None:
    outlet.send(Started(device.name, device.reason, os.getpid()))
    began = time.perf_counter()
    _seed(request.seed)
    with watching(request.path, lambda line: outlet.offer(At(line))):
        module = _load(Path(request.path))
        lab = Lab(device=device.name, seed=request.seed)
        events = module.run(module.Knobs(**request.knobs), lab)
        if not isinstance(events, Iterator):
            found = type(events).__name__
            raise _Mistake(say("`run` gave {found} instead of yielding", found=found))
        for event in events:
            _check(event, events, outlet.send)
            if isinstance(event, Figure):
                lab.drawn()
    outlet.send(Finished(time.perf_counter() - began))


def _check(event: Any, events: Any, send: Send) -> None:
    """Send the event, or say what is wrong with it and where."""
    line = getattr(getattr(events, "gi_frame", None), "f_lineno", 0)
    if isinstance(event, Started | At | Failed | Finished):
        raise _Mistake(say("In line {line}: only events may be yielded", line=line))
    try:
        send(event)
    except ProtocolError as error:
        raise _Mistake(say("In line {line}: {problem}", line=line, problem=str(error))) from error


def _device(request: Request) -> Device:
    if not request.needs_torch:
        return without_torch()
    try:
        torch = importlib.import_module("torch")
    except (ImportError, OSError) as error:
        raise _Mistake(torch_unusable(last_line(error)), "torch") from error
    torch.set_num_threads(request.threads)
    try:
        return choose(request.device, torch)
    except LabError as error:
        message = error.message if isinstance(error.message, Text) else say(error.message)
        raise _Mistake(message, "device") from error


def _seed(seed: int) -> None:
    """Seed whatever generators are loaded, so that a warm run and a cold one are the same."""
    random.seed(seed)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(seed % 2**32)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(seed)


class _FromSource(SourceFileLoader):
    """Compiles what the file says, never what lies ready compiled beside it.

    Bytecode in `__pycache__` may say something else than the file that was shown and trusted.
    """

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _load(path: Path) -> ModuleType:
    name = "quizapp_demo_" + path.stem.replace("-", "_")
    loader = _FromSource(name, str(path))
    found = importlib.util.spec_from_file_location(name, path, loader=loader)
    if found is None or found.loader is None:
        raise _Mistake(say("The demo's file cannot be loaded"))
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module  # dataclasses look their module up
    found.loader.exec_module(module)
    return module


def _out_of_memory(error: Exception) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(error, torch.cuda.OutOfMemoryError)


def _failure(error: BaseException, path: str) -> Failed:
    """The message for what the demo raised; its traceback, from the demo on, goes to stderr."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != path:
        frames = frames.tb_next
    traceback.print_exception(type(error), error, frames or error.__traceback__)
    lines = [
        item.lineno for item in traceback.extract_tb(error.__traceback__) if item.filename == path
    ]
    told = last_line(error)
    if isinstance(error, ModuleNotFoundError):
        message = say("The demo needs {module}, which is not installed", module=str(error.name))
    elif lines and lines[-1] is not None:
        message = say("The demo stopped in line {line} with {error}", line=lines[-1], error=told)
    else:
        message = say("The demo stopped with {error}", error=told)
    return Failed(message, "", "raised")


def last_line(error: BaseException) -> str:
    """The kind of an exception and its first words, as a traceback ends with them."""
    return "".join(traceback.format_exception_only(type(error), error)).strip().splitlines()[-1]


def run_cold() -> None:
    """The whole life of a process that was started for one run."""
    messages = os.dup(1)
    lifeline = os.dup(0)
    os.dup2(2, 1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    request = Request.from_wire(_first_frame(lifeline))
    _guard(lifeline, messages)
    perform(request, settle(messages, parent=None))
    os._exit(0)


def _first_frame(descriptor: int) -> dict[str, Any]:
    frames = Frames()
    while data := os.read(descriptor, 65536):
        for payload in frames.feed(data):
            return payload
    os._exit(1)


def _guard(lifeline: int, messages: int) -> None:
    """Have someone wait for the app's end who then takes every process of the run along.

    A process of its own where there is fork, for a demo that computes can keep threads from
    running.
    """
    if not hasattr(os, "fork"):
        threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
        return
    if os.fork() == 0:
        for descriptor in (1, 2, messages):
            os.close(descriptor)  # or the app would not see that the demo closed them
        _end_with(lifeline)
    os.close(lifeline)


def _end_with(lifeline: int) -> NoReturn:
    while os.read(lifeline, 65536):
        pass
    if MARK in os.environ:
        kill_marked(os.environ[MARK])
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def preload_torch() -> None:
    """Load torch and what the first optimizer pulls in; wakes neither CUDA nor threads."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    weight = torch.nn.Parameter(torch.zeros(2))
    weight.grad = torch.ones(2)
    for kind in (torch.optim.SGD, torch.optim.Adam):
        kind([weight], lr=0.1).step()
    gc.collect()
    gc.freeze()  # a child that collects garbage need not copy these pages


if __name__ == "__main__":
    run_cold()

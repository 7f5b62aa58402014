"""A demo that does what a demo must not

Each way of misbehaving is a value of the knob `how`; `beside` is a file that it may write.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

import numpy as np

from quizapp.lab import Claim, Figure, Heatmap, Line, Metric, Panel, Progress, knob, say


@dataclass(frozen=True)
class Knobs:
    """What to do."""

    how: str = knob("nothing", help="the way to misbehave")
    beside: str = knob("", help="where to write process ids")


SMALL = {}
FRAMES = 300


def tell(knobs, *pids):
    with open(knobs.beside, "a") as file:
        file.write("".join(f"{pid}\n" for pid in pids))


def run(knobs, lab):
    yield Metric("before", 1.0)
    match knobs.how:
        case "raise":
            print("about to divide")
            1 / 0
        case "leave":
            sys.exit(0)
        case "interrupt":
            raise KeyboardInterrupt
        case "import":
            import there_is_no_such_module
        case "deep":
            deep = lambda: deep()
            deep()
        case "hang":
            tell(knobs, os.getpid())
            while True:
                time.sleep(60)
        case "spin":
            while True:
                pass
        case "ignore-signals":
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            while True:
                time.sleep(60)
        case "garbage":
            os.write(1, bytes(range(256)) * 3000 + b"\n\x1b[2Jend \xff\n")
        case "flood":
            for _ in range(3000):
                os.write(2, b"x" * 65535 + b"\n")
        case "exit":
            os._exit(0)
        case "exit-3":
            print("last words", flush=True)
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            eaten = []
            while True:
                eaten.append(bytearray(b"x") * (16 << 20))
                time.sleep(0.005)
        case "fork":
            for detached in (False, True):
                child = subprocess.Popen(
                    [sys.executable, "-c", "import time; time.sleep(300)"],
                    start_new_session=detached,
                )
                tell(knobs, child.pid)
        case "daemon":
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    tell(knobs, os.getpid())
                    time.sleep(300)
                os._exit(0)
            os.wait()
        case "fork-and-hang":
            child = os.fork()
            if child == 0:
                os.setsid()
                time.sleep(300)
            tell(knobs, os.getpid(), child)
            time.sleep(300)
        case "bomb" | "bomb-apart":
            for _ in range(8):  # 256 processes, so that a test that fails does no harm
                if os.fork() == 0:
                    if knobs.how == "bomb-apart":
                        os.setsid()
                    tell(knobs, os.getpid())  # at once: it may be ended before the next line
            time.sleep(300)
        case "stubborn":
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            tell(knobs, os.getpid())
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        case "threads":
            many = [threading.Thread(target=time.sleep, args=(300,)) for _ in range(20)]
            for thread in many:
                thread.start()
            tell(knobs, os.getpid())
            time.sleep(300)
        case "frames":
            for i in range(FRAMES):
                heat = Heatmap(np.full((100, 100), float(i)), (0, 1), (0, 1))
                yield Figure([Panel([heat])], say("{n}", n=i))
            yield Metric("frames", FRAMES)
        case "not-finite":
            odd = [float("nan"), float("inf"), -float("inf"), 1.0]
            marks = [Line(range(4), odd), Heatmap([odd, odd], (0, 1), (0, 1))]
            yield Figure([Panel(marks)], say("{x:.1f}", x=odd[0]))
            for name, value in zip(("nan", "inf", "minus"), odd, strict=False):
                yield Metric(name, value)
                yield Claim.above(name, value, 0.0, source="exact")
        case "wrong-type":
            yield 42
        case "wrong-value":
            yield Metric("x", "not a number")
        case "wrong-name":
            yield Metric("not a name", 1.0)
        case "own-end":
            from quizapp.lab.messages import Finished

            yield Finished(1.0)
        case "many":
            for i in range(20_000):
                yield Metric("x", i)
        case "nan":
            yield Claim.near("A NaN is near", float("nan"), 1.0, source="exact")
            yield Claim("A NaN holds", "anything", float("nan"), True, "exact")
        case "close":
            os.closerange(3, 256)
            print("closed", flush=True)
            time.sleep(300)
        case "lie":
            for descriptor in range(3, 64):
                try:
                    os.write(descriptor, b"\xff\xff\xff\xff nonsense")
                except OSError:
                    pass
            time.sleep(300)
        case "environment":
            print(sorted(os.environ), flush=True)
            print(os.getcwd(), sys.stdin.read(), flush=True)
            raise RuntimeError("look")
        case "no-stdout":
            sys.stdout.close()
            sys.stderr = None
    yield Progress(1.0)
    yield Metric("after", 2.0)

"""A question's program: what it prints and raises, and that it cannot do harm by mistake."""

import os
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.lab.confine import MAX_OUTPUT_BYTES, run_program


@pytest.mark.parametrize(
    ("code", "stdout", "exception"),
    [
        ("print(1)\nprint('값')", "1\n값\n", None),
        ("print('a', end='')\n1/0", "a", "ZeroDivisionError"),
        ("x = = 1", "", "SyntaxError"),
        ("return 1", "", "SyntaxError"),
        ("class E(ValueError): pass\nraise E", "", "E"),
        ("import sys\nprint(1)\nsys.exit(3)", "1\n", None),
        ("raise KeyboardInterrupt", "", "KeyboardInterrupt"),
        ("input()", "", "EOFError"),
        ("print(__name__)", "__main__\n", None),
        ("b = bytearray(64 << 30)", "", "MemoryError"),
        ("import sys\nsys.stdout.buffer.write(b'a\\r\\nb')", "a\nb", None),
        ("", "", None),
    ],
)
def test_a_program_is_told(code: str, stdout: str, exception: str | None) -> None:
    run = run_program(code)
    assert (run.stdout, run.exception, run.timed_out) == (stdout, exception, False)


def test_the_error_is_shown_without_our_own_lines() -> None:
    run = run_program("def f():\n    return 1 / 0\nf()")
    assert run.stderr_tail.splitlines()[1] == '  File "program.py", line 3, in <module>'
    assert run.stderr_tail.endswith("ZeroDivisionError: division by zero")


def test_an_endless_program_is_ended() -> None:
    run = run_program("print('begun', flush=True)\nwhile True: pass", timeout_s=0.5)
    assert run.timed_out and run.exception is None
    assert run.stdout == "begun\n"


def test_a_flood_is_cut() -> None:
    run = run_program("while True: print('x' * 1000)")
    assert run.overflowed and not run.timed_out
    assert len(run.stdout) == MAX_OUTPUT_BYTES


def test_a_crash_is_no_exception() -> None:
    run = run_program("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    assert run.exception is None and run.status == -11


def test_the_environment_and_the_folder_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    run = run_program("import os\nprint('SECRET_TOKEN' in os.environ, os.listdir())")
    assert run.stdout == "False ['program.py']\n"


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_process_stays(wait_until_gone) -> None:
    code = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(300)\n"
        "time.sleep(0.3)\n"
    )
    began = time.monotonic()
    run = run_program(code)
    assert not wait_until_gone([int(run.stdout)])
    assert time.monotonic() - began < 100
    assert int(run.stdout) != os.getpid()


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_run_or_refused(code: str) -> None:
    run = run_program(code, timeout_s=5)
    assert run.exception is None or run.exception.isidentifier()

"""When the app is killed, nothing of a run stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.lab.processes import descendants

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")

APP = """
import asyncio, sys
from pathlib import Path
from quizapp.lab.catalog import read_demo
from quizapp.lab.runner import Worker

async def main():
    worker = Worker(cold=sys.argv[3] == "cold")
    if sys.argv[3] == "loading":
        await worker.warm(torch=False)
        worker._server.load_torch()
    spec = read_demo(Path(sys.argv[1]))
    async for message in worker.run(spec, {"how": "fork-and-hang", "beside": sys.argv[2]}):
        pass

asyncio.run(main())
"""


def _written(beside: Path) -> list[int]:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if beside.exists() and len(pids := beside.read_text().split()) == 2:
            return [int(pid) for pid in pids]
        time.sleep(0.01)
    raise AssertionError("the demo did not start")


@pytest.mark.parametrize("how", ["forked", "cold"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_app_leaves_nothing(
    how: str, number: int, tmp_path: Path, misbehaves, wait_until_gone, monkeypatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    beside = tmp_path / "pids"
    app = subprocess.Popen([sys.executable, "-c", APP, misbehaves.path, beside, how])
    try:
        pids = _written(beside)
        family = set(descendants(app.pid)) | set(pids)
        assert len(family) >= 2
    finally:
        os.kill(app.pid, number)
        app.wait()
    assert not wait_until_gone(family)
    if how == "forked":
        assert not list(tmp_path.glob("quizapp-lab-*"))


def test_an_app_killed_while_torch_loads_leaves_nothing(
    tmp_path: Path, misbehaves, wait_until_gone, monkeypatch
) -> None:
    slow = tmp_path / "path"
    slow.mkdir()
    (slow / "torch.py").write_text(
        f"import time\nopen({str(tmp_path / 'loading')!r}, 'w').close()\n"
        "while True:\n    time.sleep(0.01)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(slow))
    beside = tmp_path / "pids"
    app = subprocess.Popen([sys.executable, "-c", APP, misbehaves.path, beside, "loading"])
    try:
        until = time.monotonic() + 30
        while not (tmp_path / "loading").exists() and time.monotonic() < until:
            time.sleep(0.01)
        family = set(descendants(app.pid))
        assert family
    finally:
        app.kill()
        app.wait()
    assert not wait_until_gone(family)

"""What lets hundreds of apps come and go quickly; none of it changes what an app does."""

import asyncio
import sqlite3
from asyncio import BaseEventLoop, Future
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from textual.css.stylesheet import Stylesheet

from quizapp import paths
from quizapp.lab.runner import Worker
from quizapp.record import database

LOOK_S = 0.02
"""How long Textual's pilot looks on before it takes the app to be idle."""
LITTLE_S = 0.001
"""The processor time within it that is no work."""

_rules: dict[object, list[Any]] = {}
_empty_record = b""
_in_threads: set[Future[Any]] = set()


def hurry(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """Everything here, until the test is over; `shared` is one folder for all tests."""
    _read_packs_once(monkeypatch, shared)
    _read_styles_once(monkeypatch)
    _sleep_only_for_what_comes(monkeypatch)
    _forget_power_cuts(monkeypatch)
    _load_no_torch(monkeypatch)


def _read_packs_once(monkeypatch: pytest.MonkeyPatch, shared: Path) -> None:
    """One index for all tests; it knows packs by their folder and all that is in it."""
    monkeypatch.setattr(paths, "index_file", lambda: shared / "index.sqlite3")


def _read_styles_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same styles with the same colors are the same rules: a third of an app's start."""
    read = Stylesheet._parse_rules

    def known(sheet: Stylesheet, *told: Any, **named: Any) -> list[Any]:
        key = (*told, *named.items(), *sheet._variables.items())
        if key not in _rules:
            _rules[key] = read(sheet, *told, **named)
        return _rules[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", known)


def _sleep_only_for_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several times 20 ms with every key were most of the time of a test."""
    begin = BaseEventLoop.run_in_executor

    def remembered(loop: BaseEventLoop, executor: Any, *call: Any) -> "Future[Any]":
        future = begin(loop, executor, *call)
        _in_threads.add(future)
        future.add_done_callback(_in_threads.discard)
        return future

    monkeypatch.setattr(BaseEventLoop, "run_in_executor", remembered)
    monkeypatch.setattr("textual.app.wait_for_idle", wait_for_idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", wait_for_idle)


async def wait_for_idle(min_sleep: float = LOOK_S, max_sleep: float = 1.0) -> None:
    """Wait until nothing has worked, and nothing will work, for 20 ms.

    Textual's function of this name sleeps them out to see whether something happens. The loop
    knows it: what is to be called now, and when the next timer is due. Only threads are watched.
    """
    del min_sleep
    loop: Any = asyncio.get_running_loop()
    end = loop.time() + max_sleep
    quiet, worked = 0.0, process_time()
    while True:
        for _ in range(2):  # the second lets in what files and threads have brought
            await asyncio.sleep(0)
            while loop._ready and loop.time() < end:  # noqa: ASYNC110 (nothing tells of it)
                await asyncio.sleep(0)
        now = loop.time()
        if not quiet or process_time() - worked > LITTLE_S:
            quiet, worked = now + LOOK_S, process_time()
        due = min((each.when() for each in loop._scheduled if not each.cancelled()), default=end)
        if any(each.get_loop() is loop for each in _in_threads):
            due = min(due, now + LOOK_S / 4)
        if due > quiet or now >= end:
            return
        await asyncio.sleep(due - now)


def _forget_power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Records do not wait for the disk; what was written outlives the process all the same.

    An empty one is made once and then copied.
    """
    connect = database.connect

    def hurried(path: Path, *, read_only: bool) -> sqlite3.Connection:
        global _empty_record
        made = not path.exists()
        if made and _empty_record:
            path.write_bytes(_empty_record)
        connection = connect(path, read_only=read_only)
        connection.execute("PRAGMA synchronous = OFF")
        if made and not _empty_record:
            _empty_record = connection.serialize()
        return connection

    monkeypatch.setattr(database, "connect", hurried)


def _load_no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here needs torch: loading it ahead would only take processor time from each."""
    warm = Worker.warm
    monkeypatch.setattr(Worker, "warm", lambda worker, *, torch=True: warm(worker, torch=False))

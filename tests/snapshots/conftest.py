"""What all pictures of screens share."""

import pytest

from quizapp.lab.runner import Worker

LOOKS = [
    *((look, size) for look in ("dark", "light") for size in ((80, 24), (120, 40))),
    ("korean", (60, 20)),
]
"""Every screen is drawn so: both themes at both usual sizes, and Korean at the smallest."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a look and a size is given all of them."""
    if {"look", "size"} <= set(metafunc.fixturenames):
        names = [f"{look}-{width}x{height}" for look, (width, height) in LOOKS]
        metafunc.parametrize(("look", "size"), LOOKS, ids=names)


@pytest.fixture(autouse=True)
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture needs torch: loading it ahead would only take processor time from each."""
    warm = Worker.warm
    monkeypatch.setattr(Worker, "warm", lambda worker, *, torch=True: warm(worker, torch=False))

"""What all pictures of screens share."""

import pytest

from quizapp.lab.runner import Worker


@pytest.fixture(autouse=True)
def without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture needs torch: loading it ahead would only take processor time from each."""
    warm = Worker.warm
    monkeypatch.setattr(Worker, "warm", lambda worker, *, torch=True: warm(worker, torch=False))

"""The choice of a device, with the torch that is installed here."""

import pytest

from quizapp.core.say import plain
from quizapp.errors import LabError
from quizapp.lab.devices import choose, without_torch

torch = pytest.importorskip("torch")


def test_the_cpu_is_there_for_the_asking() -> None:
    assert choose("cpu", torch).name == "cpu"
    assert without_torch().name == "cpu"


@pytest.mark.skipif(torch.cuda.is_available(), reason="is about machines without CUDA")
def test_without_cuda_auto_falls_back_and_cuda_is_an_error() -> None:
    device = choose("auto", torch)
    assert device.name == "cpu"
    assert plain(device.reason).startswith("cpu: ")
    with pytest.raises(LabError, match="cuda was asked for"):
        choose("cuda", torch)


@pytest.mark.gpu
def test_with_cuda_auto_takes_it() -> None:
    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    device = choose("auto", torch)
    assert device.name == "cuda"
    assert "GB free" in plain(device.reason)

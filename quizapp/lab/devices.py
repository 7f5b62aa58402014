"""Where a run computes. Used inside a run's own process only: asking torch wakes CUDA."""

from dataclasses import dataclass
from typing import Any

from quizapp.core.say import Text, say
from quizapp.errors import LabError

DEVICES = ("auto", "cpu", "cuda")
_ENOUGH_BYTES = 512 << 20


@dataclass(frozen=True, slots=True)
class Device:
    """The chosen device, as torch names it, and why it was chosen."""

    name: str
    reason: Text


def without_torch() -> Device:
    """The device of a demo that does not use torch."""
    return Device("cpu", say("cpu: this demo does without torch"))


def choose(wanted: str, torch: Any) -> Device:
    """CUDA where it is there and wanted, else the CPU.

    Raises LabError where `cuda` was asked for and there is none.
    """
    if wanted == "cpu":
        return Device("cpu", say("cpu: as asked for"))
    if torch.version.cuda is None:
        return _fallback(
            wanted,
            say("cpu: this torch was built without CUDA"),
            say(
                "cuda was asked for, but this torch was built without CUDA; "
                "choose a build with it at https://pytorch.org/get-started/locally/"
            ),
        )
    if not torch.cuda.is_available():
        return _fallback(
            wanted,
            say("cpu: no CUDA device found"),
            say("cuda was asked for, but no CUDA device was found"),
        )
    try:
        name = torch.cuda.get_device_name()
        free, _ = torch.cuda.mem_get_info()
    except RuntimeError as error:
        reason = str(error).strip().partition("\n")[0]
        return _fallback(
            wanted,
            say("cpu: the CUDA device cannot be used: {reason}", reason=reason),
            say("cuda was asked for, but cannot be used: {reason}", reason=reason),
        )
    gigabytes = free / 1e9
    if wanted == "auto" and free < _ENOUGH_BYTES:
        return Device(
            "cpu", say("cpu: {name} has only {free:.1f} GB free", name=name, free=gigabytes)
        )
    return Device("cuda", say("cuda: {name} found, {free:.0f} GB free", name=name, free=gigabytes))


def _fallback(wanted: str, reason: Text, refusal: Text) -> Device:
    if wanted == "cuda":
        raise LabError(refusal)
    return Device("cpu", reason)


def torch_missing() -> Text:
    """What to do where torch is not installed."""
    return say(
        'This demo needs torch. Install it with: pip install "quizapp[demos]". '
        "For a small build for the CPU only, or one for your version of CUDA, "
        "choose torch at https://pytorch.org/get-started/locally/ first."
    )


def torch_unusable(reason: str) -> Text:
    """What to do where torch is installed but cannot be loaded, for the reason given."""
    return say(
        "This demo needs torch, which cannot be loaded ({reason}). Install it anew: "
        "choose the build for your machine at https://pytorch.org/get-started/locally/.",
        reason=reason,
    )

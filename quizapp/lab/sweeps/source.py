"""The file of a demo that is swept: what its rows are true of."""

from dataclasses import dataclass
from pathlib import Path

from quizapp.core.say import say
from quizapp.errors import LabError
from quizapp.lab.catalog import DemoSpec
from quizapp.lab.sweeps.plan import digest


@dataclass(frozen=True)
class Source:
    """A demo and the bytes of its file when the sweep began."""

    spec: DemoSpec
    data: bytes

    @classmethod
    def of(cls, spec: DemoSpec) -> "Source":
        """The demo's file as it is now."""
        return cls(spec, _bytes(spec.path))

    @property
    def digest(self) -> str:
        """The hash that rows carry."""
        return digest(self.data)

    def check(self) -> None:
        """LabError if the file is another by now: its rows would not belong to the others."""
        if _bytes(self.spec.path) != self.data:
            raise LabError(
                say("The demo was changed while it was swept; the rows so far are kept."),
                where=str(self.spec.path),
                hint=say("Sweep it anew, into another file."),
            )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise LabError(
            say("The file cannot be read: {reason}", reason=reason), where=str(path)
        ) from error

"""What a run came to, gathered from its messages."""

from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass

from quizapp.core.say import Text, say
from quizapp.lab.api import Claim, Figure, Metric
from quizapp.lab.messages import Failed, Finished, Message, Started, Stopped


@dataclass(frozen=True, slots=True)
class Result:
    """One run, when it is over."""

    device: str
    """`cpu` or `cuda`; empty if the run never began."""
    reason: Text
    """Why that device was chosen."""
    seconds: float | None
    """How long the demo ran; None if it did not reach its end."""
    measured: tuple[Metric, ...]
    claims: tuple[Claim, ...]
    figure: Figure | None
    """The last figure."""
    failure: Failed | None
    stopped: bool = False

    @property
    def metrics(self) -> dict[str, float]:
        """Each metric's name and value; of two with the same name, the later."""
        return {metric.name: metric.value for metric in self.measured}

    @property
    def holds(self) -> bool:
        """Whether the run reached its end and every claim holds."""
        return self.seconds is not None and all(claim.holds for claim in self.claims)


async def collect(
    run: AsyncIterable[Message], on_message: Callable[[Message], None] | None = None
) -> Result:
    """The result of a run, once it is over; `on_message` sees every message as it comes."""
    started = Started("", say(""), 0)
    metrics: list[Metric] = []
    claims: list[Claim] = []
    figure: Figure | None = None
    seconds: float | None = None
    failure: Failed | None = None
    stopped = False
    async for message in run:
        if on_message is not None:
            on_message(message)
        match message:
            case Started():
                started, figure = message, None
                metrics.clear()
                claims.clear()
            case Metric():
                metrics.append(message)
            case Claim():
                claims.append(message)
            case Figure():
                figure = message
            case Finished():
                seconds = message.seconds
            case Failed():
                failure = message
            case Stopped():
                stopped = True
    return Result(
        started.device,
        started.reason,
        seconds,
        tuple(metrics),
        tuple(claims),
        figure,
        failure,
        stopped,
    )

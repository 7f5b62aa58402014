"""When a figure is due: often enough to be seen, seldom enough to cost little."""

import pytest

from quizapp.lab.api import DRAWING_SHARE, FRAMES_PER_SECOND, LONGEST_WAIT_S, Lab


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def frames(
    lab: Lab, clock: Clock, *, cost: float, step: float, seconds: float
) -> tuple[int, float]:
    """How many figures a run of so long draws, where one costs this much; and their share of it."""
    begin, drawn = clock.now, 0
    while clock.now - begin < seconds:
        if lab.frame_due():
            clock.now += cost
            drawn += 1
            lab.drawn()
        clock.now += step
    return drawn, drawn * cost / (clock.now - begin)


def test_cheap_figures_come_as_often_as_they_can_be_seen() -> None:
    clock = Clock()
    drawn, _ = frames(Lab(clock=clock), clock, cost=0.0, step=0.001, seconds=5.0)
    assert drawn == pytest.approx(5 * FRAMES_PER_SECOND, rel=0.05)


@pytest.mark.parametrize("cost", [0.002, 0.005, 0.009])
def test_dear_figures_come_less_often_and_keep_their_share(cost: float) -> None:
    clock = Clock()
    drawn, share = frames(Lab(clock=clock), clock, cost=cost, step=0.001, seconds=20.0)
    assert drawn > 10
    assert share <= DRAWING_SHARE * 1.05


def test_however_dear_the_next_one_does_not_wait_forever() -> None:
    clock = Clock()
    lab = Lab(clock=clock)
    assert lab.frame_due()
    clock.now += 30.0
    lab.drawn()
    assert not lab.frame_due()
    clock.now += LONGEST_WAIT_S + 0.001
    assert lab.frame_due()


def test_the_first_figure_is_due_at_once() -> None:
    assert Lab().frame_due()

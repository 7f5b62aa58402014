"""What a session can be made of, and how many questions that leaves, agree with what is asked."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.core.questions import KINDS
from quizapp.core.session import Mode
from quizapp.errors import UsageError
from quizapp.services.choosing import KIND_TITLES, choices, fitting
from quizapp.services.house import House, Wish


def test_every_kind_has_a_title() -> None:
    assert list(KIND_TITLES) == list(KINDS)


def test_what_is_offered_covers_every_question_once(house: House) -> None:
    offered = choices(house, ())
    every = len(house.library.entries())
    topics = [choice for _, listed in offered.topics for choice in listed]
    for listed in (topics, offered.kinds, offered.difficulties):
        assert sum(choice.questions for choice in listed) == every
        assert all(choice.questions for choice in listed)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_as_many_fit_as_a_session_would_ask(house: House, data: st.DataObject) -> None:
    offered = choices(house, ())
    topics = [choice.id for _, listed in offered.topics for choice in listed]
    wish = Wish(
        topics=tuple(data.draw(st.sets(st.sampled_from(topics)))),
        kinds=tuple(data.draw(st.sets(st.sampled_from([c.id for c in offered.kinds])))),
        difficulties=tuple(data.draw(st.sets(st.integers(1, 5)))),
        mode=Mode.CRAM,
        length=1000,
        seed=1,
    )
    count = fitting(house, wish)
    try:
        asked = len(house.begin(wish).session.queue)
    except UsageError:
        asked = 0
    assert count == asked

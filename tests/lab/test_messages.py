"""The wire: what goes in comes out, and a lie is refused."""

import contextlib
import math

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.say import Text, plain, say
from quizapp.lab.api import (
    Axis,
    Bars,
    Claim,
    Contours,
    Figure,
    Heatmap,
    Histogram,
    Line,
    Metric,
    Panel,
    Points,
    Progress,
    Rule,
)
from quizapp.lab.messages import (
    Decoder,
    Failed,
    Finished,
    Started,
    encode,
    from_wire,
    to_wire,
)
from quizapp.lab.wire import MAX_FRAME_BYTES, Frames, ProtocolError, frame

words = st.text(st.characters(min_codepoint=32, max_codepoint=0xD7FF, exclude_categories=["Cc"]))
safe = words.map(lambda text: text.replace("\u2028", "").replace("\u2029", "")).filter(
    lambda text: (
        all(not "\u202a" <= sign <= "\u202e" for sign in text)
        and all(not "\u2066" <= sign <= "\u2069" for sign in text)
    )
)
texts = safe | st.builds(
    lambda value, number: say("{value} of {number:.3f}", value=value, number=number),
    safe,
    st.floats(allow_nan=False),
)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,20}", fullmatch=True)
plain_messages = st.one_of(
    st.builds(Progress, st.floats(0, 1), texts),
    st.builds(Metric, names, st.floats(allow_nan=False), safe, texts),
    st.builds(Claim, texts, safe, st.floats(allow_nan=False), st.booleans(), safe),
    st.builds(Started, st.sampled_from(["cpu", "cuda"]), st.just(say("why")), st.integers(1, 9)),
    st.builds(Failed, st.just(say("no")), safe, st.sampled_from(["raised", "time"])),
    st.builds(Finished, st.floats(0, 1e6)),
)


@given(st.lists(plain_messages, max_size=5), st.data())
def test_messages_come_back_however_they_are_cut(messages, data) -> None:
    sent = b"".join(encode(message) for message in messages)
    decoder = Decoder()
    got = []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        got += decoder.feed(sent[:size])
        sent = sent[size:]
    assert got == messages


@given(st.binary(max_size=200))
def test_garbage_is_refused_or_waited_for(data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        Decoder().feed(data)


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats()
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(st.data())
def test_a_field_that_lies_is_refused_or_harmless(data) -> None:
    message = data.draw(st.sampled_from([*FIGURES, *PLAIN]))
    payload = to_wire(message)
    place = payload
    for _ in range(data.draw(st.integers(0, 5))):
        inside = place.values() if isinstance(place, dict) else place
        inner = [value for value in inside if isinstance(value, dict | list) and value]
        if not inner:
            break
        place = data.draw(st.sampled_from(inner))
    keys = list(place) if isinstance(place, dict) else range(len(place))
    place[data.draw(st.sampled_from(keys))] = data.draw(json_like)
    with contextlib.suppress(ProtocolError):
        for got in Decoder().feed(frame(payload)):
            _use(got)


def _use(message) -> None:
    """What a screen does with a message must not raise."""
    for name in type(message).__slots__:
        value = getattr(message, name)
        if isinstance(value, str | Text):
            assert "\x1b" not in plain(value)
    if isinstance(message, Figure):
        for panel in message.panels:
            for mark in panel.marks:
                plain(mark.label)
                if isinstance(mark, Line | Points):
                    assert len(mark.x) == len(mark.y)


FIGURES = [
    Figure(
        [
            Panel(
                [
                    Line([0, 1, 2], [0.0, math.nan, 2.0], "a line"),
                    Points(np.arange(2), np.ones(2)),
                    Rule(0.5, say("at {x}", x=0.5), vertical=True),
                ],
                "a title",
                Axis("x", log=True, low=0.1, high=10),
            ),
            Panel([Bars(["a", say("b")], [1, 2])]),
            Panel([Histogram([0, 1, 2], [3, 4])]),
            Panel([Heatmap(np.eye(3), (0, 1), (-1, 1))]),
            Panel([Contours(np.eye(3), (0, 1), (-1, 1), np.array([0.25, 0.5]), "height")]),
        ],
        say("What {thing} shows", thing="this"),
    )
]
PLAIN = [Metric("x", 1.5, "m", "label"), Claim("t", "1", 1.0, True, "s"), Progress(0.5, "n")]


def test_a_figure_comes_back_with_read_only_float32() -> None:
    (figure,) = Decoder().feed(encode(FIGURES[0]))
    line, points, rule = figure.panels[0].marks
    np.testing.assert_array_equal(line.y, np.float32([0.0, math.nan, 2.0]))
    assert line.y.dtype == np.float32 and not line.y.flags.writeable
    assert points.x.tolist() == [0.0, 1.0]
    assert rule == Rule(0.5, say("at {x}", x=0.5), vertical=True)
    assert figure.panels[0].x == Axis("x", log=True, low=0.1, high=10)
    assert figure.panels[1].marks[0].names == ("a", say("b"))
    assert figure.panels[2].marks[0].edges.tolist() == [0, 1, 2]
    assert figure.panels[3].marks[0].z.tolist() == np.eye(3).tolist()
    contours = figure.panels[4].marks[0]
    assert contours.z.tolist() == np.eye(3).tolist() and contours.levels == (0.25, 0.5)
    assert (contours.x_range, contours.y_range, contours.label) == ((0, 1), (-1, 1), "height")
    assert figure.says == say("What {thing} shows", thing="this")


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Line([1, 2], [1]), "do not belong together"),
        (Line([[1], [2]], [1]), "Line.x.shape"),
        (Line(["a"], [1]), "Line.x is not an array"),
        (Line([1], None), "Line.y"),
        (Bars(["a"], [1, 2]), "one height for each name"),
        (Bars("ab", [1, 2]), "Bars.names is not a list"),
        (Histogram([0, 1], [1, 2]), "do not belong together"),
        (Heatmap([1, 2], (0, 1), (0, 1)), "Heatmap.z.shape"),
        (Heatmap([[1]], (0, math.inf), (0, 1)), "Heatmap.x_range.high"),
        (Heatmap([[1]], (0,), (0, 1)), "not a pair"),
        (Contours([1, 2], (0, 1), (0, 1), [1]), "Contours.z.shape"),
        (Contours([[1]], (0, 1, 2), (0, 1), [1]), "Contours.x_range is not a pair"),
        (Contours([[1]], (0, 1), (0, 1), 0.5), "Contours.levels is not a list"),
        (Contours([[1]], (0, 1), (0, 1), ["a"]), "Contours.levels is str"),
        (Contours([[1]], (0, 1), (0, 1), [math.nan]), "at most 50 numbers"),
        (Contours([[1]], (0, 1), (0, 1), range(51)), "at most 50 numbers"),
        (Rule(math.nan), "Rule.at"),
        ("a string", "not a mark"),
    ],
)
def test_a_wrong_mark_is_named(mark, words: str) -> None:
    with pytest.raises(ProtocolError, match="(?s)" + words):
        from_wire(to_wire(Figure([Panel([mark])], "x")))


def test_control_characters_do_not_come_through() -> None:
    (metric,) = Decoder().feed(encode(Metric("x", 1.0, "\x1b[2J", say("{v}", v="\x07"))))
    assert "\x1b" not in metric.unit
    assert "\x07" not in plain(metric.label)


@pytest.mark.parametrize(
    "text",
    [
        Text("{missing}", {"x": 1}),
        Text("{x:999999999}", {"x": 1}),
        Text("{x:.999999999f}", {"x": 1.0}),
        Text("{x:{y}}", {"x": 1, "y": 5}),
        Text("{x:d}", {"x": "a text"}),
        Text("{x", {"x": 1}),
    ],
)
def test_a_template_that_would_break_the_screen_is_refused(text: Text) -> None:
    with pytest.raises(ProtocolError):
        Decoder().feed(encode(Progress(0.5, text)))


def test_too_large_a_frame_is_refused_at_its_head() -> None:
    with pytest.raises(ProtocolError, match="too large"):
        list(Frames().feed((MAX_FRAME_BYTES + 1).to_bytes(4, "little")))
    with pytest.raises(ProtocolError, match="too large"):
        frame({"x": bytes(MAX_FRAME_BYTES)})


def test_a_small_frame_cannot_unfold_to_a_large_value() -> None:
    body = msgpack.packb({"is": "figure", "panels": [[[]] * 10_000] * 3})
    with pytest.raises(ProtocolError):
        list(Frames().feed(len(body).to_bytes(4, "little") + body))


def test_tensors_are_taken() -> None:
    torch = pytest.importorskip("torch")
    weights = torch.ones(3, requires_grad=True)
    figure = Figure([Panel([Line(torch.arange(3), weights)])], "x")
    (got,) = Decoder().feed(encode(figure))
    assert got.panels[0].marks[0].y.tolist() == [1.0, 1.0, 1.0]
    (metric,) = Decoder().feed(encode(Metric("x", weights.sum())))
    assert metric.value == 3.0

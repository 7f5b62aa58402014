import pytest

from quizapp.core.units import convert, did_you_mean, find_unit


def converted(value: float, source: str, target: str) -> float:
    from_unit, to_unit = find_unit(source), find_unit(target)
    assert from_unit is not None
    assert to_unit is not None
    return convert(value, from_unit, to_unit)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        (3, "ms", "s", 0.003),
        (3, "μs", "us", 3),
        (2, "h", "minutes", 120),
        (1, "KiB", "B", 1024),
        (1, "kB", "bytes", 1000),
        (8, "Mb", "MB", 1),
        (1, "GiB", "GB", 1.073741824),
        (1, "gigabyte", "Gbit", 8),
        (5, "밀리초", "ms", 5),
        (85, "%", "percent", 85),
        (312, "TFLOP/s", "GFLOPS", 312000),
        (2, "TB / s", "gigabytes per second", 2000),
        (1, "FLOP/B", "FLOP/bit", 0.125),
        (100, "Mbps", "MB/s", 12.5),
        (1, "kWh", "MJ", 3.6),
    ],
)
def test_conversion(value: float, source: str, target: str, expected: float) -> None:
    assert converted(value, source, target) == expected


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Ms", "ms"), ("MS", "ms"), ("KB", "kB"), ("gb", "Gb"), ("MB/S", "MB/s"), ("HZ", "Hz")],
)
def test_wrong_case_is_asked_about(typed: str, meant: str) -> None:
    assert find_unit(typed) is None
    assert did_you_mean(typed) == meant


@pytest.mark.parametrize("text", ["", "/", "images", "B/s/s", "s/", "images/s", "%%"])
def test_unknown_units(text: str) -> None:
    assert find_unit(text) is None
    assert did_you_mean(text) == ""


def test_other_dimensions_do_not_convert() -> None:
    with pytest.raises(ValueError, match="GB cannot be converted to s"):
        converted(1, "GB", "s")

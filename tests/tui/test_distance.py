"""The line of numbers on which a prediction stands beside its measurement."""

from math import inf

import pytest

from quizapp.core.cells import cell_width
from quizapp.locale import translator
from quizapp.tui.widgets.distance import FINE, PLAIN, Stretch, drawn


def here(value: float) -> Stretch:
    return Stretch(value, value, value)


def test_a_number_beside_the_measurement_with_its_tolerance() -> None:
    rows = drawn(here(0.2), Stretch(0.9, 1.1, 1.0), 60, FINE, str)
    assert [row.split()[0] for row in rows] == ["predicted", "measured"]
    assert rows[0].index("●") < rows[1].index("╞") < rows[1].index("●") < rows[1].index("╡")
    assert [row.split()[-1] for row in rows] == ["0.2", "1"]


@pytest.mark.parametrize(
    ("low", "high", "told", "line"),
    [
        (-inf, 0.2, "below 0.2", "[--=]"),
        (0.8, inf, "0.8 and more", "[-=]"),
        (0.2, 0.8, "0.2 to 0.8", "[-=]"),
    ],
)
def test_a_range_is_a_band_open_where_it_has_no_end(low, high, told, line) -> None:
    predicted, measured = drawn(Stretch(low, high), here(0.5), 60, PLAIN, str)
    assert predicted.endswith(f"  {told}")
    band = predicted.split("  ")[1].strip()
    assert ("[" in band, "]" in band) == (low > -inf, high < inf)
    column = measured.index("o")
    assert (predicted[column] == "=") == (low <= 0.5 < high)


def test_far_apart_it_goes_by_factors_and_fits_sixty_columns_in_korean() -> None:
    rows = drawn(Stretch(1500.0, 15000.0), here(3.0), 56, FINE, translator("ko"))
    assert max(map(cell_width, rows)) <= 56
    assert rows[0].index("╞") - rows[1].index("●") > 15, "500 times is not the whole line"
    assert rows[0].index("╡") - rows[0].index("╞") > 5
    assert drawn(here(1.0), here(1.0), 20, FINE, str) == [], "without room nothing is drawn"
    assert drawn(here(0.0), here(0.0), 60, FINE, str)[1].count("●") == 1

"""Runs and rows as hypothesis makes them."""

from hypothesis import strategies as st

from quizapp.lab.sweeps.plan import SweepRun
from quizapp.lab.sweeps.rows import Row

numbers = st.floats(allow_nan=True, allow_infinity=True)
names = st.from_regex(r"[a-z_][a-z0-9_]{0,12}", fullmatch=True) | st.sampled_from(
    ["seed", "device", "knob_x", "metric_x", "claim_x", "claims", "x", "demo"]
)
printable = st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" ,\"';"))
runs = st.builds(
    SweepRun,
    st.just("pack/demo"),
    st.just("0123456789ab"),
    st.fixed_dictionaries(
        {
            "x": st.floats(allow_nan=False, allow_infinity=False),
            "seed": st.integers(-(2**63), 2**63 - 1),
            "metric_x": st.booleans(),
            "text": printable,
        }
    ),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["auto", "cpu", "cuda"]),
)
fine_rows = st.builds(
    Row,
    runs,
    st.sampled_from(["cpu", "cuda"]),
    st.floats(0, 1e6),
    st.just(""),
    st.dictionaries(names, numbers, max_size=4),
    st.dictionaries(names, st.booleans(), max_size=3),
)
failed_rows = st.builds(Row, runs, st.sampled_from(["", "cpu"]), st.none(), printable.filter(bool))
rows = fine_rows | failed_rows

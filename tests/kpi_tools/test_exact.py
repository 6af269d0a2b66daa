from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpi_tools.exact import exact_sum


@given(st.lists(st.fractions(max_denominator=50)))
def test_it_is_the_sum(values: list[Fraction]) -> None:
    assert exact_sum(values) == sum(values, Fraction(0))
    assert type(exact_sum(values)) is Fraction

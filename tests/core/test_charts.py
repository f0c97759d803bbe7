"""Where the marks of a chart stand."""

import pytest

from app.charts import chart


def test_the_largest_value_stays_below_a_round_top() -> None:
    drawn = chart([("Jun", 42), ("Jul", 91)])
    assert drawn.ticks == (100, 50, 0)
    assert [mark.height for mark in drawn.marks] == [42.0, 91.0]
    assert [mark.y + mark.height for mark in drawn.marks] == [100.0, 100.0]


@pytest.mark.parametrize(
    ("largest", "top"), [(0, 2), (1, 2), (3, 4), (10, 10), (11, 20), (1000, 1000), (4001, 5000)]
)
def test_the_axis_ends_at_a_number_that_people_like(largest: int, top: int) -> None:
    assert chart([("", largest)]).ticks == (top, top // 2, 0)


def test_bars_share_the_plot_from_left_to_right() -> None:
    drawn = chart([("a", 1), ("b", 2), ("c", 1), ("d", 0)])
    assert [mark.middle for mark in drawn.marks] == [12.5, 37.5, 62.5, 87.5]
    assert drawn.points == "12.5,50 37.5,0 62.5,50 87.5,100"


def test_nothing_makes_an_empty_chart() -> None:
    assert chart([]).marks == ()

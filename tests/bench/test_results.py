"""A promise is kept or broken by the median, and broken where nothing was measured."""

from bench.live.results import Promise, Section


def measured(*values: float) -> Section:
    section = Section("a", "A promo")
    for value in values:
        section.add("ours", value, "ms")
    return section


def test_the_median_counts_and_the_extremes_are_shown() -> None:
    section = measured(1, 1200, 2)
    assert section.of("ours") == 2
    assert section.measures["ours"].row() == ("ours", "2.00", "1.00 – 1,200", "ms")


def test_a_bound_from_above_and_one_from_below() -> None:
    assert Promise("p50", found=1.0, bound=1, at_most=True).is_kept
    assert not Promise("p50", found=1.1, bound=1, at_most=True).is_kept
    assert Promise("ratio", found=1.3, bound=1.3).is_kept
    assert not Promise("ratio", found=1.2, bound=1.3).is_kept


def test_a_peer_that_was_not_measured_breaks_the_promise() -> None:
    section = measured(5)
    section.promise("ours : a peer's", section.of("ours") / section.of("a peer"), 0.1)
    assert section.promises[0].row() == ("ours : a peer's", "nan", "≥ 0.100", "FAIL")

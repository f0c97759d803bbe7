"""A studio's colours become readable in both themes, and keep their hue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.colours import (
    ENOUGH,
    GROUNDS,
    ON_BAND,
    contrast,
    least_contrast,
    shade,
    tokens,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_a_readable_colour_stays_as_it_is() -> None:
    assert shade("#2c2f7c", "light").used == "#2c2f7c"
    assert not shade("#2c2f7c", "light").is_changed


def test_a_bright_colour_gets_a_darker_shade_on_paper_alone() -> None:
    light, dark = shade("#ffcc00", "light"), shade("#ffcc00", "dark")
    assert light.is_changed
    assert light.asked_contrast < 2
    assert light.contrast >= ENOUGH
    assert dark.used == "#ffcc00"


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#808080", "#00ff00", "#0000ff"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ends_of_the_scale_become_readable_too(colour: str, theme: str) -> None:
    assert shade(colour, theme).contrast >= ENOUGH


@given(COLOURS, COLOURS, st.sampled_from(sorted(GROUNDS)))
def test_whatever_a_studio_chooses_can_be_read(colour: str, second: str, theme: str) -> None:
    found = tokens(colour, second, theme)
    for name in ("accent", "second"):
        grounds = (*GROUNDS[theme], found[f"--{name}-soft"])
        assert least_contrast(found[f"--{name}"], grounds) >= ENOUGH
        assert contrast(found[f"--on-{name}"], found[f"--{name}"]) >= ENOUGH
    assert contrast(found["--on-accent"], found["--accent-strong"]) >= ENOUGH
    assert contrast(ON_BAND, found["--band"]) >= ENOUGH
    assert contrast(found["--band-soft"], found["--band"]) >= ENOUGH

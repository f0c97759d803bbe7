"""The design tokens: both themes are complete, and every pair of ink and ground can be read."""

import re

import pytest

from app.colours import ENOUGH, GROUNDS, OURS, contrast
from app.web import STATIC

CSS = STATIC / "css"
THEMES = (CSS / "themes.css").read_text()
INKS = ("ink", "ink-soft", "accent", "second", "good", "warn", "bad", "info")
PAIRS = [
    *((ink, ground) for ink in INKS for ground in ("paper", "sheet", "sunk")),
    *((tone, f"{tone}-soft") for tone in ("accent", "second", "good", "warn", "bad", "info")),
    *(("ink", f"{tone}-soft") for tone in ("accent", "second", "good", "warn", "bad", "info")),
    *(("ink-soft", f"{tone}-soft") for tone in ("accent", "second")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-second", "second"),
    ("on-bad", "bad"),
    ("on-band", "band"),
    ("band-soft", "band"),
]


def blocks() -> list[dict[str, str]]:
    """The light tokens, the dark ones that follow the system, the dark ones that were chosen."""
    found = re.findall(r"color-scheme: \w+;(.*?)\n {2,4}}", THEMES, re.S)
    return [dict(re.findall(r"--([\w-]+): ([^;]+);", block)) for block in found]


LIGHT, SYSTEM_DARK, DARK = blocks()


def test_a_chosen_dark_theme_is_the_systems_dark_theme() -> None:
    assert DARK == SYSTEM_DARK
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids="-on-".join)
def test_words_can_be_read(theme: str, pair: tuple[str, str]) -> None:
    tokens = {"light": LIGHT, "dark": DARK}[theme]
    assert contrast(tokens[pair[0]], tokens[pair[1]]) >= ENOUGH


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(theme: str) -> None:
    tokens = {"light": LIGHT, "dark": DARK}[theme]
    assert contrast(tokens["line-strong"], tokens["sheet"]) >= 3


def test_the_grounds_that_studios_colours_are_measured_on_are_the_sites() -> None:
    for theme, tokens in (("light", LIGHT), ("dark", DARK)):
        assert GROUNDS[theme] == (tokens["paper"], tokens["sheet"], tokens["sunk"])
    assert {"colour": LIGHT["accent"], "second": LIGHT["second"]} == OURS


def test_every_stylesheet_is_part_of_the_bundle_and_of_a_layer() -> None:
    bundle = (CSS / "app.css").read_text()
    for path in CSS.rglob("*.css"):
        if path.name == "app.css":
            continue
        assert f'@import url("{path.relative_to(CSS)}");' in bundle
        assert re.search(r"^@layer (base|layout|components|features) {", path.read_text(), re.M)

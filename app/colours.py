"""The studio's own colours made readable: shades that keep WCAG's 4.5:1 in both themes. Pure.

Hue and strength of a colour stay; only its lightness moves, and only as far as it must.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, cos, hypot, sin

HEX = re.compile(r"#[0-9a-f]{6}")
ENOUGH = 4.5
"""WCAG 2.2, 1.4.3: the least contrast of text."""
GROUNDS = {
    "light": ("#f5efe2", "#fffdf7", "#ece4d3"),
    "dark": ("#15131d", "#1f1c2a", "#100e17"),
}
"""What coloured words stand on: paper, sheet and sunk of `static/css/tokens.css`."""
OURS = {"colour": "#2c2f7c", "second": "#93431a"}
"""Nila and soga, where a studio leaves the colour to us."""
ON_DARK, ON_BAND = "#fdfaf2", "#f3ead7"
STEP = 0.004


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour in one theme: what was asked, what is used, and the least contrast of both."""

    theme: str
    asked: str
    used: str
    asked_contrast: float
    contrast: float

    @property
    def is_changed(self) -> bool:
        """Tell whether the colour had to move to be readable."""
        return self.asked != self.used


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG counts it, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    """Return the contrast on the ground that suits a colour least."""
    return min(contrast(colour, ground) for ground in grounds)


def shade(colour: str, theme: str) -> Shade:
    """Return the colour itself where words in it can be read, else its nearest readable shade."""
    lightness, strength, hue = _lch(colour)
    grounds = (*GROUNDS[theme], _soft(colour, theme))
    used, step = colour, -STEP if theme == "light" else STEP
    while least_contrast(used, grounds) < ENOUGH:
        lightness += step
        used = _hex(lightness, strength, hue)
    return Shade(
        theme, colour, used, least_contrast(colour, grounds), least_contrast(used, grounds)
    )


def tokens(colour: str, second: str, theme: str) -> dict[str, str]:
    """Return the custom properties of a theme that follow the studio's colours, of two or one."""
    found: dict[str, str] = {}
    for name, asked in (("accent", colour), ("second", second)):
        if not asked:
            continue
        used = shade(asked, theme).used
        found |= {f"--{name}": used, f"--{name}-soft": _soft(asked, theme)}
        found[f"--on-{name}"] = ON_DARK if theme == "light" else _like(asked, 0.2, 0.06)
    return found | _around(found["--accent"], theme) if colour else found


def _around(accent: str, theme: str) -> dict[str, str]:
    """Return what is as the main colour, but stronger, or large, or soft on the large."""
    found: dict[str, str] = {}
    lightness, strength, hue = _lch(accent)
    stronger = lightness - 0.09 if theme == "light" else lightness + 0.07
    found["--accent-strong"] = _hex(min(max(stronger, 0.1), 0.97), strength, hue)
    found["--band"] = _like(accent, 0.29, 0.11) if theme == "light" else _like(accent, 0.24, 0.06)
    found["--band-soft"] = _like(accent, 0.8, 0.07)
    return found


def _soft(colour: str, theme: str) -> str:
    return _like(colour, 0.925, 0.03) if theme == "light" else _like(colour, 0.31, 0.075)


def _like(colour: str, lightness: float, strength: float) -> str:
    """Return a colour of the same hue, as light as said and at most as strong."""
    _, own, hue = _lch(colour)
    return _hex(lightness, min(own, strength), hue)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _lch(colour: str) -> tuple[float, float, float]:
    """Return lightness, strength and hue in OKLCH, where equal steps look equal."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _hex(lightness: float, strength: float, hue: float) -> str:
    """Return the colour, paler where screens cannot show it as strong."""
    while strength > 0 and not all(
        -0.0005 <= part <= 1.0005 for part in _rgb(lightness, strength, hue)
    ):
        strength = max(0.0, strength - 0.004)
    parts = (min(max(part, 0.0), 1.0) for part in _rgb(lightness, strength, hue))
    return "#" + "".join(f"{round(_from_linear(part) * 255):02x}" for part in parts)


def _rgb(lightness: float, strength: float, hue: float) -> tuple[float, float, float]:
    a, b = strength * cos(hue), strength * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _from_linear(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055

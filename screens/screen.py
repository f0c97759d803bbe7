"""What a screen is, and what is done on it before its picture is taken."""

from dataclasses import dataclass

Step = tuple[str, str]
"""What a hand does (`camera.HANDS`), and with what."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen; `path` may name a `{place}` of the demo studio, see `studio.py`."""

    name: str
    endpoint: str
    path: str
    account: str = ""
    """The demo account's name before the @; nothing for a visitor, "guest" for a guest."""
    press: str = ""
    """What sends a form before the picture is taken; the browser's own checks are left out."""
    steps: tuple[Step, ...] = ()
    """What is done there first; the picture is then of what the window shows."""
    back: tuple[Step, ...] = ()
    """How what the steps did is taken back."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class ReadmePicture:
    """A picture that the README shows: the upper part of a screen, in Indonesian and light."""

    name: str
    screen: str
    width: int
    height: int

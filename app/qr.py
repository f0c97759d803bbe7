"""An address as a QR code: a drawing that stands in the page itself and prints sharp."""

from functools import lru_cache

import segno
from markupsafe import Markup

CODES = 512
"""Codes that are kept as they were drawn, 4 KB each: one takes longer than the rest of its page."""


def qr(address: str, label: str, *, secret: bool = False) -> Markup:
    """Draw an address for the camera of a phone; `label` says what it leads to.

    What is `secret` is drawn and forgotten.

    Drawn with the quiet zone that cameras need; its size on paper is a matter of the stylesheet.
    """
    opening = Markup('<svg class="qr" role="img" aria-label="{}"').format(label)
    drawn = _drawn.__wrapped__ if secret else _drawn
    return Markup(drawn(address).replace("<svg", opening, 1))  # noqa: S704 (drawn by us alone)


@lru_cache(CODES)
def _drawn(address: str) -> str:
    drawing: str = segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawing

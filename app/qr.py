"""An address as a QR code: a drawing that stands in the page itself and prints sharp."""

import segno
from markupsafe import Markup


def qr(address: str, label: str) -> Markup:
    """Draw an address for the camera of a phone; `label` says what it leads to.

    Drawn with the quiet zone that cameras need; its size on paper is a matter of the stylesheet.
    """
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    opening = Markup('<svg class="qr" role="img" aria-label="{}"').format(label)
    return Markup(drawing.replace("<svg", opening, 1))  # noqa: S704 (drawn by us alone)

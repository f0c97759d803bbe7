"""Pages are compressed, but never for another site.

The length of a compressed page tells of what is in it: whoever makes a browser ask for it again
and again, each time with another guess in the address, reads secrets from it (BREACH). So a page
that came with cookies is compressed only where the browser itself says that no other site asked.
"""

import gzip

from quart import Quart, Response, request

LEVEL = 6
LEAST = 1024
"""Bytes below which it is not worth the work."""
OURS = frozenset({"same-origin", "none"})
"""What Sec-Fetch-Site says of our own pages, and of an address that somebody typed."""


def install(app: Quart) -> None:
    """Compress the pages of an application."""
    app.after_request(_compress)


async def _compress(response: Response) -> Response:
    if response.mimetype != "text/html" or request.method != "GET":
        return response
    response.vary.update(("Accept-Encoding", "Sec-Fetch-Site"))
    if request.accept_encodings["gzip"] > 0 and _is_nobody_elses():
        plain = await response.get_data(as_text=False)
        if len(plain) >= LEAST:
            response.set_data(gzip.compress(plain, LEVEL, mtime=0))
            response.headers["Content-Encoding"] = "gzip"
    return response


def _is_nobody_elses() -> bool:
    """Tell whether the page holds nothing of a person, or no other site made the browser ask."""
    return not request.cookies or request.headers.get("Sec-Fetch-Site") in OURS

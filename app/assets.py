"""The browser's files under /static/: compressed ones where the bundle was built with them."""

from mimetypes import guess_type
from pathlib import Path

from quart import Quart, Response, request, send_from_directory

from app.web import STATIC

COMPRESSED = STATIC / "dist" / "z"
"""Made by tools/compress.mjs; without it everything is sent as it is."""
ENCODINGS = {"br": "br", "gzip": "gz"}
"""What we have, the smallest first, and the ending of its files."""


def install(app: Quart) -> None:
    """Serve the folder; needs an application without a static folder of its own."""
    app.add_url_rule("/static/<path:filename>", "static", _send)


async def _send(filename: str) -> Response:
    found = _compressed(filename)
    if found is None:
        response = await send_from_directory(STATIC, filename)
    else:
        encoding, ending = found
        kind = guess_type(filename)[0] or "application/octet-stream"
        response = await send_from_directory(COMPRESSED, f"{filename}.{ending}", mimetype=kind)
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    await response.make_conditional(request)
    return response


def _compressed(filename: str) -> tuple[str, str] | None:
    """Return the smallest form that the browser takes; one that is older than its source is not."""
    source = STATIC / filename
    for encoding, ending in ENCODINGS.items():
        if request.accept_encodings[encoding] > 0 and _is_newer(
            COMPRESSED / f"{filename}.{ending}", source
        ):
            return encoding, ending
    return None


def _is_newer(path: Path, source: Path) -> bool:
    try:
        return path.stat().st_mtime >= source.stat().st_mtime
    except (OSError, ValueError):  # it is not there, or no name of a file
        return False

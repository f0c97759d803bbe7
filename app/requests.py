"""The request as our routes see it: a body within its budget, form files that end with it."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import IO, Any, cast

from quart.formparser import FormDataParser
from quart.wrappers import Request
from quart.wrappers.request import Body
from werkzeug.formparser import default_stream_factory

CREDIT = "sanggar.credit"
"""Where the scope carries the guard's account."""
PIECE = 64 * 1024
UNREAD = PIECE + 32 * 1024
"""Bytes of a multipart form that the parser may keep: werkzeug reads the head of a part character
by character, and a head of some megabytes would hold everybody up for seconds."""


class CreditedBody(Body):
    """A request body that tells the guard what has been read."""

    consumed: Callable[[int | None], None] | None = None

    async def __anext__(self) -> bytes:
        """Return the next part and make room for as much."""
        part = await super().__anext__()
        if self.consumed is not None:
            self.consumed(len(part))
        return part

    def __await__(self) -> Any:
        """Ask for the whole body: the window would never open otherwise."""
        if self.consumed is not None:
            self.consumed(None)
        return super().__await__()


class BoundedParser(FormDataParser):
    """Gives a multipart form to its parser in pieces, so that nothing but a head can be long."""

    async def parse(self, body: Any, mimetype: str, *rest: Any) -> Any:
        """Parse a body."""
        if mimetype == "multipart/form-data":
            body = cast(Body, _pieces(body))  # all that is asked of it is to be iterated over
        return await super().parse(body, mimetype, *rest)


class GuardedRequest(Request):
    """A request whose body knows its budget, and which closes every file of its form."""

    body_class = CreditedBody
    form_data_parser_class = BoundedParser

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spools: list[IO[bytes]] = []
        if isinstance(self.body, CreditedBody):
            self.body.consumed = kwargs["scope"].get(CREDIT)

    def make_form_data_parser(self) -> FormDataParser:
        """Keep hold of each file: the parser forgets them when a form is refused half-way."""
        parser = super().make_form_data_parser()
        parser.stream_factory = partial(_kept, self._spools)
        parser.max_content_length = UNREAD  # what Quart passes on as the size of its buffer
        return parser

    async def close(self) -> None:
        """Close what the form was spooled to, whether the form was accepted or not."""
        await super().close()
        for spool in self._spools:
            spool.close()


async def _pieces(body: Body) -> AsyncIterator[bytes]:
    async for part in body:
        for at in range(0, len(part), PIECE):
            yield part[at : at + PIECE]


def _kept(spools: list[IO[bytes]], *about: Any) -> IO[bytes]:
    spool = default_stream_factory(*about)
    spools.append(spool)
    return spool

"""The request as our routes see it: a body within its budget, form files that end with it."""

from collections.abc import Callable
from functools import partial
from typing import IO, Any

from quart.formparser import FormDataParser
from quart.wrappers import Request
from quart.wrappers.request import Body
from werkzeug.formparser import default_stream_factory

CREDIT = "sanggar.credit"
"""Where the scope carries the guard's account."""


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


class GuardedRequest(Request):
    """A request whose body knows its budget, and which closes every file of its form."""

    body_class = CreditedBody

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._spools: list[IO[bytes]] = []
        if isinstance(self.body, CreditedBody):
            self.body.consumed = kwargs["scope"].get(CREDIT)

    def make_form_data_parser(self) -> FormDataParser:
        """Keep hold of each file: the parser forgets them when a form is refused half-way."""
        parser = super().make_form_data_parser()
        parser.stream_factory = partial(_kept, self._spools)
        return parser

    async def close(self) -> None:
        """Close what the form was spooled to, whether the form was accepted or not."""
        await super().close()
        for spool in self._spools:
            spool.close()


def _kept(spools: list[IO[bytes]], *about: Any) -> IO[bytes]:
    spool = default_stream_factory(*about)
    spools.append(spool)
    return spool

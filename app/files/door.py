"""Requests that carry the bytes of an upload, answered in front of the framework.

The framework would take a body as fast as the sender gives it; here nothing is asked for before
the last bytes are on the disk. PATCH /uploads/<id> continues an upload; POST /uploads with bytes
declares one and begins it (tus creation-with-upload).
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import msgspec
from quart import Quart

from app import guard, i18n
from app.accounts import cookies, sessions
from app.accounts.access import VISITOR, Can, Viewer, check
from app.errors import AppError, Refused
from app.files import intake, queries, reception, room, turns
from app.files.models import Upload
from app.files.reception import Reception
from app.files.refusals import End, busy, check_end, check_fits, check_whole, damaged, too_long
from app.files.wire import (
    Piece,
    check_version,
    read_creation,
    read_piece,
    status_headers,
    tus_headers,
)
from app.guard import Message, Receive, Scope, Send
from app.i18n import gettext as _

log = logging.getLogger("sanggar")
GRACE = 5.0
"""Seconds that a sender's bytes get to be saved when the server stops."""


class BytesDoor:
    """ASGI: answers requests with an upload's bytes, hands everything else on."""

    def __init__(self, app: Quart, inner: guard.App) -> None:
        self.app, self.inner = app, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what has arrived is saved even when the server is told to stop."""
        if not guard.is_streamed(scope):
            await self._page(scope, receive, send)
            return
        await turns.give_way()
        exchange = _Exchange(self.app, scope, receive, send)
        work = asyncio.ensure_future(exchange.serve())
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await reception.stop(exchange.upload_id)
            await asyncio.wait({work}, timeout=GRACE)
            raise

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Only what has no body: a form that comes slowly is no page that is being made.
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self.inner(scope, receive, send)
            return
        with ExitStack() as made:
            made.enter_context(turns.page())

            async def begun(message: Message) -> None:
                made.close()  # what follows may be a download, and take hours
                await send(message)

            await self.inner(scope, receive, begun)


class _Exchange:
    def __init__(self, app: Quart, scope: Scope, receive: Receive, send: Send) -> None:
        self.app, self.scope, self.send = app, scope, send
        self.headers = {n.decode("latin1").lower(): v.decode("latin1") for n, v in scope["headers"]}
        self.creates = scope["method"] == "POST"
        self.upload_id = "" if self.creates else scope["path"].rpartition("/")[2]
        self.body_is_in = False
        self._receive = receive

    async def serve(self) -> None:
        try:
            viewer = await self._viewer()
            upload = await (self._create(viewer) if self.creates else self._continue(viewer))
        except AppError as error:
            await self._refuse(error)
        except Exception:
            log.exception("the bytes of upload %s were not taken", self.upload_id)
            await self._refuse(AppError(_("Something went wrong.")))
        else:
            if upload is not None:
                status = 201 if self.creates else 204
                await self._answer(status, tus_headers(upload) | self._location(), b"")

    async def receive(self) -> Message:
        message = await self._receive()
        self.body_is_in = not message.get("more_body", False)
        return message

    async def _viewer(self) -> Viewer:
        jar: SimpleCookie = SimpleCookie()
        with suppress(CookieError):
            jar.load(self.headers.get("cookie", ""))
        token = cookies.token_in(self.app, {name: m.value for name, m in jar.items()})
        viewer = (await sessions.viewer_with_token(token) if token else None) or VISITOR
        i18n.set_locale(viewer.locale or "id", viewer.zone)
        self._check_origin()
        check(viewer, Can.UPLOAD)
        check_version(self.headers)
        return viewer

    def _check_origin(self) -> None:
        site, origin = self.headers.get("sec-fetch-site"), self.headers.get("origin")
        ours = {self.headers.get("host", ""), self.app.config["SETTINGS"].public_host}
        if site in {"same-origin", "none"} or (site is None and origin is None):
            return
        if site is not None or urlsplit(origin or "").netloc not in ours:
            raise Refused(_("This request came from another site."), code="cross_site")

    async def _create(self, viewer: Viewer) -> Upload | None:
        """Declare and begin; a repeat with the same key finds what the first try left."""
        piece = read_piece(self.headers | {"upload-offset": "0"})
        new = read_creation(self.headers, self.headers.get("idempotency-key", "").strip('" '))
        if piece.length > new.length:
            raise too_long()
        upload = await intake.declare(new, by=viewer)
        self.upload_id = upload.id
        if upload.durable_offset or not upload.is_live:
            return upload
        return await self._take(upload, piece, viewer)

    async def _continue(self, viewer: Viewer) -> Upload | None:
        upload = await queries.upload_for(viewer, self.upload_id)
        piece = read_piece(self.headers)
        if not await reception.stop(upload.id):
            raise busy()
        return await self._take(upload, piece, viewer)

    async def _take(self, upload: Upload, piece: Piece, viewer: Viewer) -> Upload | None:
        async with Reception(upload, by=viewer) as receiving:
            await receiving.open()
            check_fits(receiving.upload, piece.offset, piece.length)
            room.check_disk(piece.length)
            return await self._receive_all(receiving, piece)

    async def _receive_all(self, receiving: Reception, piece: Piece) -> Upload | None:
        before = receiving.upload
        summed = _Summed(self.receive) if piece.checksum else None
        end = await receiving.take(summed or self.receive)
        if summed and (end is not End.COMPLETE or summed.digest.digest() != piece.checksum):
            await receiving.undo(before)
            raise damaged()
        if end is End.COMPLETE and receiving.offset == before.length:
            finished = await receiving.finish()
            check_whole(finished)
            return finished
        check_end(end, receiving.upload)
        return None if end is End.CUT else receiving.upload

    def _location(self) -> dict[str, str]:
        return {"Location": f"/uploads/{self.upload_id}"} if self.creates and self.upload_id else {}

    async def _refuse(self, error: AppError) -> None:
        body = {"code": error.code, "message": error.message, **error.facts}
        headers = self._location()
        if "offset" in error.facts:
            headers["Upload-Offset"] = str(error.facts["offset"])
        await self._answer(error.status, headers, msgspec.json.encode({"error": body}))

    async def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        sent = {
            **status_headers(status),
            **headers,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        if body:
            sent["Content-Type"] = "application/json"
        if body or status != 204:
            sent["Content-Length"] = str(len(body))
        raw = [(name.lower().encode(), value.encode("latin1")) for name, value in sent.items()]
        if not self.body_is_in:
            await guard.answer_early(self.receive, self.send, status, raw, body)
            return
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


class _Summed:
    """A receive() that hashes what passes."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.digest = receive, hashlib.sha256()

    async def __call__(self) -> Message:
        message = await self.receive()
        self.digest.update(message.get("body", b""))
        return message

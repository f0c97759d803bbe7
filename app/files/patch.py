"""PATCH /uploads/<id> in front of the framework, so that bytes go from the socket to the disk.

The framework would take a body as fast as the sender gives it; here nothing is asked for before
the last megabyte is on the disk.
"""

import asyncio
import base64
import binascii
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import msgspec
from quart import Quart

from app import guard, i18n
from app.accounts import cookies, sessions
from app.accounts.access import VISITOR, Can, Viewer, check
from app.errors import AppError, Conflict, Invalid, Refused, TooLarge, Unavailable
from app.files import queries, reception
from app.files.models import Reason, Upload, reason_words
from app.files.reception import End, Reception
from app.files.wire import VERSION, content_type_is_offset, status_headers, tus_headers
from app.guard import Message, Receive, Scope, Send
from app.i18n import gettext as _

log = logging.getLogger("sanggar")
GRACE = 5.0
"""Seconds that a PATCH gets to save when the server stops."""

Respond = Callable[[int, Mapping[str, str], bytes], Awaitable[None]]


class PatchDoor:
    """ASGI: answers PATCH on an upload, hands everything else on."""

    def __init__(self, app: Quart, inner: guard.App) -> None:
        self.app, self.inner = app, inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; a PATCH saves what it has even when the server is told to stop."""
        is_patch = scope["type"] == "http" and scope["method"] == "PATCH"
        if not is_patch or not guard.STREAMED.fullmatch(scope["path"]):
            await self.inner(scope, receive, send)
            return
        upload_id = scope["path"].rpartition("/")[2]
        work = asyncio.ensure_future(_Patch(self.app, scope, receive, send).serve(upload_id))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await reception.settle(upload_id)
            await asyncio.wait({work}, timeout=GRACE)
            raise


@dataclass(frozen=True, slots=True)
class _Asked:
    offset: int
    length: int
    checksum: bytes


class _Patch:
    def __init__(self, app: Quart, scope: Scope, receive: Receive, send: Send) -> None:
        self.app, self.scope, self.send = app, scope, send
        self.headers = {n.decode("latin1").lower(): v.decode("latin1") for n, v in scope["headers"]}
        self.body_is_in = False
        self._receive = receive

    async def serve(self, upload_id: str) -> None:
        try:
            viewer = await self._viewer()
            upload = await self._take(upload_id, viewer)
        except AppError as error:
            await self._refuse(error)
        except Exception:
            log.exception("PATCH of upload %s failed", upload_id)
            await self._refuse(AppError(_("Something went wrong.")))
        else:
            if upload is not None:
                await self._answer(204, tus_headers(upload), b"")

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
        return viewer

    def _check_origin(self) -> None:
        site, origin = self.headers.get("sec-fetch-site"), self.headers.get("origin")
        ours = {self.headers.get("host", ""), self.app.config["SETTINGS"].public_host}
        if site in {"same-origin", "none"} or (site is None and origin is None):
            return
        if site is not None or urlsplit(origin or "").netloc not in ours:
            raise Refused(_("This request came from another site."), code="cross_site")

    async def _take(self, upload_id: str, viewer: Viewer) -> Upload | None:
        upload = await queries.upload_for(viewer, upload_id)
        asked = self._asked()
        if not await reception.settle(upload_id):
            raise reception.busy()
        async with Reception(upload, by=viewer) as receiving:
            _check_fits(receiving.upload, asked)
            await receiving.open()
            _check_fits(receiving.upload, asked)
            return await self._receive_all(receiving, asked)

    async def _receive_all(self, receiving: Reception, asked: _Asked) -> Upload | None:
        before = receiving.upload
        summed = _Summed(self.receive) if asked.checksum else None
        end = await receiving.take(summed or self.receive)
        if summed and (end is not End.COMPLETE or summed.digest.digest() != asked.checksum):
            await receiving.undo(before)
            raise Invalid(_("The checksum does not match."), code="checksum_mismatch").with_status(
                460
            )
        if end is End.COMPLETE and receiving.offset == before.length:
            return _finished(await receiving.finish())
        _raise_for(end, receiving.upload)
        return None if end is End.CUT else receiving.upload

    def _asked(self) -> _Asked:
        if self.headers.get("tus-resumable") != VERSION:
            raise Invalid(_("Only tus 1.0.0 is spoken here."), code="tus_version").with_status(412)
        if not content_type_is_offset(self.headers.get("content-type", "")):
            raise Invalid(_("This content type is not accepted."), code="content_type").with_status(
                415
            )
        offset, length = self.headers.get("upload-offset", ""), self.headers.get("content-length")
        if not offset.isascii() or not offset.isdigit() or len(offset) > 18:
            raise Invalid(_("Upload-Offset is missing or wrong."), code="bad_offset").with_status(
                400
            )
        checksum = _read_checksum(self.headers.get("upload-checksum", ""))
        return _Asked(int(offset), int(length) if length and length.isdigit() else 0, checksum)

    async def _refuse(self, error: AppError) -> None:
        body = {"code": error.code, "message": error.message, **error.facts}
        headers = {}
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
        await self.send({"type": "http.response.start", "status": status, "headers": raw})
        if self.body_is_in:
            await self.send({"type": "http.response.body", "body": body, "more_body": False})
        else:
            await self.send({"type": "http.response.body", "body": body, "more_body": True})
            await guard.end_early(self.receive, self.send)


class _Summed:
    """A receive() that hashes what passes."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.digest = receive, hashlib.sha256()

    async def __call__(self) -> Message:
        message = await self.receive()
        self.digest.update(message.get("body", b""))
        return message


def _check_fits(upload: Upload, asked: _Asked) -> None:
    if not upload.is_live:
        raise Refused(_("This upload is already complete."), code="upload_finished")
    if asked.offset != upload.durable_offset:
        raise Conflict(_("The upload continues at another place."), code="offset").with_facts(
            offset=upload.durable_offset
        )
    if asked.offset + asked.length > upload.length:
        raise TooLarge(_("This is more than was declared."))


def _raise_for(end: End, upload: Upload) -> None:
    offset = upload.durable_offset
    if end is End.TOO_LONG:
        raise TooLarge(_("This is more than was declared."))
    if end is End.DISK_FULL:
        raise (
            Unavailable(
                _("There is no room for this file just now. Please try again later."),
                code="disk_full",
            )
            .with_status(507)
            .with_facts(offset=offset)
        )
    if end is End.IDLE:
        raise (
            Unavailable(_("Nothing arrived for too long."), code="idle")
            .with_status(408)
            .with_facts(offset=offset)
        )
    if end is End.STOPPED:
        raise Conflict(
            _("This upload continues on another connection."), code="handed_over"
        ).with_facts(offset=offset)


def _finished(upload: Upload) -> Upload:
    if upload.reason == Reason.CHECKSUM:
        raise Invalid(reason_words(upload.reason), code=upload.reason).with_status(460)
    return upload


def _read_checksum(text: str) -> bytes:
    if not text:
        return b""
    algorithm, _space, value = text.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if algorithm != "sha256" or len(digest) != 32:
        raise Invalid(_("Only sha256 checksums are known."), code="bad_checksum").with_status(400)
    return digest

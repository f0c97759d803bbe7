"""A mail that has come in: who sent it, to which address, what it says and carries. Pure."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses
from hashlib import sha256
from typing import IO

from app.chat.mail_html import words_of
from app.chat.mail_quotes import own_words
from app.files.models import MIB

MOST = 25 * MIB
"""The largest mail that is taken in, as most providers have it."""
SEALS = {"application/pkcs7-signature", "application/pgp-signature", "application/pgp-keys"}
"""Parts that only vouch for the others."""
BULK = {"bulk", "list", "junk", "auto_reply"}
BROKEN = (AttributeError, IndexError, KeyError, LookupError, TypeError, ValueError, RecursionError)
"""What the standard library raises for headers and parts that are none."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Came:
    """A mail as far as we understand it."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    subject: str
    is_automatic: bool
    is_too_large: bool
    words: str = ""
    files: tuple[Attached, ...] = ()


def taken(source: IO[bytes]) -> bytes:
    """Read a mail from a program that hands it over: a little more than MOST at the most."""
    raw = source.read(MOST + 1)
    while source.read(MIB):  # who writes to a pipe that nobody reads fails
        pass
    return raw


def read(raw: bytes) -> Came:
    """Take a mail apart; of one that is too large only the head."""
    is_too_large = len(raw) > MOST
    head, _, _ = raw.partition(b"\n\n") if b"\r\n\r\n" not in raw else raw.partition(b"\r\n\r\n")
    message = _parsed(head + b"\n\n" if is_too_large else raw)
    texts: list[str] = []
    files: list[Attached] = []
    if not is_too_large:
        _collect(message, texts, files)
    return Came(
        message_id=_header(message, "Message-ID")[:255] or sha256(raw).hexdigest(),
        sender=next(iter(_addresses(message, "From")), ""),
        recipients=tuple(_addresses(message, "To", "Cc", "Delivered-To", "X-Original-To")),
        subject=_header(message, "Subject"),
        is_automatic=_is_automatic(message),
        is_too_large=is_too_large,
        words=own_words("\n\n".join(text.strip() for text in texts)),
        files=tuple(files),
    )


def _parsed(raw: bytes) -> EmailMessage:
    try:
        found = message_from_bytes(raw, policy=default)
    except BROKEN:
        return EmailMessage()
    return found if isinstance(found, EmailMessage) else EmailMessage()


def _is_automatic(message: EmailMessage) -> bool:
    """Tell whether a program has sent it by itself: nobody waits for an answer to that."""
    submitted = _header(message, "Auto-Submitted").lower()
    sender = next(iter(_addresses(message, "From")), "").partition("@")[0]
    return (
        submitted not in {"", "no"}
        or _header(message, "Precedence").lower() in BULK
        or _header(message, "Return-Path") == "<>"
        or bool(_header(message, "List-Id"))
        or message.get_content_type() == "multipart/report"
        or sender in {"", "mailer-daemon", "postmaster", "noreply", "no-reply"}
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "")).strip()
    except BROKEN:
        return ""


def _addresses(message: EmailMessage, *names: str) -> list[str]:
    try:
        values = [str(value) for name in names for value in message.get_all(name, [])]
    except BROKEN:
        return []
    return [address.lower() for _name, address in getaddresses(values) if "@" in address]


def _collect(part: MIMEPart, texts: list[str], files: list[Attached]) -> None:
    """Add what a part says and carries; of alternatives the first that says something."""
    kind = part.get_content_type()
    if kind == "multipart/alternative":
        said = False
        for choice in part.iter_parts():
            found: list[str] = []
            _collect(choice, found, files)
            if not said and any(text.strip() for text in found):
                texts += found
                said = True
    elif kind.startswith("multipart/"):
        for inner in part.iter_parts():
            _collect(inner, texts, files)
    elif kind in {"text/plain", "text/html"} and not part.is_attachment() and not _name(part):
        text = _text(part)
        texts.append(words_of(text) if kind == "text/html" else text)
    elif kind not in SEALS:
        files.append(Attached(_name(part) or _unnamed(part), _content(part)))


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except BROKEN:  # a charset that nobody knows
        return _content(part).decode(errors="replace")


def _content(part: MIMEPart) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = next(part.iter_parts(), None)
        return inner.as_bytes() if inner is not None else b""
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _name(part: MIMEPart) -> str:
    try:
        return part.get_filename() or ""
    except BROKEN:
        return ""


def _unnamed(part: MIMEPart) -> str:
    ending = {"image/jpeg": "jpg", "message/rfc822": "eml"}
    return f"mail.{ending.get(part.get_content_type(), part.get_content_subtype())}"

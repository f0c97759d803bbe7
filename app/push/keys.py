"""The key pair by which push services know this installation (VAPID, RFC 8292)."""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.config import Settings, WrongSetting

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

FILE = "vapid_key"
ENCODED_LIMIT = 400


@cache
def is_available() -> bool:
    """Tell whether the extra "push" is installed."""
    return find_spec("cryptography") is not None and find_spec("httpcore") is not None


def private_key(settings: Settings) -> "EllipticCurvePrivateKey":
    """Return the setting's key, else the installation's own, made on first use."""
    return _read(settings.vapid_key or _kept(settings.instance))


def public_key(settings: Settings) -> str:
    """Return what browsers subscribe with, as base64url."""
    return encode(point(private_key(settings)))


def point(key: "EllipticCurvePrivateKey") -> bytes:
    """Return the public key as an uncompressed point of 65 bytes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def contact(settings: Settings) -> str:
    """Return whom a push service may write to about us."""
    host = urlsplit(settings.public_url).hostname or "localhost"
    return settings.public_url if settings.secure else f"mailto:push@{host}"


def encode(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Read base64url with or without padding; raises ValueError."""
    if not text.isascii() or len(text) > ENCODED_LIMIT:
        raise ValueError("not base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def _read(text: str) -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        number = int.from_bytes(decode(text))
        return ec.derive_private_key(number, ec.SECP256R1())
    except ValueError as error:
        raise WrongSetting("SANGGAR_VAPID_KEY must be a P-256 private key as base64url.") from error


@cache
def _kept(instance: Path) -> str:
    kept = instance / FILE
    if not kept.exists():
        _make(kept)
    return kept.read_text().strip()


def _make(kept: Path) -> None:
    """Write a new key; of several processes that start together one wins."""
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    number = key.private_numbers().private_value.to_bytes(32)
    kept.parent.mkdir(parents=True, exist_ok=True)
    ours = kept.with_name(f"{FILE}.{secrets.token_hex(8)}")
    descriptor = os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(encode(number))
    try:
        os.link(ours, kept)
    except FileExistsError:
        pass
    finally:
        ours.unlink()

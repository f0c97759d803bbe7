"""Texts that this installation alone can have made: sealed with its secret key."""

import hmac
from base64 import b32encode
from hashlib import sha256

SEAL_BYTES = 16
_secret = b""


def use(secret_key: str) -> None:
    """Seal with this key from now on."""
    global _secret
    _secret = secret_key.encode()


def seal(purpose: str, text: str) -> str:
    """Return 128 bits that only who knows the key can make for this purpose and text.

    26 small letters and digits: they survive being read aloud, and whatever makes links of words.
    """
    return b32encode(secret(purpose, text)[:SEAL_BYTES]).decode().rstrip("=").lower()


def secret(purpose: str, text: str) -> bytes:
    """Return 256 bits that only who knows the key can make for this purpose and text."""
    if not _secret:
        raise RuntimeError("there is no secret key yet")
    key = sha256(f"{purpose}:".encode() + _secret).digest()
    return hmac.new(key, text.encode(), sha256).digest()


def is_sealed(purpose: str, text: str, given: str) -> bool:
    """Tell whether a seal is the one of this text, in the same time whatever was given."""
    return hmac.compare_digest(seal(purpose, text).encode(), given.encode(errors="replace"))

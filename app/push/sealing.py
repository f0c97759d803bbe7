"""A message that only its device can read (RFC 8291), and the stamp that names us (RFC 8292)."""

import os
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app import clock
from app.push.keys import encode, point

RECORD = 4096
"""The record size that every push service takes; a message is one record."""
STAMP_LIFE = timedelta(hours=12)
LAST = b"\x02"
"""Ends the words of the last record."""
CURVE = ec.SECP256R1()


def seal(
    words: bytes,
    *,
    device: bytes,
    secret: bytes,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """Encrypt for a device's public key and secret; `key` and `salt` are fresh by default."""
    key = key or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(16)
    ours = point(key)
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, device))
    material = _derived(shared, secret, b"WebPush: info\0" + device + ours, 32)
    content_key = _derived(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(material, salt, b"Content-Encoding: nonce\0", 12)
    sealed = AESGCM(content_key).encrypt(nonce, words + LAST, None)
    return salt + RECORD.to_bytes(4) + bytes([len(ours)]) + ours + sealed


def stamp(key: ec.EllipticCurvePrivateKey, *, origin: str, contact: str) -> str:
    """Return the Authorization header for a push service."""
    claims = {"aud": origin, "exp": clock.now() + STAMP_LIFE, "sub": contact}
    token = jwt.encode(claims, key, algorithm="ES256")
    return f"vapid t={token}, k={encode(point(key))}"


def _derived(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(material)

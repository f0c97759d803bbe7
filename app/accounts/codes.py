"""Codes of an authenticator app (RFC 6238), and recovery codes for when the phone is gone.

No secret lies in the database: it is made of the studio's key and of a random text that does, so a
copy of the database alone opens nothing.
"""

import re
import secrets
from base64 import b32encode

import pyotp

from app import clock, signing

PERIOD = 30
"""Seconds for which an app shows one code."""
DRIFT = 1
"""So many codes before and after the present one count too: clocks differ."""
DIGITS = 6
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody takes for each other."""


def fresh_seed() -> str:
    """Return the random text from which the key of an app is made."""
    return secrets.token_urlsafe(24)


def key_of(user_id: int, seed: str) -> str:
    """Return the key that an authenticator app keeps: 160 bits in base32."""
    return b32encode(signing.secret("second step", f"{user_id}:{seed}")[:20]).decode()


def address(key: str, *, name: str, studio: str) -> str:
    """Return what the QR code says to an app."""
    return str(pyotp.TOTP(key).provisioning_uri(name=name, issuer_name=studio.replace(":", " ")))


def turn_of(key: str, typed: str, after: int) -> int | None:
    """Return the turn of 30 seconds to which a code belongs, if it is good and later than `after`.

    Whoever was let in by a code keeps its turn, so that no code counts twice.
    """
    code = re.sub(r"\s", "", typed)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", code):
        return None
    now = int(clock.now().timestamp()) // PERIOD
    maker = pyotp.TOTP(key)
    good = [
        turn
        for turn in range(now - DRIFT, now + DRIFT + 1)
        if pyotp.utils.strings_equal(maker.generate_otp(turn), code) and turn > after
    ]
    return good[0] if good else None


def fresh_recovery_codes() -> list[str]:
    """Return ten codes to keep on paper, each good for one sign-in."""
    return ["-".join((_part(), _part())) for _ in range(RECOVERY_CODES)]


def recovery_hash(user_id: int, typed: str) -> str:
    """Return what is kept of a recovery code, however it is spaced and written."""
    plain = re.sub(r"[^a-z0-9]", "", typed.lower())
    return signing.seal("recovery code", f"{user_id}:{plain}")


def grouped(key: str) -> str:
    """Write a key as people type it: in groups of four."""
    return " ".join(key[at : at + 4] for at in range(0, len(key), 4))


def _part() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))

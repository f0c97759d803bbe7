"""The words travel sealed: the standard's own example, and a stamp that the service can check."""

from base64 import urlsafe_b64decode

import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from app.push import keys
from app.push.sealing import seal, stamp
from tests.push.receiver import Device

WORDS = b"When I grow up, I want to be a watermelon"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
DEVICE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
SEALED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    device = Device(int.from_bytes(bytes_of(DEVICE)), bytes_of(AUTH))
    sender = ec.derive_private_key(int.from_bytes(bytes_of(SENDER)), ec.SECP256R1())
    sealed = seal(WORDS, device=device.point, secret=device.auth, key=sender, salt=bytes_of(SALT))
    assert sealed == bytes_of(SEALED)
    assert device.read(sealed) == WORDS


def test_each_message_has_its_own_key_and_salt() -> None:
    device = Device()
    one, two = (seal(WORDS, device=device.point, secret=device.auth) for _ in range(2))
    assert one[:16] != two[:16]
    assert one[21:86] != two[21:86]
    assert device.read(one) == device.read(two) == WORDS


def test_another_device_reads_nothing() -> None:
    device, other = Device(), Device()
    with pytest.raises(InvalidTag):
        other.read(seal(WORDS, device=device.point, secret=device.auth))


def test_the_stamp_names_us_to_one_service_for_half_a_day() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    header = stamp(key, origin="https://push.example", contact="https://studio.example")
    token = header.removeprefix("vapid t=").partition(",")[0]
    claims = jwt.decode(
        token, key.public_key(), algorithms=["ES256"], audience="https://push.example"
    )
    assert claims["sub"] == "https://studio.example"
    assert header.endswith(f", k={keys.encode(keys.point(key))}")

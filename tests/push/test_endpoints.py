"""An address that a browser names leads nowhere but to a push service on the open internet."""

import socket
from ipaddress import ip_address

import pytest

from app.errors import Invalid
from app.push.models import check_endpoint
from app.push.posting import NotPublic, Outcome, is_public, outcome_of, public_address
from tests.conftest import Member
from tests.push.conftest import Post
from tests.push.receiver import Device

GOOD = "https://updates.push.services.example/wpush/v2/abc"


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example/abc",
        "https://127.0.0.1/abc",
        "https://[::1]/abc",
        "https://169.254.169.254/latest/meta-data",
        "https://2130706433/abc",
        "https://localhost/abc",
        "https://push.example:8443/abc",
        "https://push.example@127.0.0.1/abc",
        "https://push.example:99999/abc",
        "https://10.1/abc",
        "ftp://push.example/abc",
        "javascript:alert(1)",
        "https://push.example/" + "a" * 1000,
        "https://pûsh.example/abc",
        "",
    ],
)
async def test_what_no_browser_would_name_is_refused(ani: Member, post: Post, address: str) -> None:
    with pytest.raises(Invalid):
        check_endpoint(address, ())
    reply = await ani.post("/push/subscriptions", json=Device().subscription(address))
    assert reply.status_code == 422


def test_a_push_service_is_taken_and_a_trusted_one_may_be_near() -> None:
    assert check_endpoint(GOOD, ()) == GOOD
    near = "http://127.0.0.1:9000/abc"
    assert check_endpoint(near, ("127.0.0.1:9000",)) == near
    with pytest.raises(Invalid):
        check_endpoint(near, ("127.0.0.1:9001",))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "::ffff:10.0.0.1",
        "2002:a00:1::",
        "64:ff9b::a00:1",
    ],
)
def test_no_private_address_is_public(address: str) -> None:
    assert not is_public(ip_address(address))


def test_a_public_address_is_public() -> None:
    assert is_public(ip_address("93.184.215.14"))
    assert is_public(ip_address("2606:2800:21f:cb07:6820:80da:af6b:8b2c"))


async def test_a_name_that_leads_inside_is_found_at_the_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [("93.184.215.14", 443), ("10.0.0.5", 443)]

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(NotPublic):
        await public_address("push.example", 443)
    found.pop()
    assert await public_address("push.example", 443) == "93.184.215.14"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, Outcome.SENT),
        (301, Outcome.REFUSED),
        (400, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (413, Outcome.REFUSED),
        (429, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
def test_every_answer_has_its_outcome(status: int, outcome: Outcome) -> None:
    assert outcome_of(status) is outcome


@pytest.mark.parametrize(
    "keys",
    [
        {"p256dh": "AAAA", "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"p256dh": "B" * 87, "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"p256dh": "ü", "auth": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
async def test_keys_that_no_browser_makes_are_refused(
    ani: Member, post: Post, keys: dict[str, str]
) -> None:
    body = {"endpoint": post.service.endpoint("ani"), "keys": keys}
    told = {"Accept": "application/json"}
    reply = await ani.post("/push/subscriptions", json=body, headers=told)
    assert reply.status_code == 422
    assert (await reply.get_json())["error"]["code"] == "bad_key"

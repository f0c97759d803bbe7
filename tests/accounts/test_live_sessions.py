"""Open sockets follow the session: what ends it closes them within two seconds."""

import pytest

from app.accounts import actions, queries
from app.accounts.access import Role
from tests import cast
from tests.cast import PASSWORD
from tests.conftest import Member
from tests.listener import Listener, Refusal

NEW = "daun jati kering"
ENDED = 3503


@pytest.fixture
async def phone(app, ani):
    """Ani's other device."""
    viewer, cookie = await cast.sign_in(app, "ani")
    return Member(app, viewer, cookie)


async def test_signing_out_closes_the_socket_and_the_cookie_opens_no_other(ani, server):
    async with ani.listening(f"user:{ani.id}") as socket:
        await ani.post("/logout")
        assert await socket.closed(timeout=2) == ENDED
    with pytest.raises(Refusal):
        async with ani.listening(f"user:{ani.id}"):
            pass


async def test_signing_out_leaves_the_other_device_alone(ani, phone, server):
    async with phone.listening(f"user:{ani.id}") as socket:
        await ani.post("/logout")
        assert await socket.quiet(1)
    assert (await phone.get("/api/me")).status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/account/sessions/end-others", {}),
        ("/account/password", {"password-current": PASSWORD, "password-password": NEW}),
    ],
)
async def test_ending_the_others_closes_only_their_sockets(ani, phone, server, path, form):
    async with phone.listening(f"user:{ani.id}") as theirs, ani.listening() as mine:
        assert (await ani.post(path, form=form)).status_code == 303
        assert await theirs.closed(timeout=2) == ENDED
        assert await mine.quiet(0.5)


async def test_another_role_closes_the_sockets(sari, adi, server):
    async with sari.listening(f"user:{sari.id}") as socket:
        await actions.change_role(sari.id, Role.DESIGNER, by=adi.viewer)
        assert await socket.closed(timeout=2) == ENDED


async def test_nobody_hears_anothers_notices(ani, budi, server):
    with pytest.raises(Refusal) as refusal:
        async with budi.listening(f"user:{ani.id}"):
            pass
    assert refusal.value.code == 103


async def test_a_token_opens_a_socket_as_its_owner(ani, server):
    token = (await (await ani.post("/api/live-token")).get_json())["token"]
    async with Listener(server.url, f"user:{ani.id}", token=token) as socket:
        assert await socket.quiet(0.2)


async def test_a_phone_number_is_found_as_people_dial_it(adi, app):
    await actions.register("0812 3456 7890", name="Wati", password=NEW)
    for words in ("081234567890", "+62812", "wati"):
        found = await queries.customers_matching(adi.viewer, words)
        assert [person.name for person in found] == ["Wati"]
    assert await queries.customers_matching(adi.viewer, "0813") == []


async def test_contact_details_are_for_those_who_may_see_them(ani, budi, sari, dodi, maya):
    for member in (sari, maya, ani):
        assert (await queries.contact_for(member.viewer, ani.id)).email == "ani@sanggar.test"
    for member in (budi, dodi):
        assert await queries.contact_for(member.viewer, ani.id) is None
    assert await queries.customers_matching(dodi.viewer, "ani") == []

"""Who a live socket belongs to, and that it follows the session."""

from datetime import timedelta

import jwt
import pytest

from app import clock
from app.accounts import actions, live, sessions
from app.accounts.access import VISITOR, Role
from app.realtime.channels import BadToken, TokenExpired, registry


async def token(member):
    response = await member.post("/api/live-token")
    assert response.status_code == 200
    return await response.get_json()


async def test_a_member_gets_a_token_for_five_minutes(ani):
    body = await token(ani)
    assert body["expires_in"] == 300
    viewer = await registry.token(body["token"])
    assert (viewer.id, viewer.session) == (ani.id, ani.viewer.session)


async def test_a_visitor_gets_no_token(visitor):
    assert (await visitor.post("/api/live-token")).status_code == 401


async def test_a_token_ends_with_its_session(ani):
    body = await token(ani)
    await sessions.end(ani.viewer.session)
    with pytest.raises(BadToken):
        await registry.token(body["token"])


async def test_an_old_token_says_that_it_has_expired(app, ani, monkeypatch):
    early = clock.now() - timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: early)
    old = live.live_token(ani.viewer, app.config["SETTINGS"].secret_key)
    with pytest.raises(TokenExpired):
        await registry.token(old)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_of_somebody_elses_making_is_refused(ani, algorithm):
    claims = {"sub": str(ani.id), "sid": ani.viewer.session, "aud": "live", "exp": 4_000_000_000}
    key = None if algorithm == "none" else "somebody else's key, 32 bytes long"
    with pytest.raises(BadToken):
        await registry.token(jwt.encode(claims, key, algorithm=algorithm))


async def test_a_person_hears_only_their_own_notices(ani, budi):
    assert await live.may_listen(ani.viewer, str(ani.id))
    assert not await live.may_listen(ani.viewer, str(budi.id))
    assert not await live.may_listen(ani.viewer, f"0{ani.id}")
    assert not await live.may_listen(VISITOR, "0")


async def test_a_socket_is_valid_while_session_account_and_role_are(sari, adi):
    assert await live.still_valid(sari.viewer)
    await actions.change_role(sari.id, Role.DESIGNER, by=adi.viewer)
    assert not await live.still_valid(sari.viewer)


async def test_a_visitors_socket_stays_valid(app):
    assert await live.still_valid(VISITOR)

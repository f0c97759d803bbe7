"""Who a live socket belongs to: the session's cookie, or a short-lived token of a program."""

from datetime import timedelta
from hashlib import sha256

import jwt
from quart import Quart

from app import clock
from app.accounts import sessions
from app.accounts.access import VISITOR, Viewer
from app.accounts.cookies import token_in
from app.realtime.channels import BadToken, Handshake, TokenExpired, channel, identify

TOKEN_LIFE = timedelta(minutes=5)
AUDIENCE = "live"


def install(app: Quart) -> None:
    """Tell the live engine how to know people."""

    async def by_cookie(handshake: Handshake) -> Viewer:
        token = token_in(app, handshake.cookies)
        found = await sessions.viewer_with_token(token) if token else None
        return found or VISITOR

    async def by_token(text: str) -> Viewer:
        return await _viewer_of_token(text, app.config["SETTINGS"].secret_key)

    identify(cookie=by_cookie, token=by_token, still_valid=still_valid)


@channel("user")
async def may_listen(viewer: Viewer, key: str) -> bool:
    """Let a person hear their own notices."""
    return viewer.is_member and key == str(viewer.id)


async def still_valid(viewer: Viewer) -> bool:
    """Tell whether session, account and role are what they were when the socket opened."""
    if not viewer.is_member:
        return True
    present = await sessions.viewer_of_session(viewer.session)
    return present is not None and present.role == viewer.role


def live_token(viewer: Viewer, secret_key: str) -> str:
    """Sign a token that opens a socket as the viewer for the next five minutes."""
    claims = {
        "sub": str(viewer.id),
        "sid": viewer.session,
        "aud": AUDIENCE,
        "exp": clock.now() + TOKEN_LIFE,
    }
    return jwt.encode(claims, _key(secret_key), algorithm="HS256")


async def _viewer_of_token(text: str, secret_key: str) -> Viewer:
    try:
        claims = jwt.decode(
            text,
            _key(secret_key),
            algorithms=["HS256"],
            audience=AUDIENCE,
            options={"require": ["exp", "sid", "sub"]},
        )
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired from error
    except jwt.InvalidTokenError as error:
        raise BadToken from error
    viewer = await sessions.viewer_of_session(int(claims["sid"]))
    if viewer is None or str(viewer.id) != claims["sub"]:
        raise BadToken
    return viewer


def _key(secret_key: str) -> bytes:
    return sha256(b"live token:" + secret_key.encode()).digest()

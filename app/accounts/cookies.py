"""What a browser keeps of us: the session's token, and a mark of the devices that know an account.

quart-auth signs and carries a random token; what it means is looked up in the sessions table at
every request, so that a copied or old cookie is worth nothing once its session has ended.
"""

import hmac
import secrets
import warnings
from collections.abc import Mapping
from hashlib import sha256

from quart import Quart
from quart_auth import QuartAuth

from app.accounts.access import Role
from app.accounts.models import whole_life
from app.config import Settings

DEVICE = "device"
DEVICE_LIFE = 365 * 24 * 3600


def install(app: Quart) -> None:
    """Give the application its session cookie; Secure and host-bound where people use https."""
    secure = app.config["SETTINGS"].secure
    if secure:  # behind a proxy that ends TLS the request itself looks insecure
        warnings.filterwarnings("ignore", message="Secure cookies will be ignored")
    QuartAuth(
        app,
        cookie_name="__Host-sanggar" if secure else "sanggar",
        cookie_secure=secure,
        cookie_samesite="Lax",
        duration=int(whole_life(Role.CUSTOMER).total_seconds()),
        salt="sanggar session",
    )


def token_in(app: Quart, cookies: Mapping[str, str]) -> str | None:
    """Return the session token that a cookie of ours carries, if its signature holds."""
    auth = app.extensions["QUART_AUTH"][0]
    found = cookies.get(auth.cookie_name)
    token = auth.load_token(found, app) if found else None
    return token if isinstance(token, str) else None


def device_mark(settings: Settings, account: str) -> str:
    """Return a fresh mark for a browser in which this account has signed in."""
    name = secrets.token_urlsafe(12)
    return f"{name}.{_seal(settings, name, account)}"


def device_turn(settings: Settings, account: str, mark: str) -> str:
    """Return the throttle's name of a device that knows this account, or nothing."""
    name, _, seal = mark.partition(".")
    if not name or not hmac.compare_digest(seal.encode(), _seal(settings, name, account).encode()):
        return ""
    return f"device:{name[:32]}"


def _seal(settings: Settings, name: str, account: str) -> str:
    key = sha256(b"device mark:" + settings.secret_key.encode()).digest()
    return hmac.new(key, f"{name}:{account}".encode(), sha256).hexdigest()[:32]

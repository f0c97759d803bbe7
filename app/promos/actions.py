"""Making, changing and publishing promos; each change is audited and told to every open page."""

from app.promos.redemptions import preview, redeem, release

__all__ = ["preview", "redeem", "release"]

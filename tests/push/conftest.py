"""A push service beside the studio, and people with a device that hears."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from quart import Quart

from app import clock
from app.chat import pushes
from app.config import Settings
from app.push import outbox
from tests.conftest import Member
from tests.push.receiver import Device, PushService, push_service


@dataclass
class Post:
    """The push service, and the studio's way to it."""

    service: PushService
    settings: Settings
    app: Quart

    async def subscribe(self, member: Member, name: str = "") -> Device:
        """Switch on a device of a person's present session."""
        device = Device()
        endpoint = self.service.endpoint(name or member.viewer.name.split()[0].lower())
        reply = await member.post("/push/subscriptions", json=device.subscription(endpoint))
        assert reply.status_code == 201
        return device

    async def deliver(self) -> None:
        await outbox.deliver_with(self.settings)

    async def later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the patience for reading pass, look, and deliver."""
        moment = clock.now() + pushes.PATIENCE * 1.5
        with monkeypatch.context() as patched:
            patched.setattr(clock, "now", lambda: moment)
            await pushes.tell_unread()
            await self.deliver()


@pytest.fixture
async def post(
    app: Quart, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Post]:
    """A push service, in a studio where it is always day."""
    monkeypatch.setattr(outbox, "after_the_night", lambda now, _zone: now)
    async with push_service() as service:
        chosen = replace(settings, push_trusted=(service.host,))
        app.config["SETTINGS"] = chosen
        yield Post(service, chosen, app)

"""Notifications from the click that asks for them to the note on the lock screen.

Only the browser's push service is ours: no Chromium reaches its own from here.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, expect

from tests.browser.conftest import People, Person
from tests.browser.test_chat_room import write
from tests.browser.test_offline import CONTROLLED, until
from tests.process import ServerProcess
from tests.push.receiver import Device, PushService, push_service

SUBSCRIBE = """(made) => {
  const subscription = {toJSON: () => made, unsubscribe: async () => { delete window.pushed; }};
  const read = () => sessionStorage.getItem("pushed") ? subscription : null;
  PushManager.prototype.getSubscription = async () => read();
  PushManager.prototype.subscribe = async (options) => {
    sessionStorage.setItem("pushed", options.applicationServerKey);
    return subscription;
  };
  Notification.requestPermission = async () => { window.asked = true; return "granted"; };
  Object.defineProperty(Notification, "permission",
    {get: () => sessionStorage.getItem("pushed") ? "granted" : "default"});
}"""
NOTES = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({title, body, tag}) => [title, body, tag]);
}"""


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with push_service() as found:
        yield found


@pytest.fixture
async def shop(tmp_path: Path, service: PushService) -> AsyncIterator[ServerProcess]:
    process = ServerProcess(tmp_path, SANGGAR_PUSH_TRUSTED=service.host)
    process.run("demo")
    await process.start()
    yield process
    process.stop()


async def enter(people: People, device: Device, service: PushService) -> Person:
    person = await people.enter(width=390, height=780, worker=True)
    await person.context.grant_permissions(["notifications"])
    made = device.subscription(service.endpoint("phone"))
    await person.context.add_init_script(f"({SUBSCRIBE})({json.dumps(made)})")
    await person.sign_in("customer")
    await person.page.evaluate(CONTROLLED)
    return person


class PushLine:
    """Hands notes to the worker, as the browser does when its push service wakes it."""

    def __init__(self, session: CDPSession, origin: str) -> None:
        self.session, self.origin = session, origin
        self.registration: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @classmethod
    async def of(cls, person: Person) -> "PushLine":
        line = cls(await person.context.new_cdp_session(person.page), person.url)
        line.session.on("ServiceWorker.workerRegistrationUpdated", line._hear)
        await line.session.send("ServiceWorker.enable")
        await asyncio.wait_for(asyncio.shield(line.registration), 20)
        return line

    async def wake(self, note: str) -> None:
        await self.session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.origin, "registrationId": self.registration.result(), "data": note},
        )

    def _hear(self, event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if each["scopeURL"].startswith(self.origin) and not self.registration.done():
                self.registration.set_result(each["registrationId"])


async def test_from_the_wish_to_the_lock_screen(
    browser: Browser, shop: ServerProcess, service: PushService
) -> None:
    people, device = People(browser, shop.url), Device()
    try:
        ani = await enter(people, device, service)
        await ani.open("/account")
        section = ani.page.locator("#notifications")
        await expect(section.locator(".push")).to_have_attribute("data-state", "off")
        assert await ani.page.evaluate("window.asked") is None  # never by itself
        await section.locator("[data-on]").click()
        await expect(section.locator(".push")).to_have_attribute("data-state", "on")
        nights = section.get_by_label("Malam hari juga")
        await nights.check()  # whatever the time is
        await section.get_by_role("button", name="Simpan").click()
        await ani.page.wait_for_url(lambda url: "done=settings" in url)
        await expect(nights).to_be_checked()
        await ani.open("/rooms/general")
        path = await ani.page.evaluate("location.pathname")
        sari = await people.enter()
        await sari.sign_in("operator")
        await sari.open(path)
        await ani.open("/catalogue")
        await write(sari, "Contohnya sudah jadi")
        received = await service.next(90)
        note = device.read(received.body).decode()
        assert json.loads(note)["title"] == "Pesan baru dari studio"
        assert "Contohnya" not in note
        line = await PushLine.of(ani)
        await line.wake(json.dumps({"title": "Dilihat di halaman", "url": "/", "tag": "seen"}))
        await ani.page.goto("about:blank")
        await line.wake(note)
        await ani.open("/account")
        await expect(section.locator(".push")).to_have_attribute("data-state", "on")
        await until(ani.page, f"async () => (await ({NOTES})()).length > 0")
        ((title, _body, tag),) = await ani.page.evaluate(NOTES)
        assert (title, tag) == ("Pesan baru dari studio", f"room:{path.rpartition('/')[2]}")
    finally:
        await people.leave()

"""Every screen of every role is within everybody's reach (WCAG 2.2 AA): see checks.py for what."""

from collections.abc import AsyncIterator

import pytest

from screens.camera import Camera, Look, camera
from screens.pages import SCREENS, Screen
from screens.studio import studio
from tests.browser.checks import CHECKS

ACCOUNTS = tuple(dict.fromkeys(screen.account for screen in SCREENS))


@pytest.fixture(scope="module")
async def taker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Camera]:
    async with (
        studio(tmp_path_factory.mktemp("screens")) as (server, places),
        camera(server.url, places) as taker,
    ):
        yield taker


@pytest.mark.timeout(900)
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda name: name or "visitor")
async def test_a_role_can_reach_everything_on_its_screens(taker: Camera, account: str) -> None:
    found: list[str] = []
    for screen in (screen for screen in SCREENS if screen.account == account):
        found += await _found(taker, screen)
    assert found == []
    assert taker.complaints == []


async def _found(taker: Camera, screen: Screen) -> list[str]:
    page = await taker.show(screen, Look("id", "light", 360))
    found = [
        f"{screen.name}, {check.__name__}: {what}" for check in CHECKS for what in await check(page)
    ]
    await taker.leave(screen)
    return found


def test_every_role_of_the_demo_studio_has_screens() -> None:
    assert {"", "customer", "operator", "designer", "marketing", "manager", "admin"} <= {*ACCOUNTS}

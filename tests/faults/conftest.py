"""An engine for every fault test, ended with it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.faults.judging", "tests.faults.stage")

from tests.faults.stage import Stage  # noqa: E402 (after the line above)
from tests.realtime.conftest import engine, limits, store, world  # noqa: E402

__all__ = ["engine", "limits", "store", "world"]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """The engine as it is."""
    async with Stage.opened(tmp_path) as found:
        yield found

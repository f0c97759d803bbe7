"""Timed work of feedback: the photographs of what was resolved."""

from datetime import timedelta

from app import clock
from app.feedback import upkeep
from app.files import retention
from app.jobs import every

AFTERMATH = timedelta(days=30)
"""How long something that was resolved may be opened again."""


@every(minutes=6 * 60)
async def close_folders() -> None:
    """Close the folders of what was resolved a while ago: the days of their files begin."""
    await retention.close(await upkeep.folders_over(clock.now() - AFTERMATH))

"""The demo's promos: one for everybody, one for members, one to come and one that is over."""

from app.accounts.access import Viewer


async def fill(actors: dict[str, Viewer]) -> None:
    """Write the promos through their own actions."""

"""What somebody pressed in the shop window, when they delete their account."""

from app.catalogue.tables import contact_clicks
from app.db import database


async def erase(user_id: int) -> None:
    """Count their presses on as those of a visitor."""
    theirs = contact_clicks.c.user_id == user_id
    await database.execute(contact_clicks.update().where(theirs).values(user_id=None))

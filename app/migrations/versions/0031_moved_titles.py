"""What tells of a moved message names the other room in English, where it was kept in Indonesian.

Such lines were written in both languages, but while a room had one title the English one ended
with that. The other room is one of the same customer with exactly this title.
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0031_moved_titles"
down_revision = "0030_enter_sends"
branch_labels = None
depends_on = None

AT_ONCE = 1000
BEFORE_THE_TITLE = (" moved a message to ", " here from ")
Titles = dict[int, list[tuple[str, str]]]

messages = sa.table(
    "messages", *(sa.column(name) for name in ("id", "room_id", "author_id", "body_en"))
)
rooms = sa.table(
    "rooms", *(sa.column(name) for name in ("id", "customer_id", "title_id", "title_en"))
)


def upgrade() -> None:
    """Change what is kept; there is no way back but a backup."""
    connection = op.get_bind()
    page = (
        sa.select(messages.c.id, messages.c.body_en, rooms.c.customer_id)
        .join(rooms, rooms.c.id == messages.c.room_id)
        .where(messages.c.author_id.is_(None), messages.c.body_en.like("% moved a message %"))
        .order_by(messages.c.id)
        .limit(AT_ONCE)
    )
    change = messages.update().where(messages.c.id == sa.bindparam("message"))
    last = 0
    while found := connection.execute(page.where(messages.c.id > last)).all():
        titles = _titles(connection, {row.customer_id for row in found})
        told = [(row, _in_english(row.body_en, titles[row.customer_id])) for row in found]
        changed = [{"message": row.id, "words": new} for row, new in told if new != row.body_en]
        if changed:
            connection.execute(change.values(body_en=sa.bindparam("words")), changed)
        last = found[-1].id


def _titles(connection: sa.Connection, customers: set[int]) -> Titles:
    """Return by customer the two titles of each of their rooms, the longest first."""
    query = sa.select(rooms.c.customer_id, rooms.c.title_id, rooms.c.title_en).where(
        rooms.c.customer_id.in_(sorted(customers)),
        rooms.c.title_id != "",
        rooms.c.title_en != "",
    )
    found: Titles = defaultdict(list)
    for row in connection.execute(query):
        found[row.customer_id].append((row.title_id, row.title_en))
    for both in found.values():
        both.sort(key=lambda titles: len(titles[0]), reverse=True)
    return found


def _in_english(words: str, titles: list[tuple[str, str]]) -> str:
    for title_id, title_en in titles:
        if words.endswith(tuple(f"{before}{title_id}." for before in BEFORE_THE_TITLE)):
            return f"{words.removesuffix(f'{title_id}.')}{title_en}."
    return words

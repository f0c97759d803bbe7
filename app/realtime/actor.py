"""Who did something, as every listener of an event sees it."""

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """A person in an event; `id` 0 is the studio's own system."""

    id: int
    name: str
    role: str

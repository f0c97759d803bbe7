"""Who is here now: per person, with a grace time against flapping; never stored."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.realtime.protocol import ClientInfo, presence_push

if TYPE_CHECKING:
    from app.realtime.connection import Connection
    from app.realtime.hub import Hub


@dataclass(slots=True)
class Person:
    """Somebody in a channel, with each socket; while `leaving` runs there is none."""

    clients: dict[str, ClientInfo] = field(default_factory=dict)
    last: ClientInfo | None = None
    leaving: asyncio.TimerHandle | None = None


class Presence:
    """The people in the channels of this process."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.people: dict[str, dict[str, Person]] = {}

    def join(self, connection: "Connection", channel: str) -> None:
        """Count a socket in; the others hear of a person's first one only."""
        info = connection.info
        people = self.people.setdefault(channel, {})
        person = people.get(info.user)
        if person is None:
            person = people[info.user] = Person()
            self.hub.broadcast(channel, presence_push(channel, "join", info))
        elif person.leaving is not None:
            person.leaving.cancel()
            person.leaving = None
        person.clients[info.client] = person.last = info

    def leave(self, connection: "Connection", channel: str) -> None:
        """Count a socket out; the person stays for the grace time."""
        user, client = str(connection.viewer.id), connection.client
        person = self.people.get(channel, {}).get(user)
        if person is None or person.clients.pop(client, None) is None or person.clients:
            return
        person.leaving = asyncio.get_running_loop().call_later(
            self.hub.limits.presence_grace, self._gone, channel, user
        )

    def clients(self, channel: str) -> dict[str, ClientInfo]:
        """Return everyone here by client id; who just left is still there with the last one."""
        found: dict[str, ClientInfo] = {}
        for person in self.people.get(channel, {}).values():
            if person.clients:
                found.update(person.clients)
            elif person.last is not None:
                found[person.last.client] = person.last
        return found

    def counts(self, channel: str) -> tuple[int, int]:
        """Return how many sockets and how many people are here."""
        return len(self.clients(channel)), len(self.people.get(channel, {}))

    def clear(self) -> None:
        """Forget everyone."""
        for people in self.people.values():
            for person in people.values():
                if person.leaving is not None:
                    person.leaving.cancel()
        self.people.clear()

    def _gone(self, channel: str, user: str) -> None:
        people = self.people.get(channel, {})
        person = people.pop(user, None)
        if not people:
            self.people.pop(channel, None)
        if person is not None and person.last is not None:
            self.hub.broadcast(channel, presence_push(channel, "leave", person.last))

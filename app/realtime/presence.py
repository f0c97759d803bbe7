"""Who is here now: per person, with a grace time against flapping; never stored.

Each process tells the others which sockets it has: at once when one comes or goes, and all of them
every few seconds. A socket that nobody tells of any more is dead, whatever became of its process.
"""

import asyncio
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from app.realtime.bus import Seen
from app.realtime.protocol import ClientInfo, presence_push

if TYPE_CHECKING:
    from app.realtime.connection import Connection
    from app.realtime.hub import Hub

AT_ONCE = 20
"""Sockets told of in one hint: it must fit into every bus."""
PER_LOOK = 2000
"""Sockets told of in one turn, so that a large process stays awake."""

Place = tuple[str, str]
"""A channel, and a client's id, which is never used twice."""


@dataclass(slots=True)
class Person:
    """Somebody in a channel, with each socket; while `leaving` runs there is none."""

    clients: dict[str, ClientInfo] = field(default_factory=dict)
    last: ClientInfo | None = None
    leaving: asyncio.TimerHandle | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A socket, and when the others last heard of it, or we of theirs."""

    info: ClientInfo
    at: float


class Presence:
    """The people in the channels, on this process and the others."""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.people: dict[str, dict[str, Person]] = {}
        self._ours: dict[Place, Told] = {}
        self._theirs: dict[Place, Told] = {}
        self._was_deaf = False
        self._is_asked = False

    def join(self, connection: "Connection", channel: str) -> None:
        """Count a socket of this process in."""
        info = connection.info
        self._come(channel, info)
        self._ours[channel, info.client] = Told(info, asyncio.get_running_loop().time())
        self.hub.bus.send(Seen(channel, here=[info]))

    def leave(self, connection: "Connection", channel: str) -> None:
        """Count a socket of this process out."""
        told = self._ours.pop((channel, connection.client), None)
        if told is not None:
            self._go(channel, told.info)
            self.hub.bus.send(Seen(channel, gone=[told.info]))

    def hear(self, seen: Seen) -> None:
        """Learn of another process's sockets."""
        now = asyncio.get_running_loop().time()
        for info in seen.here:
            if self._theirs.pop((seen.channel, info.client), None) is None:
                self._come(seen.channel, info)
            self._theirs[seen.channel, info.client] = Told(info, now)
        for info in seen.gone:
            if self._theirs.pop((seen.channel, info.client), None) is not None:
                self._go(seen.channel, info)

    def tell_all_soon(self) -> None:
        """Tell of every socket at the next look: somebody is new, or missed some."""
        self._is_asked = True

    def look(self, now: float) -> None:
        """Tell of our sockets again and bury those of others that nobody tells of; once a second.

        While the bus is dead nobody is buried: not to hear of a socket says nothing then.
        """
        if self.hub.bus.is_alone:
            return
        if not self.hub.bus.is_connected:
            self._was_deaf = True
            return
        if self._was_deaf:
            self._theirs = {place: Told(told.info, now) for place, told in self._theirs.items()}
        if self._is_asked or self._was_deaf:
            self._ours = {place: Told(told.info, -1) for place, told in self._ours.items()}
        self._is_asked = self._was_deaf = False
        self._tell_due(now)
        self._bury_lost(now - self.hub.limits.presence_lost)

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
        self._ours.clear()
        self._theirs.clear()

    def _tell_due(self, now: float) -> None:
        """Tell of those whose last time is longest ago; they stand first."""
        due: dict[str, list[ClientInfo]] = {}
        most = max(PER_LOOK, len(self._ours) // 4)
        for place, told in _until(self._ours, now - self.hub.limits.presence_refresh, most):
            due.setdefault(place[0], []).append(told.info)
            del self._ours[place]
            self._ours[place] = Told(told.info, now)
        for channel, infos in due.items():
            for start in range(0, len(infos), AT_ONCE):
                self.hub.bus.send(Seen(channel, here=infos[start : start + AT_ONCE]))

    def _bury_lost(self, before: float) -> None:
        for (channel, client), told in _until(self._theirs, before, len(self._theirs)):
            del self._theirs[channel, client]
            self._go(channel, told.info)

    def _come(self, channel: str, info: ClientInfo) -> None:
        """Count a socket in; the listeners hear of a person's first one only."""
        people = self.people.setdefault(channel, {})
        person = people.get(info.user)
        if person is None:
            person = people[info.user] = Person()
            self.hub.broadcast(channel, presence_push(channel, "join", info))
        elif person.leaving is not None:
            person.leaving.cancel()
            person.leaving = None
        person.clients[info.client] = person.last = info

    def _go(self, channel: str, info: ClientInfo) -> None:
        """Count a socket out; the person stays for the grace time."""
        person = self.people.get(channel, {}).get(info.user)
        if person is None or person.clients.pop(info.client, None) is None or person.clients:
            return
        person.leaving = asyncio.get_running_loop().call_later(
            self.hub.limits.presence_grace, self._gone, channel, info.user
        )

    def _gone(self, channel: str, user: str) -> None:
        people = self.people.get(channel, {})
        person = people.pop(user, None)
        if not people:
            self.people.pop(channel, None)
        if person is not None and person.last is not None:
            self.hub.broadcast(channel, presence_push(channel, "leave", person.last))


def _until(told: dict[Place, Told], moment: float, most: int) -> list[tuple[Place, Told]]:
    """Return the first entries, which are the oldest, up to a moment."""
    return list(takewhile(lambda entry: entry[1].at <= moment, islice(told.items(), most)))

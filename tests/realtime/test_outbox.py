"""What waits for one peer: written at once, merged for the slow, bounded for the stuck."""

import asyncio

import pytest

from app.realtime.frames import close_frame, text_frame
from app.realtime.limits import Limits
from app.realtime.outbox import LaneOutbox


class Transport(asyncio.Transport):
    """Keeps what is written; above `room` bytes it blocks the outbox, as a real one does."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.below = 0
        self.outbox: LaneOutbox | None = None
        self.blocks_after = -1

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))
        if len(self.written) == self.blocks_after and self.outbox is not None:
            self.outbox.block()

    def get_write_buffer_size(self) -> int:
        return self.below

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Take note of nothing."""


class Peer:
    """An outbox on such a transport."""

    def __init__(self, **limits: float) -> None:
        self.transport = Transport()
        self.endings = 0
        self.outbox = LaneOutbox(Limits(**limits), self.transport, self.ended)  # type: ignore[arg-type]
        self.transport.outbox = self.outbox

    def ended(self) -> None:
        self.endings += 1


@pytest.fixture
async def peer() -> Peer:
    return Peer()


async def test_a_free_peer_is_written_to_at_once(peer: Peer) -> None:
    peer.outbox.put(b"a")
    peer.outbox.put(b"b", b"its frame")
    assert peer.transport.written == [text_frame(b"a"), b"its frame"]


async def test_what_waits_for_a_slow_peer_is_merged_into_one_frame(peer: Peer) -> None:
    peer.outbox.block()
    for word in (b"a", b"b", b"c"):
        peer.outbox.put(word, text_frame(word))
    assert not peer.transport.written
    peer.outbox.unblock()
    assert peer.transport.written == [text_frame(b"a\nb\nc")]
    assert peer.outbox.pending == 0


async def test_merged_frames_keep_to_their_size_and_order() -> None:
    peer = Peer(frame_bytes=10)
    peer.outbox.block()
    for number in range(6):
        peer.outbox.put(b"%d" % number * 4)
    peer.transport.blocks_after = 2
    peer.outbox.unblock()
    assert peer.transport.written == [text_frame(b"0000\n1111"), text_frame(b"2222\n3333")]
    assert list(peer.outbox.waiting) == [b"4444", b"5555"]


async def test_a_queue_over_its_bytes_is_dropped_and_the_peer_closed_as_slow() -> None:
    peer = Peer(waiting_bytes=100)
    peer.outbox.block()
    peer.outbox.put(b"x" * 60)
    peer.outbox.put(b"y" * 60)
    assert peer.outbox.closing == (3008, "slow")
    assert peer.transport.written == [close_frame(3008, "slow")]
    assert peer.endings == 1


async def test_one_message_larger_than_the_bound_is_still_sent() -> None:
    peer = Peer(waiting_bytes=100)
    peer.outbox.block()
    peer.outbox.put(b"x" * 600)
    peer.outbox.unblock()
    assert peer.transport.written == [text_frame(b"x" * 600)]


async def test_many_messages_in_one_turn_are_a_burst_and_later_on_slowness() -> None:
    peer = Peer(waiting_messages=3)
    peer.outbox.block()
    for _ in range(5):
        peer.outbox.put(b"x")
    assert peer.outbox.closing is None
    await asyncio.sleep(0.01)
    peer.outbox.put(b"x")
    assert peer.outbox.closing == (3008, "slow")


async def test_a_closing_peer_gets_what_waits_then_the_close_and_nothing_after(peer: Peer) -> None:
    peer.outbox.block()
    peer.outbox.put(b"a")
    peer.outbox.close(3001, "shutdown")
    peer.outbox.close(3503, "too late")
    peer.outbox.put(b"b")
    assert not peer.transport.written
    peer.outbox.unblock()
    assert peer.transport.written == [text_frame(b"a"), close_frame(3001, "shutdown")]
    peer.outbox.unblock()
    assert peer.endings == 1


async def test_dropping_a_peer_who_is_closing_ends_it_now(peer: Peer) -> None:
    peer.outbox.block()
    peer.outbox.put(b"a")
    peer.outbox.close(3001, "shutdown")
    peer.outbox.drop(1000, "")
    assert peer.transport.written == [close_frame(3001, "shutdown")]
    assert peer.endings == 1


async def test_a_lost_peer_is_written_nothing(peer: Peer) -> None:
    peer.outbox.block()
    peer.outbox.put(b"a")
    peer.outbox.lost()
    peer.outbox.put(b"b")
    assert not peer.transport.written
    assert peer.endings == 0


async def test_a_peer_whose_kernel_takes_nothing_is_stuck_after_ten_seconds(peer: Peer) -> None:
    peer.outbox.put(b"a")
    peer.transport.below = 3
    assert [peer.outbox.is_stuck(now) for now in (1, 2, 10.9, 11)] == [False, False, False, True]
    peer.transport.below = 2
    assert [peer.outbox.is_stuck(now) for now in (12, 21.9, 22)] == [False, False, True]
    peer.transport.below = 0
    assert not peer.outbox.is_stuck(40)


async def test_whoever_waits_for_the_queue_wakes_when_it_is_empty_or_closed(peer: Peer) -> None:
    peer.outbox.block()
    peer.outbox.put(b"a")
    waiting = asyncio.ensure_future(peer.outbox.drained())
    await asyncio.sleep(0)
    assert not waiting.done()
    peer.outbox.unblock()
    await asyncio.wait_for(waiting, 1)
    peer.outbox.block()
    peer.outbox.put(b"b")
    waiting = asyncio.ensure_future(peer.outbox.drained())
    await asyncio.sleep(0)
    peer.outbox.close(3001, "shutdown")
    await asyncio.wait_for(waiting, 1)

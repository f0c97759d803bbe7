"""The websocket's own framing (RFC 6455) as a server needs it: no extensions, text and control.

Only the fast lane uses it; on the ordinary lane the ASGI server frames.
"""

from enum import IntEnum

TEXT_FINAL = 0x81
CLOSE_FINAL = 0x88
PONG_FINAL = 0x8A
LONGEST_CONTROL = 125
LONGEST_REASON = LONGEST_CONTROL - 2


class Opcode(IntEnum):
    """What a frame carries."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Violation(Exception):
    """The peer broke the protocol; `code` is what the socket is closed with."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


PROTOCOL_ERROR = 1002
INVALID_TEXT = 1007
MESSAGE_TOO_BIG = 1009


class FrameReader:
    """Cuts the bytes of a client into messages; `limit` bounds one message, in bytes.

    What was fed and not taken stays here, so that a reader in no hurry holds one read's bytes.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._bytes = b""
        self._at = 0
        self._parts: list[bytes] | None = None
        self._size = 0
        self._kind = Opcode.TEXT

    def feed(self, data: bytes) -> None:
        """Take what the transport read."""
        rest = self._bytes[self._at :] if self._at else self._bytes
        self._bytes = rest + data if rest else data
        self._at = 0

    def next(self) -> tuple[int, bytes] | None:
        """Return the next message or control frame as (opcode, payload), or None: more is needed.

        A message of several frames comes out as one, with the opcode of its first.
        Raises Violation.
        """
        while True:
            frame = self._frame()
            if frame is None:
                return None
            first, payload = frame
            opcode = first & 0x0F
            if opcode >= Opcode.CLOSE:
                return self._control(first, opcode, payload)
            message = self._message(first, opcode, payload)
            if message is not None:
                return message

    def _frame(self) -> tuple[int, bytes] | None:
        """Return the first byte and the unmasked payload of the next whole frame."""
        data, at = self._bytes, self._at
        left = len(data) - at
        if left < 2:
            return None
        first, size = data[at], data[at + 1]
        if first & 0x70 or not size & 0x80:
            raise Violation(PROTOCOL_ERROR, "bad frame")
        size &= 0x7F
        start = at + 2
        if size > LONGEST_CONTROL:
            width = 2 if size == 126 else 8
            if left < 2 + width:
                return None
            size = int.from_bytes(data[start : start + width])
            start += width
        if size + self._size > self.limit:
            raise Violation(MESSAGE_TOO_BIG, "message too big")
        end = start + 4 + size
        if len(data) < end:
            return None
        self._at = end
        if end == len(data):
            self._bytes, self._at = b"", 0
        return first, _unmasked(data[start + 4 : end], data[start : start + 4])

    def _control(self, first: int, opcode: int, payload: bytes) -> tuple[int, bytes]:
        if not first & 0x80 or len(payload) > LONGEST_CONTROL or opcode > Opcode.PONG:
            raise Violation(PROTOCOL_ERROR, "bad control frame")
        return opcode, payload

    def _message(self, first: int, opcode: int, payload: bytes) -> tuple[int, bytes] | None:
        """Return the message that this frame ends, or None when it goes on."""
        if (opcode == Opcode.CONTINUATION) is (self._parts is None) or opcode > Opcode.BINARY:
            raise Violation(PROTOCOL_ERROR, "bad continuation")
        if self._parts is None:
            self._kind = Opcode(opcode)
            if first & 0x80:
                return opcode, _checked(self._kind, payload)
            self._parts = []
        self._parts.append(payload)
        # An empty fragment counts too: a million of them would be held otherwise.
        self._size += len(payload) + 1
        if not first & 0x80:
            return None
        whole, self._parts, self._size = b"".join(self._parts), None, 0
        return self._kind, _checked(self._kind, whole)


def text_frame(payload: bytes) -> bytes:
    """Build the server's frame (unmasked, final) around UTF-8 text."""
    size = len(payload)
    if size < 126:
        return b"\x81%c%b" % (size, payload)
    if size < 65536:
        return b"\x81\x7e%b%b" % (size.to_bytes(2), payload)
    return b"\x81\x7f%b%b" % (size.to_bytes(8), payload)


def close_frame(code: int, reason: str) -> bytes:
    """Build the server's close frame; a long reason is cut between characters."""
    words = reason.encode()[:LONGEST_REASON].decode(errors="ignore").encode()
    return bytes((CLOSE_FINAL, 2 + len(words))) + code.to_bytes(2) + words


def pong_frame(payload: bytes) -> bytes:
    """Build the answer to a ping."""
    return bytes((PONG_FINAL, len(payload))) + payload


def _unmasked(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    if not size or mask == b"\0\0\0\0":
        return payload
    key = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload) ^ int.from_bytes(key)).to_bytes(size)


def _checked(kind: int, payload: bytes) -> bytes:
    if kind == Opcode.TEXT and not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError as error:
            raise Violation(INVALID_TEXT, "not UTF-8") from error
    return payload

"""How fast one socket may send: a token bucket."""


class Bucket:
    """`rate` tokens a second, at most `burst` of them; a rate of 0 counts nothing."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = float(burst)
        self._left = float(burst)
        self._at = 0.0

    def take(self, now: float) -> bool:
        """Take a token at `now`, the loop's time in seconds; tell whether there was one."""
        if not self._rate:
            return True
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True

"""Pages of other sites that try to open a socket with our cookies leave a line in the audit trail.

Anybody can send such a request, so the lines are rationed; what had none is counted in the next.
"""

import time

import structlog

from app import audit
from app.db import transaction
from app.realtime.channels import Handshake
from app.realtime.rate import Bucket

AT_ONCE = 20
EVERY = 60.0
"""Seconds until another line may be written."""
SHOWN = 150
"""So many characters of the origin are kept."""

logger = structlog.get_logger(__name__)


class ForeignOrigins:
    """Writes the lines."""

    def __init__(self) -> None:
        self._ration = Bucket(1 / EVERY, AT_ONCE)
        self._untold = 0

    async def record(self, handshake: Handshake) -> None:
        """Tell of one refused handshake, if there is room for it."""
        if not self._ration.take(time.monotonic()):
            self._untold += 1
            return
        untold, self._untold = self._untold, 0
        audit.set_origin(handshake.remote_addr or "", "", "socket")
        origin = handshake.headers.get("Origin", "")[:SHOWN]
        try:
            async with transaction():
                await audit.record(None, "refused_origin", f"origin:{origin}", untold=untold)
        except Exception:  # the refusal stands without its line
            logger.exception("a refused origin could not be recorded", origin=origin)

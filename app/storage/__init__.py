"""The customers' bytes: received and checked on this machine's disk, then kept there or in S3.

Every path and every name in a bucket is made here, never from what somebody called a file.
"""

from app.storage.disk import Disk, Place, Remains, disk
from app.storage.keys import OverLimit, Stored, new_key
from app.storage.threads import READ_SIZE, in_thread, in_writer, opened
from app.storage.vaults import Vault

__all__ = [
    "READ_SIZE",
    "Disk",
    "OverLimit",
    "Place",
    "Remains",
    "Stored",
    "Vault",
    "disk",
    "in_thread",
    "in_writer",
    "new_key",
    "opened",
]

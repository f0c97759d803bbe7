"""Ready files in a bucket that speaks S3, through obstore (extra `s3`).

Keys, secrets, region and endpoint come from the usual AWS_* variables. A file is sent in parts and
appears whole or not at all; parts that a killed process left are ended by `give_up_parts`, and by
the bucket's own lifecycle rule (AbortIncompleteMultipartUpload) should we never come back.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app import failpoints
from app.errors import Unavailable
from app.i18n import gettext as _
from app.storage import s3_parts
from app.storage.keys import KEY, spread
from app.storage.threads import READ_SIZE
from app.storage.vaults import Kept

if TYPE_CHECKING:
    from obstore.store import S3Store

PART = 8 * 1024 * 1024
PARTS = 9000
"""S3 takes 10 000 parts of at least 5 MiB."""
AT_ONCE = 3


class S3Vault:
    """A bucket, below an optional prefix."""

    def __init__(self, url: str) -> None:
        from obstore import exceptions, store

        self._url = url
        self._failure: type[Exception] = exceptions.BaseError
        self._store: S3Store = store.S3Store.from_url(
            url,
            client_options={
                "connect_timeout": "5s",
                "timeout": "60s",
                "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"),
            },
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        )

    def keep(self, key: str, source: Path) -> None:
        """Send a file, and make sure that all of it arrived; the source stays until `settle`."""
        import obstore

        length = source.stat().st_size
        part = max(PART, -(-length // PARTS))
        try:
            obstore.put(self._store, spread(key), source, chunk_size=part, max_concurrency=AT_ONCE)
        except self._failure as error:
            raise _silent() from error
        if self.size(key) != length:
            raise _silent()
        failpoints.reach("storage.moved")

    def settle(self, source: Path) -> None:
        """Free the disk of this machine."""
        source.unlink(missing_ok=True)

    def take_back(self, key: str, target: Path) -> None:
        """Fetch a file that was sent but never recorded, when this machine has it no more."""
        if target.exists() or self.size(key) is None:
            return
        with target.with_suffix(".back").open("wb") as file:
            for block in self.read(key):
                file.write(block)
        shutil.move(target.with_suffix(".back"), target)

    def copy(self, key: str, other: str) -> None:
        """Let the bucket itself double an object."""
        import obstore

        try:
            obstore.copy(self._store, spread(key), spread(other))
        except FileNotFoundError:
            raise
        except self._failure as error:
            raise _silent() from error

    def delete(self, key: str) -> None:
        """Forget a file."""
        import obstore

        try:
            obstore.delete(self._store, spread(key))
        except FileNotFoundError:
            return
        except self._failure as error:
            raise _silent() from error

    def size(self, key: str) -> int | None:
        """Ask how long a file is."""
        import obstore

        try:
            return int(obstore.head(self._store, spread(key))["size"])
        except FileNotFoundError:
            return None
        except self._failure as error:
            raise _silent() from error

    def read(self, key: str) -> Iterator[bytes]:
        """Yield a whole file."""
        import obstore

        try:
            for block in obstore.get(self._store, spread(key)).stream(min_chunk_size=READ_SIZE):
                yield bytes(block)
        except self._failure as error:
            raise _silent() from error

    @contextmanager
    def borrow(self, key: str, spare: Path) -> Iterator[Path]:
        """Give a copy."""
        copy = spare / f"{key}.copy"
        try:
            with copy.open("wb") as file:
                for block in self.read(key):
                    file.write(block)
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    async def open(self, key: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Yield a part of a file."""
        import obstore

        if begin >= end:
            return
        try:
            found = await obstore.get_async(
                self._store, spread(key), options={"range": (begin, end)}
            )
            async for block in found.stream(min_chunk_size=READ_SIZE):
                yield bytes(block)
        except self._failure as error:
            raise _silent() from error

    def give_up_parts(self, *, before: datetime) -> int:
        """End half-sent files."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return s3_parts.give_up(self._url, before=before)
        except (BotoCoreError, ClientError) as error:
            raise _silent() from error

    def all(self) -> Iterator[Kept]:
        """Yield what the bucket holds."""
        import obstore

        for batch in obstore.list(self._store):
            for found in batch:
                key = found["path"].rpartition("/")[2]
                if KEY.fullmatch(key):
                    yield Kept(key, found["size"], found["last_modified"].timestamp())


def _silent() -> Unavailable:
    return Unavailable(_("The file storage does not answer. Please try again in a minute."))

"""Parts that a killed process left in a bucket are ended; what is young or not ours is left."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import Unavailable
from app.files import jobs
from app.storage import Disk, new_key, s3_parts
from app.storage import disk as studio_disk
from app.storage.keys import spread
from tests.process import free_port
from tests.s3 import BUCKET

LATER = datetime.now(UTC) + timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def begun(key: str) -> None:
    """Begin a file in parts, as a process that is killed on the way does."""
    client = s3_parts._client()
    number = client.create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    client.upload_part(Bucket=BUCKET, Key=key, UploadId=number, PartNumber=1, Body=b"half")


def left() -> set[str]:
    found = s3_parts._client().list_multipart_uploads(Bucket=BUCKET).get("Uploads", ())
    return {each["Key"] for each in found}


@pytest.fixture
def disk(s3_url: str, tmp_path: Path) -> Disk:
    disk = Disk()
    disk.use(tmp_path / "uploads", s3_url)
    return disk


def test_only_our_old_parts_are_ended(disk: Disk, tmp_path: Path) -> None:
    ours = f"{tmp_path.name}/{spread(new_key())}"
    foreign = {f"elsewhere/{spread(new_key())}", f"{tmp_path.name}/catalogue.pdf"}
    for key in {ours, *foreign}:
        begun(key)
    assert disk.vault.give_up_parts(before=LONG_AGO) == 0
    assert disk.vault.give_up_parts(before=LATER) == 1
    assert foreign <= left()
    assert ours not in left()


async def test_the_sweep_ends_them(app, settings, s3_url: str, tmp_path: Path) -> None:
    ours = f"{tmp_path.name}/{spread(new_key())}"
    begun(ours)
    studio_disk.use(settings.uploads, s3_url)
    try:
        await jobs.sweep_orphans()
    finally:
        studio_disk.use(settings.uploads)
    assert ours not in left()


def test_a_bucket_that_does_not_answer_says_so(disk: Disk, monkeypatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable):
        disk.vault.give_up_parts(before=LATER)


def test_a_disk_has_no_parts(tmp_path: Path) -> None:
    disk = Disk()
    disk.use(tmp_path)
    assert disk.vault.give_up_parts(before=LATER) == 0

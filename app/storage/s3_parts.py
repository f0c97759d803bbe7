"""Parts that a killed process left in a bucket: never a file, but paid for until they are ended.

obstore ends what a living process breaks off, and cannot list the rest; botocore can.
"""

import os
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app.storage.keys import KEY


def give_up(url: str, *, before: datetime) -> int:
    """End the uploads of parts below s3://bucket/prefix that began before; return how many."""
    bucket, prefix = urlsplit(url).netloc, urlsplit(url).path.strip("/")
    client, ended = _client(), 0
    pages = client.get_paginator("list_multipart_uploads")
    for page in pages.paginate(Bucket=bucket, Prefix=f"{prefix}/" if prefix else ""):
        for found in page.get("Uploads", ()):
            key = found["Key"]
            if found["Initiated"] < before and KEY.fullmatch(key.rpartition("/")[2]):
                client.abort_multipart_upload(Bucket=bucket, Key=key, UploadId=found["UploadId"])
                ended += 1
    return ended


def _client() -> Any:
    from botocore.config import Config
    from botocore.session import Session

    return Session().create_client(
        "s3",
        region_name=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
        config=Config(connect_timeout=5, read_timeout=60, s3={"addressing_style": "path"}),
    )

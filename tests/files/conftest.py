"""What the tests of files share: an S3 server."""

from tests.s3 import s3_server, s3_url

__all__ = ["s3_server", "s3_url"]

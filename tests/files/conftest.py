"""What the tests of files share: an S3 server, and a PostgreSQL."""

from tests.postgres import postgres_cluster, postgres_url
from tests.s3 import s3_server, s3_url

__all__ = ["postgres_cluster", "postgres_url", "s3_server", "s3_url"]

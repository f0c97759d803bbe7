"""An S3-speaking server of the tests' own (moto), with a bucket in it."""

import os
from collections.abc import Iterator
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

ACCESS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests", "AWS_REGION": "us-east-1"}
BUCKET = "studio"


@pytest.fixture(scope="session")
def s3_server() -> Iterator[dict[str, str]]:
    """The environment that reaches the server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    make = Request(f"{endpoint}/{BUCKET}", method="PUT")  # noqa: S310 (our own server)
    urlopen(make, timeout=10).close()  # noqa: S310
    yield ACCESS | {"AWS_ENDPOINT_URL": endpoint}
    server.stop()


@pytest.fixture
def s3_url(s3_server: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path) -> str:
    """The address of an empty prefix in the bucket; the process can reach it."""
    for name, value in s3_server.items():
        monkeypatch.setitem(os.environ, name, value)
    return f"s3://{BUCKET}/{tmp_path.name}"

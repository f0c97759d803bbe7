"""Sizes are written one way: by the server, by the page's scripts, and in what is refused."""

import json
import os
import subprocess

import pytest

from app.i18n import format_size, use_locale
from tests.files.sending import declare
from tests.process import ROOT

KIB = 1024
NO_BREAK = "\N{NO-BREAK SPACE}"
SIZES = {
    0: "0 B",
    999: "999 B",
    1000: "1 KB",
    1280: "1,3 KB",
    10 * KIB**2: "10 MB",
    1_500_000: "1,4 MB",
    101 * KIB**2 + 600 * KIB: "102 MB",
    8192 * KIB**2: "8 GB",
    5000 * KIB**3: "5000 GB",
}
IN_NODE = """
import { fileSize } from "./app/static/js/file_size.js";
console.log(JSON.stringify(JSON.parse(process.argv[1]).map((size) => fileSize(size, "id"))));
"""


@pytest.mark.parametrize(("size", "shown"), SIZES.items())
def test_bytes_are_written_as_people_read_them(size: int, shown: str) -> None:
    with use_locale("id"):
        assert format_size(size) == shown.replace(" ", NO_BREAK)
    with use_locale("en"):
        assert format_size(size) == shown.replace(",", ".").replace(" ", NO_BREAK)


def test_the_page_writes_what_the_server_writes() -> None:
    path = (ROOT / ".make" / "node-path").read_text().strip()
    asked = [*SIZES, *range(900, 200_000, 517), *(1151 * KIB**2 * n // 20 for n in range(1, 400))]
    answer = subprocess.run(
        ["node", "--input-type=module", "-e", IN_NODE, json.dumps(asked)],
        cwd=ROOT,
        env=os.environ | {"PATH": f"{path}:{os.environ['PATH']}"},
        check=True,
        capture_output=True,
    )
    with use_locale("id"):
        assert json.loads(answer.stdout) == [format_size(size) for size in asked]


async def test_a_refusal_tells_the_limit_as_the_page_does(ani, settings) -> None:
    refused = await declare(ani, settings.max_file_bytes + 1)
    assert (await refused.get_json())["error"]["message"] == f"Satu berkas maksimal 8{NO_BREAK}GB."

"""Forms that no browser would send: refused, and nothing of them stays."""

import gc
import os
import time
import warnings
from contextlib import suppress
from pathlib import Path

import pytest

from tests.files.sending import PDF

MIB = 1024 * 1024
FORM = {"Content-Type": "multipart/form-data; boundary=x", "Accept": "application/json"}
END = b"--x--\r\n"


def part(content: bytes, *, name: bytes = b"slot", more: bytes = b"") -> bytes:
    told = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"' + more
    return told + b"\r\n\r\n" + content + b"\r\n"


def file(content: bytes, name: bytes = b"a.txt") -> bytes:
    return part(content, name=b"files", more=b'; filename="' + name + b'"')


def spooled() -> int:
    """Count the nameless files that forms are spooled to."""
    found = 0
    for link in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the folder itself was open for the listing
            found += os.readlink(link).endswith("(deleted)")
    return found


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (part(b"x") * 10_000 + END, {400, 413}),
        (file(b"x") * 10_000 + END, {400, 413}),
        (part(b"x" * 500_000) + END, {400, 413}),
        (file(PDF, b"n" * MIB), {413}),
        (file(PDF, b"n" * (9 * MIB)), {413}),
        (part(b"x", more=b"\r\nX-Long: " + b"y" * MIB), {400, 413, 422}),
        (b"--x\r\n" + b"A" * MIB, {400, 413, 422}),
        (file(PDF)[:-20], {400, 413, 422}),  # no end
        (b"", {400, 413, 422}),
        (b"no boundary at all", {400, 413, 422}),
    ],
)
async def test_a_form_made_to_hurt_is_refused(ani, settings, body: bytes, statuses: set) -> None:
    before = spooled()
    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always", ResourceWarning)
        began = time.process_time()
        answer = await ani.post("/files", data=body, headers=FORM)
        took = time.process_time() - began
        gc.collect()
    assert answer.status_code in statuses
    assert took < 0.2
    assert [str(warning.message) for warning in left] == []
    assert [path for path in settings.uploads.rglob("*") if path.is_file()] == []
    assert spooled() <= before


@pytest.mark.parametrize("start", [b"\r\n", b"\r", b"\n", b"\r\n" * 1000])
async def test_a_file_that_begins_like_a_boundary_costs_no_more(ani, start: bytes) -> None:
    content = start + b"a" * (8 * MIB)
    answer = await ani.post("/files", data=file(content) + END, headers=FORM)
    assert answer.status_code == 201
    [upload] = (await answer.get_json())["uploads"]
    told = await (await ani.get(f"/uploads/{upload}")).get_json()
    assert told["length"] == len(content)

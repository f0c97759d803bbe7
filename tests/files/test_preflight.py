"""Preflight judges by the numbers of the product's sheet, in words for people."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.catalogue.sheets import Sheet
from app.files import examining, queries
from app.files.models import File, State
from app.files.preflight import PLAIN, Verdict, report
from app.files.traits import Traits, as_json
from tests.files import artwork
from tests.files.sending import send

CARD = Sheet(width_mm=90, height_mm=55, bleed_mm=3, colour="CMYK", pages=2)
BANNER = Sheet(width_mm=3000, height_mm=1000, min_dpi=50, good_dpi=100)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = Traits(pages=2, width_mm=96, height_mm=61, bleed_mm=3, image_dpi=320, colours=("CMYK",))
BARE = replace(GOOD, width_mm=90, height_mm=55, bleed_mm=0)
SMALL_PAGE = Traits(width_mm=300, height_mm=100, image_dpi=300)


def file(traits: Traits | None) -> File:
    return File(
        **dict.fromkeys(("upload_id", "storage_key", "name", "slot", "media_type", "sha256"), "x"),
        **dict.fromkeys(("id", "owner_id", "version", "size", "uploaded_by"), 1),
        **dict.fromkeys(("folder_id", "removed_at", "preview_key", "accepted_at", "replaces_id")),
        kind="pdf",
        state=State.READY,
        created_at=NOW,
        examined_at=NOW if traits else None,
        traits=as_json(traits) if traits else None,
    )


@pytest.mark.parametrize(
    ("traits", "sheet", "verdict", "codes", "dpi"),
    [
        (None, CARD, Verdict.WAITING, [], None),
        (GOOD, CARD, Verdict.PASSED, [], 320),
        (replace(GOOD, pages=1), CARD, Verdict.WARNINGS, ["pages"], 320),
        (replace(GOOD, image_dpi=200), CARD, Verdict.WARNINGS, ["coarse"], 200),
        (replace(GOOD, image_dpi=149), CARD, Verdict.FAILED, ["too_coarse"], 149),
        (replace(GOOD, colours=("RGB",)), CARD, Verdict.WARNINGS, ["rgb"], 320),
        (replace(GOOD, fonts_missing=("Arial",)), CARD, Verdict.WARNINGS, ["fonts"], 320),
        (BARE, CARD, Verdict.WARNINGS, ["bleed"], 320),
        (replace(GOOD, width_mm=55, height_mm=90), CARD, Verdict.PASSED, [], 320),
        (Traits(locked=True, broken=True), CARD, Verdict.FAILED, ["locked"], None),
        (Traits(broken=True), PLAIN, Verdict.WARNINGS, ["unreadable"], None),
        (Traits(width_px=12000, height_px=4000), BANNER, Verdict.PASSED, [], 101),
        (Traits(width_px=4000, height_px=12000), BANNER, Verdict.PASSED, [], 101),
        (Traits(width_px=6000, height_px=2000), BANNER, Verdict.WARNINGS, ["coarse"], 50),
        (Traits(width_px=3000, height_px=1000), BANNER, Verdict.FAILED, ["too_coarse"], 25),
        (Traits(width_px=12000, height_px=9000), BANNER, Verdict.WARNINGS, ["shape"], 101),
        (Traits(width_px=80, height_px=60), PLAIN, Verdict.PASSED, [], None),
        (SMALL_PAGE, BANNER, Verdict.FAILED, ["too_coarse"], 30),
    ],
)  # fmt: skip
def test_the_verdict(traits, sheet: Sheet, verdict: Verdict, codes: list[str], dpi) -> None:
    found = report(file(traits), sheet)
    assert (found.verdict, [each.code for each in found.findings], found.dpi) == (
        verdict,
        codes,
        dpi,
    )
    assert all(each.words for each in found.findings)


async def test_a_warning_can_be_accepted_by_those_who_may_see_the_file(ani, budi) -> None:
    told = await send(ani, artwork.pdf(90, 55, words="Halo"), "a.pdf")
    await examining.examine_waiting()
    before = await queries.file_for(ani.viewer, told["file"])
    assert report(before).verdict is Verdict.WARNINGS
    headers = {"Accept": "application/json"}
    assert (await budi.post(f"{told['url']}/acceptance", headers=headers)).status_code == 404
    for _ in range(2):
        taken = await ani.post(f"{told['url']}/acceptance", headers=headers)
        assert taken.status_code == 200
    assert (await queries.file_for(ani.viewer, told["file"])).accepted_at is not None

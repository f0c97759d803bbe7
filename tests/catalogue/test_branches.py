"""The studio keeps its branches, and the places from which the nearest is counted."""

from typing import Any

import pytest

from app.catalogue import locations, queries

BRANCH = {
    "name": "Sanggar Sleman",
    "code": "slm",
    "address": "Jl. Magelang Km 12",
    "city": "Sleman",
    "point": "-7,7128, 110,3540",
    "phone": "0274 868123",
    "active": "y",
}
PLACES = {
    "places-0-name": "Sleman",
    "places-0-postcodes": "555, 5528",
    "places-0-point": "-7.7163, 110.3556",
    "places-1-name": "",
    "places-1-postcodes": "",
    "places-1-point": "",
}


async def text(answer: Any) -> str:
    return str(await answer.get_data(as_text=True))


async def test_a_branch_is_added_and_changed(maya, flyer, visitor):
    answer = await maya.post("/settings/branches", form=BRANCH | {"lacks": str(flyer.id)})
    assert answer.status_code == 303, await text(answer)
    made = (await queries.all_branches())[1]
    assert (made.code, made.phone, made.lacks) == ("SLM", "+62274868123", (flyer.id,))
    assert (made.latitude, made.longitude) == (-7.7128, 110.354)
    assert "Sanggar Sleman" in await text(await visitor.get("/about"))
    shown = await text(await maya.get(f"/settings/branches/{made.id}"))
    assert 'value="-7.712800, 110.354000"' in shown
    away = {key: value for key, value in BRANCH.items() if key != "active"}
    assert (await maya.post(f"/settings/branches/{made.id}", form=away)).status_code == 303
    assert [each.id for each in await locations.open_branches()] == [1]
    assert "Sanggar Sleman" not in await text(await visitor.get("/about"))


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"name": ""}, "name"),
        ({"code": ""}, "code"),
        ({"address": ""}, "address"),
        ({"city": ""}, "city"),
        ({"point": "di sana"}, "point"),
        ({"phone": "halo"}, "phone"),
        ({"whatsapp": "halo"}, "whatsapp"),
    ],
)
async def test_what_is_wrong_with_a_branch_is_said_beside_its_field(maya, wrong, where):
    answer = await maya.post("/settings/branches", form=BRANCH | wrong)
    assert answer.status_code == 422
    shown = await text(answer)
    assert f'id="{where}-error"' in shown
    assert 'value="Jl. Magelang Km 12"' in shown or "address" in wrong
    assert len(await queries.all_branches()) == 1


async def test_two_branches_never_share_a_code_and_the_last_one_stays_open(maya):
    await maya.post("/settings/branches", form=BRANCH)
    again = await maya.post("/settings/branches", form=BRANCH | {"name": "Lain"})
    assert again.status_code == 422
    assert "Kode ini sudah dipakai cabang lain." in await text(again)
    away = {key: value for key, value in BRANCH.items() if key != "active"}
    assert (await maya.post("/settings/branches/2", form=away)).status_code == 303
    home = away | {"code": "HOME"}
    last = await maya.post("/settings/branches/1", form=home)
    assert last.status_code == 422
    assert "satu-satunya cabang" in await text(last)


async def test_each_branch_has_its_own_hours(maya):
    await maya.post("/settings/branches", form=BRANCH)
    form = {"monday": "10.00-12.00", "zone": "Asia/Makassar", "hours_id": "Senin saja"}
    answer = await maya.post("/settings/hours?branch=2", form=form)
    assert answer.headers["Location"] == "/settings/hours?branch=2&done=1"
    home, second = await queries.all_branches()
    assert (second.zone, second.hours_id) == ("Asia/Makassar", "Senin saja")
    assert home.hours_id != "Senin saja"
    assert "Sanggar Sleman" in await text(await maya.get("/settings/hours?branch=2"))
    assert (await maya.get("/settings/hours?branch=99")).status_code == 404


async def test_places_are_kept_and_replaced(maya):
    assert (await maya.post("/settings/places", form=PLACES)).status_code == 303
    (kept,) = await locations.all_places()
    assert (kept.name, kept.postcodes, kept.latitude) == ("Sleman", "555 5528", -7.7163)
    shown = await text(await maya.get("/settings/branches"))
    assert 'value="-7.716300, 110.355600"' in shown
    await maya.post("/settings/places", form={"places-0-name": ""})
    assert await locations.all_places() == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"places-0-name": ""}, "places-0-name"),
        ({"places-0-point": ""}, "places-0-point"),
        ({"places-0-point": "utara"}, "places-0-point"),
        ({"places-0-postcodes": "DIY"}, "places-0-postcodes"),
        ({"places-1-name": "sleman", "places-1-point": "-7, 110"}, "places-1-name"),
    ],
)
async def test_a_row_that_is_not_whole_is_said_and_nothing_is_kept(maya, wrong, where):
    answer = await maya.post("/settings/places", form=PLACES | wrong)
    assert answer.status_code == 422
    assert f'id="{where}-error"' in await text(answer)
    assert await locations.all_places() == []


async def test_only_those_who_edit_the_catalogue_get_there(ani, sari, dodi, visitor):
    for who in (ani, sari, dodi):
        for path in ("branches", "branches/new", "branches/1"):
            assert (await who.get(f"/settings/{path}")).status_code == 403
        assert (await who.post("/settings/branches", form=BRANCH)).status_code == 403
        assert (await who.post("/settings/places", form=PLACES)).status_code == 403
    assert (await visitor.get("/settings/branches")).status_code in {303, 401}
    assert len(await queries.all_branches()) == 1

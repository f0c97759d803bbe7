"""Programs manage promos by the rules of the pages."""

from datetime import timedelta

import pytest

from app import clock
from app.promos import queries
from app.promos.models import Audience

BODY = {"title": "Hemat 10%", "body": "Untuk semua.", "kind": "percent", "value": 10}


async def json(response, status=200):
    assert response.status_code == status, await response.get_data(as_text=True)
    return await response.get_json()


@pytest.fixture
async def promo(maya):
    return await json(await maya.post("/api/promos", json=BODY | {"code": "hemat-10"}), 201)


async def test_a_promo_is_made_as_a_draft_with_both_languages(maya, promo, flyer):
    assert promo["status"] == "draft"
    assert (promo["title_id"], promo["title_en"]) == ("Hemat 10%", "Hemat 10%")
    assert (promo["code"], promo["rev"], promo["audience"]) == ("HEMAT-10", 1, "everyone")
    more = BODY | {"title_en": "Save 10%", "products": ["flyer"]}
    other = await json(await maya.post("/api/promos", json=more), 201)
    assert (other["title_en"], other["products"]) == ("Save 10%", [flyer.id])


async def test_publishing_changing_and_pausing(maya, visitor, promo):
    path = f"/api/promos/{promo['id']}"
    assert (await json(await visitor.get("/api/promos")))["promos"] == []
    live = await json(await maya.post(f"{path}/publication", json={"rev": promo["rev"]}))
    assert (live["status"], live["rev"]) == ("live", 2)
    (seen,) = (await json(await visitor.get("/api/promos")))["promos"]
    assert seen["title_id"] == "Hemat 10%"
    assert "created_by" not in seen
    changed = await json(await maya.patch(path, json={"value": 15, "rev": 2}))
    assert (changed["value"], changed["title_id"], changed["rev"]) == (15, "Hemat 10%", 3)
    paused = await json(await maya.delete(f"{path}/publication?rev=3"))
    assert paused["status"] == "paused"
    assert (await visitor.get(path)).status_code == 404


async def test_a_promo_with_a_beginning_is_planned(maya):
    begins = (clock.now() + timedelta(days=1)).isoformat()
    made = await json(await maya.post("/api/promos", json=BODY | {"starts_at": begins}), 201)
    planned = await json(await maya.post(f"/api/promos/{made['id']}/publication"))
    assert planned["status"] == "scheduled"
    draft = await json(await maya.delete(f"/api/promos/{made['id']}/publication"))
    assert draft["status"] == "draft"


async def test_deleting_a_draft_and_a_live_promo(maya, promo):
    path = f"/api/promos/{promo['id']}"
    other = await json(await maya.post("/api/promos", json=BODY), 201)
    assert (await maya.delete(f"/api/promos/{other['id']}")).status_code == 204
    assert (await maya.get(f"/api/promos/{other['id']}")).status_code == 404
    await maya.post(f"{path}/publication")
    assert (await maya.delete(path)).status_code == 204
    assert (await json(await maya.get(path)))["status"] == "ended"


async def test_a_stale_rev_is_409_on_every_door(maya, promo):
    path = f"/api/promos/{promo['id']}"
    for answer in (
        await maya.patch(path, json={"value": 20, "rev": 9}),
        await maya.post(f"{path}/publication", json={"rev": 9}),
        await maya.delete(path, json={"rev": 9}),
    ):
        error = (await json(answer, 409))["error"]
        assert (error["code"], error["rev"]) == ("stale", 1)
    assert (await queries.promo(promo["id"])).value == 10


async def test_a_step_out_of_order_is_409(maya, promo):
    answer = await maya.delete(f"/api/promos/{promo['id']}/publication")
    error = (await json(answer, 409))["error"]
    assert (error["code"], error["status"]) == ("bad_move", "draft")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title_id"),
        ({"title": "\u202e\u0000"}, "title_id"),
        ({"value": 0}, "value"),
        ({"value": 101}, "value"),
        ({"value": -5}, "value"),
        ({"kind": "fixed", "value": 10**12}, "value"),
        ({"cap": 0}, "cap"),
        ({"min_spend": -1}, "min_spend"),
        ({"code": "<b>"}, "code"),
        ({"code": "x"}, "code"),
        ({"code": "HEMAT-10"}, "code"),
        ({"products": [999]}, "products"),
        ({"products": ["nothing"]}, "products"),
        ({"starts_at": "2026-01-02T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, "ends_at"),
        ({"starts_at": "2026-01-02T00:00:00"}, "starts_at"),
    ],
)
async def test_wrong_values_are_422_and_name_their_field(maya, promo, wrong, field):
    error = (await json(await maya.post("/api/promos", json=BODY | wrong), 422))["error"]
    assert field in error["fields"]
    assert len(await queries.all_promos()) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "ten"},
        {"value": True},
        {"value": 1.5},
        {"kind": "gift"},
        {"audience": "nobody"},
        {"title": 5},
        {"starts_at": "soon"},
        {"products": "flyer"},
        {"code": ["A"]},
    ],
)
async def test_wrong_types_are_422(maya, promo, wrong):
    await json(await maya.post("/api/promos", json=BODY | wrong), 422)
    await json(await maya.patch(f"/api/promos/{promo['id']}", json=wrong), 422)
    assert (await queries.promo(promo["id"])).rev == 1


async def test_another_content_type_is_415(maya, app):
    await json(await maya.post("/api/promos", form={"title": "Hemat"}), 415)


async def test_nobody_else_writes(visitor, ani, sari, dodi, promo):
    path = f"/api/promos/{promo['id']}"
    for outsider, status in ((visitor, 401), (ani, 403), (sari, 403), (dodi, 403)):
        for answer in (
            await outsider.post("/api/promos", json=BODY),
            await outsider.patch(path, json={"value": 99}),
            await outsider.delete(path),
            await outsider.post(f"{path}/publication"),
            await outsider.delete(f"{path}/publication"),
        ):
            assert answer.status_code == status
        assert (await outsider.get(path)).status_code == 404
    assert (await queries.promo(promo["id"])).rev == 1


async def test_members_promos_are_listed_for_members_only(visitor, ani, live):
    await live(audience=Audience.MEMBERS)
    assert len((await json(await ani.get("/api/promos")))["promos"]) == 1
    assert (await json(await visitor.get("/api/promos")))["promos"] == []


@pytest.mark.parametrize("method", ["patch", "delete"])
async def test_a_promo_that_is_not_there_is_404(maya, method):
    answer = await getattr(maya, method)("/api/promos/999", json={})
    assert answer.status_code == 404

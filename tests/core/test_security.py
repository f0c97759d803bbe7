"""What every answer carries, and what a foreign page cannot make a browser do."""

import pytest

from app.accounts import throttles
from app.db import database
from app.errors import Unavailable
from tests.conftest import Member

FORM = {"email": "nobody@sanggar.test", "password": "not the password"}


async def test_every_page_carries_the_headers(visitor: Member) -> None:
    headers = (await visitor.get("/login")).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Vary"] == "Accept-Encoding, Sec-Fetch-Site, Cookie"
    assert len(headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
async def test_a_request_from_another_site_is_refused(
    visitor: Member, headers: dict[str, str]
) -> None:
    response = await visitor.post("/login", form=FORM, headers=headers)
    assert response.status_code == 403


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example"]
)
async def test_an_old_browser_is_known_by_its_origin(visitor: Member, origin: str) -> None:
    response = await visitor.app.test_client().post("/login", form=FORM, headers={"Origin": origin})
    assert response.status_code == 403


async def test_our_own_origin_and_programs_without_one_pass(visitor: Member) -> None:
    client = visitor.app.test_client()
    own = await client.post("/login", form=FORM, headers={"Origin": "http://localhost"})
    bare = await client.post("/login", form=FORM)
    assert {own.status_code, bare.status_code} == {401}


async def test_no_foreign_origin_may_read_an_answer(visitor: Member) -> None:
    response = await visitor.get("/api/products", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/../app/config.py", "/uploads/../x", "/.git/config"]
)
async def test_what_does_not_exist_is_a_page_with_a_way_out(visitor: Member, path: str) -> None:
    response = await visitor.get(path)
    body = await response.get_data(as_text=True)
    assert response.status_code in {404, 405}
    assert "Traceback" not in body


async def test_programs_get_errors_as_json(visitor: Member) -> None:
    response = await visitor.get("/api/nowhere")
    assert response.status_code == 404
    assert (await response.get_json())["error"]["code"] == "not_found"


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
async def test_a_method_that_a_route_does_not_know_is_405(visitor: Member, method: str) -> None:
    response = await visitor.request(method, "/login")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


async def test_a_fault_shows_a_number_and_no_secret(
    visitor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(**_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(visitor.app.view_functions, "health.healthz", broken)
    response = await visitor.get("/healthz", headers={"Accept": "text/html"})
    body = await response.get_data(as_text=True)
    assert response.status_code == 500
    assert "secret detail" not in body
    assert response.headers["X-Request-Id"] in body


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example"]
)
def test_only_paths_of_this_site_are_followed(target: str) -> None:
    from app.web import local_path

    assert local_path(target) == "/"
    assert local_path("/orders/1?x=2") == "/orders/1?x=2"


async def test_health_and_readiness_answer(visitor: Member) -> None:
    assert (await visitor.get("/healthz")).status_code == 200
    assert (await visitor.get("/readyz")).status_code == 200


async def test_a_lost_database_still_gets_a_page_and_a_time_to_come_back(
    visitor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise Unavailable("The database cannot answer.")

    monkeypatch.setattr(type(database), "fetch_all", lost)
    monkeypatch.setattr(type(database), "fetch_one", lost)
    response = await visitor.get("/catalogue", headers={"Accept": "text/html"})
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert response.headers["X-Request-Id"] in await response.get_data(as_text=True)
    ready = await visitor.get("/readyz")
    assert ready.status_code == 503


async def test_a_page_that_is_refused_says_so_once(ani: Member) -> None:
    said = await (await ani.get("/users")).get_data(as_text=True)
    assert said.partition("<main")[2].count("tidak punya akses untuk ini") == 1


async def test_who_asks_too_often_is_told_once_how_long_to_wait(
    visitor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles, "BUCKET_SIZE", 0)
    form = {"channel": "whatsapp", "page": "/"}
    refused = await visitor.post("/contact-clicks", form=form, headers={"Accept": "text/html"})
    said = (await refused.get_data(as_text=True)).partition("<main")[2]
    assert refused.status_code == 429
    assert said.count("Terlalu banyak percobaan. Mohon tunggu 20 detik.") == 1
    assert "Mohon tunggu sebentar" not in said

"""The staff see every mail of the studio, and each holds to what all mails promise."""

import re
from html import unescape

import pytest

from app.admin.mails import Sample, samples
from app.i18n import use_locale
from app.identity import Identity
from app.letters import TEMPLATES, Letter, letter
from app.orders.letters import SUBJECTS

SAMPLES = samples("Percetakan Melati")
ADDRESS = re.compile(r'<a [^>]*href="([^"]+)"[^>]*>')
BESIDE = re.compile(r"<(head|style)\b.*?</\1>|<[^>]+>", re.S)


def drawn(sample: Sample, locale: str) -> Letter:
    with use_locale(locale):
        subject = sample.subject()
    studio = Identity("Percetakan Melati", "#8a1538")
    return letter(sample.template, subject=subject, locale=locale, studio=studio, **sample.context)


def squeezed(text: str) -> str:
    return " ".join(unescape(text).split())


def test_no_mail_is_left_out() -> None:
    written = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.mail")
        if not path.name.startswith("_")
    }
    assert {sample.template for sample in SAMPLES} == written


@pytest.mark.parametrize("locale", ["id", "en"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.place)
def test_both_parts_say_the_same(sample: Sample, locale: str) -> None:
    mail = drawn(sample, locale)
    html = squeezed(BESIDE.sub(" ", ADDRESS.sub(r" \1 ", mail.html)))
    lines = [squeezed(line.removeprefix("- ")) for line in mail.text.splitlines()]
    assert [line for line in lines if line not in {"", "--"} and line not in html] == []


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.place)
def test_a_mail_has_one_button_and_asks_for_nothing_from_afar(sample: Sample) -> None:
    html = drawn(sample, "id").html
    assert html.count('class="on-accent"') == 1
    assert re.findall(r"<img|\ssrc=|url\(|@import|<link|<script|https?:", html) == []
    assert set(re.findall(r'href="([^"]{0,5})', html)) == {"site:"}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.place)
def test_every_address_stands_there_as_text_too(sample: Sample) -> None:
    mail = drawn(sample, "id")
    for address in re.findall(r'class="on-accent" href="([^"]+)"', mail.html):
        assert f">{address}</a>" in mail.html
        assert address in mail.text


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_mail_about_an_order_names_it_in_its_subject(name: str) -> None:
    assert "SG-2611-0042" in SUBJECTS[name]("SG-2611-0042")


async def test_the_staff_see_the_list_and_each_mail(dodi):
    page = await (await dodi.get("/styleguide/mails")).get_data(as_text=True)
    places = re.findall(r'href="/styleguide/mails/([\w-]+)"', page)
    assert places == [sample.place for sample in SAMPLES]
    for place in places:
        shown = await dodi.get(f"/styleguide/mails/{place}")
        assert shown.status_code == 200
        assert shown.headers["Content-Security-Policy"].endswith("; frame-src 'self'")
        assert "site:/" not in await shown.get_data(as_text=True)


async def test_a_mail_stands_in_a_frame_of_our_own_page_alone(dodi):
    light = await dodi.get("/styleguide/mails/orders-ready/light")
    dark = await dodi.get("/styleguide/mails/orders-ready/dark")
    for part in (light, dark):
        policy = part.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy
        assert "sandbox" in policy
        assert part.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "@media not all {" in await light.get_data(as_text=True)
    assert "@media all {" in await dark.get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/orders-ready", "/orders-ready/light"])
async def test_customers_and_visitors_do_not_see_them(ani, visitor, path):
    assert (await ani.get(f"/styleguide/mails{path}")).status_code == 403
    assert (await visitor.get(f"/styleguide/mails{path}")).status_code == 303


@pytest.mark.parametrize("path", ["orders-gone", "orders-gone/dark", "orders-ready/blue"])
async def test_there_are_no_others(dodi, path):
    assert (await dodi.get(f"/styleguide/mails/{path}")).status_code == 404

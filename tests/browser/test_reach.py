"""What a screen reader is told, what keys and the wishes of a system do, how errors are shown."""

import re
import time

import pytest
from playwright.async_api import expect

from tests.browser.conftest import ANI_WAITS_FOR_A_PROOF, BUDI_IS_NEXT_IN_PRODUCTION, People, Person
from tests.browser.sending import drop_draft


async def test_the_landmarks_of_a_page_and_their_names(people: People) -> None:
    person = await people.enter()
    await person.open("/")
    await expect(person.page.locator("body")).to_match_aria_snapshot("""
        - link "Langsung ke isi"
        - banner:
          - link "Sanggar Cetak Nusantara"
          - navigation "Menu utama":
            - list:
              - listitem:
                - link "Katalog"
              - listitem:
                - link "Tentang kami"
              - listitem:
                - link "Kritik & saran"
              - listitem:
                - link "Masuk"
              - listitem:
                - link "Daftar"
        - complementary "Promo":
          - list
        - main:
          - heading [level=1]
        - contentinfo
    """)
    assert await person.page.locator("h1").count() == 1


async def test_what_a_field_is_and_what_is_wrong_with_it_is_said(people: People) -> None:
    person = await people.enter()
    await person.open("/register")
    await _send_as_it_is(person, "main form")
    await expect(person.page.locator("main")).to_match_aria_snapshot("""
        - alert:
          - paragraph: Mohon periksa isian Anda
          - list:
            - listitem:
              - link "Nama"
    """)
    field = person.page.get_by_role("textbox", name="Nama")
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description(re.compile("Mohon diisi"))


async def test_a_room_is_a_log_that_is_read_as_it_grows(people: People) -> None:
    ani, sari = await people.enter(), await people.enter()
    await ani.sign_in("customer")
    await ani.open(ANI_WAITS_FOR_A_PROOF)
    log = ani.page.get_by_role("log", name="Obrolan")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-relevant", "additions")
    await sari.sign_in("operator")
    await sari.open(ANI_WAITS_FOR_A_PROOF)
    await sari.page.fill("#composer-body", "Pratinjau sudah siap, Bu.")
    await sari.page.press("#composer-body", "Enter")
    line = log.get_by_role("listitem").filter(has_text="Pratinjau sudah siap, Bu.")
    await expect(line).to_have_count(1)
    await expect(line).to_match_aria_snapshot("""
        - listitem:
          - paragraph: /Sari Wulandari/
          - text: Pratinjau sudah siap, Bu.
          - paragraph:
            - time: /\\d\\d\\.\\d\\d/
    """)
    await expect(ani.page.get_by_role("textbox", name="Pesan")).to_be_visible()
    await expect(ani.page.get_by_role("button", name="Kirim", exact=True)).to_be_visible()


async def test_a_new_status_is_said_once_and_politely(people: People) -> None:
    budi, rina = await people.enter(), await people.enter()
    await rina.sign_in("operator2")
    await rina.open(BUDI_IS_NEXT_IN_PRODUCTION)
    await rina.page.get_by_role("button", name="Lanjutkan pesanan").click()
    start = rina.page.get_by_role("button", name="Mulai produksi")
    await expect(start).to_be_visible()
    await budi.sign_in("customer2")
    await budi.open(BUDI_IS_NEXT_IN_PRODUCTION)
    said = budi.page.locator(".order > [role=status]")
    await expect(said).to_have_text("")
    await start.click()
    await expect(said).not_to_have_text("")
    steps = budi.page.get_by_role("list", name="Tujuh langkah pesanan Anda")
    await expect(steps.locator("[aria-current=step]")).to_have_count(1)


async def test_the_feed_says_that_an_order_waits(people: People) -> None:
    sari = await people.enter()
    await sari.sign_in("operator")
    await sari.open("/feed")
    await expect(sari.page.locator("main")).to_match_aria_snapshot("""
        - main:
          - heading "Pesanan masuk" [level=1]
          - status
          - region /pesanan menunggu/:
            - heading /\\d+ pesanan menunggu/ [level=2]
            - list:
              - listitem:
                - checkbox /Tandai SG-/
                - paragraph:
                  - link /SG-/
                - button /Ambil SG-/
          - region /Sedang ditangani/
    """)


async def test_a_promo_is_announced_without_taking_the_focus(people: People) -> None:
    ani = await people.enter()
    await ani.sign_in("customer")
    strip = ani.page.get_by_role("complementary", name="Promo")
    await expect(strip.get_by_role("list")).to_have_attribute("aria-live", "polite")
    await expect(strip.get_by_role("button", name="Sembunyikan promo ini").first).to_be_visible()


async def test_the_truth_about_the_line_is_a_status_and_failures_are_alerts(people: People) -> None:
    person = await people.enter()
    await person.open("/catalogue")
    await expect(person.page.locator("#connection")).to_have_attribute("role", "status")
    await expect(person.page.locator("#toasts [data-list=alert]")).to_have_attribute(
        "role", "alert"
    )


FORMS = {
    "/login": ("", "main form"),
    "/register": ("", "main form"),
    "/password-reset": ("", "main form"),
    "/feedback/new": ("", "main form"),
    "/orders/new": ("customer", "form.order-form"),
    "/account": ("customer", "form[action$='/password']"),
    "/promos/new": ("marketing", "form[data-start~=promo-preview]"),
    "/products/new": ("marketing", "main form"),
    "/users": ("admin", "main form[method=post]"),
}


@pytest.mark.parametrize("path", FORMS)
async def test_errors_are_listed_at_the_top_and_lead_to_their_fields(
    people: People, path: str
) -> None:
    who, form = FORMS[path]
    person = await people.enter(360, 740)
    await _signed_in_as(person, who)
    await drop_draft(person)
    await person.open(path)
    await _send_as_it_is(person, form)
    summary = person.page.locator("main [role=alert]").filter(has=person.page.locator("li a"))
    await expect(summary).to_be_focused()
    link = summary.locator("li a").first
    target = (await link.get_attribute("href") or "").removeprefix("#")
    await link.press("Enter")
    await expect(person.page.locator(f"[id='{target}']")).to_be_focused()


async def _signed_in_as(person: Person, who: str) -> None:
    for name in [who] if who else []:
        await person.sign_in(name)


async def test_what_was_typed_is_still_there_after_a_refusal(people: People) -> None:
    person = await people.enter()
    await person.open("/register")
    await person.page.fill("[name=name]", "Ibu Ratna")
    await person.page.fill("[name=identifier]", "bukan alamat")
    await _send_as_it_is(person, "main form")
    await expect(person.page.locator("[name=name]")).to_have_value("Ibu Ratna")
    await expect(person.page.locator("[name=identifier]")).to_have_value("bukan alamat")


async def test_forced_colours_keep_what_is_pressed_and_what_has_the_focus(people: People) -> None:
    person = await people.enter()
    await person.page.emulate_media(forced_colors="active")
    await person.open("/login")
    grounds = await person.page.evaluate(
        """() => ["true", "false"].map((state) => {
            const found = document.querySelector(`.footer [name=locale][aria-pressed=${state}]`);
            return getComputedStyle(found).backgroundColor;
        })"""
    )
    assert grounds[0] != grounds[1]
    await person.page.focus("[name=email]")
    outline = await person.page.eval_on_selector(
        "[name=email]", "field => getComputedStyle(field).outlineStyle"
    )
    assert outline == "solid"


async def test_mixed_languages_are_marked(people: People) -> None:
    person = await people.enter(locale="id-ID")
    await person.open("/")
    assert await person.page.get_attribute("html", "lang") == "id"
    await expect(person.page.get_by_role("button", name="English")).to_have_attribute("lang", "en")
    await person.sign_in("marketing")
    await person.open("/promos/new")
    for language in ("id", "en"):
        field = person.page.locator(f"[name=title_{language}]")
        await expect(field).to_have_attribute("lang", language)


async def test_help_is_in_the_same_place_on_every_page(people: People) -> None:
    person = await people.enter()
    found = []
    for path in ("/", "/catalogue", "/products/brosur", "/login", "/feedback/new", "/nowhere"):
        await person.open(path)
        links = person.page.locator("footer .footer__links a")
        found.append(await links.evaluate_all("links => links.map(({pathname}) => pathname)"))
    assert found[0]
    assert found == found[:1] * len(found)


async def test_times_follow_the_browsers_zone_without_being_asked(people: People) -> None:
    context = await people.browser.new_context(locale="id-ID", timezone_id="Asia/Jayapura")
    people.contexts.append(context)
    person = Person(context, await context.new_page(), people.url)
    await person.open("/")
    moment = person.page.locator("#promos time[datetime]").first
    await expect(moment).to_have_text(re.compile(r"\d\d\.\d\d WIT$"))
    await expect(moment).to_have_attribute(
        "title", re.compile(r"^\w+, \d+ \w+ \d{4}, \d\d\.\d\d WIT$")
    )
    await person.open("/register")
    await person.page.fill("[name=name]", "Yohana Wanimbo")
    await person.page.fill("[name=identifier]", f"yohana{time.time_ns()}@contoh.id")
    await person.page.fill("[name=password]", "tinta-kertas-emas")
    await person.page.check("[name=consent]")
    await person.page.click("main form button[type=submit]")
    await person.page.wait_for_url("**/account**")
    await expect(person.page.locator("[name=settings-zone]")).to_have_value("Asia/Jayapura")


async def _send_as_it_is(person: Person, form: str) -> None:
    await person.page.eval_on_selector(
        form, "form => { form.noValidate = true; form.requestSubmit() }"
    )
    await expect(person.page.locator("main [role=alert] li a").first).to_be_visible()

"""The feed, the board and the inbox as the studio uses them, by hand and by keys."""

import re

from playwright.async_api import expect

from tests.browser.conftest import People, Person

ORDER = """async () => {
  const {products} = await (await fetch("/api/products")).json();
  const slug = products.find((one) => one.priced && !one.by_area).slug;
  const answer = await fetch("/api/orders", {
    method: "POST",
    headers: {"Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID()},
    body: JSON.stringify({lines: [{product: slug, quantity: 1000}]}),
  });
  return await answer.json();
}"""


async def at_the_desk(people: People, who: str, path: str) -> Person:
    person = await people.enter(height=700)
    await person.sign_in(who)
    await person.open(path)
    return person


async def new_order(people: People) -> str:
    ani = await people.enter()
    await ani.sign_in("customer")
    made = await ani.page.evaluate(ORDER)
    assert "code" in made, made
    return str(made["code"])


async def test_a_new_order_never_moves_the_row_under_the_pointer(people: People) -> None:
    await new_order(people)
    sari = await at_the_desk(people, "operator", "/feed")
    rows = sari.page.locator('[data-refresh="waiting"] [data-row]')
    await rows.first.hover()
    under = await rows.first.inner_text()
    before = await rows.count()
    code = await new_order(people)
    more = sari.page.locator("[data-more]")
    await expect(more).to_have_text("1 pesanan baru")
    await expect(rows).to_have_count(before)
    assert (await rows.first.inner_text()).splitlines()[0] == under.splitlines()[0]
    await more.click()
    await expect(rows).to_have_count(before + 1)
    await expect(rows.first).to_contain_text(code)
    await expect(rows.first.locator("a").first).to_be_focused()
    await expect(more).to_be_hidden()
    assert sari.complaints == []


async def test_a_row_that_somebody_took_says_so_where_it_stands(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/feed")
    mira = await at_the_desk(people, "manager", "/feed")
    row = sari.page.locator("[data-row]", has_text=code)
    await row.hover()
    await mira.page.locator("[data-row]", has_text=code).locator("button").click()
    await mira.page.wait_for_url("**/orders/*")
    await expect(row.locator("[data-said]")).to_contain_text("baru saja mengambilnya")
    await expect(row.locator("button")).to_be_disabled()
    await sari.page.mouse.move(2, 2)
    taken = sari.page.locator('[data-refresh="taken"] [data-row]', has_text=code)
    await expect(taken).to_be_visible()
    assert sari.complaints == []


async def test_orders_are_marked_by_key_taken_together_and_given_back(people: People) -> None:
    first, second = await new_order(people), await new_order(people)
    sari = await at_the_desk(people, "operator", "/feed")
    page = sari.page
    for code in (first, second):
        await page.locator("[data-row]", has_text=code).locator("a").first.focus()
        await page.keyboard.press("x")
    await page.locator("#many button[type=submit]").click()
    await expect(page.locator(".notice")).to_contain_text("Anda mengambil 2 pesanan.")
    await page.locator(".passing button").click()
    for code in (first, second):
        waiting = page.locator('[data-refresh="waiting"] [data-row]', has_text=code)
        await expect(waiting).to_be_visible()
    assert sari.complaints == []


async def test_a_card_is_moved_by_its_menu_and_back_by_undo(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/board")
    page = sari.page
    card = page.locator(".board__card", has_text=code)
    start = page.locator('[data-stage="awaiting_files"]')
    end = page.locator('[data-stage="preflight"]')
    await card.locator("a").first.focus()
    await page.keyboard.press("m")
    await card.locator("input[name=reason]").fill("Datang lewat WhatsApp")
    await card.locator('button[value="preflight"]').click()
    await expect(end.locator(".board__card", has_text=code)).to_be_visible()
    await expect(page.locator("[data-announce]")).to_have_text(
        re.compile(rf"{code} sekarang di “.+”")
    )
    await page.locator(".toast__action").click()
    await expect(start.locator(".board__card", has_text=code)).to_be_visible()
    assert sari.complaints == []


async def test_a_card_is_put_on_hold_by_its_menu_and_goes_on(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/board")
    page = sari.page
    card = page.locator(".board__card", has_text=code)
    await card.locator("a").first.focus()
    await page.keyboard.press("m")
    await card.locator(".board__rest").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/hold?from=board")
    await page.select_option("[name=waiting_on]", "stock")
    await page.fill("[name=reason]", "Kertas habis")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/board")
    await expect(card).to_contain_text("Ditunda: menunggu bahan")
    await expect(card).to_contain_text("Kertas habis")
    await card.locator("button[formaction]").focus()
    await page.keyboard.press("Enter")
    await expect(card.locator(".board__menu")).to_be_visible()
    await expect(card).not_to_contain_text("Ditunda")
    assert sari.complaints == []


async def test_a_card_is_dragged_and_moved_by_arrow_keys(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/board")
    page = sari.page
    await page.set_viewport_size({"width": 1280, "height": 6000})  # nothing scrolls meanwhile
    card = page.locator(".board__card", has_text=code)
    await card.drag_to(page.locator('[data-stage="preflight"]'))
    await page.locator("dialog[data-reason] input").fill("Berkas dibawa sendiri")
    await page.locator('dialog[data-reason] button[value="move"]').click()
    preflight = page.locator('[data-stage="preflight"] .board__card', has_text=code)
    await expect(preflight).to_be_visible()
    await expect(page.locator(".toast", has_text=code)).to_be_visible()
    await expect(preflight).to_have_attribute("data-moves", re.compile("design"))
    await preflight.locator("a").first.focus()
    await page.keyboard.press("Shift+ArrowRight")
    design = page.locator('[data-stage="design"] .board__card', has_text=code)
    await expect(design).to_be_visible()
    await expect(page.locator("[data-announce]")).to_contain_text(code)
    assert sari.complaints == []


async def test_a_move_on_a_stale_card_comes_back_with_the_reason(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/board")
    page = sari.page
    card = page.locator(".board__card", has_text=code)
    await card.evaluate("(card) => { card.dataset.rev = 99 }")
    await card.locator("summary").click()
    await card.locator("input[name=reason]").fill("Coba")
    await card.locator('button[value="preflight"]').click()
    await expect(page.locator('.toast[data-tone="bad"]')).to_contain_text("Menunggu berkas")
    waiting = page.locator('[data-stage="awaiting_files"] .board__card', has_text=code)
    await expect(waiting).to_be_visible()


async def test_a_move_appears_on_everybody_elses_board(people: People) -> None:
    code = await new_order(people)
    sari = await at_the_desk(people, "operator", "/board")
    mira = await at_the_desk(people, "manager", "/board?view=list")
    card = sari.page.locator(".board__card", has_text=code)
    await card.locator("summary").click()
    await card.locator("input[name=reason]").fill("Sudah ada")
    await card.locator('button[value="preflight"]').click()
    row = mira.page.locator("tr", has_text=code)
    await expect(row.locator(".badge", has_text="Memeriksa berkas")).to_be_visible()
    assert mira.complaints == []


async def test_the_inbox_is_worked_by_keys(people: People) -> None:
    ani = await people.enter()
    await ani.sign_in("customer2")
    await ani.open("/rooms/general")
    await ani.page.fill("#composer-body", "Apakah hari Minggu buka?")
    await ani.page.keyboard.press("Enter")
    await expect(ani.page.locator(".message", has_text="Minggu buka").last).not_to_have_attribute(
        "data-state", "pending"
    )
    sari = await at_the_desk(people, "operator", "/inbox")
    page = sari.page
    row = page.locator(".rooms__row", has_text="Minggu buka")
    await expect(row).to_be_visible()
    await page.keyboard.press("j")
    await expect(page.locator("[data-row] a:focus")).to_have_count(1)
    await row.locator("a").click()
    await expect(page.locator(".room .message", has_text="Minggu buka").last).to_be_visible()
    await page.locator("#assignee").select_option("")
    await page.locator('button[value="assign"]').click()
    await expect(page.locator("[data-keys=a]")).to_be_visible()
    await expect(page.locator("[data-palette]")).to_be_visible()  # the keys are there as well
    await page.keyboard.press("a")
    await expect(page.locator("#assignee option:checked")).to_have_text("Sari Wulandari")
    await page.locator(".room__title").click()
    await page.keyboard.press("n")
    await expect(page.locator("#composer-note-body")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.locator(".room__title").click()
    await page.keyboard.press("r")
    await expect(page.locator("#composer-body")).to_be_focused()
    await page.locator(".room__title").click()
    await page.keyboard.press("e")
    await expect(page.locator(".notice")).to_contain_text("sampai pelanggan menulis lagi")
    await expect(row).to_have_count(0)
    await ani.page.fill("#composer-body", "Jam berapa?")
    await ani.page.keyboard.press("Enter")
    await expect(page.locator(".rooms__row", has_text="Jam berapa?")).to_be_visible()
    assert sari.complaints == []


async def test_a_ready_answer_is_chosen_with_a_slash(people: People) -> None:
    sari = await at_the_desk(people, "operator", "/inbox/replies")
    page = sari.page
    await page.fill("input[name=shortcut]", "buka")
    await page.fill("textarea[name=body]", "Halo {name}, kami buka setiap hari.")
    await page.locator("main form.form button[type=submit]").click()
    await expect(page.locator(".card__title", has_text="/buka")).to_be_visible()
    await sari.open("/inbox?queue=all")
    await page.locator(".rooms__row a").first.click()
    await expect(page.locator("#composer-body")).to_be_visible()
    await page.locator("#composer-body").press_sequentially("/bu")
    await expect(page.locator("#composer-ready [aria-selected=true]")).to_contain_text("/buka")
    await page.keyboard.press("Enter")
    await expect(page.locator("#composer-body")).to_have_value(re.compile("kami buka setiap hari"))
    assert sari.complaints == []

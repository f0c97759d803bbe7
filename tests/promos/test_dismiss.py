"""A promo that somebody puts away is gone on all of their devices before a page is drawn."""

from app.promos import dismissals, queries
from app.promos.models import Audience


async def strip(member, path="/") -> str:
    html = await (await member.get(path)).get_data(as_text=True)
    return html.partition('class="promos__list"')[2].partition("</ul>")[0]


async def test_a_member_puts_it_away_on_every_device(ani, budi, live):
    promo = await live(title_id="Hemat besar")
    assert "Hemat besar" in await strip(ani)
    for _ in range(2):
        response = await ani.post(f"/promos/{promo.id}/dismissal", form={"next": "/catalogue"})
        assert (response.status_code, response.headers["Location"]) == (303, "/catalogue")
    assert "Hemat besar" not in await strip(ani)
    assert "Hemat besar" in await strip(budi)
    assert (await queries.results([promo.id]))[promo.id].dismissed == 1


async def test_a_visitors_browser_remembers_it(visitor, live):
    first, second = await live(title_id="Satu saja"), await live(title_id="Dua saja")
    for promo in (first, second):
        assert (await visitor.post(f"/promos/{promo.id}/dismissal", form={})).status_code == 303
    third = await live(title_id="Tiga saja")
    shown = await strip(visitor)
    assert "Tiga saja" in shown
    assert "Satu saja" not in shown
    assert "Dua saja" not in shown
    assert (await queries.results([third.id])).get(third.id) is None


async def test_other_pages_of_the_member_follow(server, ani, budi, live):
    promo = await live()
    async with ani.listening(f"user:{ani.id}") as tablet:
        await ani.post(f"/promos/{promo.id}/dismissal", form={})
        assert (await tablet.next("promo.dismissed")).data == {"id": promo.id}
        await ani.post(f"/promos/{promo.id}/dismissal", form={})
        assert await tablet.quiet()


async def test_what_was_never_shown_cannot_be_put_away(ani, visitor, make, live):
    draft = await make()
    members = await live(audience=Audience.MEMBERS)
    assert (await ani.post(f"/promos/{draft.id}/dismissal", form={})).status_code == 404
    assert (await ani.post("/promos/999999/dismissal", form={})).status_code == 404
    assert (await visitor.post(f"/promos/{members.id}/dismissal", form={})).status_code == 404


async def test_the_discount_counts_all_the_same(ani, live, flyer):
    from app.promos.models import Kind

    promo = await live(kind=Kind.PERCENT, value=10)
    await dismissals.dismiss(ani.viewer, promo.id)
    from app.promos.actions import preview

    found = await preview(ani.id, "", [(flyer.id, 1000)])
    assert found is not None
    assert found.promo_id == promo.id


def test_what_a_browser_keeps_is_read_with_care() -> None:
    assert dismissals.remembered("", 7) == "7"
    assert dismissals.remembered("7-8", 7) == "8-7"
    assert dismissals.numbers_in("1-x--2-999999999999999999999-3") == [1, 2, 3]
    many = "-".join(str(number) for number in range(100))
    assert len(dismissals.remembered(many, 500).split("-")) == dismissals.KEPT

"""Lists in which nothing fits the filter: each says so, and offers one link that clears it."""

import pytest

from tests.conftest import Member

LISTS = (
    ("sari", "/feed?query=zzz", "/feed"),
    ("sari", "/feed?view=late&query=zzz&sort=oldest", "/feed?sort=oldest"),
    ("sari", "/feed?view=rush&density=compact", "/feed?density=compact"),
    ("ani", "/orders?query=zzz", "/orders"),
    ("sari", "/orders?status=cancelled", "/orders"),
    ("sari", "/board?hold=held", "/board"),
    ("sari", "/board?designer=987654&view=list", "/board?view=list"),
    ("dodi", "/board?hold=payment", "/board"),
    ("sari", "/feedback/inbox?status=resolved", "/feedback/inbox"),
    ("sari", "/feedback/inbox?mine=1", "/feedback/inbox"),
    ("maya", "/promos?status=ended", "/promos"),
    ("adi", "/users?q=zzz", "/users"),
    ("adi", "/audit?actor=zzz", "/audit"),
    ("visitor", "/catalogue?price=quote", "/catalogue"),
)


@pytest.fixture
def cast(
    ani: Member, sari: Member, dodi: Member, maya: Member, adi: Member, visitor: Member
) -> dict[str, Member]:
    return {
        "ani": ani,
        "sari": sari,
        "dodi": dodi,
        "maya": maya,
        "adi": adi,
        "visitor": visitor,
    }


@pytest.mark.parametrize(("name", "path", "everything"), LISTS)
async def test_a_filter_that_nothing_fits_says_so_and_is_cleared_by_one_link(
    cast: dict[str, Member], name: str, path: str, everything: str
) -> None:
    answer = await cast[name].get(path)
    html = str(await answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert html.count('class="empty"') == 1
    assert html.count("Hapus filter") == 1
    assert f'href="{everything}">Hapus filter</a>' in html

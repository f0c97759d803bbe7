"""The style guide: for the staff, with every part in both themes, its states from the real CSS."""

import re

from app.admin.styleguide import shown_states


async def test_the_staff_sees_every_part_in_both_themes(sari, dodi, maya, mira, adi):
    for person in (sari, dodi, maya, mira, adi):
        page = await (await person.get("/styleguide")).get_data(as_text=True)
        parts = re.findall(r'<section class="guide" id="(\w+)"', page)
        assert len(parts) == 19
        assert page.count('class="pane" data-theme="light"') == len(parts)
        assert page.count('class="pane" data-theme="dark"') == len(parts)


async def test_customers_and_visitors_do_not(ani, visitor):
    assert (await ani.get("/styleguide")).status_code == 403
    assert (await ani.get("/styleguide/states.css")).status_code == 403
    assert (await visitor.get("/styleguide")).status_code == 303


async def test_no_id_stands_twice(adi):
    page = await (await adi.get("/styleguide")).get_data(as_text=True)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))


def test_states_are_the_sites_own_rules_with_an_attribute_in_the_place_of_the_pointer():
    css = ".button:hover{color:red}.a:focus-visible,.b:focus-within{color:red}.c:active{top:0}"
    assert shown_states(css) == (
        ".button[data-show~=hover]{color:red}"
        ".a[data-show~=focus],.b[data-show~=focus]{color:red}.c[data-show~=active]{top:0}"
    )

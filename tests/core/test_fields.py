"""Attributes of form fields, beside the library's own."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms.widgets.core import html_params

from app.fields import attributes

NAMES = st.from_regex(r"(data_|aria_)?[a-z]{1,8}_?", fullmatch=True)
VALUES = st.booleans() | st.integers() | st.text() | st.text().map(Markup)


@given(st.dictionaries(NAMES, VALUES))
def test_attributes_are_those_of_the_library(wanted: dict[str, object]) -> None:
    ours, theirs = attributes(**wanted), html_params(**wanted)
    assert ours.unescape() == theirs.unescape()
    assert ours.count('"') == theirs.count('"')

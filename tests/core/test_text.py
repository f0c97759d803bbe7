"""Money, phone numbers and clean lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.text import (
    clean_line,
    clean_text,
    fold,
    parse_rupiah,
    phone_e164,
    phone_shown,
    rupiah,
    slug,
)


def test_rupiah_have_dots_and_no_decimals() -> None:
    assert rupiah(1250000) == "Rp1.250.000"
    assert rupiah(0) == "Rp0"


def test_what_comes_off_has_a_minus_and_no_hyphen() -> None:
    assert rupiah(-50000) == "\N{MINUS SIGN}Rp50.000"


@pytest.mark.parametrize(
    "text", ["1250000", "1.250.000", "Rp 1.250.000", "rp1250000", "IDR 1250000"]
)
def test_money_is_read_as_people_type_it(text: str) -> None:
    assert parse_rupiah(text) == 1250000


@pytest.mark.parametrize("text", ["", "1,5", "1.25", "12.5000", "-5", "1e6", "Rp"])
def test_what_is_no_whole_rupiah_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not whole rupiah"):
        parse_rupiah(text)


@given(some.integers(min_value=0, max_value=10**12))
def test_money_reads_back_what_it_wrote(amount: int) -> None:
    assert parse_rupiah(rupiah(amount)) == amount


@pytest.mark.parametrize(
    "text", ["0812 3456 7890", "+62 812-3456-7890", "6281234567890", "081234567890"]
)
def test_phone_numbers_have_one_form(text: str) -> None:
    assert phone_e164(text) == "+6281234567890"
    assert phone_shown("+6281234567890") == "+62 812-3456-7890"


@pytest.mark.parametrize("text", ["", "12", "08", "abc", "+1", "0812 3456 7890 1234 5678"])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        phone_e164(text)


def test_lines_lose_control_and_bidi_characters() -> None:
    assert clean_line("  a\u202eb\x00c\r\nd ", 50) == "abcd"
    assert clean_text("a\r\n b\u2066 \n\n", 50) == "a\n b"
    assert clean_line("x" * 300, 120) == "x" * 120


def test_towers_of_marks_are_cut() -> None:
    assert len(clean_line("e" + "\u0300" * 100_000, 1_000_000)) < 10


def test_folding_and_slugs() -> None:
    assert fold("Café ÉLAN") == "cafe elan"
    assert slug("Kartu Nama!  Édisi 2") == "kartu-nama-edisi-2"

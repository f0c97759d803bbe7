"""A table for a spreadsheet never runs what somebody wrote."""

import csv
import io

import pytest

from app import spreadsheets


@pytest.mark.parametrize(
    "text", ["=1+1", "+62812", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")']
)
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    (row,) = csv.reader(io.StringIO(spreadsheets.lines([[text]]), newline=""))
    assert row == [f"'{text}"]


def test_numbers_and_plain_words_stay_as_they_are() -> None:
    (row,) = csv.reader(
        io.StringIO(spreadsheets.lines([[-5, None, 'Ani, "A"', "a=b"]]), newline="")
    )
    assert row == ["-5", "", 'Ani, "A"', "a=b"]

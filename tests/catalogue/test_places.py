"""How far places are from each other, and which one an address means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.places import Place, Point, kilometres, place_of, read_point, write_point

JAKARTA = Point(-6.2088, 106.8456)
BANDUNG = Point(-6.9175, 107.6191)
SURABAYA = Point(-7.2575, 112.7521)
YOGYAKARTA = Point(-7.7956, 110.3695)
JAYAPURA = Point(-2.5337, 140.7181)
LONDON = Point(51.5074, -0.1278)
points = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (JAKARTA, BANDUNG, 116),
        (JAKARTA, SURABAYA, 662),
        (YOGYAKARTA, SURABAYA, 269),
        (JAKARTA, LONDON, 11712),
        (YOGYAKARTA, JAYAPURA, 3403),
        (Point(0, 0), Point(0, 180), 20015),
    ],
)
def test_known_distances_come_out_within_half_a_percent(one: Point, other: Point, far: int) -> None:
    assert kilometres(one, other) == pytest.approx(far, rel=0.005)


@given(points, points)
def test_a_way_is_as_long_there_as_back_and_never_more_than_half_round(
    one: Point, other: Point
) -> None:
    way = kilometres(one, other)
    assert way == pytest.approx(kilometres(other, one), abs=1e-6)
    assert 0 <= way <= 20016
    assert kilometres(one, one) == pytest.approx(0, abs=1e-6)


@given(points, points, points)
def test_a_detour_is_never_shorter(one: Point, other: Point, third: Point) -> None:
    assert kilometres(one, third) <= kilometres(one, other) + kilometres(other, third) + 1e-3


SLEMAN = Place("Sleman", "555 5528", -7.7163, 110.3556)
DEPOK = Place("Depok", "55281 55283", -7.7620, 110.3950)
JOGJA = Place("Yogyakarta", "551 552", -7.7956, 110.3695)
BANTUL = Place("Bantul", "", -7.8881, 110.3289)
PLACES = [SLEMAN, DEPOK, JOGJA, BANTUL]


@pytest.mark.parametrize(
    ("city", "postcode", "found"),
    [
        ("Yogyakarta", "", JOGJA),
        ("  KOTA  yogyakarta ", "", JOGJA),
        ("Depok, Sleman", "", DEPOK),
        ("Sleman, Depok", "", SLEMAN),
        ("Depok, Sleman", "55281", DEPOK),
        ("di mana saja", "55285", SLEMAN),
        ("Depok, Jawa Barat", "16411", None),
        ("Kasihan, Bantul", "55181", JOGJA),
        ("Kasihan, Bantul", "16411", BANTUL),
        ("Bantulan", "", None),
        ("", "", None),
        ("Surabaya", "", None),
    ],
)
def test_an_address_means_a_place_or_none(city: str, postcode: str, found: Place | None) -> None:
    assert place_of(PLACES, city, postcode) == found


@pytest.mark.parametrize(
    "text", ["-7.7829, 110.3671", "-7.7829,110.3671", " -7,7829, 110,3671 ", "-7.7829 110.3671"]
)
def test_a_point_is_read_as_maps_and_people_write_it(text: str) -> None:
    assert read_point(text) == Point(-7.7829, 110.3671)


@given(points)
def test_a_point_that_was_written_is_read_again(point: Point) -> None:
    again = read_point(write_point(point))
    assert again.latitude == pytest.approx(point.latitude, abs=1e-6)
    assert again.longitude == pytest.approx(point.longitude, abs=1e-6)


@pytest.mark.parametrize("text", ["", "Jalan Suroto", "-7.7829", "91, 110", "1, 181", "1e5, 2"])
def test_anything_else_is_no_point(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_point(text)

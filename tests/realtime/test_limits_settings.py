"""Each limit has the promised default and a setting, and stands in the table for people."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from app.config import ROOT, Settings, WrongSetting, read_settings
from app.realtime.hub import hub
from app.realtime.limits import Limits, read_limits
from app.realtime.rate import DEPTH
from tests.realtime import engine_app


def test_the_promised_bounds_are_the_defaults() -> None:
    bounds = Limits()
    assert (bounds.sockets_per_session, bounds.sockets_per_user, bounds.sockets_per_ip) == (
        8,
        20,
        50,
    )
    assert (bounds.rate, bounds.burst, bounds.bad_requests) == (20, 40, 5)
    assert (bounds.message_bytes, bounds.inbox, bounds.subscriptions) == (65536, 16, 64)
    assert (bounds.connect_within, bounds.ping_every, bounds.pong_within) == (10, 25, 10)
    assert (bounds.keep_events, bounds.keep_days) == (10_000, 30)
    assert (bounds.sockets, DEPTH) == (12_000, 8)


@pytest.mark.parametrize("name", [each.name for each in fields(Limits)])
def test_each_limit_is_a_setting(name: str) -> None:
    default = getattr(Limits(), name)
    chosen = default / 2 if isinstance(default, float) else default + 1
    settings = read_settings(
        {"SANGGAR_SECRET_KEY": "x" * 32, f"SANGGAR_LIVE_{name.upper()}": str(chosen)}
    )
    assert getattr(read_limits(settings.live), name) == chosen


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rate", "many"),
        ("rate", "-1"),
        ("rate", "nan"),
        ("rate", "1e3"),
        ("burst", "0"),
        ("burst", "1.5"),
        ("burst", "٤٠"),
        ("ping_every", "0"),
        ("ping_spread", "1"),
        ("keep_events", "0"),
        ("sockets_per_ip", ""),
        ("message_bytes", "9" * 30),
        ("sokets", "1"),
    ],
)
def test_a_wrong_limit_stops_the_start_and_names_itself(name: str, text: str) -> None:
    with pytest.raises(WrongSetting, match=f"SANGGAR_LIVE_{name.upper()}") as stopped:
        read_limits({name: text})
    assert str(stopped.value).endswith(".")


def test_the_limits_of_the_settings_are_those_of_the_engine(store: Settings, limits: Any) -> None:
    limits()
    engine_app.make_app(replace(store, live={"subscriptions": "3"}))
    assert hub.limits == Limits(subscriptions=3)


def test_the_table_for_people_tells_every_limit() -> None:
    table = (ROOT / "docs" / "limits.md").read_text()
    told = dict(re.findall(r"^\| `SANGGAR_LIVE_(\w+)` \| `([\d.]+)` \|", table, re.MULTILINE))
    defaults = {each.name.upper(): f"{getattr(Limits(), each.name)}" for each in fields(Limits)}
    assert told == defaults

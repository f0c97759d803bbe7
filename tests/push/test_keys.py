"""The installation's key: made once, readable by its owner alone, or given by a setting."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from app import create_app
from app.config import Settings, WrongSetting, read_settings
from app.push import keys


def test_a_key_is_made_once_and_only_the_owner_reads_it(settings: Settings, tmp_path: Path) -> None:
    here = replace(settings, instance=tmp_path / "fresh")
    first = keys.public_key(here)
    kept = here.instance / keys.FILE
    assert len(keys.decode(first)) == 65
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    keys._kept.cache_clear()
    assert keys.public_key(here) == first
    assert [path.name for path in here.instance.iterdir()] == [keys.FILE]


def test_the_setting_has_the_last_word(settings: Settings) -> None:
    given = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
    point = (
        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    )
    assert keys.public_key(replace(settings, vapid_key=given)) == point


@pytest.mark.parametrize("wrong", ["no key", "", "A" * 500, "AAAA"])
def test_a_wrong_key_is_said_plainly(settings: Settings, wrong: str) -> None:
    broken = replace(settings, vapid_key=wrong or "=")
    with pytest.raises(WrongSetting, match="SANGGAR_VAPID_KEY"):
        keys.public_key(broken)


def test_the_start_makes_the_key_and_stops_at_a_wrong_one(
    settings: Settings, tmp_path: Path
) -> None:
    here = replace(settings, instance=tmp_path / "started")
    create_app(here)
    assert (here.instance / keys.FILE).exists()
    with pytest.raises(WrongSetting, match="SANGGAR_VAPID_KEY"):
        create_app(replace(here, vapid_key="AAAA"))


@pytest.mark.parametrize("wrong", ["localhost", "localhost:", ":80", "localhost:x"])
def test_a_trusted_service_is_a_host_and_a_port(wrong: str) -> None:
    with pytest.raises(WrongSetting, match="SANGGAR_PUSH_TRUSTED"):
        read_settings({"SANGGAR_SECRET_KEY": "k" * 32, "SANGGAR_PUSH_TRUSTED": wrong})

"""Settings: every default, and a plain sentence for every wrong value."""

import stat
import sys
from pathlib import Path

import pytest

from app.config import ROOT, WrongSetting, read_settings

KEY = "a secret key that is long enough for us"


def test_the_defaults_are_those_of_the_readme(tmp_path: Path) -> None:
    settings = read_settings({"SANGGAR_INSTANCE": str(tmp_path)})
    assert settings.bind == "127.0.0.1:8000"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path / 'sanggar.db'}"
    assert settings.uploads == ROOT / "uploads"
    assert not settings.secure


def test_a_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first = read_settings({"SANGGAR_INSTANCE": str(tmp_path)}).secret_key
    assert len(first) >= 32
    assert read_settings({"SANGGAR_INSTANCE": str(tmp_path)}).secret_key == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_an_https_address_makes_cookies_secure() -> None:
    settings = read_settings(
        {"SANGGAR_SECRET_KEY": KEY, "SANGGAR_PUBLIC_URL": "https://studio.example/"}
    )
    assert settings.secure
    assert settings.public_url == "https://studio.example"
    assert settings.public_host == "studio.example"


@pytest.mark.parametrize(
    ("bus", "database", "url"),
    [
        ("", "", ""),
        ("unix:///run/sanggar/bus", "", "unix:///run/sanggar/bus"),
        ("redis://:secret@cache:6379/2", "", "redis://:secret@cache:6379/2"),
        ("rediss://cache", "", "rediss://cache"),
        ("postgresql+asyncpg://u@db/s", "", "postgresql://u@db/s"),
        ("postgresql", "postgres://u:p@db/s?host=/run", "postgresql://u:p@db/s?host=/run"),
    ],
)
def test_the_bus_is_chosen_by_its_url(bus: str, database: str, url: str) -> None:
    environ = {"SANGGAR_SECRET_KEY": KEY, "SANGGAR_BUS_URL": bus, "SANGGAR_DATABASE_URL": database}
    assert read_settings(environ).bus_url == url


@pytest.mark.parametrize("library", ["redis", "asyncpg"])
def test_a_bus_without_its_library_says_what_to_install(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bus = {"redis": "redis://cache", "asyncpg": "postgresql://u@db/s"}[library]
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(WrongSetting, match="needs the extra: pip install"):
        read_settings({"SANGGAR_SECRET_KEY": KEY, "SANGGAR_BUS_URL": bus})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANGGAR_BIND", "8000"),
        ("SANGGAR_BIND", "localhost:http"),
        ("SANGGAR_BIND", "localhost:70000"),
        ("SANGGAR_DATABASE_URL", "mysql://root@db/sanggar"),
        ("SANGGAR_DATABASE_URL", "sqlite:///:memory:"),
        ("SANGGAR_DATABASE_URL", "sanggar.db"),
        ("SANGGAR_BUS_URL", "kafka://host"),
        ("SANGGAR_BUS_URL", "redis://"),
        ("SANGGAR_BUS_URL", "redis://host:99999"),
        ("SANGGAR_BUS_URL", "unix://relative/folder"),
        ("SANGGAR_BUS_URL", "unix:///"),
        ("SANGGAR_BUS_URL", "postgresql"),  # the database is SQLite
        ("SANGGAR_SECRET_KEY", "short"),
        ("SANGGAR_PUBLIC_URL", "studio.example"),
        ("SANGGAR_PUBLIC_URL", "https://studio.example/shop"),
        ("SANGGAR_TRUSTED_PROXIES", "proxy.example"),
        ("SANGGAR_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("SANGGAR_SMTP_URL", "http://mail"),
        ("SANGGAR_MAILBOX", "chat"),
        ("SANGGAR_MAILBOX", "chat+more@studio.example"),
        ("SANGGAR_MAILBOX", "conversations@studio.example"),
        ("SANGGAR_DEMO_PASSWORD", "short"),
        ("SANGGAR_MAX_FILE_MIB", "much"),
        ("SANGGAR_MAX_FILE_MIB", "0"),
        ("SANGGAR_PERSON_QUOTA_MIB", "-1"),
        ("SANGGAR_ORDER_QUOTA_MIB", "1.5"),
        ("SANGGAR_DISK_RESERVE_MIB", ""),
        ("SANGGAR_SCANNER_URL", "clamd:"),
        ("SANGGAR_SCANNER_URL", "tcp://scanner:3310"),
        ("SANGGAR_SCANNER_URL", "clamd://scanner:99999"),
        ("SANGGAR_KEEP_RAW_DAYS", "-1"),
        ("SANGGAR_KEEP_LOOSE_DAYS", "a month"),
        ("SANGGAR_KEEP_ARTWORK_DAYS", "99999"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(name: str, value: str) -> None:
    with pytest.raises(WrongSetting, match=name) as stopped:
        read_settings({"SANGGAR_SECRET_KEY": KEY, name: value})
    assert str(stopped.value).endswith(".")


def test_roles_that_need_a_second_step_are_named_with_commas() -> None:
    given = {"SANGGAR_SECRET_KEY": KEY, "SANGGAR_SECOND_STEP_FOR": "admin, manager"}
    assert read_settings(given).second_step_for == {"admin", "manager"}


def test_a_role_that_does_not_exist_stops_the_start() -> None:
    given = {"SANGGAR_SECRET_KEY": KEY, "SANGGAR_SECOND_STEP_FOR": "boss"}
    with pytest.raises(WrongSetting, match="SANGGAR_SECOND_STEP_FOR"):
        read_settings(given)

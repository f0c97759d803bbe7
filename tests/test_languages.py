"""Both languages are complete, and the catalogues hold just the words that are used."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from app import clock, messages
from app.i18n import (
    LOCALES,
    TRANSLATIONS,
    format_datetime,
    format_exact,
    format_within,
    use_locale,
)

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


@pytest.mark.parametrize("domain", messages.domains())
@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_is_translated_and_none_is_left_over(locale: str, domain: str) -> None:
    core = set(messages.used("core"))
    wanted = [m for m in messages.used(domain) if domain == "core" or m not in core]
    catalogue = messages.catalogue(locale, domain)
    kept = {m.id for m in catalogue if m.id}
    assert kept == set(wanted)
    for message in catalogue:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), f"{message.id!r} is not translated"
        assert not message.fuzzy
        source = message.id if isinstance(message.id, str) else message.id[-1]
        for form in forms:
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(source)), source


def test_two_features_never_translate_the_same_words_differently() -> None:
    seen: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / "id").glob("*.po")):
        for message in messages.catalogue("id", path.stem):
            if message.id:
                assert seen.setdefault(str(message.id), str(message.string)) == str(message.string)


OTHER_WORDS = re.compile(
    r"\b(surel|percakapan|saringan|sambungan|bilangan bulat|nomor acuan|kuotasi|diskon|luring)\b",
    re.IGNORECASE,
)
"""What docs/words.md has another word for."""


def test_indonesian_has_one_word_for_one_thing() -> None:
    said = [m.string for d in messages.domains() for m in messages.catalogue("id", d) if m.id]
    assert [words for words in said if OTHER_WORDS.search(str(words))] == []


def test_a_catalogue_has_the_plural_forms_of_its_language() -> None:
    for locale, forms in (("id", 1), ("en", 2)):
        for domain in messages.domains():
            for message in messages.catalogue(locale, domain):
                assert not isinstance(message.string, tuple) or len(message.string) == forms


def test_dates_are_said_in_the_users_words_and_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    with use_locale("id", "Asia/Makassar"):
        assert format_datetime(now) == "Hari ini 11.04 WITA"
        assert format_datetime(now - timedelta(days=1)) == "Kemarin 11.04 WITA"
    with use_locale("en", "Asia/Jakarta"):
        assert format_datetime(now) == "Today 10:04 WIB"


def test_a_near_day_stands_small_within_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: now)
    with use_locale("id", "Asia/Jakarta"):
        assert format_within(now) == "hari ini 10.04 WIB"
        assert format_within(now + timedelta(days=9)) == "1 Des 2026 10.04 WIB"
    with use_locale("en", "Asia/Jakarta"):
        assert format_within(now - timedelta(days=1)) == "yesterday 10:04 WIB"


def test_a_day_begins_at_midnight_where_the_reader_is() -> None:
    evening = datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    with use_locale("id", "Asia/Jakarta"):
        assert format_datetime(evening) == "21 Nov 2026 23.30 WIB"
    with use_locale("en", "Asia/Jayapura"):
        assert format_datetime(evening) == "22 Nov 2026 01:30 WIT"


def test_the_exact_moment_has_weekday_and_zone() -> None:
    moment = datetime(2026, 11, 22, 3, 4, tzinfo=UTC)
    with use_locale("id", "Asia/Jakarta"):
        assert format_exact(moment) == "Minggu, 22 November 2026, 10.04 WIB"
    with use_locale("en", "Asia/Makassar"):
        assert format_exact(moment) == "Sunday 22 November 2026, 11:04 WITA"

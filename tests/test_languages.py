"""Both languages are complete, and the catalogues hold just the words that are used."""

import re
from pathlib import Path

import pytest

from app import messages
from app.i18n import LOCALES, TRANSLATIONS, format_datetime, use_locale

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
TEMPLATES = Path(messages.APP) / "templates"


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
            assert set(PLACEHOLDER.findall(form)) <= set(PLACEHOLDER.findall(source)), source


def test_two_features_never_translate_the_same_words_differently() -> None:
    seen: dict[str, str] = {}
    for path in sorted((TRANSLATIONS / "id").glob("*.po")):
        for message in messages.catalogue("id", path.stem):
            if message.id:
                assert seen.setdefault(str(message.id), str(message.string)) == str(message.string)


NAMES = {"Sanggar", "English", "Bahasa Indonesia", "WhatsApp", "Facebook", "Instagram"}
WORDS = re.compile(r">\s*([A-Za-z][a-z]+(?:\s+[A-Za-z]+)*[.!?]?)\s*<")


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.name)
def test_no_template_has_words_outside_gettext(path: Path) -> None:
    text = re.sub(
        r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<svg.*?</svg>", "", path.read_text(), flags=re.S
    )
    found = [w for w in WORDS.findall(text) if w not in NAMES]
    assert found == []


def test_dates_are_said_in_the_users_words_and_zone() -> None:
    from app import clock

    now = clock.now().replace(hour=3, minute=4)
    with use_locale("id", "Asia/Makassar"):
        assert format_datetime(now).endswith("11.04 WITA")
    with use_locale("en", "Asia/Jakarta"):
        assert format_datetime(now).endswith("10:04 WIB")

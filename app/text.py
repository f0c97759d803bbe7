"""Money, phone numbers, slugs and clean lines as the studio's people write them."""

import re
import unicodedata
from functools import lru_cache

import phonenumbers
from babel.numbers import format_currency

REGION = "ID"
AMOUNTS = 4096
"""Amounts that are kept as they were written: Babel takes longer than all else about a row."""
MINUS = "\N{MINUS SIGN}"
_BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@lru_cache(AMOUNTS)
def rupiah(amount: int) -> str:
    """Write whole rupiah: 1250000 -> Rp1.250.000, and what comes off as −Rp50.000 (U+2212)."""
    written = format_currency(abs(amount), "IDR", "¤#,##0", locale="id", currency_digits=False)
    return f"{MINUS}{written}" if amount < 0 else str(written)


def parse_rupiah(text: str) -> int:
    """Read "1250000", "1.250.000" or "Rp 1.250.000"; raises ValueError for anything else."""
    bare = re.sub(r"^\s*(?:rp|idr)\.?\s*", "", text, flags=re.IGNORECASE).strip()
    if not re.fullmatch(r"\d+|\d{1,3}(?:\.\d{3})+", bare):
        raise ValueError(f"not whole rupiah: {text!r}")
    return int(bare.replace(".", ""))


def phone_e164(text: str) -> str:
    """Normalise 08…, 62…, +62… to E.164; raises ValueError when it is no phone number."""
    cleaned = text.strip()
    if re.match(r"62\d", cleaned):
        cleaned = "+" + cleaned
    try:
        number = phonenumbers.parse(cleaned, REGION)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"not a phone number: {text!r}") from error
    if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
        raise ValueError(f"not a phone number: {text!r}")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def phone_shown(e164: str) -> str:
    """Write an E.164 number for reading: +62 812-3456-7890."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def fold(text: str) -> str:
    """Lower-case without accents, for comparing and searching."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def slug(text: str) -> str:
    """Turn a name into the part of a URL: "Kartu Nama!" -> "kartu-nama"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")


def clean_line(text: str, limit: int) -> str:
    """Make one line: control and bidi characters gone, spaces folded, at most `limit` long."""
    return " ".join(_strip(text).split())[:limit].strip()


def clean_text(text: str, limit: int) -> str:
    """Keep line breaks, strip control and bidi characters and towers of combining marks."""
    lines = (_strip(line).rstrip() for line in text.replace("\r\n", "\n").split("\n"))
    return "\n".join(lines).strip()[:limit].strip()


def _strip(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", text).translate(_BIDI):
        category = unicodedata.category(character)
        if category == "Cc" and character != "\t":
            continue
        if category == "Cs":
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= 3:
            kept.append(" " if character == "\t" else character)
    return "".join(kept)

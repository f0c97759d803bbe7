"""Keeps the translation catalogues in step with the words in code and templates.

One domain per feature: `translations/<locale>/<feature>.po`; what features share is in `core.po`.
The source words are English, so the English catalogue fills itself; Indonesian is written by hand.
"""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.i18n import LOCALES, TRANSLATIONS

APP = Path(__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None}
MessageId = str | tuple[str, ...]


def domains() -> list[str]:
    """Return `core` and every feature that has words."""
    folders = {path.name for path in APP.iterdir() if (path / "__init__.py").exists()}
    return ["core", *sorted(folders - {"db", "demo", "migrations", "realtime"})]


def update(chosen: Iterable[str] = ()) -> None:
    """Rewrite the catalogues of the chosen domains (all by default), keeping translations."""
    core = set(used("core"))
    for domain in list(chosen) or domains():
        found = used(domain)
        wanted = found if domain == "core" else [m for m in found if m not in core]
        for locale in LOCALES:
            _write(locale, domain, wanted)


def used(domain: str) -> list[MessageId]:
    """Return the message ids that a domain's code and templates use, sorted."""
    found: set[MessageId] = set()
    for path in _sources(domain):
        method: Any = extract_python if path.suffix == ".py" else babel_extract
        # A template that does not parse must not lose its words.
        options = {"silent": "false", "extensions": "app.fragments.KeptParts"}
        messages = extract(method, io.BytesIO(path.read_bytes()), KEYWORDS, options=options)
        for _line, message, _comments, _context in messages:
            found.add(tuple(message) if isinstance(message, (tuple, list)) else message)
    return sorted(found, key=str)


def catalogue(locale: str, domain: str) -> Catalog:
    """Read one catalogue; an empty one if the file is not there."""
    path = TRANSLATIONS / locale / f"{domain}.po"
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _sources(domain: str) -> Iterator[Path]:
    templates = APP / "templates"
    if domain == "core":
        yield from sorted(APP.glob("*.py"))
        yield from sorted((APP / "db").glob("*.py"))
        for folder in ("layouts", "components", "errors", "mail"):
            yield from _templates(templates / folder)
        return
    yield from sorted((APP / domain).rglob("*.py"))
    yield from _templates(templates / domain)


def _templates(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix in {".html", ".txt", ".mail"})


def _write(locale: str, domain: str, wanted: list[MessageId]) -> None:
    before = catalogue(locale, domain)
    after = Catalog(locale=locale, fuzzy=False)
    if locale == "id":  # Indonesian has one form for every number; Babel's table says two
        vars(after).update(_num_plurals=1, _plural_expr="0")
    for message_id in wanted:
        old = before.get(message_id)
        text = old.string if old is not None else ""
        if locale == "en":
            text = message_id
        elif isinstance(message_id, tuple) and isinstance(text, (tuple, list)):
            text = (*text, "")[:1]
        after.add(message_id, text)
    path = TRANSLATIONS / locale / f"{domain}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, after, width=100, no_location=True, omit_header=True, sort_output=True)
    header = (
        'msgid ""\nmsgstr ""\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {locale}\\n"\n'
        f'"Plural-Forms: {after.plural_forms}\\n"\n\n'
    )
    path.write_bytes(header.encode() + buffer.getvalue().lstrip())

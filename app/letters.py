"""How a mail looks: each is one template, drawn as plain text and as HTML from the same words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app import colours, filters, i18n
from app.identity import Identity

TEMPLATES = Path(__file__).parent / "templates"
SITE = "site:/"
"""How a mail writes the beginning of a link to this installation, until it is sent."""
INKS = {
    "light": {"ink": "#1e1a2b", "soft": "#5b5263", "line": "#dccfb8"},
    "dark": {"ink": "#f3ebdc", "soft": "#b9afbf", "line": "#383245"},
}
"""Words, quiet words and edges, as in `static/css/themes.css`."""
NOTHING = "\N{COMBINING GRAPHEME JOINER}\N{ZERO WIDTH NON-JOINER}\N{NO-BREAK SPACE}" * 60
"""What an inbox shows after the opening, so that it does not go on with the heading."""
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's first sentence, which inboxes show, and the two parts, which say the same."""

    opening: str
    text: str
    html: str


def letter(
    template: str,
    *,
    subject: str,
    locale: str,
    studio: Identity,
    can_answer: bool = False,
    **context: object,
) -> Letter:
    """Fill a mail's template in the recipient's language; links to us begin with SITE."""
    facts = context | {
        "subject": subject,
        "locale": locale,
        "can_answer": can_answer,
        "sender": studio.name,
        "looks": looks(studio.colour),
        "nothing": NOTHING,
    }
    with i18n.use_locale(locale):
        facts["opening"] = first = opening(template, **facts)
        text, html = (_drawn(kind, template, facts) for kind in ("txt", "html"))
    return Letter(first, _EMPTY_LINES.sub("\n\n", text).strip() + "\n", html)


def opening(template: str, **facts: object) -> str:
    """Return a mail's first sentence in the language in use; `sender` is the studio's name."""
    found = _environment("txt").get_template(template)
    return "".join(found.blocks["opening"](found.new_context(facts))).strip()


@lru_cache(16)
def looks(colour: str) -> dict[str, dict[str, str]]:
    """Return the colours of a mail in both themes, around the studio's own or ours."""
    return {theme: _look(colour or colours.OURS["colour"], theme) for theme in INKS}


def _look(colour: str, theme: str) -> dict[str, str]:
    paper, sheet, _sunk = colours.GROUNDS[theme]
    found = colours.tokens(colour, "", theme)
    ours = ("accent", "on-accent", "band")
    around = {name.replace("-", "_"): found[f"--{name}"] for name in ours}
    return INKS[theme] | around | {"paper": paper, "sheet": sheet, "on_band": colours.ON_BAND}


def _drawn(kind: str, template: str, facts: dict[str, object]) -> str:
    return _environment(kind).get_template(template).render(facts)


@cache
def _environment(kind: str) -> Environment:
    """Return what draws one of the two parts; `letter` and `parts` are this kind's own."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=kind == "html",  # noqa: S701 (the other part is plain text)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        _words(is_html=kind == "html"),
        localized=i18n.localized,
        letter=f"mail/letter.{kind}",
        parts=f"mail/parts.{kind}",
    )
    environment.filters.update(filters.FILTERS)
    return environment


def _words(*, is_html: bool) -> dict[str, Callable[..., Any]]:
    one, many = (
        (i18n.markup_gettext, i18n.markup_ngettext) if is_html else (i18n.gettext, i18n.ngettext)
    )
    return {"_": one, "gettext": one, "ngettext": many}

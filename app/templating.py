"""Pages: what they show is read first, then they are rendered in turns, by plain calls."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from time import perf_counter
from typing import Any

from jinja2 import Template
from jinja2.ext import Extension
from lucide.jinja import lucide
from markupsafe import Markup
from quart import Quart, current_app
from quart.templating import Environment as QuartEnvironment

from app.fragments import KeptParts

TURN = 0.005
"""Seconds that a page is made for before everything else that waits has its turn."""
PIECES = 10
"""How many pieces are made between two looks at the clock."""
Read = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, object]]]
"""Reads what a page shows beside its own facts, which it is given."""
EXTENSION = "page_facts"
INDENTATION = re.compile(r"(?<=\n)[ \t]+")
ICONS = 500
"""Icons that are kept as they were drawn: a page has hundreds, the site some dozens of kinds."""


@dataclass(frozen=True, slots=True)
class _Reader:
    read: Read
    templates: frozenset[str]


def before_page(app: Quart, read: Read, *templates: str) -> None:
    """Let a feature read what it adds to whole pages: to those named, or to every one."""
    app.extensions.setdefault(EXTENSION, []).append(_Reader(read, frozenset(templates)))


async def facts_for(template: str, context: Mapping[str, Any]) -> dict[str, object]:
    """Return what the features add to a whole page."""
    facts: dict[str, object] = {}
    for reader in current_app.extensions.get(EXTENSION, ()):
        if not reader.templates or template in reader.templates:
            facts.update(await reader.read(context))
    return facts


def drawn_icon(name: str, size: int = 20, label: str = "") -> Markup:
    """Draw an icon of Lucide's set; one without a label is decoration, which nobody hears."""
    if not label:
        return _decoration(name, size)
    words = label.unescape() if isinstance(label, Markup) else label  # it is escaped when drawn
    return Markup(lucide(name, size=size, **{"class": "icon"}, role="img", aria_label=words))  # noqa: S704


@lru_cache(ICONS)
def _decoration(name: str, size: int) -> Markup:
    return Markup(lucide(name, size=size, **{"class": "icon"}, aria_hidden="true"))  # noqa: S704


class PageTemplate(Template):
    """A template that is made by plain calls, and awaited.

    Jinja's own `render_async` makes a coroutine of each macro, loop and value, which is half of a
    page's time, and holds the event loop all the same until the page is whole. Nothing in our
    templates waits: what a page shows is read before it is rendered.
    """

    async def render_async(self, *args: Any, **kwargs: Any) -> str:
        """Render in turns of `TURN`; the page's locale and request hold over all of them."""
        made: list[str] = []
        pieces = self.generate(*args, **kwargs)
        while await _turn(pieces, made):
            pass
        return "".join(made)


class Unindented(Extension):
    """Leaves out what indents the lines of our pages: it is the twentieth part of them."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return a template as it is compiled; what it is filled with keeps its spaces."""
        is_page = name is not None and name.endswith(".html")
        # One space stays: where a line ends with a tag, it is all that parts two words.
        return INDENTATION.sub(" ", source) if is_page else source


class PageEnvironment(QuartEnvironment):
    """Quart's environment, without a coroutine for each call."""

    template_class = PageTemplate

    def __init__(self, app: Quart, **options: Any) -> None:
        super().__init__(app, **options)
        self.add_extension(Unindented)
        self.add_extension(KeptParts)
        self.is_async = False


async def _turn(pieces: Iterator[str], made: list[str]) -> bool:
    """Add what one turn makes, then let go of the event loop; false when there is no more."""
    begun = perf_counter()
    while perf_counter() - begun < TURN:
        before = len(made)
        made.extend(islice(pieces, PIECES))
        if len(made) - before < PIECES:
            return False
    await asyncio.sleep(0)
    return True

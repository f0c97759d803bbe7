"""Parts of pages that are the same for many people are made once: `{% kept locale, role %}`.

What is named behind `kept` is all that such a part may depend on. It lives as long as the process,
which is as long as its template does.
"""

from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.utils import LRUCache

MOST = 500
"""Parts that are kept at once; the ones used longest ago go first."""


class KeptParts(Extension):
    """The tag `{% kept key, … %}…{% endkept %}`."""

    tags = {"kept"}  # noqa: RUF012 (Jinja's own way to say it)

    def __init__(self, environment: Any) -> None:
        super().__init__(environment)
        self.made: LRUCache = LRUCache(MOST)

    def parse(self, parser: Parser) -> nodes.Node:
        """Read the tag: its keys, then what is kept."""
        line = next(parser.stream).lineno
        keys = [parser.parse_expression()]
        while parser.stream.skip_if("comma"):
            keys.append(parser.parse_expression())
        body = parser.parse_statements(("name:endkept",), drop_needle=True)
        place = nodes.Const(f"{parser.name}:{line}")
        call = self.call_method("_part", [place, nodes.Tuple(keys, "load")])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def _part(self, place: str, keys: tuple[object, ...], caller: Callable[[], str]) -> str:
        found: str | None = self.made.get((place, keys))
        if found is None:
            found = self.made[place, keys] = caller()
        return found

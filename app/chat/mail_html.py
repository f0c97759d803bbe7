"""The words of a mail that has come as HTML alone. Pure."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "hr", "pre", "section", "article",
}  # fmt: skip
SILENT = {"head", "style", "script", "title"}
_SPACES = re.compile(r"[ \t\r\n\f]+")


def words_of(html: str) -> str:
    """Return the text of HTML in lines; what it quotes begins with ">"."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return "\n".join(reader.lines).strip()


class _Words(HTMLParser):
    """Collects lines; an open quotation marks them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._line = ""
        self._quoted = 0
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.end_line(forced=tag == "br")
        self._quoted += tag == "blockquote"
        self._silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.end_line()
        self._quoted = max(0, self._quoted - (tag == "blockquote"))
        self._silent = max(0, self._silent - (tag in SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line += _SPACES.sub(" ", data)

    def end_line(self, *, forced: bool = False) -> None:
        """Put down the line that was begun; an empty one only where it was asked for."""
        line, self._line = self._line.strip(), ""
        if line or forced:
            self.lines.append("> " + line if self._quoted else line)

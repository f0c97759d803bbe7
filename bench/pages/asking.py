"""One browser's connection, asking for pages one after the other."""

from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit


class Caller:
    """Asks as a browser does: with its cookie, for a compressed page, over one connection."""

    def __init__(self, url: str, cookie: tuple[str, str] | None) -> None:
        self._line = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._headers = {
            "Accept-Encoding": "gzip",
            "Sec-Fetch-Site": "same-origin",
            "Accept": "*/*",
        }
        if cookie is not None:
            self._headers["Cookie"] = "=".join(cookie)

    def time(self, path: str) -> float:
        """Return how many milliseconds a request took; an error of the server fails the run."""
        begun = perf_counter()
        self._line.request("GET", path, headers=self._headers)
        answer = self._line.getresponse()
        answer.read()
        taken = (perf_counter() - begun) * 1000
        if answer.status not in {200, 303}:
            raise SystemExit(f"{path} answered {answer.status}")
        return taken

    def close(self) -> None:
        """End the connection."""
        self._line.close()

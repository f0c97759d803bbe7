"""The house keeps its shape: import direction, who writes, who sees the request, file sizes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import FEATURES

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
CORE = {
    "assets", "audit", "backups", "charts", "child", "clock", "colours", "compression",
    "config", "db", "early", "erased", "errors", "fields", "filters", "guard", "hardening",
    "health",
    "i18n", "icons", "idempotency", "jobs", "leash", "leaving", "letters", "listening", "mail",
    "mailbox", "messages", "migrations", "numbering", "processes", "realtime", "requests",
    "security", "sendfile", "server", "shell", "signing", "spreadsheets", "storage", "text",
    "watchdog", "web",
}  # fmt: skip
LOWEST = {"clock", "config", "errors", "i18n", "text"}
PRIVATE_SIDES = {"routes", "api", "forms", "live"}
SIDES_SEEING_THE_REQUEST = {"routes", "api", "sessions"}


def modules(folder: Path = APP) -> list[Path]:
    return sorted(p for p in folder.rglob("*.py") if "versions" not in p.parts)


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def inside(path: Path) -> list[str]:
    return list(path.relative_to(APP).with_suffix("").parts)


def feature_imports(path: Path) -> set[tuple[str, str]]:
    found = set()
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "app" and len(parts) > 1 and parts[1] in FEATURES:
            found.add((parts[1], parts[2] if len(parts) > 2 else ""))
    return found


FEATURE_FILES = [p for f in FEATURES for p in modules(APP / f)]
CORE_FILES = [p for p in modules() if inside(p)[0] in CORE]


@pytest.mark.parametrize("path", FEATURE_FILES, ids=lambda p: "/".join(inside(p)))
def test_a_feature_imports_only_features_to_its_left(path: Path) -> None:
    own = inside(path)[0]
    allowed = FEATURES[: FEATURES.index(own) + 1]
    assert {feature for feature, _ in feature_imports(path)} <= set(allowed)


@pytest.mark.parametrize("path", FEATURE_FILES, ids=lambda p: "/".join(inside(p)))
def test_routes_forms_and_live_are_never_imported_by_other_features(path: Path) -> None:
    own = inside(path)[0]
    foreign = {side for feature, side in feature_imports(path) if feature != own}
    assert not foreign & PRIVATE_SIDES


@pytest.mark.parametrize("path", CORE_FILES, ids=lambda p: "/".join(inside(p)))
def test_the_core_imports_no_feature(path: Path) -> None:
    assert not feature_imports(path)


@pytest.mark.parametrize("name", sorted(LOWEST))
def test_the_lowest_core_imports_only_itself(name: str) -> None:
    names = {n.split(".")[1] for n in imported(APP / f"{name}.py") if n.startswith("app.")}
    assert names <= LOWEST


@pytest.mark.parametrize("path", FEATURE_FILES, ids=lambda p: "/".join(inside(p)))
def test_only_routes_see_the_request(path: Path) -> None:
    if inside(path)[-1] in SIDES_SEEING_THE_REQUEST | {"access"}:
        return
    names = {n for n in imported(path) if n.startswith("quart")}
    assert not {n.split(".")[-1] for n in names} & {"request", "websocket", "g", "session"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: "/".join(inside(p)))
def test_only_the_database_package_knows_databases(path: Path) -> None:
    users = {n.split(".")[0] for n in imported(path)} & {"databases", "aiosqlite", "asyncpg"}
    assert not users or inside(path)[0] in {"db", "migrations"}


WRITES = re.compile(r"\b(\w+)\.(?:insert|update|delete)\(\)|\b(?:insert|update|delete)\((\w+)\)")


@pytest.mark.parametrize("path", FEATURE_FILES, ids=lambda p: "/".join(inside(p)))
def test_routes_and_queries_write_nothing(path: Path) -> None:
    if inside(path)[-1] not in {"routes", "api", "queries", "forms", "models", "live"}:
        return
    assert not WRITES.search(path.read_text())


@pytest.mark.parametrize("path", modules(), ids=lambda p: "/".join(inside(p)))
def test_no_python_file_passes_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize(
    "path", sorted((APP / "static" / "js").glob("**/*.js")), ids=lambda p: p.name
)
def test_no_script_passes_150_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 150


@pytest.mark.parametrize(
    "path", sorted((APP / "static" / "css").glob("**/*.css")), ids=lambda p: p.name
)
def test_no_style_sheet_passes_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


PAGES = [p for p in (APP / "templates").rglob("*.html") if p.parent.name != "mail"]
"""Mails have no policy of their own, and no stylesheet to lean on."""


@pytest.mark.parametrize("path", sorted(PAGES), ids=lambda p: p.name)
def test_templates_have_no_inline_script_style_or_handler(path: Path) -> None:
    text = path.read_text()
    text = text.replace('<script type="application/ld+json">', "")  # data, which nothing runs
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)
    assert "|safe" not in text.replace(" ", "") or path.parent.name == "components"


def test_now_is_asked_in_one_place() -> None:
    askers = [p for p in modules() if re.search(r"datetime\.(?:now|utcnow)\(", p.read_text())]
    assert [inside(p) for p in askers] == [["clock"]]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "constraints.txt", "package-lock.json", ".npmrc"]
)
def test_lock_files_name_no_host(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()

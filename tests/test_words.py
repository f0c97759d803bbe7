"""No word that a user reads stands outside the catalogues: templates, Python, JavaScript."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.fragments import KeptParts
from app.messages import APP

SPECIMENS = APP / "templates" / "admin" / "_specimens.html"
"""The style guide's samples: names, codes and files, which people write and nobody translates."""
TEMPLATES = sorted(set((APP / "templates").rglob("*.html")) - {SPECIMENS})
LETTERS = sorted(p for p in (APP / "templates").rglob("*") if p.suffix in {".txt", ".mail"})
SCRIPTS = sorted((APP / "static" / "js").rglob("*.js"))
CODE = sorted(path for path in APP.rglob("*.py") if "demo" not in path.parts)

NAMES = {"Sanggar", "English", "Bahasa Indonesia", "WhatsApp", "Facebook", "Instagram"}
"""Names are the same in every language."""
SIGNS = {"C M Y K", "IP", "Rp", "MB", "cm", "px", "dpi", "order:12", "site:"}
WORD = re.compile(r"[^\W\d_]{2,}")
SAID = ("title", "alt", "placeholder", "aria-label", "aria-description", "aria-roledescription")
SAID += ("aria-valuetext", "label", "content", "data-label")
"""Attributes that are shown or read out."""

ENVIRONMENT = Environment(autoescape=True, extensions=[KeptParts])
TRANSLATED = {"_", "gettext", "ngettext", "lazy"}


class _Shown(HTMLParser):
    """Collects what a reader sees or hears of a template's own text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "script", "svg", "code"}:
            self._silent.append(tag)
        given = dict(attrs)
        said = [name for name in SAID if tag != "meta" or given.get("name") == "description"]
        self.found += [given[name] or "" for name in said if name in given]
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            self.found.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def shown(source: str) -> list[str]:
    """Return a template's words, expressions and statements taken out of it."""
    parser = _Shown()
    parser.feed("".join(_text_of(source)))
    parser.close()
    pieces = (re.sub(r"\s+", " ", piece).strip() for piece in parser.found)
    return [piece for piece in pieces if _is_wording(piece)]


CLASSES = re.compile(r"\{% block (?:kind|\w+_class) %\}.*?\{% endblock %\}", re.S)
"""Blocks that a template fills with names of classes."""


def _text_of(source: str) -> Iterator[str]:
    before = ""
    for _line, kind, value in ENVIRONMENT.lex(CLASSES.sub("", source)):
        if kind == "data":
            yield (before := value)
        elif kind == "variable_begin":
            yield "x" if before.endswith(("<", "</")) else " "  # the name of a tag


def _is_wording(text: str) -> bool:
    for name in sorted(NAMES | SIGNS, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}(?!\w)", "", text)
    return WORD.search(re.sub(r"&\w+;", "", text)) is not None


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_template_has_no_word_outside_gettext(path: Path) -> None:
    assert shown(path.read_text()) == []


@pytest.mark.parametrize("path", LETTERS, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_mail_has_no_word_outside_gettext(path: Path) -> None:
    assert [t for t in _text_of(path.read_text()) if _is_wording(t)] == []


def test_words_that_are_left_in_a_template_would_be_found() -> None:
    assert shown("<p>{{ name }} wrote</p>") == ["wrote"]
    assert shown("<a title='Close it' aria-label=\"{{ _('Close') }}\">x</a>") == ["Close it"]
    assert shown("<input placeholder='Your name'><img alt='A cat'>") == ["Your name", "A cat"]
    assert shown("{% if x %}<b>{{ _('Yes') }}</b>{% else %}Nothing{% endif %}") == ["Nothing"]


SENTENCE = re.compile(r"^[A-Z][a-z]+(?:['’]?[a-z]*)(?: [\w’'%()]+)*[.!?:…]?$")
"""What a word or sentence in quotation marks looks like inside of code."""


@pytest.mark.parametrize("path", [*TEMPLATES, *LETTERS], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_expression_of_a_template_makes_words_itself(path: Path) -> None:
    tree = ENVIRONMENT.parse(path.read_text())
    translated = {
        id(word)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATED
        for word in call.find_all(nodes.Const)
    }
    bare = [
        word.value
        for word in tree.find_all(nodes.Const)
        if isinstance(word.value, str)
        and id(word) not in translated
        and word.value not in NAMES | {"Mobi"}  # in the name that every phone's browser gives
        and SENTENCE.match(word.value)
    ]
    assert bare == []


@pytest.mark.parametrize("path", [*TEMPLATES, *LETTERS], ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_template_glues_translated_words_together(path: Path) -> None:
    tree = ENVIRONMENT.parse(path.read_text())
    glued = [
        joint.lineno
        for joint in tree.find_all((nodes.Concat, nodes.Add))
        for call in joint.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATED
    ]
    assert glued == []


REFUSALS = {"Invalid", "Refused", "NotFound", "Conflict", "TooLarge", "TooMany", "Unavailable"}
FIELDS = re.compile(r"\w*Field$")


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(APP)))
def test_no_refusal_or_label_is_said_in_one_language_only(path: Path) -> None:
    tree = ast.parse(path.read_text())
    bare = [
        f"{path.name}:{call.lineno}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _speaks(call)
        for word in [*call.args[:1], *(k.value for k in call.keywords if k.arg == "message")]
        if isinstance(word, ast.JoinedStr)
        or (isinstance(word, ast.Constant) and isinstance(word.value, str) and " " in word.value)
    ]
    assert bare == []


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(APP)))
def test_no_code_glues_translated_words_together(path: Path) -> None:
    tree = ast.parse(path.read_text())
    glued = [
        f"{path.name}:{joint.lineno}"
        for joint in ast.walk(tree)
        if isinstance(joint, (ast.JoinedStr, ast.BinOp)) and not _fills(joint)
        for call in _parts(joint)
        if isinstance(call, ast.Call) and _name(call) in TRANSLATED
    ]
    assert glued == []


def _speaks(call: ast.Call) -> bool:
    name = _name(call)
    return name in REFUSALS or FIELDS.match(name) is not None


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _fills(joint: ast.AST) -> bool:
    """`_("… %(name)s") % values` fills a sentence; everything else glues."""
    return isinstance(joint, ast.BinOp) and not isinstance(joint.op, ast.Add)


def _parts(joint: ast.JoinedStr | ast.BinOp) -> list[ast.expr]:
    if isinstance(joint, ast.BinOp):
        return [joint.left, joint.right]
    return [part.value for part in joint.values if isinstance(part, ast.FormattedValue)]


COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.S)
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')
KEYS = {"Enter", "Escape", "Tab", "Home", "End", "Backspace", "Delete", "Process", "Accept"}
KEYS |= {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "PageUp", "PageDown", "Shift", "Files"}
FOR_PROGRAMS = re.compile(r"(?:console\.\w+\(|new \w*Error\(|\.rel =)\s*$")
"""A literal after this is read by programmers or browsers, not by people."""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_a_script_takes_its_words_from_the_page(path: Path) -> None:
    assert words_of(path.read_text()) == []


def test_words_that_are_left_in_a_script_would_be_found() -> None:
    assert words_of('show("Try again");') == ["Try again"]
    assert words_of("say(`Files added: ${count}`)") == ["Files added: ${count}"]
    assert words_of('if (event.key === "Escape") close("main > [data-list]") // Not "This"') == []


def words_of(source: str) -> list[str]:
    """Return the literals of a script that look like something said to a person."""
    source = COMMENT.sub("", source)
    return [
        text
        for found in LITERAL.finditer(source)
        if (text := found[1] or found[2] or "") not in KEYS
        and not FOR_PROGRAMS.search(source[: found.start()])
        and re.match(r"[A-Z][a-z]+(?=[ .!?:…]|$)|[a-z]+ [a-z]+ [a-z]+", text)
        and not re.search(r"[<>{\[#=]|\w\.\w", re.sub(r"\$\{[^}]*\}", "", text))
    ]

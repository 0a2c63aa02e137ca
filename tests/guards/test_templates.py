"""Templates keep to the policy (no inline script, style or handler) and speak both languages."""

import re
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from django.urls import URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE_SCRIPT = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/json\")", re.IGNORECASE
)
STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"\s(?:on[a-z]+|hx-on[\w:-]*)\s*=\s*[\"']", re.IGNORECASE)
OTHER_SITE = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
# Words that are the same in every language, or a sample of one.
SAME_EVERYWHERE = {
    "E_Business", "E", "English", "中文", "简体中文", "EN", "Ctrl", "Cmd", "Esc", "K", "N", "G", "B", "H",
    "P", "L", "J", "R", "A", "X", "JPG", "PNG", "WebP", "HEIC", "SKU", "px",
}  # fmt: skip
# The page that shows every component is a workbench for developers; it is served in DEBUG alone.
WORKBENCH = "components/showcase"
# Attributes that people read or hear.
SPOKEN = re.compile(r"\b(?:alt|title|aria-label|placeholder|data-tip)=\"([^\"{]*)\"")
TAG = re.compile(r"""<(?:!--.*?--|(?:"[^"]*"|'[^']*'|[^<>"'])*)>""", re.DOTALL)
# Blocks that a page fills with attributes or classes, not with words.
ATTRIBUTE_BLOCK = re.compile(r"block \w+_(?:attributes|class)\b")
WORD = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z_\u4e00-\u9fff]*")


def name(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


ids = [name(path) for path in TEMPLATES]


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_no_inline_script_style_or_handler(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    refused = {"script": INLINE_SCRIPT, "handler": HANDLER}
    if path.parent.name not in {"mail", "email"}:  # mail programs know no other way to style
        refused["style"] = STYLE

    found = {kind: pattern.findall(source) for kind, pattern in refused.items()}
    assert {kind: hits for kind, hits in found.items() if hits} == {}


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_nothing_is_loaded_from_another_site(path: Path) -> None:
    assert OTHER_SITE.findall(path.read_text(encoding="utf-8")) == []


def bare_text(source: str) -> str:
    """Return what people read that stands in no translation tag."""
    kept: list[str] = []
    blocks: list[bool] = []
    depth = 0
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if word == "block":
                blocks.append(bool(ATTRIBUTE_BLOCK.match(token.contents)))
                depth += blocks[-1]
            elif word == "endblock":
                depth -= blocks.pop()
            elif word in {"blocktranslate", "blocktrans", "comment"}:
                depth += 1
            elif word in {"endblocktranslate", "endblocktrans", "endcomment"}:
                depth -= 1
            # A tag between quotes belongs to its attribute.
            kept.append("\x00")
        elif token.token_type == TokenType.TEXT and not depth:
            kept.append(token.contents)
        else:
            kept.append("\x00")
    return "".join(kept)


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_what_people_read_is_translatable(path: Path) -> None:
    if name(path).startswith(WORKBENCH):
        pytest.skip("the components' workbench")
    bare = bare_text(path.read_text(encoding="utf-8"))
    read = " ".join([TAG.sub(" ", bare), *SPOKEN.findall(bare)])

    words = [word for word in WORD.findall(read) if word not in SAME_EVERYWHERE and len(word) > 1]
    assert words == [], "put these into {% translate %}"


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_no_sentence_is_put_together_from_pieces(path: Path) -> None:
    """Word order differs by language: a sentence is one message with place-holders."""
    source = path.read_text(encoding="utf-8")

    # Two translations with nothing but a variable between them are pieces of one sentence.
    pieces = re.findall(
        r"{%\s*translate\s+\"[^\"]*[a-z,]\s?\"\s*%}\s*{{[^}]*}}\s*{%\s*translate", source
    )
    assert pieces == []


URL_TAG = re.compile(r"{%\s*url\s+[\"']([\w:.-]+)[\"']")
# Address → why a template names it though it is not always there.
SOMETIMES: dict[str, str] = {}


def names(resolver: URLResolver, prefix: str = "") -> set[str]:
    """Return the name of every address, with its namespaces."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found |= names(pattern, inner)
        elif pattern.name:
            found.add(prefix + pattern.name)
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_every_link_names_an_address_there_is(path: Path) -> None:
    """`{% url … as x %}` says nothing when the name is wrong: the link would be empty."""
    used = set(URL_TAG.findall(path.read_text(encoding="utf-8")))

    assert used - names(get_resolver()) - set(SOMETIMES) == set()

"""Finds every translatable sentence of the product, without GNU gettext on the machine.

Python is read as a syntax tree, templates by Django's own `templatize`; what is found is merged
into the catalogue with its translations kept. Used by `collect_messages` and by a guard test.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (
    "accounts", "assets", "audit", "billing", "config", "generation", "workspaces", "templates",
)  # fmt: skip
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
MODULE = "django.utils.translation"
# Function → which of its arguments are context, sentence and plural.
SHAPES: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_TEXT = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({_TEXT}(?:\s*,\s*{_TEXT})*)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%|\{(\w+)\}")


class NotWrittenOut(Exception):
    """A sentence is put together in the code, so that no catalogue can hold it."""


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One sentence as the code writes it, and the file it stands in."""

    path: str
    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the catalogue knows it by."""
        return self.context, self.text


def messages() -> Iterator[Message]:
    """Yield every translatable sentence of the product, file by file."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py" and "/migrations/" not in name:
                yield from of_python(path.read_text(encoding="utf-8"), name)
            elif path.suffix in {".html", ".txt"}:
                yield from of_template(path.read_text(encoding="utf-8"), name)


def of_python(source: str, path: str) -> Iterator[Message]:
    """Yield the sentences of a module, whatever names it imports gettext under.

    Raises:
        NotWrittenOut: a sentence is put together from pieces.
    """
    tree = ast.parse(source, path)
    names = {
        alias.asname or alias.name: alias.name.removesuffix("_lazy").removesuffix("_noop")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == MODULE
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        shape = SHAPES.get(names.get(node.func.id, ""))
        if shape is None:
            continue
        sentence = node.args[shape[1]]
        if isinstance(sentence, ast.Constant):
            texts = [str(arg.value) if isinstance(arg, ast.Constant) else "" for arg in node.args]
            yield _message(path, shape, texts)
        elif not isinstance(sentence, ast.Name | ast.Attribute):
            # A name stands for what `gettext_noop` marks elsewhere.
            place = f"{path}:{node.lineno}"
            raise NotWrittenOut(f"{place}: what is translated must be written out")


def of_template(source: str, path: str) -> Iterator[Message]:
    """Yield the sentences of a template."""
    if "i18n" not in source:
        return
    for name, literals in _CALL.findall(templatize(source, origin=path)):
        shape = SHAPES["gettext" if name == "_" else name]
        texts = [ast.literal_eval(literal) for literal in re.findall(_TEXT, literals)]
        yield _message(path, shape, texts)


def merge(found: list[Message], catalogue: polib.POFile) -> polib.POFile:
    """Return a catalogue of exactly these messages, with the translations that are known."""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in catalogue}
    merged = polib.POFile()
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    paths: dict[tuple[str, str], set[str]] = {}
    plurals: dict[tuple[str, str], str] = {}
    for message in found:
        paths.setdefault(message.key, set()).add(message.path)
        plurals[message.key] = plurals.get(message.key) or message.plural
    for key in sorted(paths, key=lambda key: (min(paths[key]), key)):
        merged.append(_entry(key, plurals[key], sorted(paths[key]), known.get(key)))
    return merged


def placeholders(text: str) -> set[str]:
    """Return the names a sentence is filled with; its translation must have the same."""
    return {first or second for first, second in _PLACEHOLDER.findall(text) if first or second}


def _message(path: str, shape: tuple[int | None, int, int | None], texts: list[str]) -> Message:
    context, text, plural = ("" if place is None else texts[place] for place in shape)
    return Message(path, text, plural, context)


def _entry(
    key: tuple[str, str], plural: str, paths: list[str], known: polib.POEntry | None
) -> polib.POEntry:
    context, text = key
    entry = polib.POEntry(
        msgctxt=context or None,
        msgid=text,
        occurrences=[(path, "") for path in paths],
        flags=["python-format"] if "%(" in text or "%(" in plural else [],
    )
    if plural:
        entry.msgid_plural = plural
        kept = known.msgstr_plural.get(0, "") if known and known.msgid_plural else ""
        entry.msgstr_plural = {0: kept or (known.msgstr if known else "")}
    elif known:
        entry.msgstr = known.msgstr or known.msgstr_plural.get(0, "")
    return entry

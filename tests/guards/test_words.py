"""The catalogue holds every sentence of the code, translated, and no other."""

import re

import polib
import pytest

from config.catalogue import (
    CATALOGUE,
    Message,
    NotWrittenOut,
    merge,
    messages,
    of_python,
    of_template,
    placeholders,
)

# 您 and 请 are too stiff (but 邀请, 申请 and 请求 are words), and nothing is shouted.
UNWANTED = re.compile(r"您|(?<![邀申])请(?!求)|[!！]")


@pytest.fixture(scope="module")
def found() -> list[Message]:
    return list(messages())


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_the_catalogue_holds_exactly_what_the_code_says(
    found: list[Message], catalogue: polib.POFile
) -> None:
    written = {(entry.msgctxt or "", entry.msgid) for entry in catalogue}
    said = {message.key for message in found}

    assert said - written == set(), "run `manage.py collect_messages`"
    assert written - said == set(), "run `manage.py collect_messages`"


def test_every_sentence_is_translated(catalogue: polib.POFile) -> None:
    untranslated = [entry.msgid for entry in catalogue.untranslated_entries()]
    unsure = [entry.msgid for entry in catalogue.fuzzy_entries()]

    assert (untranslated, unsure) == ([], [])


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_translations_are_filled_with_the_same_names(catalogue: polib.POFile) -> None:
    wrong = {
        entry.msgid: text
        for entry in catalogue.translated_entries()
        for text in texts(entry)
        if placeholders(text) != placeholders(entry.msgid_plural or entry.msgid)
    }

    assert wrong == {}


def test_translations_begin_and_end_like_the_sentence(catalogue: polib.POFile) -> None:
    """gettext glues a translation where the sentence stood: line breaks must agree."""
    wrong = [
        entry.msgid
        for entry in catalogue.translated_entries()
        for text in texts(entry)
        if text.startswith("\n") != entry.msgid.startswith("\n")
        or text.endswith("\n") != entry.msgid.endswith("\n")
    ]

    assert wrong == []


def test_chinese_is_written_the_way_the_product_speaks(catalogue: polib.POFile) -> None:
    """pages.md, section 6: 你 and not 您; no 请; no exclamation mark; full-width punctuation."""
    wrong = {
        entry.msgid: text
        for entry in catalogue.translated_entries()
        for text in texts(entry)
        if UNWANTED.search(text)
    }

    assert wrong == {}


# --- the collector itself -----------------------------------------------------------------------
def test_python_is_read_whatever_gettext_is_called() -> None:
    source = """
from django.utils.translation import gettext as _, gettext_lazy as _t, ngettext, pgettext
_("One " "sentence.")
_t("Another.")
ngettext("%(n)d file", "%(n)d files", 3)
pgettext("theme", "Light")
_(known)
other("not this")
"""

    assert list(of_python(source, "x.py")) == [
        Message("x.py", "One sentence."),
        Message("x.py", "Another."),
        Message("x.py", "%(n)d file", plural="%(n)d files"),
        Message("x.py", "Light", context="theme"),
    ]


@pytest.mark.parametrize(
    "computed", ['_(f"a {b}")', '_("a" + b)', '_("a %s" % b)', '_("a".format(b))']
)
def test_a_sentence_that_is_put_together_is_refused(computed: str) -> None:
    source = f"from django.utils.translation import gettext as _\n{computed}\n"

    with pytest.raises(NotWrittenOut, match=r"x\.py:2: what is translated must be written out"):
        list(of_python(source, "x.py"))


def test_templates_are_read() -> None:
    source = """{% load i18n %}{% translate "It's" %} {% translate "Light" context "theme" %}
{% include "x.html" with label=_("Label") %}
{% blocktranslate trimmed count n=n %}
  {{ n }} file
{% plural %}
  {{ n }} files
{% endblocktranslate %}"""

    assert list(of_template(source, "x.html")) == [
        Message("x.html", "It's"),
        Message("x.html", "Light", context="theme"),
        Message("x.html", "Label"),
        Message("x.html", "%(n)s file", plural="%(n)s files"),
    ]


def test_merging_keeps_translations_and_drops_what_is_gone() -> None:
    before = polib.POFile()
    before.append(polib.POEntry(msgid="Stay", msgstr="留下"))
    before.append(polib.POEntry(msgid="Gone", msgstr="没了"))

    after = merge(
        [Message("a.py", "Stay"), Message("b.py", "Stay"), Message("a.py", "New")], before
    )

    assert [(entry.msgid, entry.msgstr) for entry in after] == [("New", ""), ("Stay", "留下")]
    assert after.find("Stay").occurrences == [("a.py", ""), ("b.py", "")]

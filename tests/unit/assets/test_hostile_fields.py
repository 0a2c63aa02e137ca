"""Fields and formulas that fetch from elsewhere are taken out, however they are written."""

import io

import docx
import pytest

from assets.decoding.word_fields import without_fetching
from tests.unit.assets import made_files as made
from tests.unit.assets.cleaned import clean, refused

pytestmark = pytest.mark.slow

PART = "word/document.xml"
ADDRESS = "http://evil.example/track.png"


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def order(*pieces: str, tag: str = "instrText") -> str:
    return "".join(f"<w:r><w:{tag}>{piece}</w:{tag}></w:r>" for piece in pieces)


def shown(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


def field(*pieces: str, tag: str = "instrText") -> str:
    return char("begin") + order(*pieces, tag=tag) + char("separate") + shown("Seen") + char("end")


def with_field(xml: str) -> bytes:
    content = made.docx_file()
    part = made.entry(content, PART).replace(b"<w:sectPr", f"<w:p>{xml}</w:p><w:sectPr".encode(), 1)
    return made.rezipped(content, {PART: part})


FETCHING = {
    "whole": field(f'INCLUDEPICTURE "{ADDRESS}" \\d'),
    "in two runs": field("INCLUDE", f'PICTURE "{ADDRESS}" \\d'),
    "letter by letter": field(*"INCLUDEPICTURE", f' "{ADDRESS}" \\d'),
    "by references": field(f'&#73;NCLUDE&#x50;ICTURE "{ADDRESS}"'),
    "as CDATA": field(f'<![CDATA[INCLUDEPIC]]><!-- -->TURE "{ADDRESS}"'),
    "simple": f"<w:fldSimple w:instr='INCLUDEPICTURE \"{ADDRESS}\"'>{shown('Seen')}</w:fldSimple>",
    "simple by references": (
        f'<w:fldSimple w:dirty="true" w:instr=" &#73;NCLUDEPICTURE &quot;{ADDRESS}&quot; \\d">'
        f"{shown('Seen')}</w:fldSimple>"
    ),
    "inside another": (
        char("begin") + order('IF 1 = 1 "') + field(f'INCLUDETEXT "{ADDRESS}"') + order('"')
        + char("separate") + shown("Seen") + char("end")
    ),
    "put together by another": (
        char("begin") + field('QUOTE "INCLUDEPIC"') + order(f'TURE "{ADDRESS}"')
        + char("separate") + shown("Seen") + char("end")
    ),
    "in no field": order("INC", f'LUDEPICTURE "{ADDRESS}"') + shown("Seen"),
    "deleted": field("INCLUDE", f'PICTURE "{ADDRESS}"', tag="delInstrText"),
    "never ended": char("begin") + order("LI", f'NK Excel.Sheet "{ADDRESS}"') + shown("Seen"),
    "text": field("include", f'text "{ADDRESS}"'),
    "import": field("IMPORT", f' "{ADDRESS}"'),
    "other documents": field(f'RD "{ADDRESS}"'),
    "database": field("DATA", f'BASE \\c "{ADDRESS}"'),
    "a button": field(f'MACRO<?x?>BUTTON run "{ADDRESS}"'),
    "a link to a share": field(r'HYPERLINK "\\\\evil.example\track.png"'),
}  # fmt: skip


@pytest.mark.parametrize("how", FETCHING)
def test_a_field_that_fetches_is_taken_out_and_what_it_showed_stays(how: str) -> None:
    stored = clean(with_field(FETCHING[how]), "Sheet.docx")

    part = made.entry(stored.content, PART)
    assert b"evil.example" not in part
    assert b"Seen" in part
    assert docx.Document(io.BytesIO(stored.content)).paragraphs[0].text == "Speckled mug"


@pytest.mark.parametrize(
    "xml",
    [
        field("PAGE"),
        field('TOC \\o "1-3" \\h \\z \\u'),
        field('HYPERLINK "https://shop.example/link/import/dde-free"'),
        field('DATE \\@ "d. MMMM yyyy"'),
        '<w:fldSimple w:instr=" NUMPAGES "/>',
        char("begin") + order('IF ') + field("PAGE") + order(' = 1 "a" "b"') + char("end"),
    ],
)  # fmt: skip
def test_a_field_that_fetches_nothing_stays_as_it_is(xml: str) -> None:
    part = made.entry(with_field(xml), PART)

    assert without_fetching(part) == part


def test_a_field_that_starts_a_program_is_refused_when_written_by_references() -> None:
    simple = '<w:fldSimple w:instr="&#68;DEAUTO c:\\\\cmd.exe"/>'

    assert refused(with_field(simple), "Sheet.docx")[0] == "document-active"


def test_a_mail_merge_keeps_no_address_of_its_data() -> None:
    content = made.docx_file()
    settings = made.entry(content, "word/settings.xml").replace(
        b"</w:settings>",
        b'<w:mailMerge><w:connectString w:val="http://evil.example/d"/></w:mailMerge></w:settings>',
    )

    stored = clean(made.rezipped(content, {"word/settings.xml": settings}), "Sheet.docx")

    assert b"evil.example" not in made.everything(stored.content)

"""Word files that show something else than the digits in them: read as shown, or not read at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from made_documents import DOCX_NS, docx, tc
from office_documents import PRINTED, converted, needs_libreoffice, word

from gongkai import documents
from gongkai.errors import UnreadableDocument
from gongkai.grids import router
from gongkai.read import read_document
from gongkai.records import Fact, Report

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NUMBER = "<w:r><w:t>1002</w:t></w:r>"
#: Stands for ink of which no number can be read.
INK = None


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def styled(words: str) -> str:
    return run(words, '<w:rStyle w:val="H"/>')


def field(code: str, *result: str, data: str = "") -> str:
    """A field: its code and, unless none is given, its result."""
    parts = [f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>', code]
    if result:
        parts += ['<w:r><w:fldChar w:fldCharType="separate"/></w:r>', *result]
    return "".join(parts) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def code(words: str) -> str:
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


def changed(new: str, parts: Mapping[str, str] | None = None, old: str = _NUMBER) -> bytes:
    """The report of office_documents with its second number replaced; further parts beside it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name).decode()
            if name == "word/document.xml":
                assert old in content
                content = content.replace(old, new, 1)
            made.writestr(name, (parts or {}).get(name, content))
        for name in (parts or {}).keys() - set(given.namelist()):
            made.writestr(name, (parts or {})[name])
    return out.getvalue()


def related(**kinds: str) -> dict[str, str]:
    """Parts of a Word file by their kind (styles, numbering), and what names them."""
    relations = "".join(f'<Relationship Id="{k}" Type="{_REL}/{k}" Target="{k}.xml"/>' for k in kinds)
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "".join(
        f'<Override PartName="/word/{k}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        f'wordprocessingml.{k}+xml"/>'
        for k in kinds
    )
    with zipfile.ZipFile(io.BytesIO(word())) as given:
        listed = given.read("[Content_Types].xml").decode()
    return {
        "[Content_Types].xml": listed.replace("</Types>", f"{types}</Types>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}">{relations}</Relationships>',
        **{f"word/{k}.xml": f"<w:{k} {DOCX_NS}>{content}</w:{k}>" for k, content in kinds.items()},
    }


def style(properties: str, kind: str = "character", name: str = "H", base: str = "") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    head = f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{based}'
    return f"{head}<w:rPr>{properties}</w:rPr></w:style>"


def report(data: bytes) -> Report:
    (found,) = read_document(documents.from_bytes("r.docx", data)).reports
    return found


def second(found: Report) -> Fact:
    return [fact for fact in found.facts if fact.table == "2"][1]


def check(data: bytes, shown: str | None) -> None:
    """The number beside is read as before, and table 2 is trusted only where it shows a number or nothing."""
    found = report(data)
    fact, verdict = second(found), next(table.verdict for table in found.tables if table.table == "2")
    assert [f.raw for f in found.facts if f.table != "2"] == PRINTED["3"] + PRINTED["4"]
    if shown is INK:
        assert (fact.status, fact.value, verdict) == ("unreadable", None, "unreadable")
    else:
        assert (fact.raw, verdict) == (shown, "consistent")
        assert fact.status == ("reported" if shown else "blank")


def filled(fill: str, kind: str = "textFill") -> str:
    """Text as Word 2010 fills or outlines it."""
    return f'<w14:{kind} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{fill}</w14:{kind}>'


_SOLID = "<w14:solidFill>{}</w14:solidFill>"
_WHITE = '<w14:srgbClr w14:val="FFFFFF"/>'
_CLEAR = '<w14:schemeClr w14:val="tx1"><w14:alpha w14:val="100000"/></w14:schemeClr>'
_SHADES = (
    '<w14:gradFill><w14:gsLst><w14:gs w14:pos="0"><w14:srgbClr w14:val="000000"/></w14:gs>'
    '<w14:gs w14:pos="100000"><w14:srgbClr w14:val="FEFEFE"/></w14:gs></w14:gsLst></w14:gradFill>'
)
_SIGNS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings" w:eastAsia="宋体"/>'
_RAISED = '<w:vertAlign w:val="superscript"/>'
_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_ALTERNATIVES = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_FLOAT = "<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>"
_CHOICES = (
    '<w:ffData><w:ddList><w:result w:val="{}"/><w:listEntry w:val="5"/><w:listEntry w:val="6"/></w:ddList></w:ffData>'
)


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        pytest.param(run("7", "<w:vanish/>") + _NUMBER, "1002", id="hidden"),
        pytest.param(run("7", '<w:vanish w:val="0"/>') + _NUMBER, "71002", id="not hidden"),
        pytest.param(run("7", "<w:specVanish/>") + _NUMBER, INK, id="hidden for good"),
        pytest.param(run("7", "<w:webHidden/>") + _NUMBER, INK, id="hidden in one view"),
        pytest.param(_NUMBER + run("1", '<w:position w:val="8"/>'), INK, id="raised by points"),
        pytest.param(run("1002", '<w:position w:val="-2"/>'), "1002", id="the whole number lowered"),
        pytest.param(run("7", '<w:color w:val="FFFFFF"/>') + _NUMBER, INK, id="white"),
        pytest.param(run("7", '<w:color w:val="&#70;EFEFE"/>') + _NUMBER, INK, id="white written in codes"),
        pytest.param(run("7", filled("<w14:noFill/>")) + _NUMBER, INK, id="no fill"),
        pytest.param(
            run("7", filled(_SOLID.format('<w14:srgbClr w14:val="FFFFFF"/>'))) + _NUMBER, INK, id="white fill"
        ),
        pytest.param(run("7", filled(_SOLID.format('<w14:schemeClr w14:val="bg1"/>'))) + _NUMBER, INK, id="paper fill"),
        pytest.param(run("7", filled(_SOLID.format(_CLEAR))) + _NUMBER, INK, id="clear fill"),
        pytest.param(run("7", filled(_SHADES)) + _NUMBER, INK, id="fill that fades into the paper"),
        pytest.param(run("7", filled(_SOLID.format(_WHITE), "textOutline")) + _NUMBER, INK, id="white outline"),
        pytest.param(run("1002", filled("<w14:noFill/>", "textOutline")), "1002", id="no outline"),
        pytest.param(run("1002", filled(_SOLID.format('<w14:schemeClr w14:val="tx1"/>'))), "1002", id="fill of WPS"),
        pytest.param(run("1002", filled(_SOLID.format('<w14:srgbClr w14:val="C00000"/>'))), "1002", id="red fill"),
        pytest.param(
            run("7", '<w:color w:val="000000"/><w:highlight w:val="black"/>') + _NUMBER, INK, id="black under a marker"
        ),
        pytest.param(
            run("7", '<w:color w:val="C00000"/><w:shd w:val="clear" w:fill="C00000"/>') + _NUMBER, INK, id="red on red"
        ),
        pytest.param(run("1002", '<w:highlight w:val="yellow"/>'), "1002", id="marked yellow"),
        pytest.param(run("1002", '<w:color w:val="FFFFFF"/><w:highlight w:val="blue"/>'), "1002", id="white on blue"),
        pytest.param(
            run("7", '<w:color w:val="000000" w:themeColor="background1"/>') + _NUMBER, INK, id="white of the theme"
        ),
        pytest.param(run("7", '<w:color w:val="333333"/>') + _NUMBER, "71002", id="grey"),
        pytest.param(run("7", '<w:sz w:val="2"/>') + _NUMBER, INK, id="one point"),
        pytest.param(run("1002", '<w:sz w:val="9"/>'), "1002", id="small but seen"),
        pytest.param(run("1002", _SIGNS), INK, id="font of signs"),
        pytest.param(run("J", _SIGNS.replace("Wingdings", "WEBDINGS")) + _NUMBER, INK, id="sign of a font beside"),
        pytest.param(run("1002", '<w:rFonts w:hint="eastAsia" w:eastAsia="Symbol"/>'), "1002", id="signs for Chinese"),
        pytest.param(run("1002", '<w:rFonts w:ascii="Segoe UI Symbol"/>'), "1002", id="font of all signs"),
        pytest.param('<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r>' + _NUMBER, INK, id="sign"),
        pytest.param(run("100") + "<w:r><w:pgNum/></w:r>", INK, id="number of the page"),
        pytest.param("<w:r><w:yearLong/></w:r>", INK, id="year"),
        pytest.param(run("1002", '<w:spacing w:val="-200"/>'), INK, id="figures upon each other"),
        pytest.param(run("1002", '<w:spacing w:val="-8"/>'), "1002", id="figures close to each other"),
        pytest.param(run("1002", '<w:w w:val="5"/>'), INK, id="figures without width"),
        pytest.param(run("1002", '<w:w w:val="80%"/>'), "1002", id="narrow figures"),
        pytest.param(run("1002", '<w:fitText w:val="100"/>'), INK, id="fitted into nothing"),
        pytest.param(run("1002", '<w:fitText w:val="840"/>'), "1002", id="fitted"),
        pytest.param('<w:pPr><w:ind w:left="-900"/></w:pPr>' + _NUMBER, INK, id="pulled out of its box"),
        pytest.param('<w:pPr><w:ind w:left="-105" w:right="-105"/></w:pPr>' + _NUMBER, "1002", id="by half a letter"),
        pytest.param('<w:pPr><w:ind w:left="20000"/></w:pPr>' + _NUMBER, INK, id="pushed out of its box"),
        pytest.param('<w:pPr><w:ind w:left="210" w:firstLine="420"/></w:pPr>' + _NUMBER, "1002", id="indented"),
        pytest.param('<w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr>' + _NUMBER, INK, id="a line of 1 pt"),
        pytest.param('<w:pPr><w:spacing w:lineRule="exact" w:line="100"/></w:pPr>' + _NUMBER, INK, id="one of 5 pt"),
        pytest.param('<w:pPr><w:spacing w:line="20"/></w:pPr>' + _NUMBER, INK, id="a twelfth of a line"),
        pytest.param(
            '<w:pPr><w:spacing w:line="20" w:lineRule="atLeast"/></w:pPr>' + _NUMBER, "1002", id="1 pt or more"
        ),
        pytest.param(
            '<w:pPr><w:spacing w:line="280" w:lineRule="exact"/></w:pPr>' + _NUMBER, "1002", id="a line of 14 pt"
        ),
        pytest.param('<w:pPr><w:spacing w:line="240" w:after="20"/></w:pPr>' + _NUMBER, "1002", id="a line"),
        pytest.param('<w:pPr><w:framePr w:w="900"/></w:pPr>' + _NUMBER, INK, id="in a frame"),
        pytest.param(_NUMBER + "<w:r><w:lastRenderedPageBreak/><w:softHyphen/></w:r>", "1002", id="nothing printed"),
        pytest.param(_NUMBER + "<w:r><w:drawing/></w:r>", INK, id="picture beside"),
        pytest.param(_NUMBER + "<w:del><w:r><w:drawing/></w:r></w:del>", "1002", id="deleted picture beside"),
        pytest.param(_FLOAT.format(_NUMBER), INK, id="number in a text box"),
        pytest.param(_NUMBER + _FLOAT.format(run("7")), INK, id="text box beside"),
        pytest.param(run("10") + "<w:r><w:ptab/></w:r>" + run("02"), INK, id="tab of another kind"),
        pytest.param(f'<w:bdo w:val="rtl">{run("2001")}</w:bdo>', INK, id="written from the right"),
        pytest.param(
            f"<w:r><w:ruby><w:rt>{run('2')}</w:rt><w:rubyBase>{run('100')}</w:rubyBase></w:ruby></w:r>",
            INK,
            id="small figure above",
        ),
        pytest.param(field(code("=7"), _NUMBER), "1002", id="field"),
        pytest.param(field(code(" PAGE "), run("1"), field(code(" IF "), run("2"))), "12", id="field within a result"),
        pytest.param(field(run("7"), _NUMBER), "1002", id="text in a code"),
        pytest.param(field(field(code("=7"), run("7")), _NUMBER), "1002", id="field within a code"),
        pytest.param(field(code(" EQ \\o(○,1002) ")), INK, id="formula field"),
        pytest.param(field(code(" =SUM(ABOVE) "), ""), INK, id="empty result"),
        pytest.param(_NUMBER + field(code(' XE "x" ')), "1002", id="mark of an index"),
        pytest.param(field(code(" FORMTEXT "), ""), "", id="blank of a form"),
        pytest.param(field(code(" FORMDROPDOWN "), data=_CHOICES.format(1)), "6", id="drop-down form"),
        pytest.param(field(code(" FORMDROPDOWN "), data=_CHOICES.format(4)), INK, id="drop-down form of no entry"),
        pytest.param('<w:fldSimple w:instr="=1">' + _NUMBER + "</w:fldSimple>", "1002", id="simple field"),
        pytest.param('<w:fldSimple w:instr="=1"/>', INK, id="simple field without a result"),
        pytest.param(_NUMBER + '<w:r><w:fldChar w:fldCharType="end"/></w:r>', INK, id="field without a beginning"),
        pytest.param(
            f"<w:r><mc:AlternateContent {_ALTERNATIVES}><mc:Choice Requires='zz'><w:t>7</w:t></mc:Choice>"
            "<mc:Fallback><w:t>1002</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "1002",
            id="alternative that nobody knows",
        ),
        pytest.param(
            f"<w:r><mc:AlternateContent {_ALTERNATIVES} xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'>"
            "<mc:Choice Requires='w14'><w:t>1002</w:t></mc:Choice>"
            "<mc:Fallback><w:t>7</w:t></mc:Fallback></mc:AlternateContent></w:r>",
            "1002",
            id="alternative of today",
        ),
    ],
)
def test_what_a_run_shows(runs: str, shown: str | None) -> None:
    check(changed(runs), shown)


_TWICE = '<w:spacing w:val="200"/>'
_BOXED = '<w:bdr w:val="single" w:sz="4" w:space="0"/>'
_SIZE = '<w:sz w:val="{}"/>'
_BASE = "<w:docDefaults><w:rPrDefault><w:rPr>{}</w:rPr></w:rPrDefault></w:docDefaults>"


@pytest.mark.parametrize(
    ("styles", "runs", "shown"),
    [
        pytest.param("", run("100", '<w:spacing w:val="800"/>') + run("2"), INK, id="letters set wide"),
        pytest.param("", run("100", '<w:spacing w:val="40pt"/>') + run("2"), INK, id="letters set wide, in points"),
        pytest.param("", run("100", _TWICE) + run("2", _TWICE), INK, id="all letters set wide"),
        pytest.param(style(_TWICE), styled("100") + run("2"), INK, id="letters set wide by a style"),
        pytest.param("", run("100", _BOXED) + run("2"), INK, id="a border round one"),
        pytest.param("", run("100") + run("2", _BOXED), INK, id="a border round the other"),
        pytest.param(style(_BOXED), run("100") + styled("2"), INK, id="a border by a style"),
        pytest.param("", run("100") + run("2", '<w:fitText w:val="900"/>'), INK, id="fitted"),
        pytest.param("", run("100") + run("2", _SIZE.format(10)), INK, id="small"),
        pytest.param(style(_SIZE.format(12)), run("100") + styled("2"), INK, id="small by a style"),
        pytest.param("", run("10", _SIZE.format(32)) + run("02"), INK, id="large"),
        pytest.param(
            _BASE.format(_SIZE.format(32)), run("100") + run("2", _SIZE.format(24)), INK, id="large by default"
        ),
        pytest.param("", run("100") + run("") + run("2", _SIZE.format(10)), INK, id="behind an empty run"),
        pytest.param("", run("100\u200b") + run("2", _SIZE.format(10)), INK, id="behind a sign of no width"),
        pytest.param("", run("100") + run("2"), "1002", id="two runs"),
        pytest.param("", run("100", "<w:b/>") + run("2", '<w:color w:val="FF0000"/>'), "1002", id="bold and red"),
        pytest.param("", run("100", _SIZE.format(21)) + run("2", _SIZE.format(21)), "1002", id="one size"),
        pytest.param("", run("100", _SIZE.format(21)) + run("2", _SIZE.format(20)), "1002", id="sizes alike"),
        pytest.param(
            _BASE.format(_SIZE.format(32)), run("100") + run("2", _SIZE.format(32)), "1002", id="size of the default"
        ),
        pytest.param("", run("100", '<w:spacing w:val="10"/>') + run("2"), "1002", id="letters a little wide"),
        pytest.param("", run("100", _BOXED) + run("2", _BOXED), "1002", id="a border round both"),
        pytest.param("", run("100", '<w:bdr w:val="nil"/>') + run("2"), "1002", id="no border"),
        pytest.param("", run("1002", _TWICE), "1002", id="one run"),
    ],
)
def test_runs_of_figures_that_stand_apart_are_no_number(styles: str, runs: str, shown: str | None) -> None:
    check(changed(runs, related(styles=styles)), shown)


def test_runs_that_stand_apart_in_running_text_and_words_are_read() -> None:
    small = run("1", _SIZE.format(10))
    (extract,) = router.extracts(
        documents.from_bytes(
            "r.docx",
            docx(
                f"<w:p>{run('8')}{small}</w:p><w:tbl><w:tr>{tc('规章')}<w:tc><w:p>{run('件')}{small}</w:p></w:tc></w:tr></w:tbl>"
            ),
        )
    )
    assert [line.text for line in extract.lines] == ["81"]
    assert [cell.text for cell in extract.grids[0].cells] == ["规章", "件1"]


@pytest.mark.parametrize(
    ("styles", "paragraph", "runs", "shown"),
    [
        pytest.param(style("<w:vanish/>"), "", styled("7") + _NUMBER, "1002", id="hidden"),
        pytest.param(style("<w:strike/>"), "", styled("7") + _NUMBER, INK, id="struck out"),
        pytest.param(style(_RAISED), "", _NUMBER + styled("1"), INK, id="raised"),
        pytest.param(style('<w:position w:val="6"/>'), "", _NUMBER + styled("1"), INK, id="raised by points"),
        pytest.param(style('<w:color w:val="FFFFFF"/>'), "", styled("7") + _NUMBER, INK, id="white"),
        pytest.param(style('<w:sz w:val="2"/>'), "", styled("1002"), INK, id="tiny"),
        pytest.param(
            style('<w:sz w:val="2"/>', "paragraph", "P"),
            '<w:pStyle w:val="P"/>',
            run("1002", '<w:sz w:val="21"/>'),
            "1002",
            id="tiny, but for its own size",
        ),
        pytest.param(
            style("<w:vanish/>", name="B") + style("", base="B"),
            "",
            styled("7") + _NUMBER,
            "1002",
            id="hidden by the style that it is based on",
        ),
        pytest.param(style("<w:strike/>", base="H"), "", styled("1002"), INK, id="based on itself"),
        pytest.param(
            style("<w:vanish/>", "paragraph", "P"), '<w:pStyle w:val="P"/>', _NUMBER, "", id="hidden paragraph"
        ),
        pytest.param(
            style("<w:vanish/>", "paragraph", "P"),
            '<w:pStyle w:val="P"/>',
            run("1002", '<w:vanish w:val="0"/>'),
            "1002",
            id="hidden paragraph, shown text",
        ),
        pytest.param(
            style("<w:vanish/>") + style("<w:vanish/>", "paragraph", "P"),
            '<w:pStyle w:val="P"/>',
            styled("7") + run("1002", '<w:vanish w:val="0"/>'),
            INK,
            id="hidden twice",
        ),
        pytest.param(style("<w:b/>"), "", styled("1002"), "1002", id="bold"),
        pytest.param(style(_SIGNS), "", styled("1002"), INK, id="font of signs"),
        pytest.param(
            style(_SIGNS, "paragraph", "P"),
            '<w:pStyle w:val="P"/>',
            run("1002", '<w:rFonts w:ascii="仿宋"/>'),
            "1002",
            id="font of signs, but for its own",
        ),
        pytest.param(
            '<w:style w:type="paragraph" w:styleId="P"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
            "</w:style>",
            '<w:pStyle w:val="P"/>',
            "",
            INK,
            id="numbered",
        ),
    ],
)
def test_what_styles_hide_and_mark(styles: str, paragraph: str, runs: str, shown: str | None) -> None:
    numbering = _numbering()
    data = changed(f"<w:pPr>{paragraph}</w:pPr>{runs}", related(styles=styles, numbering=numbering))
    check(data, shown)


def test_the_styles_of_a_table_and_of_all_text_count_too() -> None:
    usual = f"<w:docDefaults><w:rPrDefault><w:rPr>{'<w:strike/>'}</w:rPr></w:rPrDefault></w:docDefaults>"
    cell = tc("规章") + tc("5")
    hidden = style("<w:vanish/>", "table", "T")
    for styles, name, texts in (
        (usual, "", ["规章\ufffc", "5\ufffc"]),
        (hidden, '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>', ["", ""]),
        (style('<w:color w:val="4472C4"/>', "table", "T"), '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>', ["规章", "5"]),
        (
            '<w:style w:type="table" w:styleId="T"><w:tblStylePr w:type="firstRow"><w:rPr><w:vanish/></w:rPr>'
            "</w:tblStylePr></w:style>",
            '<w:tblPr><w:tblStyle w:val="T"/></w:tblPr>',
            ["规章", "5\ufffc"],
        ),
    ):
        data = docx(f"<w:tbl>{name}<w:tr>{cell}</w:tr></w:tbl>", related(styles=styles))
        (extract,) = router.extracts(documents.from_bytes("r.docx", data))
        assert [c.text for c in extract.grids[0].cells] == texts


def test_white_text_is_read_on_a_dark_ground() -> None:
    shading = '<w:shd w:val="clear" w:fill="1F3864"/>'
    white = '<w:color w:val="FFFFFF"/>'
    data = docx(
        f"<w:tbl><w:tr>{tc('件')}<w:tc><w:tcPr>{shading}</w:tcPr><w:p>{run('5', white)}</w:p></w:tc></w:tr></w:tbl>"
    )
    (extract,) = router.extracts(documents.from_bytes("r.docx", data))
    assert [cell.text for cell in extract.grids[0].cells] == ["件", "5"]
    same = docx(
        f"<w:tbl><w:tr>{tc('件')}<w:tc><w:tcPr>{shading}</w:tcPr><w:p>{run('5', white.replace('FFFFFF', '1F3864'))}"
        "</w:p></w:tc></w:tr></w:tbl>"
    )
    (extract,) = router.extracts(documents.from_bytes("r.docx", same))
    assert extract.grids[0].cells[1].text == "5\ufffc"


def _numbering(writing: str = "decimal", text: str = "%1") -> str:
    level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="{writing}"/><w:lvlText w:val="{text}"/></w:lvl>'
    return (
        f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


@pytest.mark.parametrize(
    ("numbering", "runs", "shown"),
    [
        pytest.param(_numbering(), "", INK, id="number alone"),
        pytest.param(_numbering(), _NUMBER, INK, id="number before digits"),
        pytest.param(_numbering("bullet", "●"), _NUMBER, INK, id="bullet before digits"),
        pytest.param(_numbering("none", ""), _NUMBER, "1002", id="nothing shown"),
        pytest.param(_numbering("none", "%1"), "", "", id="no writing"),
    ],
)
def test_an_automatic_number_in_a_box_is_ink(numbering: str, runs: str, shown: str | None) -> None:
    check(changed(f"<w:pPr>{_LIST}</w:pPr>{runs}", related(numbering=numbering)), shown)


def test_behind_a_field_without_an_end_no_number_is_read() -> None:
    found = report(changed('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + _NUMBER))
    assert {fact.status for fact in found.facts[1:]} == {"unreadable"}


def test_an_automatic_number_before_a_label_changes_nothing() -> None:
    label = "<w:r><w:t>规章</w:t></w:r>"
    check(changed(f"<w:pPr>{_LIST}</w:pPr>{label}", related(numbering=_numbering()), label), "1002")


@pytest.mark.parametrize(
    ("height", "shown"),
    [
        ('w:val="20" w:hRule="exact"', "5\ufffc"),
        ('w:hRule="exact" w:val="1pt"', "5\ufffc"),
        ('w:val="20" w:hRule="atLeast"', "5"),
        ('w:val="20"', "5"),
        ('w:val="300" w:hRule="exact"', "5"),
    ],
)
def test_a_row_of_no_height_shows_no_number_and_keeps_its_place(height: str, shown: str) -> None:
    low = f"<w:tr><w:trPr><w:trHeight {height}/></w:trPr>{tc('件')}{tc('5')}{tc('')}</w:tr>"
    data = docx(f"<w:tbl>{low}<w:tr>{tc('次')}{tc('6')}{tc('7')}</w:tr></w:tbl>")
    (extract,) = router.extracts(documents.from_bytes("r.docx", data))
    assert [cell.text for cell in extract.grids[0].cells] == ["件", shown, "", "次", "6", "7"]


_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


@pytest.mark.parametrize(
    ("said", "runs", "shown"),
    [
        # Word passes over elements of namespaces that it does not know and may ignore, with all that is in them.
        ('mc:Ignorable="x"', f"<x:a>{run('7')}</x:a>{_NUMBER}", "1002"),
        ('mc:Ignorable="w14 x"', f"<w:r><x:a><w:t>7</w:t></x:a><w:t>1002</w:t></w:r><x:b/>{run('3')}", "10023"),
        ('mc:Ignorable="x" mc:ProcessContent="x:a"', f"<x:a>{_NUMBER}</x:a><x:b>{run('7')}</x:b>", "1002"),
        ('mc:Ignorable="x" mc:ProcessContent="x:*"', f"<x:a>{_NUMBER}</x:a>", "1002"),
        ('mc:Ignorable="w14"', f"<w14:a/>{_NUMBER}", "1002"),
    ],
)
def test_what_may_be_ignored_is_not_there(said: str, runs: str, shown: str) -> None:
    content = zipfile.ZipFile(io.BytesIO(word())).read("word/document.xml").decode().replace(_NUMBER, runs, 1)
    spaces = f'{_MC} xmlns:x="urn:x" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    content = content.replace("<w:document ", f"<w:document {spaces} {said} ", 1)
    check(changed(_NUMBER, {"word/document.xml": content}), shown)


def test_a_number_in_a_box_that_a_line_crosses_is_not_read() -> None:
    content = zipfile.ZipFile(io.BytesIO(word())).read("word/document.xml").decode()
    start = content.rindex("<w:tc>", 0, content.index(_NUMBER))
    cell = content[start : content.index("</w:tc>", start) + len("</w:tc>")]

    def crossed(line: str, box: str = cell) -> bytes:
        return changed(box.replace("<w:tcPr>", f"<w:tcPr><w:tcBorders>{line}</w:tcBorders>"), old=cell)

    check(crossed('<w:tl2br w:val="single" w:sz="4"/>'), INK)
    check(crossed('<w:tr2bl w:val="double"/>'), INK)
    check(crossed('<w:tl2br w:val="nil"/><w:tr2bl w:val="none"/>'), "1002")
    # The line of a blank box, and of one with words, is usual.
    check(crossed('<w:tl2br w:val="single"/>', cell.replace(_NUMBER, "")), "")
    label = content.rindex("<w:tcPr>", 0, content.index("规章"))
    head = f'{content[:label]}<w:tcPr><w:tcBorders><w:tl2br w:val="single"/></w:tcBorders>{content[label + 8 :]}'
    check(changed(_NUMBER, {"word/document.xml": head}), "1002")


def test_deleted_cells_are_not_there() -> None:
    content = zipfile.ZipFile(io.BytesIO(word())).read("word/document.xml").decode()
    start = content.rindex("<w:tc>", 0, content.index(_NUMBER))
    cell = content[start : content.index("</w:tc>", start) + len("</w:tc>")]
    deleted = cell.replace("<w:tcPr>", '<w:tcPr><w:cellDel w:id="1"/>')
    check(changed(deleted.replace("1002", "7") + cell, old=cell), "1002")
    # What stands behind it moves to its left, so the row lacks a box.
    assert {t.verdict for t in report(changed(deleted, old=cell)).tables if t.table == "2"} == {"incomplete"}
    check(changed(cell.replace("<w:tcPr>", '<w:tcPr><w:cellIns w:id="1"/>'), old=cell), "1002")


def test_a_strict_file_is_read_and_a_file_within_the_file_refused_in_words() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name).decode()
            for kind in ("wordprocessingml", "officeDocument"):
                old = f"http://schemas.openxmlformats.org/{kind}/2006/"
                content = content.replace(old, f"http://purl.oclc.org/ooxml/{kind}/")
            made.writestr(name, content)
    check(out.getvalue(), "1002")
    with pytest.raises(UnreadableDocument, match="altChunk") as error:
        router.extracts(documents.from_bytes("r.docx", docx("<w:altChunk/>")))
    assert "save it as .docx" in error.value.remedy


@needs_libreoffice
@pytest.mark.parametrize("ending", ["doc", "rtf"])
def test_what_styles_hide_and_mark_in_old_word_files(ending: str, tmp_path: Path) -> None:
    """Beside 1002 to 1005 stand figures hidden, struck out and raised by a style, and raised by points."""
    styles = style("<w:vanish/>") + style("<w:strike/>", name="S") + style(_RAISED, name="R")
    content = zipfile.ZipFile(io.BytesIO(word())).read("word/document.xml").decode()
    for number, beside in (
        ("1002", run("7", '<w:rStyle w:val="H"/>')),
        ("1003", run("7", '<w:rStyle w:val="S"/>')),
        ("1004", run("7", '<w:rStyle w:val="R"/>')),
        ("1005", run("7", '<w:position w:val="8"/>')),
    ):
        plain = f"<w:r><w:t>{number}</w:t></w:r>"
        content = content.replace(plain, plain + beside)
    data = changed("", related(styles=styles) | {"word/document.xml": content})
    old = converted(data, "docx", ending, tmp_path)
    (found,) = read_document(documents.from_bytes(f"r.{ending}", old)).reports
    facts = [fact for fact in found.facts if fact.table == "2"]
    assert [fact.raw for fact in facts[:2]] == ["1001", "1002"]
    assert [fact.status for fact in facts[2:5]] == ["unreadable"] * 3
    assert [fact.raw for fact in facts[5:]] == PRINTED["2"][5:]


@pytest.mark.parametrize(
    ("words", "is_held"), [("1005", True), ("10.5万元", True), ("2022", False), ("公开目录", False), ("", False)]
)
def test_a_number_alone_in_a_text_box_outside_the_tables_may_lie_over_any_box(words: str, is_held: bool) -> None:
    """Word puts it wherever it was dragged to; a year on a cover is none."""
    floating = f"<w:body><w:p>{_FLOAT.format(run(words))}</w:p>"
    verdicts = {table.verdict for table in report(changed(floating, old="<w:body>")).tables}
    assert verdicts == ({"unreadable"} if is_held else {"consistent", "publisher_inconsistent"})

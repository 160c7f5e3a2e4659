"""The printed certificate: structure read from the file, the code and address read back from a rendering."""

import io
import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdfium2
import pytest
import typst
import zxingcpp

from certificates.rendering import Document, can_print, render_pdf, unprintable_in
from certificates.rendering.fonts import FAMILY, LATIN_FAMILY, LATIN_RANGES, font_for, load_fonts
from certificates.rendering.pdf import STANDARDS

CODE = "K7QD2MZXW3PLB5HYTN6RCAVE4FGJUIOS"
DOCUMENT = Document(
    code=CODE,
    url=f"https://learn.example.org/ar/certificates/{CODE}/",
    name="آمنة عبد الله محمّد الخطيب",
    name_latin="Amina Abdullah Al-Khatib",
    title_ar="المناصرة الإلكترونية: من الفكرة إلى الحملة",
    title_en="Electronic advocacy: from idea to campaign",
    path_ar="المسار الأساسي",
    path_en="Core path",
    competencies_ar=("تعريف المناصرة.", "تخطيط حملة."),
    competencies_en=("Define advocacy.", "Plan a campaign."),
    minutes=195,
    issued_on=date(2026, 11, 22),
    issued_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    counts=(2, 4, 3),
)
LONG = {
    "name": ("عبدُ الرّحمن شُكرُ الله ضياءُ الدّين أبو عيشة التميميّ " * 4)[:120],
    "name_latin": ("Şükrullāh Ḍiyāʾ ad-Dīn Abū ʿAysha at-Tamīmī " * 4)[:120],
    "title_ar": ("المناصرة الإلكترونية من الفكرة إلى الحملة " * 8)[:255],
    "title_en": ("Electronic advocacy from idea to campaign " * 8)[:255],
    "competencies_ar": ("كفاية طويلة تمتدّ على أكثر من سطر واحد " * 6,) * 14,
    "competencies_en": ("A long competency that takes several lines " * 6,) * 14,
}


def open_pdf(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def read_page(pdf: bytes) -> tuple[str, pypdfium2.PdfPage]:
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.get_textpage().get_text_bounded(), page


def is_band_clean(page: pypdfium2.PdfPage, inset_mm: float) -> bool:
    """Whether nothing stands on the line ``inset_mm`` from the edge, between the border and the text."""
    image = page.render(scale=2).to_pil().convert("L")
    inset = round(inset_mm / 25.4 * 144)
    width, height = image.size
    lines = (
        (inset, inset, width - inset, inset + 1),
        (inset, height - inset, width - inset, height - inset + 1),
        (inset, inset, inset + 1, height - inset),
        (width - inset, inset, width - inset + 1, height - inset),
    )
    return all(image.crop(line).getextrema()[0] > 240 for line in lines)


def test_pdf_is_one_landscape_page_tagged_arabic_and_titled():
    with open_pdf(render_pdf(DOCUMENT)) as pdf:
        root = pdf.Root
        assert len(pdf.pages) == 1
        assert [round(float(value)) for value in pdf.pages[0].MediaBox] == [0, 0, 842, 595]
        assert bool(root.MarkInfo.Marked) is True
        assert str(root.Lang).startswith("ar")
        assert bool(root.ViewerPreferences.DisplayDocTitle) is True
        metadata = pdf.open_metadata()
        assert metadata["pdf:Keywords"] == CODE
        assert metadata["dc:title"] == "شهادة إتمام: المناصرة الإلكترونية: من الفكرة إلى الحملة"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")


def test_pdf_has_a_heading_lists_links_and_a_described_square_code():
    kinds: list[str] = []
    descriptions: list[str] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            kinds.append(str(node.S))
            if "/Alt" in node:
                descriptions.append(str(node.Alt))
            walk(node.get("/K", pikepdf.Array()))

    with open_pdf(render_pdf(DOCUMENT)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)

    assert kinds.count("/H1") == 1
    assert kinds.count("/L") == 2
    assert kinds.count("/LI") == 4
    assert kinds.count("/Link") == 1
    # The border is decoration: only the code is a figure.
    assert kinds.count("/Figure") == 1
    assert any("رمز مربّع" in description and "Square code" in description for description in descriptions)


def test_pdf_embeds_every_font():
    with open_pdf(render_pdf(DOCUMENT)) as pdf:
        fonts = [font for font in pdf.objects if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"]

        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_pdf_says_code_date_and_hours():
    text, _page = read_page(render_pdf(DOCUMENT))

    # Engines turn Latin words and digits round in a line that runs from the right: words are compared, and the letters of the code.
    words = text.split()
    assert Counter(CODE) <= Counter(text)
    assert {"22", "November", "2026", "3", "hours", "15", "minutes", "Amina", "Abdullah"} <= set(words)


def test_pdf_square_code_leads_to_the_verification_page():
    _text, page = read_page(render_pdf(DOCUMENT))

    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil())

    assert [code.text for code in found] == [DOCUMENT.url]


@pytest.mark.parametrize("seed", range(8))
def test_pdf_square_code_is_readable_whatever_the_code(seed):
    code = "".join(random.Random(seed).choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=32))
    url = f"https://learn.example.org/ar/certificates/{code}/"

    _text, page = read_page(render_pdf(replace(DOCUMENT, code=code, url=url)))

    assert [found.text for found in zxingcpp.read_barcodes(page.render(scale=2).to_pil())] == [url]


def test_pdf_is_the_same_bytes_for_the_same_facts():
    first = render_pdf(DOCUMENT)
    render_pdf(replace(DOCUMENT, name="يمنى"))

    assert render_pdf(DOCUMENT) == first


def test_pdf_has_a_plain_rule_without_a_panel():
    with_panel, plain = render_pdf(DOCUMENT), render_pdf(replace(DOCUMENT, counts=()))

    assert len(pypdfium2.PdfDocument(plain)) == 1
    assert len(plain) < len(with_panel)


@pytest.mark.parametrize("counts", [(), (2, 4, 3), (1,), (9,) * 8])
@pytest.mark.parametrize(
    "fields", [LONG, {}, {"name": LONG["name"]}, {"title_ar": LONG["title_ar"], "name_latin": "", "title_en": ""}]
)
def test_pdf_never_overflows(fields, counts):
    pdf = render_pdf(replace(DOCUMENT, **fields, counts=counts))

    _text, page = read_page(pdf)
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert is_band_clean(page, 19.2)


def test_pdf_needs_nothing_but_a_name_and_a_title():
    bare = replace(
        DOCUMENT, name_latin="", title_en="", path_ar="", path_en="", competencies_ar=(), competencies_en=(), minutes=0, counts=()
    )

    assert len(pypdfium2.PdfDocument(render_pdf(bare))) == 1


@pytest.mark.parametrize(
    "text", ['"#]', "#panic()", "\\", "$x$", "*a* _b_ `c` <d> @e", "]]]", '#image("/etc/passwd")', "= A", "- A"]
)
def test_pdf_takes_text_as_text(text):
    def letters(title: str) -> Counter[str]:
        page_text, _page = read_page(render_pdf(replace(DOCUMENT, title_en=title)))
        # Brackets may come back mirrored.
        return Counter(page_text.translate(str.maketrans("([{<", ")]}>")))

    added = letters(text) - letters("x")

    wanted = Counter(text.translate(str.maketrans("([{<", ")]}>")).replace(" ", "")) - Counter("x")
    assert wanted <= added


def test_pdf_leaves_out_characters_that_no_font_has():
    pdf = render_pdf(replace(DOCUMENT, title_ar="مساق 😀 المناصرة", competencies_ar=("نص 漢 آخر",)))

    with open_pdf(pdf) as opened:
        assert opened.open_metadata()["dc:title"] == "شهادة إتمام: مساق المناصرة"


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("آمنة عبد الله", FAMILY),
        ("شَذى بنتُ مُحمّدٍ", FAMILY),
        ("گلپری", FAMILY),
        ("Amélie Müller", FAMILY),
        ("Ḍiyāʾ ad-Dīn", LATIN_FAMILY),
        ("Şükrü Ğ", LATIN_FAMILY),
        ("漢", None),
        ("آمنة Ḍ", None),
    ],
)
def test_name_is_set_in_one_font_that_has_all_of_it(name, family):
    assert font_for(name) == family
    assert can_print(name) is (family is not None)


def test_unprintable_characters_are_named():
    assert unprintable_in("آمنة 😀") == ["😀"]
    assert unprintable_in("Amina 漢") == ["漢"]
    assert unprintable_in("آمنة") == []


def test_every_character_promised_of_the_latin_font_is_in_it():
    characters = [chr(code) for first, last in LATIN_RANGES for code in range(first, last + 1) if code != 0xAD]
    source = (
        f'#set document(title: "x")\n#set text(font: "{LATIN_FAMILY}", fallback: false, lang: "en")\n#json("c.json").join(" ")'
    )

    pdf, warnings = typst.compile_with_warnings(
        {"main.typ": source.encode(), "c.json": json.dumps(characters).encode()},
        font_paths=load_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
    )

    assert pdf
    assert warnings == []

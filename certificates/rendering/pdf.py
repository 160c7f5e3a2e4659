"""From frozen facts to the bytes of a PDF. The same facts give the same bytes."""

import io
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import segno
import typst

from certificates.codes import group_code
from certificates.rendering.fonts import FAMILY, LATIN_FAMILY, font_for, keep_printable, load_fonts
from elearn.lib.dates import long_date
from learning.panel import draw_border

TEMPLATE = Path(__file__).with_name("certificate.typ")
STANDARDS = ["a-3a", "ua-1"]
# The threads of the screen's light theme, in print.
PALETTE = {"red": "#9b1c31", "indigo": "#2c3e7a", "olive": "#56641f"}
BORDER_COLUMNS, BORDER_LINES = 26, 18
# Choosing the best of the eight masks costs four fifths of the time, and every reader reads every mask.
QR_MASK = 3


class CannotRender(Exception):
    """The typesetter warned, of an unknown font for example: nothing doubtful is handed out."""


@dataclass(frozen=True)
class Document:
    """What one certificate says. ``counts``: required lessons of each module, for the border; empty draws a plain rule instead."""

    code: str
    url: str
    name: str
    name_latin: str
    title_ar: str
    title_en: str
    path_ar: str
    path_en: str
    competencies_ar: tuple[str, ...]
    competencies_en: tuple[str, ...]
    minutes: int
    issued_on: date
    issued_at: datetime
    counts: tuple[int, ...]


def render_pdf(document: Document) -> bytes:
    """One page, PDF/A-3a and PDF/UA-1. Text reaches the template as data, never as source. Raises CannotRender."""
    # Files of a world in memory rather than inputs: what is equal from one certificate to the next stays laid out.
    files = {
        "main.typ": read_template(),
        "data.json": json.dumps(template_data(document), ensure_ascii=False).encode(),
        "qr.svg": draw_qr(document.url),
    }
    if document.counts:
        files["border.svg"] = draw_frame(document.counts)
    # The stubs do not know yet that a project may be a dictionary of files; the package's documentation does.
    pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
        files,
        font_paths=load_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=document.issued_at.replace(microsecond=0),
    )
    if warnings:
        raise CannotRender(str(warnings[0]))
    return pdf


@cache
def read_template() -> bytes:
    return TEMPLATE.read_bytes()


def template_data(document: Document) -> dict[str, object]:
    return {
        **{name: keep_printable(value) for name, value in asdict(document).items() if isinstance(value, str)},
        "minutes": document.minutes,
        "competencies_ar": [keep_printable(line) for line in document.competencies_ar],
        "competencies_en": [keep_printable(line) for line in document.competencies_en],
        "date_ar": long_date(document.issued_on, "ar"),
        "date_en": long_date(document.issued_on, "en"),
        "code_groups": group_code(document.code),
        "families": [FAMILY, LATIN_FAMILY],
        # A name is never set in two fonts.
        "name_family": font_for(document.name) or FAMILY,
        "name_latin_family": font_for(document.name_latin) or FAMILY,
        "has_panel": bool(document.counts),
    }


def draw_qr(url: str) -> bytes:
    file = io.BytesIO()
    segno.make(url, error="m", micro=False, mask=QR_MASK).save(file, kind="svg", xmldecl=False, border=0, dark="#241f1a")
    return file.getvalue()


@lru_cache(maxsize=64)
def draw_frame(counts: tuple[int, ...]) -> bytes:
    return draw_border(BORDER_COLUMNS, BORDER_LINES, counts=counts, palette=PALETTE).encode()

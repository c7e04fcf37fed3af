"""Drawing papers as PDF with an embedded Korean font, so that their text can be selected, searched and read aloud."""

from __future__ import annotations

import logging
import unicodedata

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont

from ksound.lib.fonts import nanum_gothic
from ksound.lib.paper.document import Document, Table

FAMILY = "NanumGothic"
INK, SOFT, ACCENT, LINE = (32, 33, 31), (96, 99, 94), (12, 102, 95), (205, 205, 198)
MARGIN_MM = 15
# The font has no sign for it.
MINUS = "\u2212"
MAKER = "K-Sound Library"

# Tables of the font's own tools, which no reader needs, are left out; each would be a warning.
logging.getLogger("fontTools.subset").setLevel(logging.ERROR)


class Sheet(FPDF):
    """A4 pages with a foot line and a page number."""

    def __init__(self, document: Document) -> None:
        super().__init__(orientation="landscape" if document.is_wide else "portrait", format="A4")
        self.foot = document.foot
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(True, margin=MARGIN_MM + 5)
        self.add_font(FAMILY, "", nanum_gothic())
        self.add_font(FAMILY, "B", nanum_gothic(bold=True))
        font = self.fonts[FAMILY.lower()]
        assert isinstance(font, TTFFont)
        self.signs = font.cmap
        self.set_title(document.title)
        self.set_author(MAKER)
        self.set_creator(MAKER)
        self.set_producer(MAKER)
        self.set_lang(document.language)
        self.set_creation_date(document.dated)

    def footer(self) -> None:
        self.set_y(-MARGIN_MM)
        self._write(SOFT, size=7.5)
        half = self.epw / 2
        self.cell(half, 5, self.printable(self.foot))
        self.cell(half, 5, f"{self.page_no()} / {{nb}}", align="R")

    def text_block(self, text: str, *, size: float, bold: bool = False, soft: bool = False) -> None:
        self._write(SOFT if soft else INK, size=size, bold=bold)
        self.multi_cell(0, size * 0.52, self.printable(text), new_x="LMARGIN", new_y="NEXT", align="L")

    def printable(self, text: str) -> str:
        """Composed as the font has it; what it has no picture of becomes a question mark rather than nothing."""
        composed = unicodedata.normalize("NFC", text).replace(MINUS, "-")
        return "".join(sign if ord(sign) in self.signs else "?" for sign in composed)

    def _write(self, colour: tuple[int, int, int], *, size: float, bold: bool = False) -> None:
        self.set_text_color(*colour)
        self.set_font(FAMILY, "B" if bold else "", size)


def draw(document: Document) -> bytes:
    """The document as PDF 1.x, A4. The same document makes the same bytes at any time."""
    sheet = Sheet(document)
    sheet.add_page()
    sheet.text_block(document.title, size=17, bold=True)
    sheet.text_block(document.subtitle, size=9.5, soft=True)
    sheet.ln(2)
    sheet.set_draw_color(*ACCENT)
    sheet.set_line_width(0.5)
    sheet.line(sheet.l_margin, sheet.get_y(), sheet.w - sheet.r_margin, sheet.get_y())
    sheet.ln(4)
    _facts(sheet, document)
    for table in document.tables:
        sheet.ln(3)
        _table(sheet, table)
    sheet.ln(4)
    for note in document.notes:
        sheet.text_block(note, size=8, soft=True)
        sheet.ln(1)
    return bytes(sheet.output())


def _facts(sheet: Sheet, document: Document) -> None:
    sheet._write(SOFT, size=9)
    labels = [sheet.printable(label) for label, _value in document.facts]
    width = max(map(sheet.get_string_width, labels), default=0) + 8
    for label, (_label, value) in zip(labels, document.facts, strict=True):
        sheet._write(SOFT, size=9)
        sheet.cell(width, 5.2, label)
        sheet._write(INK, size=9)
        sheet.multi_cell(0, 5.2, sheet.printable(value), new_x="LMARGIN", new_y="NEXT", align="L")


def _table(sheet: Sheet, table: Table) -> None:
    """Headings are repeated on every page."""
    sheet._write(INK, size=7 if len(table.columns) > 8 else 8.5)
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    with sheet.table(
        col_widths=tuple(column.width for column in table.columns),
        text_align=tuple("RIGHT" if column.is_number else "LEFT" for column in table.columns),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=SOFT),
        line_height=4.2,
        padding=(1, 0.8),
    ) as grid:
        grid.row([sheet.printable(column.title) for column in table.columns])
        for row in table.rows:
            grid.row([sheet.printable(cell) for cell in row])
        if table.totals:
            grid.row([sheet.printable(cell) for cell in table.totals], style=FontFace(emphasis="BOLD"))

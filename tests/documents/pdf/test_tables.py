from __future__ import annotations

from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table

from invoice_llm.documents.pdf.document import opened
from invoice_llm.documents.pdf.strokes import edges_of
from invoice_llm.documents.pdf.tables import grid_bands
from invoice_llm.documents.read_document import Limits
from invoice_llm.documents.reader import read_bytes
from tests.documents.made_files import Draw, moved_media_box, pdf, turned

GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")
TOP = ("VALIGN", (0, 0), (-1, -1), "TOP")
HEADER = ["Pos", "Description", "Qty", "Price", "Amount"]
LONG = "Hydraulic hose assembly with swivel fittings on both ends, cut to length and pressure tested before delivery"
ITEMS = [["1", LONG, "2", "49.50", "99.00"], ["2", f"Seal kit for {LONG}", "10", "1.20", "12.00"]]
MERGED = [f"1  {LONG}  2  49.50  99.00", f"2  Seal kit for {LONG}  10  1.20  12.00"]


def table(rows: list[list[str]], *style: tuple[Any, ...], beside: str = "") -> Draw:
    def draw(canvas: Canvas) -> None:
        wrapped = [[Paragraph(cell, getSampleStyleSheet()["Normal"]) for cell in row] for row in rows]
        drawn = Table(wrapped, colWidths=[40, 180, 50, 60, 70], style=[TOP, *style])
        drawn.wrapOn(canvas, *A4)
        drawn.drawOn(canvas, 60, 500)
        if beside:
            canvas.drawString(480, 505, beside)

    return draw


def rows_of(data: bytes) -> list[str]:
    return [row.text for row in read_bytes(data, Limits()).pages[0].rows]


def test_a_row_with_a_wrapped_description_is_one_row_with_its_amounts() -> None:
    assert rows_of(pdf(table([HEADER, *ITEMS], GRID))) == ["  ".join(HEADER), *MERGED]


def test_the_words_of_a_merged_row_keep_their_own_places() -> None:
    page = read_bytes(pdf(table([HEADER, *ITEMS], GRID)), Limits()).pages[0]
    description = page.rows[1].cells[1]
    assert len({word.box[1] for word in description}) == 3
    assert all(word.box[0] < 0.5 for word in description)


def test_amounts_at_the_foot_of_the_cell_make_no_difference() -> None:
    foot = ("VALIGN", (2, 0), (-1, -1), "BOTTOM")
    assert rows_of(pdf(table([HEADER, *ITEMS], GRID, foot)))[1:] == MERGED


def test_a_media_box_away_from_the_origin_makes_no_difference() -> None:
    assert rows_of(moved_media_box(pdf(table([HEADER, *ITEMS], GRID)), (30, 70)))[1:] == MERGED


def test_a_wrapped_header_is_one_row() -> None:
    header = ["Pos", "Description of the item", "Quantity in units", "Price per unit", "Amount without tax"]
    assert rows_of(pdf(table([header, *ITEMS], GRID)))[0] == "  ".join(header)


def test_items_in_one_frame_without_rules_between_them_stay_apart() -> None:
    frame = [("BOX", (0, 0), (-1, -1), 0.5, "black"), ("LINEBEFORE", (1, 0), (-1, -1), 0.5, "black")]
    items = [["1", "Hose", "2", "49.50", "99.00"], ["2", "Seal kit", "10", "1.20", "12.00"]]
    assert rows_of(pdf(table(items, *frame))) == ["  ".join(item) for item in items]


def test_address_boxes_keep_their_lines() -> None:
    boxes = [["", "Muster GmbH Werkzeuge und Maschinen, Industriestrasse 17, 70565 Stuttgart", "", "Max Muster", ""]]
    amounts = [["1", "Hose", "2", "49.50", "99.00"]]
    rows = rows_of(pdf(table([*boxes, *amounts], GRID)))
    assert len(rows) == 4
    assert rows[-1] == "1  Hose  2  49.50  99.00"


def test_text_beside_the_table_stays_out_of_its_rows() -> None:
    rows = rows_of(pdf(table([HEADER, *ITEMS], GRID, beside="see note")))
    assert MERGED[1] in rows
    assert "see note" in rows


def test_a_turned_page_is_read_without_the_table_finder() -> None:
    rows = rows_of(turned(pdf(table([HEADER, *ITEMS], GRID)), 90))
    assert rows[0] == "  ".join(HEADER)
    assert len(rows) == 8


ACROSS = ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")


def test_rules_across_alone_hold_a_wrapped_row_together_as_well() -> None:
    assert rows_of(pdf(table([HEADER, *ITEMS], ACROSS))) == ["  ".join(HEADER), *MERGED]


def test_a_grid_drawn_in_one_stroke_is_a_grid() -> None:
    def draw(canvas: Canvas) -> None:
        grid = canvas.beginPath()
        for y in (720, 680, 640):
            grid.moveTo(60, y)
            grid.lineTo(500, y)
        for x in (60, 260, 340, 420, 500):
            grid.moveTo(x, 720)
            grid.lineTo(x, 640)
        canvas.drawPath(grid)
        for y, texts in (
            (705, ["Hose with", "2", "49.50", "99.00"]),
            (693, ["fittings"]),
            (665, ["Kit", "1", "12", "12"]),
        ):
            for x, text in zip((65, 265, 345, 425), texts, strict=False):
                canvas.drawString(x, y, text)

    assert rows_of(pdf(draw)) == ["Hose with fittings  2  49.50  99.00", "Kit  1  12  12"]


def test_without_strokes_there_are_no_grids() -> None:
    assert grid_bands([]) == ()


def test_strokes_are_found_where_the_page_s_space_is_moved_and_stretched() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(60, 600)
        canvas.scale(2, 2)
        canvas.rect(0, 0, 100, 20)
        canvas.line(50, 0, 50, 20)
        canvas.circle(80, 80, 10)

    with opened(pdf(draw)) as document:
        found = [
            (edge["orientation"], edge["x0"], edge["x1"], edge["top"], edge["bottom"]) for edge in edges_of(document[0])
        ]
    assert sorted(found) == [
        ("h", 60, 260, -640, -640),
        ("h", 60, 260, -600, -600),
        ("v", 60, 60, -640, -600),
        ("v", 160, 160, -640, -600),
        ("v", 260, 260, -640, -600),
    ]


def test_a_header_without_a_rule_below_it_is_not_taken_into_the_first_row() -> None:
    items = [["", "Hose", "2", "49.50", "99.00"]]
    rule = [("LINEBELOW", (0, 1), (-1, 1), 0.5, "black"), ("LINEABOVE", (0, 0), (-1, 0), 0.5, "black")]
    rows = rows_of(pdf(table([HEADER, *items], *rule)))
    assert rows == ["  ".join(HEADER), "Hose  2  49.50  99.00"]


def test_the_rule_under_a_heading_does_not_pull_text_into_a_row() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.line(60, 700, 140, 700)
        for y, texts in ((688, ["Thank you for your order"]), (676, ["Hose", "2", "49.50"])):
            for x, text in zip((60, 300, 400), texts, strict=False):
                canvas.drawString(x, y, text)
        canvas.line(60, 660, 140, 660)

    assert rows_of(pdf(draw)) == ["Thank you for your order", "Hose  2  49.50"]

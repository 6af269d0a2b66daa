"""Tables in scans: the lines drawn on the picture, tilted and noisy as scanners give them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.reading.layout import Span
from ingest.reading.limits import Limits
from ingest.reading.ocr import TrueOcr
from ingest.reading.parse import parse
from ingest.reading.pdf import read_picture
from ingest.reading.ruled import cells_of, grids_of
from ingest.reading.scanned_rules import straightened

DPI = 150
COLUMNS, ROWS = (180, 300, 800, 1060), (300, 400, 500, 600)
"""Pixels of the drawn lines."""
SAID = (("TT", "Noi dung", "Diem"), ("1", "Giai quyet ho so", "40"), ("2", "Cai cach hanh chinh", "25"))


def page(tilt: float = 0.0, *, words: bool = False) -> Image.Image:
    """An A4 page with a table of three rows and columns, a heading that is underlined, and dirt."""
    picture = Image.new("L", (1240, 1754), "white")
    draw = ImageDraw.Draw(picture)
    draw.line([(500, 160), (740, 160)], "black", 2)
    for x in COLUMNS:
        draw.line([(x, ROWS[0]), (x, ROWS[-1])], "black", 2)
    for y in ROWS:
        draw.line([(COLUMNS[0], y), (COLUMNS[-1], y)], "black", 2)
    for y, row in zip(ROWS, SAID, strict=False):
        for x, text in zip(COLUMNS, row, strict=False):
            draw.text((x + 15, y + 30), text if words else "", "black", font=ImageFont.load_default(36))
    turned = picture.rotate(tilt, Image.Resampling.BILINEAR, fillcolor=255)
    noise = np.random.default_rng(1).normal(0, 10, (1754, 1240))
    return Image.fromarray(np.clip(np.asarray(turned) + noise, 0, 255).astype(np.uint8))


@pytest.mark.parametrize("tilt", [0.0, 0.4, -0.9])
def test_the_grid_of_a_scan_is_found(tilt: float) -> None:
    [grid] = grids_of(straightened(page(tilt), DPI)[1])

    points = 72 / DPI
    assert (len(grid.columns), len(grid.rows)) == (4, 4)
    if not tilt:
        assert grid.columns == pytest.approx([x * points for x in COLUMNS], abs=1)
        assert grid.rows == pytest.approx([y * points for y in ROWS], abs=1)


def test_a_page_without_lines_has_no_rules_and_stays_as_it_is() -> None:
    picture = Image.new("L", (1240, 1754), "white")
    for at in range(20):
        ImageDraw.Draw(picture).text(
            (180, 200 + 60 * at), "UBND Hll THANH PHO 1234", "black", ImageFont.load_default(40)
        )

    same, rules = straightened(picture, DPI)
    assert (same is picture, rules) == (True, ())


def test_what_ocr_reads_on_through_a_line_is_cut_there() -> None:
    [grid] = grids_of(straightened(page(), DPI)[1])
    points = 72 / DPI
    through = Span("Giai quyet ho so 40", 320 * points, 430 * points, 840 * points, 460 * points)
    unspaced = Span("1000>1000", 750 * points, 530 * points, 850 * points, 560 * points)

    cells = cells_of(grid, [through, unspaced])

    assert cells[1] == ["", "Giai quyet ho so", "40"]
    assert "1000>1000" in cells[2]


def test_a_row_of_a_scanned_table_is_a_row_with_its_header() -> None:
    class Ocr:
        def read(self, picture: Image.Image, dpi: int) -> list[Span]:
            points = 72 / dpi
            return [
                Span(text, (x + 15) * points, (y + 30) * points, (x + 100) * points, (y + 66) * points)
                for y, row in zip(ROWS, SAID, strict=False)
                for x, text in zip(COLUMNS, row, strict=False)
            ]

    [table] = read_picture(page(), Ocr())

    assert (table.rows, table.header_rows) == (SAID, 1)


@pytest.mark.real
def test_the_real_ocr_reads_the_cells_of_a_scan(tmp_path: Path) -> None:
    path = tmp_path / "bang.pdf"
    page(0.5, words=True).save(path, resolution=DPI)

    [table] = [block for block in parse(path, Limits(), TrueOcr()).blocks if block.rows]

    assert [len(row) for row in table.rows] == [3, 3, 3]
    assert [row[2] for row in table.rows[1:]] == ["40", "25"]

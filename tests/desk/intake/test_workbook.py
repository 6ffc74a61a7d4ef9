"""XLSX: the same rows as a CSV, or a refusal in words before any harm."""

from __future__ import annotations

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook

from app.desk.intake import workbook
from app.desk.intake.reading import Table, read_table
from app.errors import Refusal


def a_book(*lines: tuple[object, ...], sheets: dict[str, list[tuple[object, ...]]] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    for title, more in (sheets or {}).items():
        other = book.create_sheet(title)
        for line in more:
            other.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(book: bytes, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same workbook with one part added or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", method) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def part_of(book: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name)


def refused(content: bytes, **options: str) -> str:
    with pytest.raises(Refusal) as refusal:
        list(read_table(content, **options).rows)
    return refusal.value.codes[0]


def read(content: bytes) -> Table:
    return read_table(content)


def test_texts_numbers_and_days_read_as_in_a_csv() -> None:
    table = read(a_book(("學號", "姓名", "生日", "金額"), (41021001, "林𠈌安", datetime.date(2003, 3, 4), 1200.0)))
    assert table.encoding == "xlsx"
    assert [row.cells for row in table.rows] == [("41021001", "林𠈌安", "2003-03-04", "1200")]


def test_blank_rows_and_trailing_cells_are_passed_over() -> None:
    table = read(a_book(("a", "b"), ("1", None), (None, None), (None, "2")))
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("1", "")), (4, ("", "2"))]


@pytest.mark.parametrize("declared", ["A1", "A1:B1", "A1:B3", "A1:A100"])
def test_every_row_is_read_whatever_size_the_sheet_declares(declared: str) -> None:
    book = a_book(("學號", "姓名"), *((f"4102{row:04d}", "林晴嵐") for row in range(9)))
    sheet = part_of(book, "xl/worksheets/sheet1.xml")
    assert b'ref="A1:B10"' in sheet
    wrong = sheet.replace(b'ref="A1:B10"', f'ref="{declared}"'.encode())
    rows = list(read(with_part(book, "xl/worksheets/sheet1.xml", wrong)).rows)
    assert [row.cells for row in rows] == [(f"4102{row:04d}", "林晴嵐") for row in range(9)]


@pytest.mark.parametrize(("given", "instead"), [(b'<row r="4"', b'<row r="3"'), (b'r="B3"', b'r="A3"')])
def test_a_row_or_a_cell_that_stands_there_twice_is_refused(given: bytes, instead: bytes) -> None:
    book = a_book(("學號", "姓名"), ("1", "甲"), ("2", "乙"), ("3", "丙"))
    sheet = part_of(book, "xl/worksheets/sheet1.xml")
    assert given in sheet
    again = with_part(book, "xl/worksheets/sheet1.xml", sheet.replace(given, instead))
    assert refused(again) == "import.workbook.order"


def test_a_formula_is_a_fault_of_its_cell() -> None:
    (row,) = read(a_book(("學號", "姓名"), ("1", '=HYPERLINK("http://x","林")'))).rows
    assert [(fault.line, fault.column, fault.code) for fault in row.faults] == [(2, "姓名", "import.cell.formula")]


def test_an_error_value_is_a_fault() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("學號", "姓名"))
    sheet.append(("1", "#REF!"))
    sheet["B2"].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    (row,) = read(out.getvalue()).rows
    assert row.faults[0].code == "import.cell.error"


def test_a_number_that_lost_its_last_digits_is_a_fault() -> None:
    (row,) = read(a_book(("卡號", "x"), (2**60, "1"))).rows
    assert row.faults[0].code == "import.cell.rounded"


def test_one_of_several_sheets_must_be_named() -> None:
    book = a_book(("a",), ("1",), sheets={"名冊": [("a",), ("2",)], "空": []})
    assert refused(book) == "import.workbook.sheets"
    assert [row.cells for row in read_table(book, sheet="名冊").rows] == [("2",)]
    assert refused(book, sheet="別的") == "import.workbook.sheet"


def test_empty_sheets_do_not_count() -> None:
    assert [row.cells for row in read(a_book(("a",), ("1",), sheets={"工作表2": []})).rows] == [("1",)]


def test_external_links_are_refused() -> None:
    book = with_part(a_book(("a",), ("1",)), "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    assert refused(book) == "import.workbook.external_links"


def test_macros_are_refused() -> None:
    assert refused(with_part(a_book(("a",)), "xl/vbaProject.bin", b"x")) == "import.workbook.macros"


def test_a_bomb_is_refused_by_its_table_of_contents() -> None:
    bomb = with_part(a_book(("a",)), "xl/media/zeros.bin", b"\0" * (workbook.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 1_000_000
    assert refused(bomb) == "import.workbook.too_large"


def test_a_small_bomb_is_refused_by_how_much_it_shrank() -> None:
    assert refused(with_part(a_book(("a",)), "xl/worksheets/zeros.xml", b"<x>" + b"0" * 4_000_000)) == (
        "import.workbook.too_large"
    )


def test_entities_are_refused_before_they_multiply() -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]><sst>&lol;</sst>'
    assert refused(with_part(a_book(("a",), ("1",)), "xl/sharedStrings.xml", laughs)) == "import.workbook.damaged"


def test_entities_in_another_encoding_do_not_slip_through() -> None:
    laughs = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY l "l">]><sst/>'.encode("utf-16")
    assert refused(with_part(a_book(("a",), ("1",)), "xl/sharedStrings.xml", laughs)) == "import.workbook.damaged"


def test_a_truncated_workbook_is_damaged_not_a_crash() -> None:
    whole = a_book(("學號",), ("1",))
    for length in range(4, len(whole), max(1, len(whole) // 40)):
        assert refused(whole[:length]).startswith("import.")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_whose_packed_bytes_were_spoiled_is_damaged_or_the_same(method: int) -> None:
    book = with_part(
        a_book(("a", "b"), ("1", "2")), "xl/extra.xml", b"<x>" + bytes(range(32, 127)) * 40 + b"</x>", method
    )
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        part = archive.getinfo("xl/extra.xml")
    begins = part.header_offset + 30 + len(part.filename)
    for place in range(begins, begins + part.compress_size, 3):
        spoiled = bytearray(book)
        spoiled[place] ^= 0xFF
        try:  # a bit behind the end of the packed text changes nothing
            assert [row.cells for row in read_table(bytes(spoiled)).rows] == [("1", "2")]
        except Refusal as refusal:
            assert refusal.codes == ("import.workbook.damaged",)


def test_a_workbook_of_rubbish_parts_is_damaged() -> None:
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"):
        assert refused(with_part(a_book(("學號",), ("1",)), part, b"<not-closed")) == "import.workbook.damaged"


def test_a_row_with_a_far_away_cell_is_ragged_and_quick() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"], sheet["A2"], sheet["XFD2"] = "a", "b", "1", "far"
    out = io.BytesIO()
    book.save(out)
    (row,) = read(out.getvalue()).rows
    assert row.cells == ("1", "")  # what lies beyond the widest file we read is not even looked at

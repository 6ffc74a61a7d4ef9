"""A file of bytes becomes rows of text, or is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.desk.intake.reading import MAX_CELL, Table, TextRow, read_table
from app.errors import Refusal

HEADING = "學號,姓名\r\n"


def rows(table: Table) -> list[TextRow]:
    return list(table.rows)


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows(read_table(content))]


def codes(content: bytes) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for row in rows(read_table(content)) for fault in row.faults]


def test_utf8_is_read_with_and_without_its_mark() -> None:
    text = HEADING + "41021001L,林𠈌安\r\n"
    assert cells(text.encode()) == cells(text.encode("utf-8-sig")) == [("41021001L", "林𠈌安")]


def test_cp950_is_proposed_and_named_as_a_guess() -> None:
    table = read_table((HEADING + "41021001L,許功蓋\r\n").encode("cp950"))
    assert (table.encoding, table.guessed) == ("cp950", True)
    assert rows(table)[0].cells == ("41021001L", "許功蓋")


def test_a_named_encoding_is_no_guess() -> None:
    table = read_table((HEADING + "41021001L,林晴嵐\r\n").encode("cp950"), encoding="cp950")
    assert (table.encoding, table.guessed) == ("cp950", False)


def test_hong_kong_characters_beyond_cp950_are_read_where_that_encoding_is_named() -> None:
    table = read_table((HEADING + "1,邨𠝹\r\n").encode("big5hkscs"), encoding="big5hkscs")
    assert [row.cells for row in rows(table)] == [("1", "邨𠝹")]


@pytest.mark.parametrize("made", [b"\xfa\x40", b"\x8e\x60", b"\x81\x40", b"\xc8\xfe"])
def test_a_schools_own_character_in_cp950_is_never_taken_for_one_of_hong_kong(made: bytes) -> None:
    """造字 lie where Big5-HKSCS has other characters: a graduate would get a wrong name without a word."""
    content = (HEADING + "1,陳千帆\r\n2,林").encode("cp950") + made + "安\r\n".encode("cp950")
    assert read_table(content).encoding == "cp950"
    assert codes(content) == [(3, "姓名", "import.cell.half_character")]


@pytest.mark.parametrize("name", ["UTF-16-LE", "utf_16_be", "Big5", "utf8"])
def test_an_encoding_may_be_named_as_people_write_it(name: str) -> None:
    table = read_table((HEADING + "41021001L,林晴嵐\r\n").encode(name), encoding=name)
    assert [row.cells for row in rows(table)] == [("41021001L", "林晴嵐")]


@pytest.mark.parametrize("name", ["klingon", "base64", "idna", "undefined", "rot13", "mbcs", "utf-7"])
def test_an_unknown_encoding_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_table(b"a,b\n", encoding=name)
    assert refusal.value.codes == ("import.encoding.unknown",)


def test_half_a_character_is_a_fault_of_its_cell_and_of_no_other() -> None:
    broken = (
        (HEADING + "41021001L,林晴嵐\r\n41021002L,").encode("cp950")
        + b"\xa4\r\n"
        + "41021003L,陳千帆\r\n".encode("cp950")
    )
    table = read_table(broken)
    found = rows(table)
    assert [bool(row.faults) for row in found] == [False, True, False]
    assert (found[1].line, found[1].faults[0].column, found[1].faults[0].code) == (
        3,
        "姓名",
        "import.cell.half_character",
    )
    assert found[2].cells == ("41021003L", "陳千帆")


def test_a_broken_utf8_file_is_not_taken_for_cp950() -> None:
    broken = (HEADING + "1,林晴嵐\r\n" * 5).encode() + b"2,\xe6\x9e\r\n"
    assert read_table(broken).encoding == "utf-8"
    assert codes(broken) == [(7, "姓名", "import.cell.half_character")]


def test_nuls_and_invisible_signs_are_faults() -> None:
    assert codes((HEADING + "41\x00021,林\r\n1,林\u202e安\r\n").encode()) == [
        (2, "學號", "import.cell.control_character"),
        (3, "姓名", "import.cell.control_character"),
    ]


@pytest.mark.parametrize("sign", ["\u200e", "\u3164", "\u00ad", "\u2028", "\u2800", "\U000e0041", "\x85"])
def test_what_nobody_sees_is_a_fault_of_its_cell(sign: str) -> None:
    """A name with it is printed like another and never found."""
    assert codes((HEADING + f"1,林{sign}晴\r\n").encode()) == [(2, "姓名", "import.cell.control_character")]


def test_a_variation_selector_chooses_the_shape_of_a_names_character() -> None:
    assert cells((HEADING + "1,葛\U000e0100城\r\n").encode()) == [("1", "葛\U000e0100城")]


def test_a_character_of_the_schools_own_making_is_a_fault() -> None:
    assert codes((HEADING + "1,林\ue123\r\n").encode()) == [(2, "姓名", "import.cell.private_character")]


def test_ragged_rows_are_faults_with_both_widths() -> None:
    table = read_table((HEADING + "1\r\n2,林,x\r\n3,陳,,\r\n").encode())
    found = rows(table)
    assert [row.faults[0].code if row.faults else "" for row in found] == ["import.row.ragged", "import.row.ragged", ""]
    assert dict(found[1].faults[0].facts) == {"expected": 2, "found": 3}
    assert found[2].cells == ("3", "陳")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_table((HEADING + '1,"林\r\n安"\r\n\r\n2,陳\r\n').encode())
    assert [row.line for row in rows(table)] == [2, 5]


def test_an_open_quotation_ends_the_reading_with_a_fault() -> None:
    assert codes((HEADING + '1,林\r\n2,"陳\r\n3,黃\r\n').encode())[-1] == (3, "", "import.row.quotation")


def test_a_cell_may_not_be_a_novel() -> None:
    assert codes((HEADING + "1," + "林" * (MAX_CELL + 1) + "\r\n").encode()) == [(2, "姓名", "import.cell.too_long")]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_commas_tabs_and_semicolons_divide(delimiter: str) -> None:
    text = (HEADING + "1,林\r\n").replace(",", delimiter)
    assert cells(text.encode()) == [("1", "林")]
    assert cells(text.encode("utf-16")) == [("1", "林")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.file.empty"),
        (b"\x00\x00\r\n", "import.file.empty"),
        (b"%PDF-1.7 ...", "import.file.kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "import.workbook.old"),
        (b"PK\x03\x04 no zip at all", "import.workbook.damaged"),
        (b",".join(b"c%d" % n for n in range(200)), "import.file.columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        rows(read_table(content))
    assert refusal.value.codes == (code,)


def test_a_csv_has_no_sheet_to_choose() -> None:
    with pytest.raises(Refusal) as refusal:
        read_table("學號,姓名\n1,林\n".encode(), sheet="工作表1")
    assert refusal.value.codes == ("import.file.no_sheets",)


@given(st.binary(max_size=400))
@example(b'"' * 7)
@example(b"a,b\n\xff\xfe\x00,1\n")
@example(b"\xff\xfe\x00")
@example(b"\xef\xbb\xbf")
def test_no_bytes_whatever_break_the_reader(content: bytes) -> None:
    try:
        table = read_table(content)
        for row in table.rows:
            assert row.faults or len(row.cells) == len(table.heading)
    except Refusal as refusal:
        assert refusal.codes[0].startswith("import.")


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=20))
def test_what_a_spreadsheet_wrote_comes_back(lines: list[tuple[str, str]]) -> None:
    import csv
    import io

    plain = [
        line for line in lines if any(cell.strip() for cell in line) and all(c.isprintable() for c in "".join(line))
    ]
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("a", "b"), *plain])
    found = [row for row in read_table(text.getvalue().encode("utf-8-sig", "surrogatepass")).rows if not row.faults]
    kept = [line for line in plain if not any("\ue000" <= c <= "\uf8ff" or c == "\ufffd" for c in "".join(line))]
    assert [row.cells for row in found] == kept

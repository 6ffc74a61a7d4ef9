"""Headings, cells and whole-file checks of each kind of file."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dates import AcademicSemester
from app.desk.intake import values
from app.desk.intake.checking import Checked, check
from app.desk.intake.columns import SHAPES
from app.desk.intake.reading import read_table
from app.desk.intake.shapes import CardRow, GraduateRow, Kind, Vocabulary, rows_of, seat
from app.desk.intake.values import Unfit
from app.devices.uid import UidForm
from app.errors import Obstacle, Refusal


def checked(kind: Kind, text: str, words: Vocabulary | None = None, uid_form: UidForm | None = None) -> Checked:
    shape, table = SHAPES[kind], read_table(text.encode())
    seats = seat(shape, table.heading)
    titles = dict(zip((column.name for column in shape.columns), seats.titles, strict=True))
    words = words or Vocabulary()
    return check(shape, rows_of(shape, table, seats, words), titles, words, uid_form)


def faults(kind: Kind, text: str, **options: UidForm) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.code) for fault in checked(kind, text, **options).faults]


def test_each_shapes_columns_stand_in_the_order_of_its_row() -> None:
    for shape in SHAPES.values():
        fields = shape.row._fields  # type: ignore[attr-defined]
        assert fields[1 : len(shape.columns) + 1] == tuple(column.name for column in shape.columns)


def test_no_heading_of_a_shape_means_two_columns_by_its_first_names() -> None:
    for shape in SHAPES.values():
        own = [values.fold(heading) for column in shape.columns for heading in column.headings[:2]]
        assert len(own) == len(set(own)), shape.kind


@pytest.mark.parametrize("number", ["41047001s", "４１０４７００１Ｓ", " 41047001S ", "４１０４７００１ｓ"])
def test_a_student_number_has_one_form(number: str) -> None:
    assert values.student_number(number) == "41047001S"


@pytest.mark.parametrize("born", ["92.3.4", "民國 92 年 3 月 4 日", "2003-03-04", "0920304", "２００３／３／４"])
def test_days_are_roc_or_iso(born: str) -> None:
    if born == "0920304":
        assert values.day(born) == date(2003, 3, 4)
    assert values.day(born) == date(2003, 3, 4)


@pytest.mark.parametrize("bad", ["114.2.30", "yesterday", "3/4/2003", "0001-01-01", "99999"])
def test_a_day_that_is_none_is_unfit(bad: str) -> None:
    with pytest.raises(Unfit):
        values.day(bad)


def test_a_month_of_graduation_is_its_first_day() -> None:
    assert values.day_or_month("114 年 6 月") == values.day_or_month("2025-06") == date(2025, 6, 1)


@pytest.mark.parametrize("name", ["林𠈌安", "哈魯‧晨霧‧巴里坎", "歐陽知秋", "楊禾", "Mary Ann", "\ufa0c"])
def test_a_chinese_name_is_taken_character_by_character(name: str) -> None:
    assert values.name(f"　{name} ") == name


@pytest.mark.parametrize("name", ["林?安", "林１安", "<b>", "=1+1"])
def test_what_is_no_name_is_unfit(name: str) -> None:
    with pytest.raises(Unfit):
        values.name(name)


def test_headings_are_known_in_two_languages_and_any_dress() -> None:
    text = "Student_Number,　姓 名*,SEMESTER\n41047001s,林晴嵐,１１３－２\n"
    (row,) = checked(Kind.GRADUATES, text).rows
    assert isinstance(row, GraduateRow)
    assert (row.student_number, row.name, row.cohort) == ("41047001S", "林晴嵐", AcademicSemester(113, 2))


def test_a_missing_column_is_named_in_both_ways() -> None:
    with pytest.raises(Refusal) as refusal:
        checked(Kind.CARDS, "學號,備註\n1,2\n")
    assert refusal.value.codes == ("import.columns.missing",)
    assert refusal.value.obstacles[0].facts["columns"] == "卡號 (uid)"


def refusal_of(content: bytes, kind: Kind = Kind.GRADUATES) -> Obstacle:
    with pytest.raises(Refusal) as refusal:
        table = read_table(content)
        seat(SHAPES[kind], table.heading, table.encoding)
    return refusal.value.obstacles[0]


@pytest.mark.parametrize("odd", ["王小明@post.example", "wang@學校.example", "é@post.example", "w ang@post.example"])
def test_a_mailbox_that_no_server_here_takes_is_refused_at_once(odd: str) -> None:
    with pytest.raises(Unfit) as told:
        values.mailbox(odd)
    assert told.value.code == "import.value.mailbox"
    assert values.mailbox("ｗａｎｇ+ok@post.example") == "wang+ok@post.example"


def test_a_file_without_a_heading_shows_nobody() -> None:
    told = refusal_of("41047001S,林晴嵐,113-2,A123456789,lin@post.example\n".encode())
    assert told.code == "import.columns.none"
    assert not re.search("林晴嵐|A123456789|lin@", repr(told) + str(dict(told.facts)))
    told = refusal_of("姓名,41047001S,A123456789,lin@post.example,備註\n".encode())
    assert (told.code, told.facts["found"]) == ("import.columns.missing", "姓名、備註")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gbk", "shift_jis"])
def test_a_file_in_an_encoding_nobody_guesses_is_told_so(encoding: str) -> None:
    told = refusal_of("學號,姓名,學年期\r\n41047001S,林晴嵐,113-2\r\n".encode(encoding, "replace"))
    assert told.code == "import.columns.none"
    assert told.facts["encoding"] in ("utf-8", "cp950")


def test_two_columns_for_one_thing_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        checked(Kind.GRADUATES, "學號,姓名,中文姓名,學生姓名,學年期\n1,2,3,4,5\n".replace("姓名,中文", "中文", 1))
    assert refusal.value.codes == ("import.columns.twice",)


def test_every_fault_of_a_row_is_told_with_line_and_column() -> None:
    text = "學號,姓名,學年期,出生日期,性別\n,林晴嵐,113-2,92.3.4,女\n41047001S,陳?帆,113-3,92.13.4,x\n"
    assert faults(Kind.GRADUATES, text) == [
        (2, "學號", "import.value.missing"),
        (3, "姓名", "import.value.name"),
        (3, "學年期", "import.value.semester"),
        (3, "出生日期", "import.value.date"),
        (3, "性別", "import.value.choice"),
    ]


@pytest.mark.parametrize(
    ("born", "good"), [("192/3/4", False), ("12/3/3", False), ("92/3/4", True), ("1926-01-01", True)]
)
def test_a_day_of_birth_is_one_that_a_graduate_can_have(born: str, good: bool) -> None:
    text = f"學號,姓名,學年期,出生日期\n41047001S,林晴嵐,113-2,{born}\n"
    assert faults(Kind.GRADUATES, text) == ([] if good else [(2, "出生日期", "import.value.birth_date")])


def test_a_name_has_a_letter_in_it() -> None:
    for nothing in ("\u200b\u200b", "·", "\ufe00"):
        text = f"學號,姓名,學年期\n41047001S,{nothing},113-2\n"
        assert faults(Kind.GRADUATES, text) == [(2, "姓名", "import.value.name")]


def test_personal_cells_are_not_repeated_in_a_fault() -> None:
    found = checked(Kind.GRADUATES, "學號,姓名,學年期,手機\n41047001S,林晴嵐,113-2,call me\n").faults
    assert found[0].facts["value"] == "…"
    assert "call me" not in repr(found)


def test_rows_do_not_show_their_person() -> None:
    (row,) = checked(Kind.GRADUATES, "學號,姓名,學年期\n41047001S,林晴嵐,113-2\n").rows
    assert "林晴嵐" not in repr(row)


def test_a_number_twice_names_the_first_line() -> None:
    found = checked(Kind.GRADUATES, "學號,姓名,學年期\n1A1,林晴嵐,113-2\n１ａ１,林晴嵐,113-2\n").faults
    assert [(fault.line, fault.code, fault.facts["first"]) for fault in found] == [(3, "import.twice", 2)]


def test_one_identity_with_two_names_is_a_quarrel() -> None:
    text = "學號,姓名,學年期,身分證字號\n1A1,林晴嵐,113-2,A123456789\n1A2,陳千帆,113-2,ａ123456789\n"
    assert faults(Kind.GRADUATES, text) == [(3, "身分證字號", "import.person.differs")]


def test_one_person_may_have_two_student_numbers() -> None:
    text = "學號,姓名,學年期,身分證字號\n1A1,林晴嵐,113-2,A123456789\n1A2,林晴嵐,113-2,A123456789\n"
    assert faults(Kind.GRADUATES, text) == []


def test_a_bad_check_digit_is_a_fault_unless_it_is_a_passport() -> None:
    text = "學號,姓名,學年期,身分證字號,證件別\n1A1,林晴嵐,113-2,A123456788,\n1A2,陳千帆,113-2,X1234567,護照\n"
    assert faults(Kind.GRADUATES, text) == [(2, "身分證字號", "import.value.id_number")]


def test_a_card_of_two_people_is_refused() -> None:
    text = "學號,卡號\n1A1,04:A1:B2:C3\n1A2,04a1b2c3\n1A1,04A1B2C3\n"
    assert faults(Kind.CARDS, text) == [(3, "卡號", "import.uid.two_people"), (4, "卡號", "import.twice")]


def test_a_random_card_number_is_refused() -> None:
    assert faults(Kind.CARDS, "學號,卡號\n1A1,08A1B2C3\n") == [(2, "卡號", "import.uid.random")]


@pytest.mark.parametrize(
    ("text", "form", "uid"),
    [
        ("04A1B2C3", None, "04A1B2C3"),
        ("C3B2A104", UidForm.HEX_REVERSED, "04A1B2C3"),
        ("77705923", UidForm.DECIMAL, "04A1B2C3"),
        ("3283263748", None, "C3B2A104"),
        ("3283263748", UidForm.DECIMAL_REVERSED, "04A1B2C3"),
        ("０４Ａ１Ｂ２Ｃ３", None, "04A1B2C3"),
    ],
)
def test_a_card_number_reads_in_the_form_of_its_file(text: str, form: UidForm | None, uid: str) -> None:
    (row,) = checked(Kind.CARDS, f"學號,卡號\n1A1,{text}\n", uid_form=form).rows
    assert isinstance(row, CardRow)
    assert row.uid.hex().upper() == uid


def test_a_register_in_two_forms_is_a_fault_of_the_odd_rows() -> None:
    text = "學號,卡號\n1A1,04A1B2C3\n1A2,04A1B2C4\n1A3,3283263748\n1A4,not a card\n"
    assert faults(Kind.CARDS, text) == [(4, "卡號", "import.uid.form"), (5, "卡號", "import.uid.malformed")]


def test_the_school_may_say_what_an_empty_state_means() -> None:
    text = "學號,項目,狀態\n1A1,library,\n"
    assert faults(Kind.CLEARANCE, text) == [(2, "狀態", "import.value.missing")]
    (row,) = checked(Kind.CLEARANCE, text, Vocabulary(item_states={"": "pending"})).rows
    assert row.state == "pending"  # type: ignore[union-attr]


@given(st.text(max_size=40))
def test_no_text_breaks_a_cells_reader(text: str) -> None:
    for shape in SHAPES.values():
        for column in shape.columns:
            try:
                column.read(Vocabulary())(text)
            except Unfit as unfit:
                assert unfit.code.startswith("import.")

"""The columns of each kind of file: by which headings they are known, and how their cells read.

The first two headings of a column are how we name it to an office: in Chinese, and as the program calls it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.desk.intake import values
from app.desk.intake.shapes import (
    ApprovalRow,
    CardRow,
    CertificateRow,
    ClearanceRow,
    Column,
    GraduateRow,
    Kind,
    Reader,
    Shape,
    Vocabulary,
)
from app.desk.intake.values import Unfit, fold
from app.devices.uid import uid_forms

_YES = {"是": "1", "Y": "1", "yes": "1", "true": "1", "1": "1", "V": "1", "✔": "1", "✓": "1", "○": "1"}
_NO = {"否": "0", "N": "0", "no": "0", "false": "0", "0": "0", "×": "0", "非": "0"}
_SEX = {"男": "M", "女": "F", "M": "M", "F": "F", "male": "M", "female": "F", "1": "M", "2": "F"}
_NATIONALITY = {
    "本國生": "domestic", "一般生": "domestic", "本籍生": "domestic", "domestic": "domestic",
    "僑生": "overseas", "港澳生": "overseas", "overseas": "overseas",
    "外籍生": "foreign", "外國學生": "foreign", "國際學生": "foreign", "foreign": "foreign",
    "陸生": "mainland", "大陸學生": "mainland", "mainland": "mainland",
}  # fmt: skip
_LEVEL = {
    "學士": "bachelor", "學士班": "bachelor", "大學部": "bachelor", "bachelor": "bachelor",
    "碩士": "master", "碩士班": "master", "碩士在職專班": "master", "碩專班": "master", "master": "master",
    "博士": "doctoral", "博士班": "doctoral", "doctoral": "doctoral", "doctor": "doctoral",
    "副學士": "associate", "二專": "associate", "五專": "associate", "associate": "associate",
}  # fmt: skip
_STATUS = {
    "應屆畢業": "graduating", "應屆": "graduating", "在學": "graduating", "graduating": "graduating",
    "畢業": "graduated", "已畢業": "graduated", "graduated": "graduated",
    "延畢": "extended", "延修": "extended", "extended": "extended",
    "休學": "suspended", "suspended": "suspended", "退學": "withdrawn", "withdrawn": "withdrawn",
}  # fmt: skip
_ID_KIND = {
    "身分證": "national", "國民身分證": "national", "身分證統一編號": "national", "national": "national",
    "居留證": "arc", "統一證號": "arc", "ARC": "arc", "護照": "passport", "passport": "passport",
    "其他": "other", "other": "other",
}  # fmt: skip
_CARD_STATE = {
    "有效": "valid", "正常": "valid", "valid": "valid", "1": "valid", "掛失": "lost", "遺失": "lost", "lost": "lost",
    "失效": "void", "作廢": "void", "註銷": "void", "停用": "void", "void": "void",
    "到期": "expired", "expired": "expired",
}  # fmt: skip
_ITEM_STATE = {
    "已完成": "done", "完成": "done", "審核通過": "done", "通過": "done", "已繳清": "done", "✔": "done", "✓": "done",
    "V": "done", "○": "done", "done": "done", "passed": "done", "yes": "done",
    "未完成": "pending", "待審核": "pending", "尚未審核": "pending", "審核中": "pending", "pending": "pending",
    "審核未通過": "failed", "未通過": "failed", "不通過": "failed", "退回": "failed", "×": "failed", "failed": "failed",
    "不需審核": "not_required", "免辦理": "not_required", "免審核": "not_required", "不適用": "not_required",
    "not required": "not_required", "N/A": "not_required",
}  # fmt: skip
_APPROVAL = {
    "通過": "approved", "審核通過": "approved", "複審通過": "approved", "准予畢業": "approved", "符合": "approved",
    "approved": "approved",
    "待審核": "pending", "審核中": "pending", "初審通過": "pending", "尚未審核": "pending", "pending": "pending",
    "撤回": "withdrawn", "撤銷": "withdrawn", "withdrawn": "withdrawn",
    "不通過": "refused", "未通過": "refused", "不符合": "refused", "退回": "refused", "refused": "refused",
    "失效": "lapsed", "逾期失效": "lapsed", "資格失效": "lapsed", "lapsed": "lapsed",
}  # fmt: skip


def _as_is(read: Reader) -> Callable[[Vocabulary], Reader]:
    return lambda vocabulary: read


def _one_of(words: Mapping[str, str]) -> Callable[[Vocabulary], Reader]:
    return _as_is(values.choice(words))


def _yes_or_no() -> Callable[[Vocabulary], Reader]:
    read = values.choice(_YES | _NO)
    return _as_is(lambda cell: read(cell) == "1")


def _known(words: str, unknown: str = "import.value.unknown") -> Callable[[Vocabulary], Reader]:
    """A word of the school's own list, or any code where the school gave no list."""

    def for_school(vocabulary: Vocabulary) -> Reader:
        known: Mapping[str, str] | None = getattr(vocabulary, words)
        take = values.short(64)

        def read(cell: str) -> str:
            if known is None:
                return take(cell)
            found = known.get(fold(cell))
            if found is None:
                raise Unfit(unknown)
            return found

        return read

    return for_school


def _item_state(vocabulary: Vocabulary) -> Reader:
    return values.choice(_ITEM_STATE | dict(vocabulary.item_states))


def _uid(cell: str) -> str:
    if not uid_forms(cell):
        raise Unfit("import.uid.malformed")
    return cell


_STUDENT_NUMBER = Column(
    "student_number",
    ("學號", "student_number", "student no", "student id", "學生證號"),
    _as_is(values.student_number),
    needed=True,
)

SHAPES: dict[Kind, Shape] = {
    Kind.GRADUATES: Shape(
        Kind.GRADUATES,
        GraduateRow,
        (
            _STUDENT_NUMBER,
            Column(
                "name",
                ("姓名", "name", "中文姓名", "學生姓名", "chinese name"),
                _as_is(values.name),
                needed=True,
                personal=True,
            ),
            Column(
                "cohort",
                ("畢業學年期", "cohort", "學年期", "畢業學期", "semester", "學年學期"),
                _as_is(values.semester),
                needed=True,
                repeats=True,
            ),
            Column("name_en", ("英文姓名", "name_en", "english name"), _as_is(values.latin_name), personal=True),
            Column(
                "id_number",
                ("身分證字號", "id_number", "身分證號", "證號", "身分證統一編號", "居留證號", "national id"),
                _as_is(values.halved),
                personal=True,
            ),
            Column("id_kind", ("證件別", "id_kind", "證號類別", "kind of id"), _one_of(_ID_KIND), repeats=True),
            Column(
                "birth_date",
                ("出生日期", "birth_date", "生日", "出生年月日", "date of birth"),
                _as_is(values.day),
                empty=None,
                repeats=True,
                personal=True,
            ),
            Column("sex", ("性別", "sex", "gender"), _one_of(_SEX), repeats=True),
            Column(
                "nationality",
                ("身分別", "nationality", "學生身分", "學生類別", "status of residence"),
                _one_of(_NATIONALITY),
                empty="domestic",
                repeats=True,
            ),
            Column("college", ("學院", "college"), _known("colleges"), repeats=True),
            Column("department", ("系所", "department", "學系", "系所別"), _known("departments"), repeats=True),
            Column(
                "programme", ("學程", "programme", "班別", "學位學程", "program"), _known("programmes"), repeats=True
            ),
            Column("level", ("學制", "level", "學位別"), _one_of(_LEVEL), repeats=True),
            Column("status", ("學籍狀態", "status", "在學狀態"), _one_of(_STATUS), empty="graduating", repeats=True),
            Column(
                "is_exchange",
                ("赴外交換", "is_exchange", "交換生", "exchange"),
                _yes_or_no(),
                empty=False,
                repeats=True,
            ),
            Column(
                "is_teacher_ed",
                ("師資生", "is_teacher_ed", "師培生", "teacher education"),
                _yes_or_no(),
                empty=False,
                repeats=True,
            ),
            Column(
                "is_listed", ("在畢業名冊", "is_listed", "列入名冊", "listed"), _yes_or_no(), empty=True, repeats=True
            ),
            Column(
                "mailbox",
                ("電子信箱", "mailbox", "永久信箱", "個人信箱", "email", "e-mail"),
                _as_is(values.mailbox),
                personal=True,
            ),
            Column(
                "school_mailbox",
                ("學校信箱", "school_mailbox", "校園信箱", "school email"),
                _as_is(values.mailbox),
                personal=True,
            ),
            Column(
                "phone",
                ("手機", "phone", "電話", "聯絡電話", "行動電話", "mobile"),
                _as_is(values.phone),
                personal=True,
            ),
            Column("address", ("地址", "address", "通訊地址", "永久地址"), _as_is(values.plain), personal=True),
        ),
    ),
    Kind.CARDS: Shape(
        Kind.CARDS,
        CardRow,
        (
            _STUDENT_NUMBER,
            Column(
                "uid_text",
                ("卡號", "uid", "卡片序號", "晶片卡號", "card uid", "card number", "內碼"),
                _as_is(_uid),
                needed=True,
                personal=True,
            ),
            Column(
                "state", ("卡片狀態", "state", "狀態", "card state"), _one_of(_CARD_STATE), empty="valid", repeats=True
            ),
        ),
    ),
    Kind.CLEARANCE: Shape(
        Kind.CLEARANCE,
        ClearanceRow,
        (
            _STUDENT_NUMBER,
            Column(
                "item",
                ("項目", "item", "待辦事項", "離校項目", "審核項目", "項目代碼"),
                _known("items"),
                needed=True,
                repeats=True,
            ),
            Column(
                "state",
                ("狀態", "state", "審核結果", "審核狀態", "結果", "result"),
                _item_state,
                needed=True,
                repeats=True,
                blank_speaks=True,
            ),
            Column(
                "reason",
                ("原因", "reason", "不通過原因", "備註", "說明", "note"),
                _as_is(values.plain),
                repeats=True,
                personal=True,
            ),
            Column(
                "amount", ("金額", "amount", "欠費金額"), _as_is(values.amount), empty=None, repeats=True, personal=True
            ),
            Column(
                "checked_at",
                ("審核時間", "checked_at", "審核日期", "time"),
                _as_is(values.moment),
                empty=None,
                repeats=True,
            ),
        ),
    ),
    Kind.APPROVALS: Shape(
        Kind.APPROVALS,
        ApprovalRow,
        (
            _STUDENT_NUMBER,
            Column(
                "state",
                ("審核結果", "state", "畢業資格", "狀態", "結果", "result"),
                _one_of(_APPROVAL),
                needed=True,
                repeats=True,
            ),
            Column(
                "semester",
                ("學年期", "semester", "畢業學年期", "學年學期"),
                _as_is(values.semester),
                empty=None,
                repeats=True,
            ),
            Column(
                "decided_on",
                ("審核日期", "decided_on", "核定日期", "date"),
                _as_is(values.day),
                empty=None,
                repeats=True,
            ),
            Column(
                "note", ("備註", "note", "說明", "原因", "reason"), _as_is(values.plain), repeats=True, personal=True
            ),
        ),
    ),
    Kind.CERTIFICATES: Shape(
        Kind.CERTIFICATES,
        CertificateRow,
        (
            _STUDENT_NUMBER,
            Column(
                "number", ("證書字號", "number", "字號", "certificate number"), _as_is(values.short(64)), needed=True
            ),
            Column(
                "graduated_on",
                ("畢業年月", "graduated_on", "畢業日期", "month of graduation"),
                _as_is(values.day_or_month),
                needed=True,
                repeats=True,
            ),
            Column(
                "degree_zh",
                ("學位", "degree_zh", "學位名稱", "degree"),
                _as_is(values.plain),
                needed=True,
                repeats=True,
            ),
            Column(
                "programme_zh",
                ("系所名稱", "programme_zh", "證書系所", "系所", "programme"),
                _as_is(values.plain),
                needed=True,
                repeats=True,
            ),
            Column(
                "serial",
                ("印製序號", "serial", "流水號", "紙張序號", "printing serial"),
                _as_is(values.short(64)),
                needed=True,
            ),
            Column(
                "station",
                ("保管窗口", "station", "保管處", "窗口", "custodian"),
                _known("stations", "import.station.unknown"),  # stations are no part of the profile
                needed=True,
                repeats=True,
            ),
            Column("name_zh", ("姓名", "name_zh", "中文姓名", "name"), _as_is(values.name), personal=True),
            Column("name_en", ("英文姓名", "name_en", "english name"), _as_is(values.latin_name), personal=True),
            Column("degree_en", ("英文學位", "degree_en", "學位英文名稱"), _as_is(values.plain), repeats=True),
            Column("programme_en", ("英文系所", "programme_en", "系所英文名稱"), _as_is(values.plain), repeats=True),
            Column(
                "cohort",
                ("畢業學年期", "cohort", "學年期", "semester"),
                _as_is(values.semester),
                empty=None,
                repeats=True,
            ),
            Column("barcode", ("條碼", "barcode", "封套條碼"), _as_is(values.short(64))),
            Column("place", ("存放位置", "place", "櫃位", "位置"), _as_is(values.short(120)), repeats=True),
        ),
    ),
}

"""Every sentence is said in both languages, in this house's words, and every code has its sentence."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.errors import Obstacle
from app.sentences import SENTENCES
from app.wording import CATALOGS, EN, ZH, in_language

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted((ROOT / "app").rglob("*.py"))
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
CARRIERS = re.compile(r"(because|Obstacle|Trouble|Fault|CardUnreadable|CardGone|CardReset)$")
# Words of other shores or of another meaning at a counter (DESIGN, section 5).
NOT_OURS = (
    *("服務器", "打印", "隊列", "視頻", "默認", "信息", "已結清", "退件單", "硬盤", "軟件", "鼠標", "屏幕"),
    *("點擊", "激活", "數據庫", "質量"),
)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?](?=[\u4e00-\u9fff]|$)")


def _tool() -> ModuleType:
    place = importlib.util.spec_from_file_location("catalogs", ROOT / "installer" / "catalogs.py")
    assert place is not None and place.loader is not None
    module = importlib.util.module_from_spec(place)
    import sys

    sys.modules[place.name] = module  # its dataclasses look their module up
    place.loader.exec_module(module)
    return module


catalogs = _tool()


def _chinese() -> Iterator[tuple[str, object, str]]:
    for room in catalogs.ROOMS:
        for message in catalogs.open_catalog(room):
            if message.id:
                words = message.string if isinstance(message.string, tuple | list) else (message.string,)
                yield from ((room, message.id, text) for text in words)


@pytest.mark.parametrize("room", sorted(catalogs.ROOMS))
def test_every_sentence_has_its_chinese(room: str) -> None:
    found = [str(finding) for finding in catalogs.findings(room)]
    assert found == [], "./desk words update, then translate"


def test_no_sentence_is_said_inside_an_f_string() -> None:
    """Babel reads those only from Python 3.12 on: on an older one the sentence would be missing from its catalog."""
    hidden = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in SOURCES
        for text in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in catalogs.KEYWORDS
    ]
    assert hidden == []


def test_every_catalog_is_read_by_the_program() -> None:
    assert set(catalogs.ROOMS) == set(CATALOGS)


def test_one_sentence_has_one_chinese() -> None:
    """Catalogs are chained: of two translations of one text only the first would ever be read."""
    said: dict[object, set[str]] = {}
    for _room, sentence, text in _chinese():
        if not isinstance(sentence, tuple):
            said.setdefault(sentence, set()).add(text)
    assert {sentence: texts for sentence, texts in said.items() if len(texts) > 1} == {}


def test_the_chinese_is_that_of_this_counter() -> None:
    assert [(room, text) for room, _, text in _chinese() for word in NOT_OURS if word in text] == []


def test_chinese_sentences_are_punctuated_in_full_width() -> None:
    assert [(room, text) for room, _, text in _chinese() if HALF_WIDTH.search(text)] == []


# ------------------------------------------------------------------ codes
def test_a_day_is_told_as_each_language_writes_it() -> None:
    told = Obstacle("kit.too_old", {"day": "2025-07-16"})
    assert "until 2025-07-16;" in in_language(EN).explain(told).text
    assert "114/07/16" in in_language(ZH).explain(told).text
    for typed in ("2025-02-30", "114/7/16", "tomorrow"):
        assert typed in in_language(ZH).explain(Obstacle("day.unreadable", {"day": typed})).text


def test_no_day_among_the_facts_is_written_in_one_language() -> None:
    """A ROC date would stand in the English sentence too."""
    roc = re.compile(r"(\bday=|\"day\": )roc_date")
    assert [
        str(each) for each in SOURCES if roc.search(each.read_text("utf-8")) and "documents" not in each.parts
    ] == []


def _literals(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _carried(call: ast.Call) -> Iterator[str]:
    """The code that a call to a carrier names outright, also one of two by a condition."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if not CARRIERS.search(name):
        return
    named = [each.value for each in call.keywords if each.arg == "code"]
    for argument in (*call.args, *named):
        choices = (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
        for each in choices:
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value):
                yield each.value


def _raised() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            here = str(file.relative_to(ROOT))
            if isinstance(node, ast.Call):
                found |= dict.fromkeys(_carried(node), here)
            elif isinstance(node, ast.ClassDef) and any(getattr(b, "id", "").endswith("Trouble") for b in node.bases):
                found |= {text: here for text in _literals(node) if CODE.fullmatch(text) and " " not in text}
    return found


def test_every_code_that_is_raised_has_its_sentence() -> None:
    assert {code: file for code, file in _raised().items() if code not in SENTENCES} == {}


def test_every_sentence_has_a_code_that_is_raised() -> None:
    written, begun = set(), set()
    for file in SOURCES:
        if file.name != "sentences.py":
            tree = ast.parse(file.read_text("utf-8"))
            written |= set(_literals(tree))
            starts = (node.values[0] for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) and node.values)
            begun |= {text for start in starts for text in _literals(start) if text.endswith(".")}
    orphans = [code for code in SENTENCES if code not in written and not code.startswith(tuple(begun))]
    assert [code for code in orphans if code != "unknown"] == []


def test_the_sentences_are_sorted_by_their_codes() -> None:
    assert list(SENTENCES) == sorted(SENTENCES)


# Parts of another sentence, and what is only good to know.
NO_NEXT_STEP = ("profile.fault.", "digital.reason.", "layout.fault.", "hours.closing_soon")


def test_every_sentence_is_whole_and_says_what_to_do_next() -> None:
    owing = [
        code
        for code, (text, step) in SENTENCES.items()
        if not text.endswith((".", "?", "}")) or not (step or code.startswith(NO_NEXT_STEP))
    ]
    assert owing == []


@pytest.mark.parametrize("room", sorted(catalogs.ROOMS))
def test_a_catalog_says_whose_it_is(room: str) -> None:
    """No blank of the tool that made it stands in its head."""
    head = (catalogs.FOLDER / f"{room}.po").read_text("utf-8").partition("\n\n")[0]
    assert "Registry Desk" in head
    assert [
        blank for blank in ("PROJECT", "VERSION", "FIRST AUTHOR", "FULL NAME", "EMAIL@", "YEAR") if blank in head
    ] == []

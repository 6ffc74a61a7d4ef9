"""A layout is edited outside while the desk looks at it: each fault is told with file, line, key and why (D23)."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk import layout
from app.desk.desk import Desk
from app.desk.layout_slips import LayoutSlip
from app.documents.certificate_layout import shipped
from tests.desk.conftest import enter

TEXT = shipped("certificate")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ours.toml"


def looked(desk: Desk, file: Path, before: LayoutSlip | None = None) -> LayoutSlip:
    return layout.look(desk, layout="certificate", file=str(file), sample="plain", seen=before.mark if before else "")


def test_a_fault_is_told_with_file_line_key_and_why_until_it_is_mended(desk: Desk, file: Path) -> None:
    enter(desk, "supervisor")
    file.write_text(TEXT, "utf-8")
    good = looked(desk, file)
    assert good.page is not None and not good.faults
    assert looked(desk, file, good).unchanged
    file.write_text(TEXT.replace("size = 31", "size = 3100", 1), "utf-8")
    line = TEXT.splitlines().index("size = 31") + 1
    spoilt = looked(desk, file, good)
    assert (spoilt.page, spoilt.unchanged) == (None, False)
    (fault,) = spoilt.faults
    assert fault.key == f"elements[3].size (line {line})"
    assert fault.obstacle.facts["file"] == "ours.toml" and "120" in str(fault.obstacle.facts["why"])
    assert looked(desk, file, spoilt).unchanged
    file.write_bytes(b"\xff\xfe")
    unread = looked(desk, file, spoilt)
    assert "UTF-8" in str(unread.faults[0].obstacle.facts["why"])
    assert looked(desk, file, unread).unchanged
    file.write_text(TEXT, "utf-8")
    mended = looked(desk, file, unread)
    assert mended.mark == good.mark and mended.page is not None

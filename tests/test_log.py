"""The log says where and what, never a value; and it costs nothing until its first line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MISTAKE = """
from app.errors import Trouble
def hand_over(name):
    raise Trouble("card.gone", name=name)
try:
    hand_over("林煊樣本")
except Trouble:
    log.Log("app.desk").exception("verb failed", verb="pickup:hand_over", what=object())
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", f"from app import log\n{code}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


def _is_told_without_values(written: str) -> None:
    line = json.loads(written)
    assert (line["event"], line["level"], line["logger"]) == ("verb failed", "error", "app.desk")
    assert (line["exception"], line["code"]) == ("Trouble", "card.gone")
    assert [each.partition(" ")[2] for each in line["where"]] == ["<module>", "hand_over"]
    assert line["what"] == "<object>"
    assert "樣本" not in written


def test_a_mistake_is_one_line_of_json_that_holds_no_value(tmp_path: Path) -> None:
    done = _run(f"from pathlib import Path\nlog.begin(Path({str(tmp_path)!r}))\n{MISTAKE}")
    assert (done.stdout, done.stderr) == ("", "")
    _is_told_without_values((tmp_path / "desk.log").read_text("utf-8"))


def test_a_worker_or_a_command_that_began_no_log_tells_a_mistake_the_same_way() -> None:
    for begin in ("", "log.begin(None)\n"):
        done = _run(begin + MISTAKE)
        assert done.stdout == ""
        _is_told_without_values(done.stderr)


def test_a_desk_at_rest_has_not_loaded_the_library(tmp_path: Path) -> None:
    code = (
        f"from pathlib import Path\nlog.begin(Path({str(tmp_path)!r}))\nimport sys\nprint('structlog' in sys.modules)"
    )
    assert _run(code).stdout.strip() == "False"
    assert list(tmp_path.iterdir()) == [], "an empty log is no file"

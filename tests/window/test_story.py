"""``./desk demo --headless``: a whole day plays by itself, as a newcomer without a screen would start it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.desk.demo_cohort.people import cohort

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = cohort()


@pytest.mark.timeout(300)
def test_the_scripted_day_ends_as_the_tray_promises(tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "home"
    home.mkdir()
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "TMPDIR": str(home)}
    surroundings |= {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "demo", "--headless", "--out", str(out)],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    story = json.loads((out / "story.json").read_text("utf-8"))
    assert story["wrong"] == []
    assert len(story["steps"]) > 40
    assert list(home.iterdir()) == [], "the demo's folder goes with the demo"
    pictures = sorted((out / "screens").glob("*.png"))
    assert len(pictures) >= 40
    for each in pictures:
        with Image.open(each) as picture:
            assert len(picture.convert("RGB").resize((64, 32)).getcolors() or range(99)) > 8, f"{each.name} is empty"
    papers = {each.name: text_of(each) for each in sorted((out / "papers").glob("*.pdf"))}
    assert len(papers) >= 5
    for name, text in papers.items():
        assert "範例大學" in text
        assert names_in(text), f"{name} names nobody"


def text_of(file: Path) -> str:
    """A paper's text without the spaces that setting it in columns leaves."""
    return "".join("".join(page.extract_text() for page in PdfReader(file).pages).split())


def names_in(text: str) -> list[str]:
    """The graduates of whom a paper speaks; with a student number on it, that very graduate."""
    numbered = [each for each in PEOPLE if each.number in text]
    assert all("".join(each.name.split()) in text for each in numbered)
    return [each.name for each in numbered or PEOPLE if "".join(each.name.split()) in text]

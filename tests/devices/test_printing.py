"""Papers on their way to the printer. The spooler's ``lp`` is played by a small program; painting is Qt's own."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from app.desk.paper_slips import PaperSlip
from app.devices.printer import PrintOrder, Queued, print_pdf, printers
from app.errors import Trouble
from app.threads.print_line import Printed, PrintLine, paint, paint_on
from app.wording import Bilingual

LP = """#!{python}
import pathlib, sys
here = pathlib.Path(__file__).parent
(here / "said").write_text(repr(sys.argv[1:]))
(here / "paper.pdf").write_bytes(sys.stdin.buffer.read())
if (here / "complaint").exists():
    sys.exit((here / "complaint").read_text())
print("request id is Counter-12 (1 file(s))")
"""
LPSTAT = """#!{python}
import pathlib, sys
here = pathlib.Path(__file__).parent
if (here / "complaint").exists():
    sys.exit((here / "complaint").read_text())
print("Attic\\nCounter" if sys.argv[1] == "-e" else "system default destination: Counter")
"""


def a_paper(pages: int = 1) -> bytes:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(595.27, 841.89), invariant=1)
    for _ in range(pages):
        canvas.rect(100, 400, 200, 300, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.fixture
def spooler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, program in (("lp", LP), ("lpstat", LPSTAT)):
        (tmp_path / name).write_text(program.replace("{python}", sys.executable))
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_the_pdf_reaches_the_spooler_as_it_is(spooler: Path) -> None:
    queued = print_pdf(PrintOrder(a_paper(), "簽收單", copies=2, printer="Counter"))
    assert queued == Queued("Counter", "Counter-12")
    assert (spooler / "paper.pdf").read_bytes() == a_paper()
    said = (spooler / "said").read_text()
    assert "'-d', 'Counter', '-n', '2', '-t', '簽收單'" in said


def test_without_a_printers_name_the_default_one_prints_and_is_named(spooler: Path) -> None:
    assert print_pdf(PrintOrder(a_paper(), "t")).printer == "Counter"
    assert "'-d'" not in (spooler / "said").read_text()


def test_the_default_printer_is_listed_first(spooler: Path) -> None:
    assert printers() == ("Counter", "Attic")


@pytest.mark.parametrize(
    ("complaint", "code", "retryable"),
    [
        ("lp: The printer or class does not exist.", "printer.missing", False),
        ("lp: Error - no default destination available.", "printer.missing", False),
        ("lp: Error - scheduler is not running.", "printer.away", True),
        ("lp: Unable to connect to server", "printer.away", True),
        ("lp: Unsupported document-format", "printer.failed", True),
    ],
)
def test_what_the_spooler_complains_of_becomes_a_trouble(
    spooler: Path, complaint: str, code: str, retryable: bool
) -> None:
    (spooler / "complaint").write_text(complaint)
    with pytest.raises(Trouble) as caught:
        print_pdf(PrintOrder(a_paper(), "t", printer="Attic"))
    assert (caught.value.code, caught.value.retryable) == (code, retryable)


def test_a_computer_without_a_spooler_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for act in (lambda: print_pdf(PrintOrder(b"", "t")), printers):
        with pytest.raises(Trouble) as caught:
            act()
        assert caught.value.code == "printer.no_spooler"


def test_no_paper_is_written_to_a_temporary_file(spooler: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spooler / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    print_pdf(PrintOrder(a_paper(), "t"))
    assert list(folder.iterdir()) == []


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Printed] = []

    def hear(self, printed: Printed) -> None:
        self.heard.append(printed)


@pytest.fixture
def ear(qtbot: QtBot) -> Iterator[Ear]:
    yield Ear()


def test_the_print_line_answers_in_order_and_a_failed_print_is_an_answer(qtbot: QtBot, spooler: Path, ear: Ear) -> None:
    line = PrintLine("Counter")
    slip = PaperSlip("receipt", Bilingual("簽收單", "Receipt"), a_paper())
    line.print_paper(slip, ear.hear)
    qtbot.waitUntil(lambda: len(ear.heard) == 1)
    (spooler / "complaint").write_text("lp: out of cheese")
    line.print_paper(slip, ear.hear)
    qtbot.waitUntil(lambda: len(ear.heard) == 2)
    assert [(each.printed, each.detail) for each in ear.heard] == [(True, "Counter"), (False, "printer.failed")]
    assert line.stop()


def test_a_mistake_of_ours_while_printing_is_an_answer_too(qtbot: QtBot, ear: Ear) -> None:
    def stumble(order: PrintOrder) -> Queued:
        raise ZeroDivisionError

    line = PrintLine(send=stumble)
    line.submit(PrintOrder(b"", "t"), ear.hear)
    qtbot.waitUntil(lambda: bool(ear.heard))
    assert ear.heard[0].detail == "printer.failed"
    assert line.stop()


def test_the_print_line_lists_the_printers_and_none_where_there_is_no_spooler(
    qtbot: QtBot, spooler: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Choice(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[tuple[str, ...]] = []

        def offer(self, names: tuple[str, ...]) -> None:
            self.found.append(names)

    line, choice = PrintLine(), Choice()
    line.find_printers(choice.offer)
    qtbot.waitUntil(lambda: len(choice.found) == 1)
    monkeypatch.setenv("PATH", str(spooler / "nowhere"))
    line.find_printers(choice.offer)
    qtbot.waitUntil(lambda: len(choice.found) == 2)
    assert choice.found == [("Counter", "Attic"), ()]
    assert line.stop()


def test_a_print_line_that_never_printed_ends_at_once(qtbot: QtBot) -> None:
    assert PrintLine().stop() is True


def test_painted_pages_look_like_the_paper(qtbot: QtBot, tmp_path: Path, ear: Ear) -> None:
    """The way of Windows: pages drawn at 300 dpi and painted; here Qt's printer writes a PDF instead of paper."""
    target = tmp_path / "painted.pdf"

    def send(order: PrintOrder) -> Queued:
        device = QPrinter(QPrinter.PrinterMode.HighResolution)
        device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        device.setOutputFileName(str(target))
        paint_on(device, order)
        return Queued("painted", "")

    line = PrintLine(send=send)
    line.submit(PrintOrder(a_paper(pages=2), "t"), ear.hear)
    qtbot.waitUntil(lambda: bool(ear.heard), timeout=30_000)
    assert line.stop()
    assert ear.heard[0].printed
    painted = pypdfium2.PdfDocument(target)
    assert len(painted) == 2
    for page in painted:
        assert page.get_size() == pytest.approx((595.27, 841.89), abs=1)
        image = page.render(scale=1).to_pil().convert("L")
        box = image.point(lambda value: 255 * (value < 128)).getbbox()
        assert box == pytest.approx((100, 841.89 - 700, 300, 841.89 - 400), abs=2)
    painted.close()


def test_painting_on_a_printer_that_does_not_exist_is_a_trouble(qtbot: QtBot) -> None:
    with pytest.raises(Trouble) as caught:
        paint(PrintOrder(a_paper(), "t", printer="nowhere"))
    assert caught.value.code == "printer.missing"

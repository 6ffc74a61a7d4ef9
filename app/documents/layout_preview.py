"""A layout at work: drawn with made-up graduates, marked as a sample (樣張) all across, and what looks wrong in it.

A preview is never signed: it is drawn here, for a picture or a file to look at, and the signing bench draws its own.
The made-up graduates are those that break layouts: a rare name, a long English one, a programme with a long name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from app.documents import certificate_layout, digital_certificate
from app.documents.certificate_layout import Element, Layout, Text
from app.documents.digital_certificate import Facts, Placed
from app.documents.letterhead import Letterhead
from app.documents.press.paper import MM, Paper, Style
from app.errors import Fact, Obstacle, Refusal
from app.wording import Bilingual

MARK = "樣張 SAMPLE"
MARK_COLOUR = (0.80, 0.20, 0.22)
LEAST_DOT = 0.4  # mm of a QR code's dot; a finer one is lost on a screen at half its size
NEAR = 0.3  # mm that two elements may share before it is called an overlap

_PLAIN = Facts(
    certificate_number="(114)範大學字第 000000 號",
    name_zh="王曉明",
    name_en="WANG, HSIAO-MING",
    birth_date=date(2003, 3, 3),
    programme=Bilingual("資訊工程學系", "Bachelor's Programme in Computer Science"),
    degree=Bilingual("工學學士", "Bachelor of Science in Engineering"),
    graduated_on=date(2025, 6, 1),
    issued_at=datetime(2025, 7, 10, 2, 0, tzinfo=UTC),
    document_code="SAMP-LE00-0000-0000",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up graduate: a code, what it shows, and the facts."""

    code: str
    about: Bilingual
    facts: Facts = field(repr=False)


def _sample(code: str, zh: str, en: str, **facts: object) -> Sample:
    return Sample(code, Bilingual(zh, en), replace(_PLAIN, **facts))  # type: ignore[arg-type]  # named by field below


SAMPLES = (
    _sample("plain", "一般", "Plain"),
    _sample("rare", "罕用字", "Rare characters", name_zh="林峯煊𠈌𡍼𤧟", name_en="LIN, FENG-HSUAN"),
    _sample(
        "long_name",
        "長姓名",
        "Long names",
        name_zh="拉蓊‧進成‧伊斯坦大‧卡那卡那富",
        name_en="LAWENG CHIN-CHENG ALEXANDRA-KATHARINA VON HOHENSTEIN-WEISSENFELS",
    ),
    _sample(
        "long_programme",
        "長學程名稱",
        "Long programme",
        programme=Bilingual(
            "運動競技學系國際運動管理與創新碩士在職學位學程",
            "International In-service Master's Programme in Sport Management and Innovation, "
            "Department of Athletic Performance and Human Movement Sciences",
        ),
        degree=Bilingual("運動管理與創新碩士", "Executive Master of Business Administration in Sport Management"),
    ),
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A sample's page and what looks wrong in it, as obstacles of the family ``layout.warning``."""

    pdf: bytes = field(repr=False)
    warnings: tuple[Obstacle, ...]


def sample_named(code: str) -> Sample:
    """The made-up graduate of that code. Refuses ``layout.no_sample``."""
    found = next((each for each in SAMPLES if each.code == code), None)
    if found is None:
        raise Refusal.because("layout.no_sample", sample=code, known=", ".join(each.code for each in SAMPLES))
    return found


def preview(text: str, name: str, sample: str, letterhead: Letterhead) -> Preview:
    """Draw a layout's text with a made-up graduate. Refuses ``layout.invalid`` with every fault."""
    layout = certificate_layout.from_text(text, name)
    facts = sample_named(sample).facts
    paper = digital_certificate.begin(layout, facts, letterhead, mark=f"{MARK} ")
    placed = digital_certificate.draw(paper, layout, facts, letterhead)
    _mark(paper)
    return Preview(paper.finish(), tuple(_warnings(layout, placed)))


def warnings(text: str, name: str, letterhead: Letterhead) -> tuple[tuple[str, Obstacle], ...]:
    """What looks wrong with each made-up graduate, with the sample's code."""
    return tuple((each.code, told) for each in SAMPLES for told in preview(text, name, each.code, letterhead).warnings)


def _mark(paper: Paper) -> None:
    """樣張 SAMPLE in large slanted outlines over everything, so that what lies under it can be judged."""
    style = Style("sans-bold", 64, MARK_COLOUR)
    turn = math.atan2(paper.height, paper.width)
    cos, sin = math.cos(turn), math.sin(turn)
    across, up = paper.width / 2 * MM, paper.height / 2 * MM
    paper.ink(f"q {cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {across:.3f} {up:.3f} cm")
    paper.ink("{:.4f} {:.4f} {:.4f} RG 1.1 w 1 Tr".format(*MARK_COLOUR))
    paper.write(0, paper.height + style.size * 0.36 / MM, MARK, style, align="centre")
    paper.ink("Q")


# ------------------------------------------------------------------ what looks wrong
def _warnings(layout: Layout, placed: list[Placed]) -> Iterator[Obstacle]:
    for each in placed:
        element = layout.elements[each.element]
        facts: dict[str, Fact] = {"element": each.element, "what": _named(element)}
        if each.too_much:
            yield Obstacle("layout.warning.overflows", facts)
        elif each.size and each.size < each.smallest:
            sizes: dict[str, Fact] = {"size": f"{each.size:g}", "smallest": f"{each.smallest:g}"}
            yield Obstacle("layout.warning.too_small", {**facts, **sizes})
        if 0 < each.dot < LEAST_DOT:
            yield Obstacle("layout.warning.dots", {**facts, "dot": f"{each.dot:.2f}", "least": f"{LEAST_DOT:g}"})
        if _past_margin(layout, each):
            yield Obstacle("layout.warning.past_margin", facts)
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            if _overlap(one, other):
                what, second = (_named(layout.elements[box.element]) for box in (one, other))
                yield Obstacle("layout.warning.overlaps", {"what": what, "other": second})


def _named(element: Element) -> str:
    """An element as its author knows it: its text, or its kind."""
    text = getattr(element, "text", "").replace("\n", " ")
    words = text if isinstance(element, Text) else f"{element.kind} {text}".strip()
    return words if len(words) <= 40 else f"{words[:39]}…"


def _past_margin(layout: Layout, each: Placed) -> bool:
    page = layout.page
    slack = 0.1
    return (
        each.left < page.margin - slack
        or each.right > page.width - page.margin + slack
        or each.top < page.margin - slack
        or each.bottom > page.height - page.margin + slack
    )


def _overlap(one: Placed, other: Placed) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > NEAR and down > NEAR

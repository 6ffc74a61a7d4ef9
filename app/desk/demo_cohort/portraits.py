"""Drawn portraits and signatures for the demo: head and shoulders, a flourish of ink. Nobody's face, nobody's hand."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterable
from random import Random

from PIL import Image, ImageDraw

from app.desk.demo_cohort.people import DemoGraduate

SIZE = (240, 320)
PAD = (800, 300)  # a signature pad's picture
_GROUNDS = ("#d9e4ec", "#e8e2d4", "#dfe8dc", "#ebdfe3", "#e1e0ee")
_SKINS = ("#e9c7a9", "#dcb08c", "#f0d5bd", "#c99872")
_HAIRS = ("#2b2624", "#3c2f2a", "#1f2328", "#4a3b33")
_CLOTHES = ("#3d5a73", "#7a4e57", "#4f6b52", "#5b5470", "#84683f")


def portraits(people: Iterable[DemoGraduate]) -> bytes:
    """A ZIP of pictures named by student number, as a school's register would send it."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as parts:
        for each in people:
            parts.writestr(zipfile.ZipInfo(f"{each.number}.jpg"), _portrait(each))
    return archive.getvalue()


def _portrait(graduate: DemoGraduate) -> bytes:
    random = Random(graduate.id_number)  # noqa: S311 - the same face every time is the point
    ground, skin, hair, clothes = (random.choice(each) for each in (_GROUNDS, _SKINS, _HAIRS, _CLOTHES))
    picture = Image.new("RGB", SIZE, ground)
    pen = ImageDraw.Draw(picture)
    long_hair = graduate.sex == "F" and random.random() < 0.8
    pen.ellipse((58, 52, 182, 260 if long_hair else 176), fill=hair)
    pen.ellipse((20, 232, 220, 420), fill=clothes)
    pen.rectangle((102, 190, 138, 246), fill=skin)
    pen.ellipse((72, 80, 168, 210), fill=skin)
    pen.chord((68, 60, 172, 160), 180, 360, fill=hair)
    for eye in (102, 138):
        pen.ellipse((eye - 5, 142, eye + 5, 150), fill="#2a2523")
    pen.arc((104, 160, 136, 184), 20, 160, fill="#8c4f45", width=3)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def signature(graduate: DemoGraduate) -> bytes:
    """Ink on nothing, as the pad gives it: a PNG of three strokes."""
    random = Random(graduate.number)  # noqa: S311 - the same hand every time is the point
    picture = Image.new("RGBA", PAD)
    pen = ImageDraw.Draw(picture)
    for stroke in range(3):
        left, high, turns = 90 + 215 * stroke, random.randint(40, 85), random.uniform(1.5, 3.5)
        ways = [(step / 60, turns * math.tau * step / 60) for step in range(61)]
        pen.line(
            [(left + 170 * far + 26 * math.cos(way), 150 - high * math.sin(way) * (1.1 - far)) for far, way in ways],
            fill="#15181c",
            width=5,
            joint="curve",
        )
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()

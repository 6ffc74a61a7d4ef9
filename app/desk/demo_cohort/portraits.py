"""Drawn portraits for the demo: a coloured ground, a head and shoulders. Nobody's face."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from random import Random

from PIL import Image, ImageDraw

from app.desk.demo_cohort.people import DemoGraduate

SIZE = (240, 320)
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

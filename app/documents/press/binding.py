"""Binding: pictures as the pages of one PDF, nothing else in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.utils import ImageReader

from app.documents.press import reportlab_fixes, typeface


def bound(pictures: Sequence[tuple[bytes, int, int]], dpi: float) -> bytes:
    """JPEGs, each with its size in pixels, one a page at ``dpi``."""
    reportlab_fixes.apply()
    stream = io.BytesIO()
    canvas = reportlab_fixes.SteadyCanvas(stream, invariant=1, initialFontName=_any_font())
    for picture, width, height in pictures:
        size = (width * 72 / dpi, height * 72 / dpi)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(io.BytesIO(picture)), 0, 0, *size)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _any_font() -> Any:
    return typeface.opened("NotoSansTC").fontName

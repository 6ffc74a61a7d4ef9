"""Every pair of colours that the screens put together can be read (WCAG 2), in light and in dark."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.views import theme

PAIRS = [
    *(("text", ground, 7.0) for ground in ("canvas", "surface", "go_bg", "warn_bg", "stop_bg")),
    *(("text2", ground, 7.0) for ground in ("canvas", "surface")),
    ("text2", "sunken", 4.5),
    *((tone, ground, 4.5) for tone in ("go", "warn", "stop") for ground in ("canvas", "surface", f"{tone}_bg")),
    *(("on_go", ground, 4.5) for ground in ("go", "go_hover")),
    *((line, ground, 3.0) for line in ("edge", "focus") for ground in ("canvas", "surface")),
]


def _colour(name: str, token: str) -> str:
    tokens = theme.THEMES[name]
    return str(tokens[token] if isinstance(tokens, Mapping) else getattr(tokens, token))


def _luminance(colour: str) -> float:
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "wanted"), PAIRS)
def test_ink_stands_out_from_its_ground(name: str, ink: str, ground: str, wanted: float) -> None:
    bright, dim = sorted((_luminance(_colour(name, each)) for each in (ink, ground)), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= wanted

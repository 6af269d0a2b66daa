"""The lines drawn on a scanned page, by OpenCV, so that its tables keep their rows and columns (`ruled.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ingest.reading.ruled import Rule

_DPI = 125
"""Enough for a line; a quarter of the work of the scan's own 250."""
_LEAST = {False: 24.0, True: 15.0}
"""Points of a level and an upright line: longer than any stroke of a letter, shorter than a cell."""
_THIN = 6.0
"""Points across, a little tilt included; thicker is a bar or a picture."""
_INK, _AROUND = 15, 21
"""How much darker than what is around it ink is, and how many pixels that is."""
_LEVEL = 0.1
"""Degrees; less tilt is none."""
_LONG = 60.0
"""Points of a line that tells the tilt."""
_BILINEAR = 2
"""As Pillow numbers the ways to turn a picture."""


def straightened(picture: Any, dpi: int) -> tuple[Any, tuple[Rule, ...]]:
    """A grey PIL image turned so that its drawn level lines are level (itself where there are none, or they are), for a
    tilt of up to about a degree; and its lines, in points from its top left corner."""
    ink, scale = _ink(picture, dpi)
    level = list(_lines(ink, scale, upright=False))
    tilts = sorted(tilt for rule, tilt in level if rule.end - rule.start >= _LONG)
    tilt = tilts[len(tilts) // 2] if tilts else 0.0
    if abs(tilt) >= _LEVEL:
        picture = picture.rotate(tilt, _BILINEAR, fillcolor=255)
        ink, scale = _ink(picture, dpi)
        level = list(_lines(ink, scale, upright=False))
    return picture, tuple(rule for rule, _ in (*level, *_lines(ink, scale, upright=True)))


def _ink(picture: Any, dpi: int) -> tuple[Any, float]:
    """Black and white (255 is ink), and the points of one of its pixels."""
    import cv2

    grey = np.asarray(picture.convert("L"))
    times = max(1, dpi // _DPI)
    if times > 1:  # the darkest of each square: a thin line must not fade
        grey = cv2.erode(grey, np.ones((times, times), np.uint8), anchor=(0, 0))[::times, ::times]
    method, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return cv2.adaptiveThreshold(np.ascontiguousarray(grey), 255, method, kind, _AROUND, _INK), 72 * times / dpi


def _lines(ink: Any, scale: float, upright: bool) -> Iterator[tuple[Rule, float]]:
    """Each with how many degrees it rises clockwise."""
    import cv2

    def bar(length: int) -> Any:
        return np.ones((length, 1) if upright else (1, length), np.uint8)

    wider = cv2.dilate(ink, np.ones((1, 2) if upright else (2, 1), np.uint8))
    long = cv2.morphologyEx(wider, cv2.MORPH_OPEN, bar(round(_LEAST[upright] / scale)))
    whole = cv2.morphologyEx(long, cv2.MORPH_CLOSE, bar(5))
    count, labels, boxes, centres = cv2.connectedComponentsWithStats(whole, connectivity=8)
    for number in range(1, count):
        left, top, wide, high, _ = map(int, boxes[number])
        if (wide if upright else high) * scale > max(_THIN, 0.02 * (high if upright else wide) * scale):
            continue
        start, length = (top, high) if upright else (left, wide)
        at = float(centres[number][0 if upright else 1])
        part = labels[top : top + high, left : left + wide] == number
        yield Rule(upright, at * scale, start * scale, (start + length) * scale), _tilt(part)


def _tilt(part: Any) -> float:
    rows, columns = np.nonzero(part)
    if columns.size < 2 or np.ptp(columns) < 2:
        return 0.0
    return float(np.degrees(np.arctan(np.polyfit(columns, rows, 1)[0])))

"""The day around which the sample city is made that our own questions are about."""

from __future__ import annotations

from datetime import date

ANCHOR = date(2026, 7, 14)

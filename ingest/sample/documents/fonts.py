"""The font of PDF and scanned samples: IBM Plex Serif, which knows every Vietnamese letter."""

from __future__ import annotations

from pathlib import Path

FAMILY = "IBM Plex Serif"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


def font(style: str) -> Path:
    from fontpkg_ibm_plex_serif import ROOT

    return Path(ROOT) / "files" / f"IBMPlexSerif-{style}.ttf"

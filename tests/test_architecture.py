"""The import arrows of the project, as a table."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"assistant", "ingest", "kpi_tools", "voice", "prompts", "eval"}
SEAMS = {f"assistant.{name}" for name in ("types", "protocols", "errors", "settings", "access", "vietnamese")}
MAY_IMPORT = {
    "kpi_tools": SEAMS,
    "prompts": set(),
    "voice": SEAMS,
    "ingest": SEAMS,
    "ingest/workbook.py": SEAMS | {"kpi_tools.schema"},
    "assistant": {"prompts"},
    "assistant/tools.py": {"prompts", "kpi_tools"},
    "assistant/cli.py": PACKAGES,
    "assistant/build.py": PACKAGES,
    "eval": PACKAGES | SEAMS,
}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{path}: say the package by name, not by dots")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name for name in names if name.split(".")[0] in PACKAGES}


FILES = [p for package in sorted(PACKAGES) for p in (ROOT / package).rglob("*.py")]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    here = path.relative_to(ROOT)
    package = here.parts[0]
    allowed = MAY_IMPORT.get(str(here), MAY_IMPORT[package])
    strays = {
        name for name in imports(path) if name.split(".")[0] != package and not {name, name.split(".")[0]} & allowed
    }
    assert not strays


def test_files_stay_small() -> None:
    assert not [p for p in FILES if len(p.read_text().splitlines()) > 300]

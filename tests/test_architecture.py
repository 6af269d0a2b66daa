"""The import arrows of the project, as a table."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {"assistant", "ingest", "kpi_tools", "voice", "prompts", "eval"}
SEAMS = {"assistant.types", "assistant.protocols", "assistant.errors", "assistant.settings", "assistant.access"}
SEAMS |= {"assistant.vietnamese", "assistant.documents", "assistant.document_seams", "assistant.document_rights"}
SEAMS |= {"assistant.document_keeping", "assistant.feedback"}
MAY_IMPORT = {
    "prompts": set[str](),
    "kpi_tools": SEAMS,
    "voice": SEAMS,
    "ingest": SEAMS | {"prompts"},
    "ingest/tables.py": SEAMS | {"kpi_tools.schema"},
    "ingest/workbook.py": SEAMS
    | {"prompts", "kpi_tools.schema", "kpi_tools.store", "kpi_tools.system_tables", "kpi_tools.versions"},
    "ingest/sync.py": SEAMS | {"prompts", "kpi_tools.document_catalogue"},
    "ingest/sync_parts.py": SEAMS | {"kpi_tools.document_catalogue"},
    "ingest/sync_settle.py": SEAMS | {"kpi_tools.document_catalogue"},
    "assistant": {"prompts"},
    "assistant/tools": {"prompts", "kpi_tools"},
    "assistant/build.py": PACKAGES,
    "assistant/build_documents.py": PACKAGES,
    "assistant/cli.py": PACKAGES,
    "assistant/cli_import.py": {"prompts", "ingest"},
    "assistant/cli_eval.py": {"prompts", "eval"},
    "eval": PACKAGES,
    "eval/oracle": {"assistant.types"},
    "eval/expected": {"assistant.types"},
    "eval/expected/fill.py": {"assistant.types", "ingest.sample"},
}
"""What a package, a folder or one file of it, may import besides its own package; the longest name counts."""
ONLY_IN = {
    "piper": {"voice/speech_worker.py"},
    "faster_whisper": {"voice/faster_whisper.py"},
    "sentence_transformers": {"assistant/embed.py"},
    "xllamacpp": {"assistant/llm_worker.py"},
    "langchain_openai": {"assistant/llm.py"},
    "python_calamine": {"ingest/sheets.py"},
    "qdrant_edge": {"ingest/index_edge.py"},
    "qdrant_client": {"ingest/index_server.py"},
    "llama_index": {"ingest/pipeline.py"},
    "lightgbm": {"assistant/rerank.py"},
    "holidays": {"kpi_tools/public_holidays.py"},
    "lunar_vn": {"assistant/lunar.py"},
    "reportlab": {"ingest/sample/documents/pdf.py"},
    "pypdfium2": {"ingest/reading/pdf_file.py"},
    "trueocr": {"ingest/reading/ocr.py"},
    "docx": {"ingest/reading/docx.py", "ingest/sample/documents/word.py"},
    "pptx": {"ingest/reading/slides.py"},
    "olefile": {"ingest/reading/ole.py"},
    "lxml": {"ingest/reading/markup.py"},
    "markdown_it": {"ingest/reading/plain.py"},
    "viparse": {"ingest/reading/legacy.py"},
    "PIL": {"ingest/reading/images.py", "ingest/sample/documents/scan.py"},
}
"""One backend, one file: the only import of its library (benchmarks of `eval` apart). piper is GPL: its file runs as a
process of its own."""
FILES = [p for package in sorted(PACKAGES) for p in sorted((ROOT / package).rglob("*.py"))]
SEAM_FILES = [ROOT / f"{name.replace('.', '/')}.py" for name in sorted(SEAMS)]


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError(f"{path}: say the package by name, not by dots")
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def within(name: str, allowed: set[str]) -> bool:
    return any(name == a or name.startswith(f"{a}.") for a in allowed)


def modules_of(names: set[str]) -> set[str]:
    """Our modules among them; `from assistant import types` counts as `assistant.types`."""
    ours = {name for name in names if name.split(".")[0] in PACKAGES}
    return {name for name in ours if not any(other.startswith(f"{name}.") for other in ours)}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_arrows(path: Path) -> None:
    here = path.relative_to(ROOT)
    allowed = next(MAY_IMPORT[str(p)] for p in (here, *here.parents) if str(p) in MAY_IMPORT)
    strays = {n for n in modules_of(imports(path)) if n.split(".")[0] != here.parts[0] and not within(n, allowed)}
    assert not strays


@pytest.mark.parametrize("path", SEAM_FILES, ids=lambda p: p.name)
def test_seams_import_only_each_other(path: Path) -> None:
    assert not {name for name in modules_of(imports(path)) if not within(name, SEAMS)}


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_backend_is_imported_in_one_file(library: str) -> None:
    importers = {
        str(path.relative_to(ROOT))
        for path in FILES
        if path.relative_to(ROOT).parts[0] != "eval" and any(within(name, {library}) for name in imports(path))
    }
    assert importers == ONLY_IN[library]


def test_files_stay_small() -> None:
    assert not [str(p) for p in FILES if len(p.read_text(encoding="utf-8").splitlines()) > 300]

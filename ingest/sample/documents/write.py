"""Write the sample documents into a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import yaml

from ingest.sample.documents.layout import Element, layout
from ingest.sample.documents.pdf import pdf
from ingest.sample.documents.plain import html, markdown, rtf, rtf_tcvn3, txt
from ingest.sample.documents.scan import scan
from ingest.sample.documents.source import Source, sources
from ingest.sample.documents.spreadsheet import xlsx
from ingest.sample.documents.word import docx

FORMS: Mapping[str, Callable[[list[Element], Source], bytes]] = {
    "docx": docx,
    "html": html,
    "md": markdown,
    "pdf": pdf,
    "rtf": rtf,
    "scan": scan,
    "tcvn3": rtf_tcvn3,
    "txt": txt,
    "xlsx": xlsx,
}
"""Form of a file → its writer, of the pages and what they were made of."""


def write_sample_documents(folder: Path, anchor: date) -> list[Path]:
    """Write every document and side file into `folder`, which is made where there is none, and name the documents.
    The same anchor gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for source in sources(anchor):
        pages = layout(source)
        for name, form in source.files.items():
            path = folder / name
            path.write_bytes(FORMS[form](pages, source))
            written.append(path)
            if source.side:
                side = yaml.safe_dump(source.side, allow_unicode=True, sort_keys=False)
                path.with_name(f"{name}.meta.yaml").write_text(side, encoding="utf-8")
    return written

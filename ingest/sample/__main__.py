"""`python -m ingest.sample [--city FOLDER] [--documents FOLDER] [--anchor DAY]`: write the samples to look at them."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from ingest.sample import write_sample_city
from ingest.sample.documents import write_sample_documents


def main(arguments: Sequence[str] | None = None) -> None:
    parser = ArgumentParser(prog="python -m ingest.sample", description=__doc__)
    parser.add_argument("--city", type=Path, metavar="FOLDER", help="write the ten workbooks there")
    parser.add_argument("--documents", type=Path, metavar="FOLDER", help="write the documents there")
    parser.add_argument(
        "--anchor", type=date.fromisoformat, default=date.today(), help="YYYY-MM-DD, today if not given"
    )
    asked = parser.parse_args(arguments)
    if asked.city is None and asked.documents is None:
        parser.error("--city or --documents")
    if asked.city:
        write_sample_city(asked.city, asked.anchor)
    if asked.documents:
        write_sample_documents(asked.documents, asked.anchor)


if __name__ == "__main__":
    main()

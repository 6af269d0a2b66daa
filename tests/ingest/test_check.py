"""Whatever stands in a file, every row is either taken or refused with a reason."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.check import read_batch
from ingest.workbook import TABLES
from tests.ingest.books import GOOD, write_csv

WRITTEN = st.one_of(
    st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["", "x", "0", "-1", "1.234,5", "1e9", "=1+1", "31/02/2026", "2026-Q1", "TP;PX-A", "#N/A", "giam"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_taken_or_refused(tmp_path: Path, table: str, data: st.DataObject) -> None:
    shape = TABLES[table].shape
    columns = list(shape.row.model_fields)
    good = {**dict.fromkeys(columns, ""), **GOOD[table]}
    spoilt = [
        good | dict.fromkeys(shape.key[:1], f"K{n}") | data.draw(st.dictionaries(st.sampled_from(columns), WRITTEN))
        for n in range(4)
    ]
    path = tmp_path / f"{table}.csv"
    write_csv(path, [good, *spoilt])
    batch = read_batch(path, shape)
    assert batch.report.status == "read"
    assert len(batch.rows) + batch.report.refused == 5
    assert batch.rows[0].line == 2
    assert {error.row for error in batch.report.errors} == {3, 4, 5, 6} - {row.line for row in batch.rows}
    assert all(error.reason for error in batch.report.errors)

"""An independent reading of the workbooks by the rules of the domain: no store, no SQL, no product code.

It exists to disagree with the product. Nothing here imports `kpi_tools`, `ingest` or `assistant`.
"""

"""Documents of the sample city, written for it: decisions, plans, notices, pages of the handbook, in every format.

`texts/*.md` hold what they say, `notice.md` and `notices.yaml` the notices of conclusion, `days.yaml` their days around
the anchor; `layout.py` lays them out, a module each writes a format. Every one says that it is a sample. Handy ones:

- `215/QĐ-UBND` the working regulation of phường Thuận Hóa: 22 articles in six chapters behind a decision with articles
  1 to 3 of its own; replaces `68/QĐ-UBND`; `540/QĐ-UBND` changes khoản 2 Điều 5 and inserts Điều 9a
- `1040/QĐ-UBND` evaluation of civil servants under Nghị định 335/2025/NĐ-CP, with an annex; its list of products (XLSX)
- `88/QĐ-UBND` of xã Phú Vinh: a scan and the same as DOCX
- `118/KH-UBND`, `37/KH-UBND` plans (I, 1, a) with tables of tasks, units and deadlines
- `31/YYYY/QĐ-UBND` not yet in force; `925/QĐ-UBND` out of force by its own words, `1868/2004/QĐ-UB` (TCVN3) by its side
  file; `DU-THAO-…` a draft that contradicts Điều 12 of `215/QĐ-UBND`
- `733/QĐ-UBND` field reports: 05 days where Điều 16 of `215/QĐ-UBND` has 03; `09/CT-UBND` excuses in 02 days where
  Điều 14 has 01
- notices of four meetings with their numbers, secrecy and conclusions; `19/QĐ-TTr` restricted to two units, that of
  `HOP-CANBO` to the leaders of the city, `09/HD-SKHCN` internal to one unit
- `64/BC-VP` quotes a letter that gives orders to the reader's software
"""

from ingest.sample.documents.write import write_sample_documents

__all__ = ["write_sample_documents"]

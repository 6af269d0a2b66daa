"""Documents of the sample city, written for it: decisions, plans, notices, pages of the handbook, in every format.

`texts/*.md` hold what they say, `notice.md` the form of the notices of conclusion, `days.yaml` their days.
"""

from ingest.sample.documents.write import write_sample_documents

__all__ = ["write_sample_documents"]

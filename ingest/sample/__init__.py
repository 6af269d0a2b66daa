"""A sample city, the same for the same anchor date: Huế's units, invented people, figures, tasks and schedule.

People do not depend on the anchor. Handy ones:

- `CC0001` chair of the city (`lanh_dao_thanh_pho`, `TP-HUE`)
- `CC0002` head of phường Thuận Hóa (`lanh_dao_don_vi`, `PX-THUANHOA`)
- `CC0003` a clerk of phường Thuận Hóa (`chuyen_vien`)
- `CC0004` head of xã Phú Vinh (`lanh_dao_don_vi`, `PX-PHUVINH`)
- `CC0005` a clerk of the department of science and technology (`chuyen_vien`, `SO-KHCN`)
- `CC0006` the administrator (`quan_tri`, `VP-UBND`)

`CC0001` to `CC0005` have an entry on the anchor's morning and afternoon and on the next day's afternoon, weekends
included. Peculiar units: `PX-PHUBAI` has no general scores, so its totals are provisional; `PX-VYDA`, `PX-HUONGTRA`,
`PX-ALUOI1` and `SO-DL` are scored by the month; `PX-KHETRE` has nothing in the quarter before the last full one.
"""

from ingest.sample.city import SAMPLE_MARK, write_sample_city
from ingest.sample.people import HANDY

__all__ = ["HANDY", "SAMPLE_MARK", "write_sample_city"]

"""A sample city, the same for the same anchor date: Huế's units, and invented people, figures, tasks, schedule,
meetings, procedures and questions of the forum.

People do not depend on the anchor. Handy ones:

- `CC0001` chair of the city (`lanh_dao_thanh_pho`, `TP-HUE`)
- `CC0002` head of phường Thuận Hóa (`lanh_dao_don_vi`, `PX-THUANHOA`)
- `CC0003` a clerk of phường Thuận Hóa (`chuyen_vien`)
- `CC0004` head of xã Phú Vinh (`lanh_dao_don_vi`, `PX-PHUVINH`)
- `CC0005` a clerk of the department of science and technology (`chuyen_vien`, `SO-KHCN`)
- `CC0006` the administrator (`quan_tri`, `VP-UBND`)

`CC0001` to `CC0005` have an entry on the anchor's morning and afternoon and on the next day's afternoon, weekends
included. The awkward cases, in the last quarter that is over unless said otherwise:

Units
- `CC-TDC` under `SO-KHCN`, `TRAM-KD` under `CC-TDC`, `TT-CONGICH` under `PX-THUANHOA`
- `CC-TDC` has indicators for years alone; `TT-CONGICH` ad hoc tasks alone: "chưa có nhiệm vụ được giao"
- `PX-PHUBAI` has no general scores, so its totals are provisional; `PX-KHETRE` has nothing in the quarter before
- `PX-VYDA`, `PX-HUONGTRA`, `PX-ALUOI1`, `SO-DL` are scored by the month; `PX-HUONGAN` in this quarter alone, its last
  month without a general score; `PX-ANCUU` has months beside the quarter's own rows, `PX-DUONGNO` years beside quarters
- `PX-PHONGQUANG` has 69,96 points, `PX-PHONGTHAI` 89,96, each with all conditions kept
- `PX-VINHLOC` ties with `PX-HUNGLOC` (96 each), `PX-LOCAN` with `PX-NAMDONG`
- more communes are "xuất sắc" than 20 % of those "tốt"; so are more departments
- `PX-QUANGDIEN` has an undone task that ad hoc work makes up for up to the cap, `PX-DANDIEN` in part
- `PX-PHUHO` has objective causes: a late task, a failed one, an undone one; `PX-BINHDIEN` late instances entered as 0
  and 5 and five failures; `PX-THANHTHUY` values 0 and none, and lower-is-better targets of 0 with 3 and 0 reached

People
- `CC0285` and `CC0286` lead `PX-ALUOI2`, whose clerk `CC0287` is under 50; `CC0178` leads `PX-PHONGQUANG` and has more
  than his unit; `CC0257` and `CC0258` (`PX-PHUVANG`) lack to_chuc or doan_ket, `CC0259` every general score
- `CC0124` (like all of `PX-VYDA`) is scored by the month; `CC0356` has no task; `viên chức` and `cán bộ` have some

Rights
- `NV-SO-NV-91`, `NV-SO-NV-92`, `NV-TTR-TP-91`: restricted tasks whose assignee or giver is of no unit that takes part
- `LCT-TOAN-DON-VI` invites `PX-THUANHOA` behind closed doors; `LCT-KHONG-CHU-TRI` is of nobody and no unit
- `HOP-CANBO` (restricted) has a conclusion for `PX-THUANHOA`, nobody of which is invited; `HOP-DONTHU` (restricted) one
  for its own unit, whose staff cannot see it, and one for `PX-KIMLONG`

Days: `NV-SO-XD-91` to `-95` are due yesterday, today, in 7 days and (twice) in 8; `CC0062` has gaps of 29 and 30
minutes on the next working day; `LCT-QUA-DEM` and `HOP-TOI` go past midnight; `HOP-DANG-DIEN-RA` is today's,
`HOP-HUY` cancelled, `HOP-HOAN` postponed. Past meetings have a notice (`TB-41`, `42/TB-UBND`) but for some of the
latest. A workbook cannot say that a row is withdrawn.
"""

from ingest.sample.city import SAMPLE_MARK, write_sample_city
from ingest.sample.people import HANDY

__all__ = ["HANDY", "SAMPLE_MARK", "write_sample_city"]

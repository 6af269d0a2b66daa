"""Who may see a document: the one rule, compiled into SQL by `kpi_tools/rights.py` (policy `DOCUMENTS`) and into the
vector filter by `ingest/index_filter.py`.

The rights table says "by `do_mat` and units" in every column, and `access` of a side file names "the units that see it"
(`none and han_che: city leaders only`). So:

- city leaders see every document, as they see every row of the table;
- `cong_khai`: everybody of the rights table;
- `noi_bo` without units: everybody of the rights table too, it is internal to the city as a whole (the text makes an
  exception for `han_che` without units alone);
- `noi_bo` with units: the people of these units and, as with `noi_bo` tasks, the leaders of units above them;
- `han_che` with units: the people of these units and nobody above; who leads a unit above sees `han_che` rows of the
  table only where the own unit is named, and so it is here. All roles alike: the table has "same" for each of them;
- `han_che` without units: nobody but city leaders.

Whoever is not of the table, or has no code or unit, sees nothing; a secrecy that is not of the list opens nothing.
"""

from __future__ import annotations

from typing import Literal, get_args

from assistant.access import ROLES, Principal
from assistant.documents import Access, Secrecy

Reach = Literal["all", "no_unit", "own_unit", "units_under"]
"""Which documents of a secrecy: all, those that name no unit, those that name the asker's own or one under it."""
SECRECIES: tuple[Secrecy, ...] = get_args(Secrecy)


def known(asker: Principal) -> bool:
    """An asker of the table; without a code or unit nobody is let in by an empty field."""
    return asker.role in ROLES and bool(asker.code) and bool(asker.unit)


def document_grants(asker: Principal) -> tuple[tuple[Secrecy, Reach], ...]:
    """What opens a document to an asker: any one of these. Empty: nothing does."""
    if not known(asker):
        return ()
    if asker.role == "lanh_dao_thanh_pho":
        return tuple((secrecy, "all") for secrecy in SECRECIES)
    grants: list[tuple[Secrecy, Reach]] = [("cong_khai", "all"), ("noi_bo", "no_unit")]
    grants += [("noi_bo", "own_unit"), ("han_che", "own_unit")]
    if asker.role == "lanh_dao_don_vi":
        grants.append(("noi_bo", "units_under"))
    return tuple(grants)


def locks(access: Access) -> tuple[str, ...]:
    """Marks on a document, one of which a key of the asker must equal: of `noi_bo` for A and B `noi_bo`, `noi_bo/A`,
    `noi_bo/B`; for no unit `noi_bo`, `noi_bo/`."""
    return (access.secrecy, *(f"{access.secrecy}/{unit}" for unit in access.units or ("",)))


def keys(asker: Principal, under: tuple[str, ...]) -> tuple[str, ...]:
    """The marks that an asker opens; `under`: codes of the units under the own one, which count for leaders alone."""
    units = {"no_unit": ("",), "own_unit": (asker.unit,), "units_under": tuple(filter(None, under))}
    found = dict[str, None]()
    for secrecy, reach in document_grants(asker):
        if reach == "all":
            found[secrecy] = None
        else:
            found.update((f"{secrecy}/{unit}", None) for unit in units[reach])
    return tuple(found)

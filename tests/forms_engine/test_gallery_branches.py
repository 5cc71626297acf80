"""Each condition of each gallery service is met on one named way, not met on another, and does what it says there."""

from datetime import date

import pytest

from forms_engine.definition.codec import from_json
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.logic.compile import Context, compile_rule
from forms_engine.walk.plan import journey
from tests.support.gallery_answers import (
    ADVERT,
    BIRTH,
    BUSINESS,
    FILE,
    HARDSHIP,
    KGB,
    LEAVE,
    REST,
    ROW,
    answers_to,
)  # fmt: skip

TODAY = Context(today="2026-03-02")
SERVICES = {document["title"]: from_json(document) for document in gallery_documents()}

KIND = "lzxp3lwr0g"
BIG, ILL, BIRTH_LEAVE = {KIND: "2d6lu4pcbx"}, {KIND: "30dzm5nl2k"}, {KIND: "hrojxnx1cp"}
REASON, UNPAID = {KIND: "2129m9jtcl"}, {KIND: "k2qspyxdvw"}
# Leave asks much by its kind: what each kind needs beside the answers of annual leave.
NEEDS = {
    "l5bt7vcokx": False, "cuti-anak-ke": 2, "xmwiv3p0l8": FILE, "cuti-dokter-negeri": FILE, "9hfqbl69rs": FILE,
    "cuti-kemenag": FILE, "8fpvndbax0": FILE, "cuti-jadwal": FILE, "cuti-rawat": FILE, "cuti-rawat-istri": FILE,
    "ciu2ysowud": FILE, "cuti-sk-tugas": FILE, "cuti-spesialis": FILE, "cuti-nikah": FILE, "cuti-kk": FILE,
    "cuti-penting": "cuti-sakit-keras", "cuti-cltn": "cuti-tugas",
}  # fmt: skip
SMOKE = {"rek-produk": "rek-rokok", "rek-nyata-rokok": (
    "Reklame ini memuat peringatan kesehatan dan mematuhi larangan iklan produk tembakau."
)}  # fmt: skip
SHORT = {"rek-mulai": "2026-04-01", "rek-selesai": "2026-04-30"}


def leave(kind, start="2026-04-06", end="2026-04-10", **more):
    return NEEDS | kind | {"lp90t54vvq": start, "anrgov9rf2": end} | more


def places(*rows):
    return {"rek-lokasi": [ROW | {"_row": f"r{number}"} | row for number, row in enumerate(rows)]}


WAYS = {
    HARDSHIP: {
        "a school letter for a child": {},
        "for the hospital": {"a06rc9wyr6": "4gbamcs0g5", "s363io8ew7": False},
        "for something else": {"a06rc9wyr6": "4cm26fwdlf", "vuguwz0tjf": "Pinjaman"},
        "a child without a school": {"a06rc9wyr6": "q9e7f2itku", "ioe5wp41cb": None},
        "not in the social data": {"utkvjp0gas": "u40scvpetp"},
        "unsure about the social data": {"utkvjp0gas": "6937zklf2w"},
        "a school letter for a grown-up": {"s363io8ew7": False},
        "a child with the applicant's number": {"rjer7pyl9m": "3375014508850001"},
        "no income": {"mc4p43nrrw": 0},
        "a single minor": {"jbs73z4z61": "2011-01-01", "8i6rz17ol7": "ail2lvwv7m"},
    },
    BUSINESS: {
        "a rented shop for a bank": {},
        "an owned shop for help": {"0hkonn6zy4": "lq2sss3n3x", "bwl8rcs84s": "ui6hutfyyv"},
        "a roving seller of food": {
            "0hkonn6zy4": "6ffxguyej4", "sku-keliling": "Pasar Sleman", "5a20nbju1p": "a82rgwxsxa",
        },
        "for something else": {"bwl8rcs84s": "sdg2ctjhkd", "o2gvjo2bji": "Lomba"},
        "a bank without a business number": {"730boe0vme": None},
        "too much capital": {"uftm300z3y": 10_000_000_001},
        "no turnover": {"n91kkjrb61": 0},
        "a single minor": {"495ewfyu0o": "2011-01-01", "1qr1k69rxn": "jsc4ukgfog"},
    },
    LEAVE: {
        "annual leave far away": {},
        "annual leave near by": {"hrq9rwlaxz": False},
        "annual leave too early in the career": {"owdu2bn8ix": 0},
        "more than what is left": {"anrgov9rf2": "2026-05-29"},
        "a weekend": leave({}, "2026-04-04", "2026-04-05"),
        "the end before the start": leave({}, "2026-04-10", "2026-04-06"),
        "asked for late": leave({}, "2026-03-03", "2026-03-04"),
        "big leave": leave(BIG, end="2026-07-05"),
        "big leave too long": leave(BIG, end="2026-07-06"),
        "big leave too early": leave(BIG, owdu2bn8ix=4),
        "the first hajj": leave(BIG, owdu2bn8ix=4, l5bt7vcokx=True),
        "a short illness": leave(ILL, end="2026-04-19"),
        "a long illness": leave(ILL, end="2026-04-20"),
        "an illness beyond all limits": leave(ILL, end="2027-10-06"),
        "a third child": leave(BIRTH_LEAVE, end="2026-07-05", **{"cuti-anak-ke": 3}),
        "a fourth child": leave(BIRTH_LEAVE, **{"cuti-anak-ke": 4}),
        "too long with the child": leave(BIRTH_LEAVE, end="2026-07-06"),
        "a relative in hospital": leave(REASON, end="2026-05-05"),
        "a relative, too long": leave(REASON, end="2026-05-06"),
        "a wedding": leave(REASON, **{"cuti-penting": "cuti-kawin"}),
        "a wife in hospital": leave(REASON, **{"cuti-penting": "cuti-istri"}),
        "a flood": leave(REASON, **{"cuti-penting": "cuti-musibah"}),
        "with a husband abroad": leave(UNPAID, end="2029-04-05"),
        "unpaid too long": leave(UNPAID, end="2029-04-06"),
        "unpaid too early": leave(UNPAID, owdu2bn8ix=4),
        "hoping for a child": leave(UNPAID, **{"cuti-cltn": "cuti-keturunan"}),
        "a child with special needs": leave(UNPAID, **{"cuti-cltn": "cuti-anak"}),
    },
    ADVERT: {
        "a company's billboards": {},
        "a person's banner": SHORT | {
            "rek-pemohon": "rek-orang", "rek-lahir-di": "Solo", "rek-lahir": "1985-08-05",
            "rek-pekerjaan": "Pedagang", "rek-npwp": None, "rek-jenis": "rek-spanduk", "rek-produk": "rek-acara",
        },
        "a pennant a day too long": SHORT | {"rek-jenis": "rek-umbul", "rek-selesai": "2026-05-01"},
        "a neon box": {"rek-jenis": "rek-neonbox"},
        "a screen": {"rek-jenis": "rek-videotron"},
        "a hoarding for a month, without a frame": SHORT | {
            "rek-jenis": "rek-baliho", "rek-masa": "rek-insidentil", "rek-konstruksi": False,
        },
        "a hoarding for a year": {"rek-jenis": "rek-baliho", "rek-masa": "rek-tetap"},
        "stickers": {"rek-jenis": "rek-stiker", "rek-masa": "rek-tetap"},
        "on two cars": {"rek-jenis": "rek-kendaraan", "rek-masa": "rek-tetap", "rek-mobil": [
            {"_row": "m1", "rek-plat": "G 1234 AB", "rek-stnk": FILE},
            {"_row": "m2", "rek-plat": "AB 1 RI", "rek-stnk": FILE},
        ]},
        "cigarettes on a car": SMOKE | {"rek-jenis": "rek-kendaraan"},
        "cigarettes far from schools": SMOKE | places({"rek-lok-zona": "rek-zona-tidak"}),
        "cigarettes near a school": SMOKE | places(
            {"rek-lok-zona": "rek-zona-tidak"}, {"rek-lok-zona": "rek-zona-ya"},
        ),
        "land of the government": places({"rek-lok-lahan": "rek-pemda", "rek-lok-pemda": None}),
        "500 units": places({"rek-lok-unit": 400}, {"rek-lok-unit": 100}),
        "501 units": places({"rek-lok-unit": 400}, {"rek-lok-unit": 101}),
        "the end on the first day": {"rek-selesai": "2026-04-01"},
        "a year": {"rek-selesai": "2027-03-31"},
        "a day more than a year": {"rek-selesai": "2027-04-01"},
        "from tomorrow on": {"rek-mulai": "2026-03-03"},
    },
    KGB: {
        "a raise in the third grade": {},
        "first grade": {"kgb-gol": "gol-i", "kgb-pangkat": "kgb-i-a"},
        "second grade": {"kgb-gol": "gol-ii", "kgb-pangkat": "kgb-ii-a"},
        "fourth grade": {"kgb-gol": "gol-iv", "kgb-pangkat": "kgb-iv-a"},
        "the first raise": {"kgb-pernah": False, "kgb-sk-cpns": FILE},
        "punished": {"kgb-hukuman": True},
        "needs to do better": {"kgb-skp": "skp-butuh"},
        "does little": {"kgb-skp": "skp-kurang"},
        "does badly": {"kgb-skp": "skp-buruk"},
        "a day too early": {"kgb-tmt-lama": "2024-07-02"},
        "no more pay": {"kgb-gaji-baru": 3_500_000},
        "fewer years than before": {"kgb-mk-baru": 11},
        "proposed late": {"kgb-tmt-lama": "2024-06-01", "kgb-tmt-baru": "2026-06-01"},
    },
    BIRTH: {
        "a child of two parents": {},
        "a foundling": {"lhr-temuan": True, "lhr-hub": "hub-penemu", "lhr-polisi": FILE},
        "a child of a mother": {"lhr-ayah-ada": False},
        "without a letter of birth": {"lhr-surat-ada": False, "lhr-f203": FILE},
        "without a wedding certificate": {"lhr-nikah-ada": False, "lhr-f204": FILE},
        "reported by the midwife": {"lhr-hub": "hub-lain", "lhr-hub-lain": "Bidan"},
        "reported late": {"lhr-tgl": "2025-12-31"},
        "a very light child": {"lhr-berat": 999},
        "one number for both parents": {"lhr-ayah-nik": "3375014508850001"},
        "one number for both witnesses": {"lhr-s2-nik": "3375010101700003"},
    },
}  # fmt: skip


def conditions(definition):
    """The name of each condition: the id of its part, with `/required` for what makes a question required."""
    for step in definition.steps:
        if step.show_when:
            yield step.id
        for field in (part for own in step.fields for part in (own, *own.fields)):
            if field.show_when:
                yield field.id
            if field.required_when:
                yield f"{field.id}/required"
            yield from (choice.id for choice in field.choices if choice.show_when)
        yield from (check.id for check in step.checks)


def decided_in(fields, shown, facts):
    """(name, whether it is met) of the conditions of fields, which the journey must have followed."""
    there = {field.id: field for field in shown}
    for field in fields:
        if field.show_when:
            met = bool(compile_rule(field.show_when)(facts, TODAY))
            assert met == (field.id in there), f"{field.id} isn't what its condition says"
            yield field.id, met
        if field.id in there:
            if field.required_when:
                yield f"{field.id}/required", there[field.id].required
            offered = {choice.id for choice in there[field.id].choices}
            yield from ((choice.id, choice.id in offered) for choice in field.choices if choice.show_when)
        if field.fields and field.id in there:
            for row in facts.get(field.id) or ():
                inside = [child for child in field.fields if child.id in row or not child.show_when]
                yield from decided_in(field.fields, inside, facts | row)
        if field.id in there and there[field.id].kind == "stop":
            return


def decided(way, definition):
    """(name, whether it is met) of every condition that this way decides."""
    for step in definition.steps:
        shown = way.find(step.id)
        if step.show_when and (shown or not way.steps[-1].stopped):
            yield step.id, shown is not None
        if shown is None:
            continue
        yield from decided_in(step.fields, shown.fields, way.facts)
        met = {check.id for check in (*shown.failed, *shown.doubts)}
        if shown.complete or met:
            yield from ((check.id, check.id in met) for check in step.checks)


def test_every_service_has_ways():
    assert set(WAYS) == set(SERVICES) and len(SERVICES) == 6


@pytest.mark.parametrize("title", SERVICES)
def test_each_condition_is_met_and_not_met(title):
    definition, seen = SERVICES[title], set()
    for answers in WAYS[title].values():
        seen |= set(decided(journey(definition, answers_to(title, date(2026, 3, 2)) | answers, TODAY), definition))
    wanted = {(name, met) for name in conditions(definition) for met in (True, False)}
    assert wanted - seen == set()


STOPPED = {
    "a single minor", "a child with the applicant's number", "annual leave too early in the career",
    "more than what is left", "a weekend", "the end before the start", "big leave too long", "big leave too early",
    "an illness beyond all limits", "a fourth child", "too long with the child", "a relative, too long",
    "unpaid too long", "unpaid too early", "a pennant a day too long", "cigarettes on a car",
    "cigarettes near a school",
    "501 units", "the end on the first day", "a day more than a year", "punished", "needs to do better",
    "does little", "does badly", "a day too early", "no more pay", "fewer years than before",
    "one number for both parents", "one number for both witnesses",
}  # fmt: skip
NAMED = [(title, name) for title, ways in WAYS.items() for name in ways]


@pytest.mark.parametrize(("title", "name"), NAMED)
def test_a_way_ends_where_it_should(title, name):
    """In the review, or before a stop or a check that forbids; never at a question that the way forgot."""
    way = journey(SERVICES[title], answers_to(title, date(2026, 3, 2)) | WAYS[title][name], TODAY)
    if name in STOPPED:
        assert way.first_incomplete.stopped or way.first_incomplete.failed
    else:
        assert way.complete


def test_areas_and_days_are_counted():
    way = journey(SERVICES[ADVERT], answers_to(ADVERT, date(2026, 3, 2)), TODAY)
    assert [row["rek-lok-luas"] for row in way.answers["rek-lokasi"]] == [40, 20]
    assert {key: way.answers[key] for key in ("rek-luas-unit", "rek-jml-lokasi", "rek-jml-unit", "rek-luas")} == {
        "rek-luas-unit": 20, "rek-jml-lokasi": 2, "rek-jml-unit": 3, "rek-luas": 60,
    }  # fmt: skip
    way = journey(SERVICES[ADVERT], answers_to(ADVERT, date(2026, 3, 2)) | WAYS[ADVERT]["on two cars"], TODAY)
    assert (way.answers["rek-luas-mobil"], way.find("rek-langkah-lokasi")) == (40, None)
    holiday = Context(today="2026-03-02", holidays=frozenset({"2026-04-07"}))
    assert journey(SERVICES[LEAVE], REST, TODAY).answers["cuti-hk"] == 5
    assert journey(SERVICES[LEAVE], REST, holiday).answers["cuti-hk"] == 4

"""The gallery's services walked with complete answers, and each of their conditions from both sides."""

from datetime import date

import pytest

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.definition.codec import from_json
from forms_engine.design.gallery.catalogue import gallery_documents
from forms_engine.logic.compile import Context
from forms_engine.walk.plan import journey
from tests.support.gallery_answers import BIRTH, BORN, FILE, KGB, RAISE

SERVICES = {document["title"]: from_json(document) for document in gallery_documents()}
TODAY = Context(today="2026-03-02")


def walk(title, answers):
    return journey(SERVICES[title], answers, TODAY)


def shown(way):
    return {field.id for step in way.steps for field in step.fields}


def ids(checks):
    return [check.id for check in checks]


def test_a_raise_goes_to_the_end():
    way = walk(KGB, RAISE)
    assert way.complete
    assert way.answers["kgb-selisih"] == 110_000
    assert not any(step.doubts for step in way.steps)
    assert date.fromisoformat(RAISE["kgb-tmt-baru"]).day == 1


@pytest.mark.parametrize(
    ("answer", "stop"),
    [({"kgb-hukuman": True}, "kgb-stop-1")]
    + [({"kgb-skp": skp}, "kgb-stop-2") for skp in ("skp-butuh", "skp-kurang", "skp-buruk")],
)
def test_who_may_not_have_a_raise_is_told_so(answer, stop):
    assert stop not in shown(walk(KGB, RAISE))
    way = walk(KGB, RAISE | answer)
    assert way.steps[-1].stopped and way.steps[-1].fields[-1].id == stop


def test_ranks_are_those_of_the_grade():
    for grade, count in (("i", 4), ("ii", 4), ("iii", 4), ("iv", 5)):
        way = walk(KGB, RAISE | {"kgb-gol": f"gol-{grade}"})
        [field] = [field for field in way.find("kgb-kedudukan").fields if field.id == "kgb-pangkat"]
        assert len(field.choices) == count
        assert all(choice.id.startswith(f"kgb-{grade}-") for choice in field.choices)
        assert way.complete == (grade == "iii")


@pytest.mark.parametrize(
    ("wrong", "right", "check"),
    [
        ({"kgb-tmt-lama": "2024-07-02"}, {"kgb-tmt-lama": "2024-07-01"}, "kgb-cek-tmt"),
        ({"kgb-gaji-baru": 3_500_000}, {"kgb-gaji-baru": 3_500_001}, "kgb-cek-gaji"),
        ({"kgb-mk-baru": 11}, {"kgb-mk-baru": 12}, "kgb-cek-mk"),
    ],
)
def test_what_can_not_be_in_a_raise(wrong, right, check):
    way = walk(KGB, RAISE | wrong)
    assert not way.complete and ids(way.find("kgb-baru").failed) == [check]
    assert walk(KGB, RAISE | right).complete


def test_a_late_proposal_is_only_pointed_out():
    late = RAISE | {"kgb-tmt-lama": "2024-06-01"}
    for day, doubts in (("2026-06-01", ["kgb-cek-segera"]), ("2026-06-02", [])):
        way = walk(KGB, late | {"kgb-tmt-baru": day})
        assert way.complete and ids(way.find("kgb-baru").doubts) == doubts


def test_the_first_raise_asks_for_the_appointment():
    assert "kgb-sk-cpns" not in shown(walk(KGB, RAISE))
    first = RAISE | {"kgb-pernah": False}
    way = walk(KGB, first)
    assert not way.complete and "kgb-sk-kgb" not in shown(way)
    assert walk(KGB, first | {"kgb-sk-cpns": FILE}).complete


def test_a_birth_goes_to_the_end():
    way = walk(BIRTH, BORN)
    assert way.complete and not any(step.doubts for step in way.steps)
    assert not shown(way) & {"lhr-polisi", "lhr-f203", "lhr-f204", "lhr-lambat", "lhr-hub-lain"}


@pytest.mark.parametrize(
    ("without", "document", "instead"),
    [("lhr-surat-ada", "lhr-surat", "lhr-f203"), ("lhr-nikah-ada", "lhr-nikah", "lhr-f204")],
)
def test_a_declaration_takes_the_place_of_a_missing_document(without, document, instead):
    way = walk(BIRTH, BORN | {without: False})
    assert not way.complete and instead in shown(way) and document not in shown(way)
    assert walk(BIRTH, BORN | {without: False, instead: FILE}).complete


def test_a_foundling_has_a_police_report_and_no_parents():
    way = walk(BIRTH, BORN | {"lhr-temuan": True, "lhr-hub": "hub-penemu", "lhr-polisi": FILE})
    assert way.complete and way.find("lhr-ortu") is None
    asked = shown(way)
    assert "lhr-polisi" in asked
    assert not asked & {"lhr-jenis", "lhr-ke", "lhr-surat-ada", "lhr-surat", "lhr-f203", "lhr-nikah-ada", "lhr-f204"}
    assert not walk(BIRTH, BORN | {"lhr-temuan": True, "lhr-hub": "hub-penemu"}).complete


def test_who_reports_fits_the_child():
    assert not walk(BIRTH, BORN | {"lhr-hub": "hub-penemu"}).complete
    assert not walk(BIRTH, BORN | {"lhr-temuan": True, "lhr-polisi": FILE}).complete
    other = BORN | {"lhr-hub": "hub-lain"}
    assert not walk(BIRTH, other).complete
    assert walk(BIRTH, other | {"lhr-hub-lain": "Bidan"}).complete


def test_a_child_of_a_mother_needs_no_father_and_no_marriage():
    way = walk(BIRTH, BORN | {"lhr-ayah-ada": False})
    assert way.complete
    assert not shown(way) & {"lhr-ayah-nik", "lhr-ayah", "lhr-nikah-ada", "lhr-nikah", "lhr-f204"}


def test_a_birth_reported_after_sixty_days_is_explained():
    assert "lhr-lambat" in shown(walk(BIRTH, BORN | {"lhr-tgl": "2025-12-31"}))
    assert "lhr-lambat" not in shown(walk(BIRTH, BORN | {"lhr-tgl": "2026-01-01"}))


@pytest.mark.parametrize(
    ("wrong", "step", "check"),
    [
        ({"lhr-ayah-nik": BORN["lhr-ibu-nik"]}, "lhr-ortu", "lhr-cek-ortu"),
        ({"lhr-s2-nik": BORN["lhr-s1-nik"]}, "lhr-saksi", "lhr-cek-saksi"),
    ],
)
def test_two_people_are_two_people(wrong, step, check):
    way = walk(BIRTH, BORN | wrong)
    assert not way.complete and ids(way.find(step).failed) == [check]


def test_an_unlikely_weight_is_only_pointed_out():
    for grams, doubts in ((999, ["lhr-cek-berat"]), (1000, [])):
        way = walk(BIRTH, BORN | {"lhr-berat": grams})
        assert way.complete and ids(way.find("lhr-bayi").doubts) == doubts

"""What an identity number says is compared with what is asked besides: pointed out, never in the way."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.applications.models import Application, Draft
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json
from forms_engine.definition.model import Choice, Field
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.packages.services import PackageError, validate
from forms_engine.design.page import ServicePage
from forms_engine.fields.identity import is_female
from forms_engine.walk.doubts import doubts_of
from forms_engine.walk.plan import journey
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.kinds import make_field

SEX = {"id": "fld-sex0", "kind": "choice", "label": "Jenis kelamin", "choices": [
    {"id": "ch-l", "label": "Laki-laki"}, {"id": "ch-p", "label": "Perempuan"},
]}  # fmt: skip
BORN = {"id": "fld-born", "kind": "date", "label": "Tanggal lahir"}
COMPARED = {"birth_date": "fld-born", "sex": "fld-sex0"}
days = st.dates(date(1930, 1, 1), date(2026, 11, 25))


def number(kind, day, female, serial=1):
    """A number of the kind that says this."""
    if kind == "nik":
        return f"337501{day.day + 40 * female:02}{day:%m%y}{serial:04}"
    return f"{day:%Y%m%d}{day.year + 25}01{2 if female else 1}{serial:03}"


def document(kind="nik", options=COMPARED):
    fields = [{"id": "fld-num0", "kind": kind, "label": "Nomor", "options": options}, BORN, SEX]
    about = {"requirements": ["KTP"], "working_days": 1, "fee": "Rp0", "product": "Surat", "complaints": "Loket"}
    steps = [{"id": "step-1", "title": "Data diri", "fields": fields}]
    parts = service_document()["parts"]
    return {"schema": 1, "title": "x", "audience": "residents", "about": about, "steps": steps, "parts": parts}


def doubts(answers, raw):
    with translation.override("en"):
        return [(doubt.step_id, doubt.message) for doubt in doubts_of(journey(from_json(raw), answers))]


both = pytest.mark.parametrize("kind", ["nik", "nip"])


@both
@given(day=days, female=st.booleans())
def test_a_number_says_its_day_and_sex(kind, day, female):
    digits = number(kind, day, female)
    assert kinds()[kind].understand(make_field(kind), digits) == digits
    said = kinds()[kind].says(digits)
    assert day in said.days and said.female == female and said.nearest(day) == day
    answers = {"fld-num0": digits, "fld-born": day.isoformat(), "fld-sex0": "ch-p" if female else "ch-l"}
    assert doubts(answers, document(kind)) == []


@both
@given(day=days, other=days, female=st.booleans(), chosen=st.booleans())
def test_each_contradiction_is_one_doubt_and_nothing_else_is(kind, day, other, female, chosen):
    answers = {
        "fld-num0": number(kind, day, female),
        "fld-born": other.isoformat(),
        "fld-sex0": "ch-p" if chosen else "ch-l",
    }
    found = doubts(answers, document(kind))
    says_other = other not in kinds()[kind].says(answers["fld-num0"]).days
    assert len(found) == says_other + (female != chosen)
    assert journey(from_json(document(kind)), answers).complete, "a doubt never stands in the way"
    assert all(step == "step-1" and "Check both" in message for step, message in found)
    assert doubts(answers, document(kind, {})) == [], "only what the admin chose is compared"


def test_the_message_says_both_and_that_both_may_be_right():
    answers = {"fld-num0": number("nik", date(1990, 3, 17), True), "fld-born": "1990-07-13", "fld-sex0": "ch-l"}
    [(_step, day), (_step2, sex)] = doubts(answers, document())
    assert day.startswith("By “Nomor” the birth date is 17 March 1990; in “Tanggal lahir” you wrote 13 July 1990.")
    assert sex.startswith("By “Nomor” this is a woman; in “Jenis kelamin” you chose “Laki-laki”.")
    assert day.endswith("If both are right (this happens), continue.")


def test_what_isn_t_answered_or_shown_is_not_compared():
    answers = {"fld-num0": number("nik", date(1990, 3, 17), True)}
    assert doubts(answers, document()) == []
    hidden = document()
    hidden["steps"][0]["fields"][1] = BORN | {"show_when": {"==": [{"var": "fld-sex0"}, "ch-x"]}}
    assert doubts(answers | {"fld-born": "1980-01-01"}, hidden) == []


def test_rows_are_compared_each_by_itself():
    raw = document()
    options = {"birth_date": "row-born", "sex": "fld-sex0"}
    child = [{"id": "row-nik", "kind": "nik", "label": "NIK", "options": options},
             {"id": "row-born", "kind": "date", "label": "Lahir"}]  # fmt: skip
    raw["steps"][0]["fields"].append(
        {"id": "fld-grp0", "kind": "group", "label": "Anak", "options": {"item": "Anak"}, "fields": child}
    )
    assert check(raw) == []
    rows = [
        {"_row": "a", "row-nik": number("nik", date(2015, 3, 17), True), "row-born": "2015-03-17"},
        {"_row": "b", "row-nik": number("nik", date(2016, 3, 17), False), "row-born": "2016-03-18"},
    ]
    answers = {"fld-num0": number("nik", date(1990, 3, 17), True), "fld-born": "1990-03-17", "fld-sex0": "ch-p"}
    found = doubts(answers | {"fld-grp0": rows}, raw)
    assert [message.split(":")[0] for _step, message in found] == ["Anak no. 2", "Anak no. 2"]


def test_the_number_of_a_person_in_the_place_of_the_family_s():
    raw = document()
    raw["steps"][0]["fields"].append({"id": "fld-kk00", "kind": "family_card", "label": "Nomor KK"})
    nik = number("nik", date(1990, 3, 17), False)
    right = {"fld-num0": nik, "fld-born": "1990-03-17", "fld-sex0": "ch-l"}
    assert doubts(right | {"fld-kk00": "3375011204100003"}, raw) == []
    [(_step, message)] = doubts(right | {"fld-kk00": nik}, raw)
    assert message.startswith("“Nomor KK” and “Nomor” have the same number.")


@pytest.mark.parametrize(
    ("label", "female"),
    [("Laki-laki", False), ("LAKI LAKI", False), ("Pria", False), ("L", False), ("Male", False),
     ("Perempuan (P)", True), ("wanita", True), ("P", True), ("Lainnya", None),
     ("Pilih", None), ("", None), ("123", None)],
)  # fmt: skip
def test_choices_that_say_a_sex(label, female):
    assert is_female(label) is female


@pytest.mark.parametrize(
    "options",
    [
        {"birth_date": "fld-gone"},
        {"birth_date": "fld-num0"},
        {"birth_date": "fld-sex0"},
        {"birth_date": "row-born"},
        {"sex": "fld-born"},
        {"sex": "fld-gone"},
    ],
)
@both
def test_a_comparison_that_can_t_be_is_found_at_publish(kind, options):
    raw = document(kind, options)
    inner = {"id": "row-born", "kind": "date", "label": "Lahir"}
    raw["steps"][0]["fields"].append({"id": "fld-grp0", "kind": "group", "label": "Anak", "fields": [inner]})
    [problem] = check(raw)
    assert (problem.where, problem.setting) == ("fld-num0", next(iter(options)))
    assert problem.message % problem.values if problem.values else problem.message
    if "gone" in next(iter(options.values())):
        with pytest.raises(PackageError):
            validate(raw)
    assert check(document(kind)) == []


def test_any_settings_are_judged():
    field = Field("fld-1", "nik", "NIK", options={"birth_date": {"a": 1}, "sex": 5})
    assert kinds()["nik"].compared(field) == {}
    other = Field("fld-2", "choice", "x", choices=(Choice("a", "Laki-laki"), Choice("b", "Lainnya")))
    assert list(kinds()["nik"].check_compared(field, "sex", other))
    assert (
        list(kinds()["nik"].doubts(replace(field, options=COMPARED), "3375014508850001", {"fld-sex0": (other, "x")}))
        == []
    )


@pytest.mark.django_db
def test_the_settings_survive_the_editor():
    page = ServicePage(region=make_region())
    fill_page(page, document())
    assert compile_page(page)["steps"] == document()["steps"]


@pytest.mark.django_db
def test_it_is_pointed_out_before_sending_and_can_be_sent(client):
    service = make_service(make_region(), document())
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    posted = {"_shown": "0,1,2", "f-fld-num0": "3375015703900001", "f-fld-born-d": "13", "f-fld-born-m": "7",
              "f-fld-born-y": "1990", "f-fld-sex0": "ch-p"}  # fmt: skip
    assert client.post(f"{address}1/", posted)["Location"] == f"{address}periksa/"
    page = client.get(f"{address}periksa/").content.decode()
    assert 'id="doubts"' in page and page.count("17 Maret 1990") == 1 and "13 Juli 1990" in page
    assert client.post(f"{address}periksa/", {"email": ""}).status_code == 302
    assert Application.unscoped.count() == 1

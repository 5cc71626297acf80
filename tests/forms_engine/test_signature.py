"""Signature: three ways to give one, none that is something else, and what is drawn is seen where people read it."""

import json
import subprocess
import xml.etree.ElementTree as ET
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from cms.audit.models import AuditEvent
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.present import answer_sections
from forms_engine.certificates.issue import issue
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kinds
from forms_engine.fields.signature import HEIGHT, LEAST_INK, LONGEST_STROKES, MOST_STROKES, WIDTH, ink, strokes_of
from forms_engine.services.plans import frozen
from forms_engine.uploads.models import Upload
from forms_engine.walk.questions import ROW
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service
from tests.support.hostile_files import photo
from tests.support.letters import make_office

KIND = kinds()["signature"]
FIELD = Field("fld-sign", "signature", "Tanda tangan")
DRAWN = [[10, 10, 200, 120, 380, 40], [400, 100]]
NUMBERS = st.integers(0, HEIGHT)
STROKES = st.lists(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=8), min_size=1, max_size=6)


def clean(strokes="", typed="", file=None, kept=None, remove=False):
    return KIND.clean(FIELD, ({"strokes": strokes, "typed": typed}, file, remove), kept)


@given(STROKES)
def test_whatever_is_drawn_stands_and_is_seen(points):
    drawn = [[number for point in stroke for number in point] for stroke in points]
    if ink(drawn) < LEAST_INK:
        with pytest.raises(ValidationError):
            clean(json.dumps(drawn))
        return
    answer = clean(json.dumps(drawn))
    assert answer == {"drawn": drawn} and KIND.is_answer(FIELD, answer)
    assert json.loads(KIND.to_form(FIELD, answer)["strokes"]) == drawn
    svg = ET.fromstring(KIND.picture(FIELD, answer))
    assert svg.find("path").attrib["d"].count("M") == len(drawn) and "style" not in svg.attrib


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
)


@given(JSON | st.fixed_dictionaries({"drawn": JSON}) | st.fixed_dictionaries({"typed": JSON}))
def test_nothing_else_is_a_signature(value):
    accepted = KIND.is_answer(FIELD, value)
    assert accepted is False or set(value) <= {"drawn", "typed", "file"}
    with suppress(ValidationError):
        assert KIND.is_answer(FIELD, clean(json.dumps(value)))


@pytest.mark.parametrize("strokes", [
    "[[true,1,2,3]]", "[[1.5,2,300,100]]", "[[1,2,3]]", "[[]]", "[]", "[[-1,0,300,100]]", f"[[{WIDTH + 1},0,3,100]]",
    f"[[0,{HEIGHT + 1},300,100]]", "{}", "nul", "[" * 5000, json.dumps([[0, 0, 99, 99]] * (MOST_STROKES + 1)),
    "[[0,0," + "9," * LONGEST_STROKES + "9]]", '[["1","2","300","100"]]', "[[1,1]]",
])  # fmt: skip
def test_hostile_strokes_are_refused_in_plain_words(strokes):
    with pytest.raises(ValidationError) as refused:
        clean(strokes)
    assert len(refused.value.messages[0]) > 20


def test_one_way_only_and_what_was_given_stays():
    with pytest.raises(ValidationError) as refused:
        clean(json.dumps(DRAWN), typed="Sari")
    assert refused.value.code == "several"
    with pytest.raises(ValidationError):
        clean()
    kept = {"file": "0b0e7c1e-0000-4000-8000-000000000000"}
    assert clean(kept=kept) == kept
    with pytest.raises(ValidationError):
        clean(kept=kept, remove=True)
    assert clean(typed="  Sari   Wulandari ") == {"typed": "Sari Wulandari"}
    for name in ("x", "12345", "a" * 101):
        with pytest.raises(ValidationError):
            clean(typed=name)


def test_a_value_that_is_too_long_is_noticed_not_cut():
    data = QueryDict(mutable=True)
    data["f-fld-sign-strokes"] = "[[0,0,300,100]]" + " " * LONGEST_STROKES
    with pytest.raises(ValidationError):
        KIND.clean(FIELD, KIND.read(FIELD, data, {}))


def test_rules_know_only_that_it_is_there():
    assert KIND.for_rules(FIELD, {"typed": "Sari"}) is True and KIND.for_rules(FIELD, None) is None


def test_the_document_s_schema_fits():
    import jsonschema

    for answer in ({"drawn": DRAWN}, {"typed": "Sari"}, {"file": "0b0e7c1e-0000-4000-8000-000000000000"}):
        jsonschema.validate(answer, KIND.answer_schema(FIELD))
        assert KIND.is_answer(FIELD, answer)
    assert strokes_of(DRAWN) == DRAWN


@pytest.fixture
def begun(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    document = service_document()
    field = {"id": "fld-sign", "kind": "signature", "label": "Tanda tangan"}
    document["steps"] = [{"id": "step-a1b2", "title": "Tanda tangan", "fields": [field]}]
    document["certificate"]["body"] = [{"id": "par-1", "text": "Pemohon: {{fld-sign}}"}]
    client.post(f"/mulai/{make_service(make_region(), document).pk}/")
    return client, f"/isi/{Draft.unscoped.get().token}/"


def test_from_drawing_to_the_official(begun):
    client, address = begun
    page = client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-strokes": "[[0,0]]"}).content.decode()
    assert 'href="#f-fld-sign-typed"' in page and 'value="[[0,0]]"' in page
    posted = {"_shown": "0", "f-fld-sign-strokes": json.dumps(DRAWN)}
    assert client.post(f"{address}1/", posted)["Location"] == f"{address}periksa/"
    assert '<svg class="signature"' in client.get(f"{address}periksa/").content.decode()
    client.post(f"{address}periksa/", {"email": ""})
    application = Application.unscoped.select_related("version").get()
    with region_scope(application.region_id):
        (section,) = answer_sections(frozen(application).definition, application.answers, [], full=True)
        masked = answer_sections(frozen(application).definition, application.answers, [])
    assert section.rows[0].picture.startswith("<svg") and masked[0].rows[0].picture == ""


def test_a_picture_of_a_signature_is_kept_and_replaced(begun):
    client, address = begun
    file = SimpleUploadedFile("ttd.png", photo("PNG"))
    assert client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-file": file}).status_code == 302
    upload = Upload.unscoped.get()
    assert Draft.unscoped.get().answers["fld-sign"] == {"file": str(upload.uuid)}
    assert "ttd.jpg" in client.get(f"{address}periksa/").content.decode()
    assert "ttd.jpg" in client.get(f"{address}1/").content.decode()
    assert client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-typed": "Sari Wulandari"}).status_code == 302
    assert not Upload.unscoped.exists()


def test_without_scripts_a_drawing_of_before_is_seen_and_can_be_taken_away(begun):
    client, address = begun
    client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-strokes": json.dumps(DRAWN)})
    page = client.get(f"{address}1/").content.decode()
    inside = page.partition("<noscript>")[2].partition("</noscript>")[0]
    assert '<svg class="signature"' in inside and 'name="f-fld-sign-undraw"' in inside
    again = {"_shown": "0", "f-fld-sign-strokes": json.dumps(DRAWN)}
    both = client.post(f"{address}1/", again | {"f-fld-sign-typed": "Sari Wulandari"}).content.decode()
    assert 'href="#f-fld-sign-typed"' in both and "Sari Wulandari" in both  # with scripts: which one is meant?
    again["f-fld-sign-plain"] = "1"
    file = SimpleUploadedFile("ttd.png", photo("PNG"))
    for other, stored in (
        ({}, {"drawn"}),
        ({"f-fld-sign-typed": "Sari Wulandari"}, {"typed"}),
        ({"f-fld-sign-file": file}, {"file"}),
    ):
        assert client.post(f"{address}1/", again | other).status_code == 302
        assert set(Draft.unscoped.get().answers["fld-sign"]) == stored


def test_without_scripts_taking_the_drawing_away_leaves_nothing(begun):
    client, address = begun
    posted = {"_shown": "0", "f-fld-sign-strokes": json.dumps(DRAWN)}
    client.post(f"{address}1/", posted)
    refused = client.post(
        f"{address}1/", posted | {"f-fld-sign-plain": "1", "f-fld-sign-undraw": "1"}
    ).content.decode()
    assert 'href="#f-fld-sign-typed"' in refused and "<noscript>" not in refused


def test_a_drawing_that_was_refused_is_not_drawn_again(begun):
    client, address = begun
    hostile = '"></svg><script>alert(1)</script>'
    page = client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-strokes": hostile}).content.decode()
    assert "<script>alert" not in page and "<noscript>" not in page


def test_from_the_form_to_the_letter(client, db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "private"
    document = service_document()
    field = {"id": "fld-sign", "kind": "signature", "label": "Tanda tangan"}
    document["steps"] = [{"id": "step-a1b2", "title": "Tanda tangan", "fields": [field]}]
    document["certificate"]["body"] = [{"id": "par-1", "text": "Pemohon,\n{{fld-sign}}"}]
    client.post(f"/mulai/{make_service(make_office(), document).pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    client.post(f"{address}1/", {"_shown": "0", "f-fld-sign-strokes": json.dumps(DRAWN)})
    client.post(f"{address}periksa/", {"email": ""})
    application = Application.unscoped.get()
    assert application.answers["fld-sign"] == {"drawn": DRAWN}
    Application.unscoped.filter(pk=application.pk).update(status=Application.Status.APPROVED)
    with region_scope(application.region_id):
        pdf = issue(application.pk).file.path
    plain = subprocess.run(["qpdf", "--qdf", pdf, "-"], capture_output=True, check=True).stdout
    assert b"10 10 m" in plain and b"200 120 l" in plain and b"380 40 l" in plain
    assert not any("200, 120" in str(event.data) for event in AuditEvent.unscoped.all())


def test_signatures_in_rows_are_seen_by_the_name_of_their_row():
    child = Field("fld-sign", "signature", 'Tanda <tangan> "x"')
    group = Field("fld-grup", "group", "Saksi", options={"item": "Saksi"}, fields=(child,))
    rows = [{"_row": "aaaa", "fld-sign": {"drawn": DRAWN}}, {"_row": "bbbb", "fld-sign": {"typed": "Sari"}}]
    rows = [{ROW: row.pop("_row")} | row for row in rows]
    html = kinds()["group"].picture(group, rows)
    assert html.count("<svg") == 1 and "<tangan>" not in html
    assert kinds()["group"].title_of_row(group, 1) in html
    assert kinds()["group"].picture(group, None) == ""

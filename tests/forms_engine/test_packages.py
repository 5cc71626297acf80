"""Services as files: what comes in and goes out in the admin, and what is refused in words."""

import copy
import json

import pytest
from django.test import Client
from django.utils import translation

from cms.pages.models import RegionPage
from forms_engine.design.packages.services import PackageError, import_service
from forms_engine.design.page import ServicePage
from tests.support.builder import FIELDS, PROBLEMS, broken, publish, set_in
from tests.support.documents import service_document
from tests.support.factories import make_member, make_offices, make_region

WRONG_FILES = {
    "not JSON": b"hello",
    "cut off": b'{"schema": 1, ',
    "a list": b"[]",
    "a number": b"7",
    "bytes": b"\xff\xfe\x00",
    "too large": b'{"x": "' + b"x" * 1_100_000 + b'"}',
    "too deep": b"[" * 100_000,
    "another version": json.dumps(service_document() | {"schema": 2}).encode(),
    "no version": b"{}",
    "missing steps": json.dumps({key: value for key, value in service_document().items() if key != "steps"}).encode(),
    "unknown key": json.dumps(service_document() | {"evil": 1}).encode(),
    "unknown kind": json.dumps(broken(PROBLEMS["unknown kind"][0])).encode(),
    "ids twice": json.dumps(broken(PROBLEMS["ids twice"][0])).encode(),
    "dangling condition": json.dumps(broken(PROBLEMS["condition on a deleted question"][0])).encode(),
    "dangling merge field": json.dumps(broken(PROBLEMS["paragraph that names nothing"][0])).encode(),
    "broken rule": json.dumps(broken(PROBLEMS["condition that isn't one"][0])).encode(),
    "rule beyond the editor": json.dumps(
        broken(set_in(*FIELDS, 2, "show_when", value={"!": [{"answered": ["fld-stat"]}]}))
    ).encode(),
    "broken workflow": json.dumps(broken(set_in("parts", value={"workflow": {"stages": [{"id": 1}]}}))).encode(),
    "parts that aren't": json.dumps(service_document() | {"parts": 3}).encode(),
    "NUL": json.dumps(broken(set_in("steps", 0, "title", value="a\x00b"))).encode(),
    "ids that are markup": json.dumps(broken(set_in("steps", 0, "id", value="<script>"))).encode(),
}


@pytest.fixture
def region(db):
    return make_offices(make_region())


@pytest.fixture
def admin(region):
    return make_member(region, "admin-wilayah", regional_admin=True).user


@pytest.mark.parametrize("content", WRONG_FILES.values(), ids=WRONG_FILES.keys())
def test_a_broken_file_makes_nothing_and_says_why(region, content):
    with pytest.raises(PackageError) as refused:
        import_service(RegionPage.objects.get(region=region), content)
    assert all(len(message) > 15 for message in refused.value.messages)
    assert not ServicePage.objects.exists()


def test_a_condition_beyond_the_editor_is_named(region):
    with translation.override("en"), pytest.raises(PackageError) as refused:
        import_service(RegionPage.objects.get(region=region), WRONG_FILES["rule beyond the editor"])
    document = json.loads(WRONG_FILES["rule beyond the editor"])
    label = next(
        field["label"] for step in document["steps"] for field in step["fields"] if field["id"] == "fld-stat"
    )
    assert refused.value.messages == [
        f"A condition in this file is more than the editor can hold: {label} is not answered."
    ]


def test_hostile_strings_are_only_text(region):
    document = copy.deepcopy(service_document())
    document["title"] = "<script>alert(1)</script>"
    document["steps"][0]["fields"][0]["label"] = "{{ settings.SECRET_KEY }}"
    page = publish(import_service(RegionPage.objects.get(region=region), document))
    client = Client()
    text = client.get(page.get_url()).content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;" in text
    step = client.post(f"/mulai/{page.pk}/", follow=True).content.decode()
    assert "{{ settings.SECRET_KEY }}" in step


def test_import_and_export_in_the_admin(region, admin, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    client.force_login(admin)
    refused = client.post("/admin/impor-layanan/", {"file": SimpleUploadedFile("x.json", b"hello")})
    assert refused.status_code == 200 and 'role="alert"' in refused.content.decode()
    done = client.post(
        "/admin/impor-layanan/", {"file": SimpleUploadedFile("x.json", json.dumps(service_document()).encode())}
    )
    page = ServicePage.objects.get()
    assert done["Location"] == f"/admin/pages/{page.pk}/edit/"
    exported = client.get(f"/admin/ekspor-layanan/{page.pk}/")
    assert json.loads(exported.content) == service_document()
    stranger = make_member(make_region("34.04"), "admin-lain", regional_admin=True).user
    client.force_login(stranger)
    assert client.get(f"/admin/ekspor-layanan/{page.pk}/").status_code == 404


@pytest.mark.parametrize("where", ["formula", "show_when"])
@pytest.mark.parametrize("depth", [60, 109, 400])
def test_a_rule_nested_without_end_is_refused_in_words(region, depth, where):
    rule = {"var": "fld-with"}
    for _level in range(depth):
        rule = {"+": [rule, 1]} if where == "formula" else {"!": [rule]}
    question = {"id": "fld-deep", "kind": "formula", "label": "Dalam", "options": {"formula": rule}}
    if where == "show_when":
        question = {"id": "fld-deep", "kind": "short_text", "label": "Dalam", "show_when": rule}
    document = service_document()
    document["steps"][2]["fields"].append(question)
    for source in (document, json.dumps(document)):
        with translation.override("en"), pytest.raises(PackageError, match=r"nested too deeply|more than the editor"):
            import_service(RegionPage.objects.get(region=region), source)


def test_half_a_character_is_refused_in_words(region):
    document = json.dumps(service_document("SURAT")).replace("SURAT", r"\ud800")
    with translation.override("en"), pytest.raises(PackageError, match="characters that don't belong in a text"):
        import_service(RegionPage.objects.get(region=region), document)

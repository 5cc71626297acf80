"""Reference lists in the admin: made, looked over, imported, replaced, deleted."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.audit.models import AuditEvent
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.design.packages.services import import_service
from forms_engine.lists.importing import Outdated, confirm, hold, replacement_of, token_of
from forms_engine.lists.lookup import entries_of
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.lists.reading import read_csv
from tests.support.factories import make_member, make_region, make_service
from tests.support.lists import EXAMPLE, list_document, make_list

pytestmark = pytest.mark.usefixtures("parsed_here")


@pytest.fixture
def region(db):
    return make_region()


GOOD = 'kode;nama;kecamatan\nP01;Pasar Banjarsari;Timur\nP02;"Pasar; Grogolan";Barat\n'


@pytest.fixture
def admin(client, region):
    client.force_login(make_member(region, "admin-wilayah", regional_admin=True).user)
    return client


def upload(client, reference, text):
    file = SimpleUploadedFile("daftar.csv", text if isinstance(text, bytes) else text.encode())
    return client.post(reverse("reference_list_import", args=[reference.pk]), {"file": file})


def token(page):
    return re.search(r'name="token" value="([^"]+)"', page.content.decode())[1]


def test_a_list_is_made_looked_over_and_imported(admin, region):
    response = admin.post(reverse("reference_list_new"), {"name": " Pasar  tradisional "})
    reference = ReferenceList.unscoped.get()
    assert (response.url, reference.name, reference.region) == (
        reverse("reference_list_import", args=[reference.pk]), "Pasar tradisional", region,
    )  # fmt: skip
    response = upload(admin, reference, GOOD)
    assert response.url == reverse("reference_list_confirm", args=[reference.pk])
    assert ReferenceEntry.unscoped.count() == 0, "nothing happens before it is looked over"
    page = admin.get(response.url)
    assert [(name, count) for name, _title, _rows, count, _more in page.context["parts"]] == [
        ("added", 2), ("changed", 0), ("retired", 0), ("returned", 0),
    ]  # fmt: skip
    assert "Pasar; Grogolan" in page.content.decode()
    assert admin.post(response.url, {"token": token(page)}).status_code == 302
    rows = ReferenceEntry.unscoped.values_list("code", "label", "extra", "active")
    assert list(rows) == [("P01", "Pasar Banjarsari", ["Timur"], True), ("P02", "Pasar; Grogolan", ["Barat"], True)]
    assert admin.post(response.url, {"token": token(page)}, follow=True).status_code == 200, "twice is once"
    event = AuditEvent.unscoped.get(action="list.imported")
    assert event.data == {"added": 2, "changed": 0, "retired": 0, "returned": 0}
    for name in ("reference_lists", "reference_list", "reference_list_export", "reference_list_edit"):
        args = [] if name == "reference_lists" else [reference.pk]
        assert admin.get(reverse(name, args=args)).status_code == 200
    assert len(admin.get(reverse("reference_list", args=[reference.pk]) + "?q=grogolan").context["part"].rows) == 1


def test_a_second_import_replaces_without_deleting(admin, region):
    reference = make_list(region)
    address = upload(admin, reference, "kode,nama\nP03,Pasar Baru\nP01,Pasar Banjarsari Baru\n").url
    page = admin.get(address)
    counts = {name: count for name, _title, _rows, count, _more in page.context["parts"]}
    assert counts == {"added": 1, "changed": 1, "retired": 1, "returned": 0} and page.context["columns_changed"]
    admin.post(address, {"token": token(page)})
    rows = ReferenceEntry.unscoped.order_by("place").values_list("code", "label", "active")
    assert list(rows) == [
        ("P03", "Pasar Baru", True),
        ("P01", "Pasar Banjarsari Baru", True),
        ("P02", "Pasar Grogolan", False),
    ]
    with region_scope(region):
        assert list(entries_of(EXAMPLE).titles) == ["P03", "P01"], "at once"
        reference.refresh_from_db()
        reading = read_csv(b"kode,nama\nP02,Pasar Grogolan\nP01,Pasar Banjarsari Baru\nP03,Pasar Baru\n")
        replacement = replacement_of(reference, reading.columns, reading.rows)
    assert (len(replacement.returned), len(replacement.retired), replacement.reordered) == (1, 0, True)
    body = admin.get(reverse("reference_list_export", args=[reference.pk])).content.decode("utf-8-sig")
    assert body.splitlines() == [
        "kode;nama;aktif",
        "P03;Pasar Baru;ya",
        "P01;Pasar Banjarsari Baru;ya",
        "P02;Pasar Grogolan;tidak",
    ]


def test_with_one_mistake_nothing_is_imported(admin, region):
    reference = make_list(region)
    response = upload(admin, reference, GOOD + ";tanpa kode;\n")
    assert response.status_code == 200 and response.context["reading"].errors
    reference.refresh_from_db()
    assert reference.pending is None and ReferenceEntry.unscoped.count() == 2
    assert upload(admin, reference, b"").status_code == 200


def test_what_was_looked_over_is_what_is_done(region):
    reference = make_list(region)
    with region_scope(region):
        hold(reference, read_csv(GOOD.encode()))
        seen = token_of(reference)
        hold(reference, read_csv(b"kode;nama\nX;Lain\n"))
        for wrong in (seen, "", "x" * 40):
            with pytest.raises(Outdated):
                confirm(reference.pk, wrong, "system")
        assert ReferenceEntry.objects.filter(active=True).count() == 2


def test_an_entry_is_added_changed_and_retired(admin, region):
    reference = make_list(region)
    new = reverse("reference_entry_new", args=[reference.pk])
    for wrong in ({"code": "p01", "label": "x"}, {"code": "", "label": "x"}, {"code": "P9", "label": " "}):
        assert admin.post(new, wrong).status_code == 200
    admin.post(new, {"code": "P03", "label": "Pasar Baru", "active": "on", "extra_0": "Utara"})
    entry = ReferenceEntry.unscoped.get(code="P03")
    assert (entry.extra, entry.place) == (["Utara"], 2)
    with region_scope(region):
        assert list(entries_of(EXAMPLE).titles) == ["P01", "P02", "P03"]
    admin.post(reverse("reference_entry", args=[entry.pk]), {"code": "XX", "label": "Pasar Baru Sekali"})
    entry.refresh_from_db()
    assert (entry.code, entry.label, entry.active) == ("P03", "Pasar Baru Sekali", False)
    with region_scope(region):
        assert list(entries_of(EXAMPLE).titles) == ["P01", "P02"]


def test_a_list_that_no_service_ever_named_is_deleted_and_no_other(admin, region):
    used, published, unused = (make_list(region, name=name, key=name) for name in ("dipakai", "terbit", "bebas"))
    import_service(RegionPage.objects.get(region=region), list_document("dipakai"))
    make_service(region, list_document("terbit"))
    for reference, gone in ((used, False), (published, False), (unused, True)):
        address = reverse("reference_list_delete", args=[reference.pk])
        assert admin.get(address).context["services"] == ([] if gone else ["Kios"])
        assert admin.post(address).status_code == (302 if gone else 200)
        assert ReferenceList.unscoped.filter(pk=reference.pk).exists() is not gone
    assert ReferenceEntry.unscoped.count() == 4
    with region_scope(region):
        assert entries_of("bebas") is None

"""Reference lists: from a file to a form to a filed application, and to another region."""

import csv
import gzip
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from cms.audit.models import AuditEvent
from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.present import answer_sections
from forms_engine.definition.checks import check
from forms_engine.design.packages.services import PackageError, export_service, import_service
from forms_engine.lists.lookup import entries_from, entries_of, forget_lists
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.lists.reading import MAX_ENTRIES, Row, harmless, read_csv, write_csv
from forms_engine.lists.services import Outdated, confirm, hold, plan_of, token_of
from forms_engine.services.plans import frozen
from tests.support.documents import service_document
from tests.support.factories import make_member, make_region, make_service
from tests.support.lists import EXAMPLE, MARKETS, make_list

pytestmark = pytest.mark.usefixtures("parsed_here")

GOOD = 'kode;nama;kecamatan\nP01;Pasar Banjarsari;Timur\nP02;"Pasar; Grogolan";Barat\n'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_files_of_every_spreadsheet_are_read(separator, encoding, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end)
    writer.writerows([["Nama", "KODE", "Aktif"], ["Kafé; A, B", "P01", "ya"], [], ["Beta", "P02", "Tidak"]])
    reading = read_csv(out.getvalue().encode(encoding))
    assert reading.errors == []
    assert reading.rows == [Row("P01", "Kafé; A, B", True, ()), Row("P02", "Beta", False, ())]


MISTAKES = {
    b"": "empty",
    b"\xef\xbb\xbf": "empty",
    b"\n\n  \n": "empty",
    b"kode;nama\n": "no entries",
    b"a;b\nP01;x\n": "Line 1",
    b"kode;nama;x;X\nP01;x;1;2\n": "Line 1",
    b"kode;nama\nP01;satu\n;dua\n": "Line 3",
    b"kode;nama\nP01;satu\nP02;\n": "Line 3",
    b"kode;nama\nP01;satu\n\np01;dua\n": "Line 4",
    b"kode;nama\nP01;satu;dua\n": "Line 2",
    b'kode;nama\nP01;"satu\nP02;dua\n': "Line",
    b"kode;nama\n1,23E+15;satu\n": "Line 2",
    b"kode;nama;aktif\nP01;satu;mungkin\n": "Line 2",
    b"kode;nama\n" + b"x" * 61 + b";satu\n": "Line 2",
    b"kode;nama\nP01;" + b"x" * 201 + b"\n": "Line 2",
    b"kode;nama\nP01;\x00\n": "text file",
    b"PK\x03\x04rest": "spreadsheet",
    b"\x81\x8d\x8f": "text file",
    b"kode;nama\n" + b"".join(b"P%d;x%d\n" % (n, n) for n in range(MAX_ENTRIES + 1)): "a list holds at most",
    b"x" * 3_200_000: "3 MB",
    b"kode;nama;" + b";".join(b"k%d" % n for n in range(9)) + b"\nP01;x\n": "Line 1",
}


@pytest.mark.parametrize(("content", "word"), MISTAKES.items(), ids=range(len(MISTAKES)))
def test_each_mistake_is_named_by_its_line(content, word):
    with translation.override("en"):
        reading = read_csv(content)
    assert word in reading.errors[0], reading.errors


def test_all_mistakes_are_named_at_once_and_not_without_end():
    with translation.override("en"):
        reading = read_csv(b"kode;nama\n" + b";x\nP1;\n" * 30)
    assert len(reading.errors) == 20 and reading.more_errors
    assert [error.split(":")[0] for error in reading.errors[:3]] == ["Line 2", "Line 3", "Line 4"]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    reading = read_csv(content)
    assert reading.errors or reading.rows


cells = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=12).map(str.strip)


@given(st.lists(st.tuples(cells, cells, st.booleans(), cells), min_size=1, max_size=5))
def test_what_is_exported_is_imported_again_and_is_no_formula(rows):
    from forms_engine.text.typed import tidy

    known = {
        tidy(code).casefold(): Row(*map(tidy, (code, label)), active, (tidy(extra),))
        for code, label, active, extra in rows
    }
    kept = [
        row for row in known.values()
        if row.code and row.label and not re.fullmatch(r"\d([.,]\d+)?E\+\d+", row.code, re.I)
        and not any(text.startswith("'") for text in (row.code, row.label, *row.extra))
    ]  # fmt: skip
    body = write_csv(["=Kolom"], kept)
    written = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in written for cell in row)
    if kept:
        reading = read_csv(body)
        assert (reading.errors, reading.rows, reading.columns) == ([], kept, ("=Kolom",))


def test_formulas_are_made_harmless():
    assert [harmless(text) for text in ("=1+1", "@x", "-5", "+62", "Pasar")] == [
        "'=1+1",
        "'@x",
        "'-5",
        "'+62",
        "Pasar",
    ]


def test_entries_with_the_same_label_are_told_apart():
    rows = [("1", "SDN 1", ["Barat"]), ("2", "SDN 1", ["Timur"]), ("3", "SDN 2", [""]), ("4", "sdn 2", [])]
    entries = entries_from(rows)
    assert list(entries.titles.values()) == ["SDN 1 (Barat)", "SDN 1 (Timur)", "SDN 2 (3)", "sdn 2 (4)"]
    assert (entries.find("sdn 1 (timur)"), entries.find("SDN 1"), entries.find("3")) == ("2", None, "3")
    assert entries.search("sdn tim") == (["2"], False)


@given(st.lists(st.tuples(cells, cells, st.lists(cells, max_size=1)), max_size=8, unique_by=lambda row: row[0]))
def test_every_entry_can_be_named_by_its_code(rows):
    entries = entries_from(rows)
    codes = {" ".join(code.casefold().split()) for code in entries.titles}
    if len(codes) == len(rows):
        assert all(entries.find(code) == code for code in entries.titles)
    assert "<" not in re.sub(r"</?option[^<>]*>", "", entries.options)


# --- in the admin --------------------------------------------------------------------------------------------------


@pytest.fixture
def region(db):
    return make_region()


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
        plan = plan_of(reference, reading.columns, reading.rows)
    assert (len(plan.returned), len(plan.retired), plan.reordered) == (1, 0, True)
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
    import_service(RegionPage.objects.get(region=region), document("dipakai"))
    make_service(region, document("terbit"))
    for reference, gone in ((used, False), (published, False), (unused, True)):
        address = reverse("reference_list_delete", args=[reference.pk])
        assert admin.get(address).context["services"] == ([] if gone else ["Kios"])
        assert admin.post(address).status_code == (302 if gone else 200)
        assert ReferenceList.unscoped.filter(pk=reference.pk).exists() is not gone
    assert ReferenceEntry.unscoped.count() == 4
    with region_scope(region):
        assert entries_of("bebas") is None


# --- in a form -----------------------------------------------------------------------------------------------------


def document(key=EXAMPLE, **extra):
    fields = [
        {"id": "fld-name", "kind": "short_text", "label": "Nama"},
        {"id": "fld-list", "kind": "reference", "label": "Pasar", "options": {"list": key}},
        {
            "id": "fld-kios", "kind": "short_text", "label": "Kios", "required": False,
            "show_when": {"and": [{"==": [{"var": "fld-list"}, "P01"]}]},
        },
    ]  # fmt: skip
    about = {"requirements": ["KTP"], "working_days": 1, "fee": "Rp0", "product": "Surat", "complaints": "Loket"}
    steps = [{"id": "step-1", "title": "Tempat", "fields": fields}]
    extra = {"parts": service_document()["parts"]} | extra
    return {"schema": 1, "title": "Kios", "audience": "residents", "about": about, "steps": steps} | extra


MANY = [
    (f"S{number:04}", f"Sekolah Dasar {number} {('Medono', 'Kergon', 'Poncol')[number % 3]}", [])
    for number in range(5_000)
]


def begin(client, region, **changes):
    service = make_service(region, document(**changes))
    client.post(f"/mulai/{service.pk}/")
    draft = Draft.unscoped.get(service=service)
    return draft, f"/isi/{draft.token}/1/"


def test_a_short_list_is_a_drop_down(client, region, django_assert_max_num_queries):
    make_list(region)
    draft, address = begin(client, region)
    page = client.get(address).content.decode()
    assert '<select class="input" id="f-fld-list" name="f-fld-list"' in page and "data-search" not in page
    assert '<option value="P02">Pasar Grogolan</option>' in page
    with django_assert_max_num_queries(2):  # the draft; which lists there are
        client.get(address)
    answer = {"_shown": "0,1", "f-fld-name": "Sari", "f-fld-list": "P99"}
    refused = client.post(address, answer).content.decode()
    assert 'aria-invalid="true"' in refused and 'href="#f-fld-list"' in refused
    assert client.post(address, answer | {"f-fld-list": "P02"}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["fld-list"] == {"code": "P02", "label": "Pasar Grogolan"}
    assert '<option value="P02" selected>Pasar Grogolan</option>' in client.get(address).content.decode()


def test_a_rule_reads_the_code(client, region):
    make_list(region)
    _draft, address = begin(client, region)
    response = client.post(address, {"_shown": "0,1", "f-fld-name": "Sari", "f-fld-list": "P01"})
    assert response.url.endswith("1/?lagi=1") and 'id="f-fld-kios"' in client.get(address).content.decode()


def test_a_long_list_is_searched_without_a_script(client, region):
    make_list(region, MANY)
    draft, address = begin(client, region)
    page = client.get(address)
    assert "<select" not in page.content.decode() and len(gzip.compress(page.content)) < 6_000
    posted = {"_shown": "0,1", "f-fld-name": "Sari", "f-fld-list": "Dasar 77"}
    found = client.post(address, posted)
    body = found.content.decode()
    assert body.count('name="f-fld-list-pick"') == 12 and 'href="#f-fld-list-0"' in body
    assert 'name="f-fld-list-for" value="Dasar 77"' in body and len(gzip.compress(found.content)) < 6_000
    again = client.get(address).content.decode()
    assert 'value="Dasar 77"' in again and 'name="f-fld-list-pick"' in again, "nothing typed is lost"
    assert client.post(address, posted | {"f-fld-list": "Antah berantah"}).status_code == 200
    picked = posted | {"f-fld-list-for": "Dasar 77", "f-fld-list-pick": "S0770"}
    # Another text than the entries were found for: what was picked among them no longer counts.
    assert client.post(address, picked | {"f-fld-list": "Dasar 78"}).status_code == 200
    assert client.post(address, picked).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["fld-list"] == {"code": "S0770", "label": MANY[770][1]}
    assert f'value="{MANY[770][1]}"' in client.get(address).content.decode()
    assert client.post(address, posted | {"f-fld-list": "s0003"}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["fld-list"]["code"] == "S0003"


def test_lists_keep_the_budget_of_a_step(client, region):
    for many in (50, 300, 500, 501):
        make_list(region, MANY[:many], name=f"Sekolah {many}", key=f"sekolah-{many}")
        _draft, address = begin(client, region, key=f"sekolah-{many}")
        page = client.get(address)
        assert len(gzip.compress(page.content)) < 6_000, many
        assert ("<select" in page.content.decode()) == (many < 501 and page.content.count(b"<option") == many + 1)


def test_what_was_chosen_stays_when_its_entry_is_renamed_or_retired(client, region):
    make_list(region)
    draft, address = begin(client, region)
    posted = {"_shown": "0,1", "f-fld-name": "Sari", "f-fld-list": "P02"}
    client.post(address, posted)
    with region_scope(region):
        ReferenceEntry.objects.filter(code="P02").update(active=False, label="Pasar Lain")
    forget_lists()
    ReferenceList.unscoped.update(stamp="another")
    page = client.get(address).content.decode()
    assert '<option value="P02" selected>Pasar Grogolan</option>' in page
    assert client.post(address, posted | {"f-fld-name": "Sari W"}).status_code == 302
    assert client.post(f"/isi/{draft.token}/periksa/", {"email": ""}).status_code == 302
    filed = Application.unscoped.get()
    assert filed.answers["fld-list"] == {"code": "P02", "label": "Pasar Grogolan"}
    [section] = answer_sections(frozen(filed).definition, filed.answers, ())
    assert section.rows[1].text == "Pasar Grogolan"


def test_a_new_entry_is_offered_without_publishing(client, region):
    reference = make_list(region)
    _draft, address = begin(client, region)
    assert "Pasar Baru" not in client.get(address).content.decode()
    with region_scope(region):
        hold(reference, read_csv(b"kode;nama\nP03;Pasar Baru\n"))
        confirm(reference.pk, token_of(reference), "system")
    page = client.get(address).content.decode()
    assert "Pasar Baru" in page and "Grogolan" not in page


def test_many_questions_of_lists_cost_one_query_more(client, region, django_assert_max_num_queries):
    service = document()
    fields = service["steps"][0]["fields"]
    fields += [fields[1] | {"id": f"fld-{number}"} for number in range(5)]
    row = [{"id": "row-list", "kind": "reference", "label": "Pasar", "options": {"list": EXAMPLE}}]
    fields.append({"id": "fld-grp", "kind": "group", "label": "Kios", "options": {"min": 5, "max": 9}, "fields": row})
    make_list(region)
    page = make_service(region, service)
    client.post(f"/mulai/{page.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/1/"
    client.get(address)
    with django_assert_max_num_queries(2):
        assert client.get(address).content.count(b"<select") == 11


# --- publishing, and other regions ---------------------------------------------------------------------------------


def test_a_list_must_be_there_to_publish(region):
    def problems(key):
        found = check(document() if key is None else document(key), frozenset())
        return [problem.setting for problem in found if problem.where == "fld-list"]

    with region_scope(region):
        assert problems("tiada") == ["list"] and problems("") == ["list"]
        make_list(region, [], key="kosong", name="Kosong")
        make_list(region)
        assert problems({"a": 1}) == ["list"] and problems([]) == ["list"] and problems("kosong") == ["list"]
        assert problems(EXAMPLE) == []


def test_a_service_takes_its_lists_along(region):
    other = make_region("33.26")
    reference = make_list(region)
    with region_scope(region):
        ReferenceEntry.objects.filter(code="P02").update(active=False)
    page = import_service(RegionPage.objects.get(region=region), document())
    package = export_service(page)
    assert package["lists"] == {
        EXAMPLE: {
            "name": "Pasar",
            "columns": ["kecamatan"],
            "entries": [["P01", *MARKETS[0][1:2], "Pekalongan Timur"]],
        }
    }
    there = RegionPage.objects.get(region=other)
    import_service(there, package)
    with region_scope(other):
        assert entries_of(EXAMPLE).titles == {"P01": "Pasar Banjarsari"}
        assert ReferenceList.objects.get().pk != reference.pk
        ReferenceEntry.objects.update(label="Diubah wilayah ini")
    import_service(there, package)
    with region_scope(other):
        assert ReferenceList.objects.count() == 1, "a list that is there stays the region's"
        assert ReferenceEntry.objects.get().label == "Diubah wilayah ini"
    assert "lists" not in page.get_latest_revision_as_object().__dict__ and "lists" not in document()


@pytest.mark.parametrize(
    "lists",
    [
        {EXAMPLE: {"name": "P", "entries": [["a", "A"], ["A", "B"]]}},
        {EXAMPLE: {"name": "P", "entries": [[" ", "A"]]}},
        {EXAMPLE: {"name": "\u200b", "entries": [["a", "A"]]}},
        {EXAMPLE: {"name": "P", "entries": [["a", "A", "lebih"]]}},
        {EXAMPLE: {"name": "P", "entries": [["x" * 61, "A"]]}},
        {EXAMPLE: {"name": "P", "entries": [["a"]]}},
        {EXAMPLE: {"name": "P", "entries": [["a", 1]]}},
        {"x": {"name": "P", "entries": []}},
        [],
    ],
)
def test_wrong_lists_in_a_file_are_refused(region, lists):
    with pytest.raises(PackageError):
        import_service(RegionPage.objects.get(region=region), document(lists=lists))
    assert ReferenceList.unscoped.count() == 0

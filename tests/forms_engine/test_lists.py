"""Reference lists: from a form to a filed application, and to another region."""

import gzip

import pytest

from cms.pages.models import RegionPage
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.present import answer_sections
from forms_engine.definition.checks import check
from forms_engine.design.packages.services import PackageError, export_service, import_service
from forms_engine.lists.importing import confirm, hold, token_of
from forms_engine.lists.lookup import entries_of, forget_lists
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.lists.reading import read_csv
from forms_engine.services.plans import frozen
from tests.support.factories import make_region, make_service
from tests.support.lists import EXAMPLE, MARKETS, list_document, make_list

pytestmark = pytest.mark.usefixtures("parsed_here")


@pytest.fixture
def region(db):
    return make_region()


MANY = [
    (f"S{number:04}", f"Sekolah Dasar {number} {('Medono', 'Kergon', 'Poncol')[number % 3]}", [])
    for number in range(5_000)
]


def begin(client, region, **changes):
    service = make_service(region, list_document(**changes))
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
    service = list_document()
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
        found = check(list_document() if key is None else list_document(key), frozenset())
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
    page = import_service(RegionPage.objects.get(region=region), list_document())
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
    assert "lists" not in page.get_latest_revision_as_object().__dict__ and "lists" not in list_document()


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
        import_service(RegionPage.objects.get(region=region), list_document(lists=lists))
    assert ReferenceList.unscoped.count() == 0

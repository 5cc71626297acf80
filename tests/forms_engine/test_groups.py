"""Repeating groups and checks across answers: walked, posted, stored, shown."""

import re
import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import forms_engine.fields  # noqa: F401  (enters the kinds)
from forms_engine.applications.models import Application, Draft
from forms_engine.definition.checks import check
from forms_engine.definition.codec import from_json, to_json
from forms_engine.walk.doubts import doubts_of
from forms_engine.walk.plan import journey
from forms_engine.walk.questions import merge_rows, stored_rows
from tests.support.documents import service_document
from tests.support.factories import make_region, make_service

IN_SCHOOL = {"==": [{"var": "chd-stat"}, "ch-sekolah"]}
CHILDREN = {
    "id": "grp-anak",
    "kind": "group",
    "label": "Anak",
    "options": {"item": "Anak", "min": 1, "max": 3},
    "fields": [
        {"id": "chd-name", "kind": "short_text", "label": "Nama anak"},
        {
            "id": "chd-stat",
            "kind": "choice",
            "label": "Status",
            "choices": [{"id": "ch-sekolah", "label": "Bersekolah"}, {"id": "ch-belum", "label": "Belum"}],
        },
        {"id": "chd-schl", "kind": "short_text", "label": "Nama sekolah", "show_when": IN_SCHOOL},
        {"id": "chd-cost", "kind": "rupiah", "label": "Biaya sebulan", "required": False, "warn": True},
    ],
}
TOTAL = {
    "id": "fld-totl",
    "kind": "computed",
    "label": "Jumlah biaya",
    "options": {"operation": "total", "sources": ["chd-cost"], "money": True},
}
TOO_MUCH = {"and": [{"answered": ["fld-totl"]}, {">": [{"var": "fld-totl"}, 1000000]}]}
MANY = {"and": [{"answered": ["grp-anak"]}, {">": [{"count": [{"var": "grp-anak"}]}, 2]}]}


def document(**changes):
    service = service_document()
    step = {
        "id": "step-kids",
        "title": "Anak",
        "fields": [CHILDREN, TOTAL],
        "checks": [
            {"id": "chk-cost", "when": TOO_MUCH, "message": "Jumlah biaya paling banyak Rp1.000.000."},
            {"id": "chk-many", "when": MANY, "message": "Tiga anak: periksa Kartu Keluarga.", "warn": True},
        ],
    }
    service["steps"] = [step | changes]
    del service["certificate"]
    return service


def row(key, /, **answers):
    return {"_row": key} | {f"chd-{key}": value for key, value in answers.items()}


FIRST = row("aa", name="Budi", stat="ch-belum", cost=400000)
SECOND = row("bb", name="Siti", stat="ch-sekolah", schl="SD 1", cost=None)


def walk(*rows):
    return journey(from_json(document()), {"grp-anak": list(rows)})


def test_the_document_may_be_published_and_survives_json():
    assert check(document()) == []
    assert to_json(from_json(document()))["steps"] == document()["steps"]


def test_rows_are_walked_like_steps():
    way = walk(FIRST, SECOND)
    assert way.complete
    assert way.answers == {"grp-anak": [FIRST, SECOND], "fld-totl": 400000}


def test_a_row_with_something_missing_is_incomplete():
    assert not walk(FIRST, row("bb", name="Siti", stat="ch-sekolah", cost=None)).complete
    assert not walk(FIRST | {"chd-stat": "ch-tidak-ada"}).complete
    assert not walk(FIRST | {"chd-name": None}).complete


def test_what_a_row_hides_does_not_count():
    hidden = row("aa", name="Budi", stat="ch-belum", schl="SD 2", cost=None)
    assert walk(hidden).answers["grp-anak"] == [{key: value for key, value in hidden.items() if key != "chd-schl"}]


@pytest.mark.parametrize("count", [0, 4])
def test_too_few_or_too_many(count):
    assert not walk(*(FIRST | {"_row": f"r{number}", "chd-cost": 1} for number in range(count))).complete


def test_a_check_stops_and_another_only_warns():
    dear = FIRST | {"chd-cost": 1000001}
    step = walk(dear).steps[0]
    assert not step.complete and [item.id for item in step.failed] == ["chk-cost"]
    three = walk(FIRST, FIRST | {"_row": "bb"}, FIRST | {"_row": "cc", "chd-cost": None})
    assert three.complete and [item.id for item in three.steps[0].doubts] == ["chk-many"]
    assert [(doubt.label, doubt.message) for doubt in doubts_of(three)] == [
        ("Biaya sebulan", ""),
        ("", "Tiga anak: periksa Kartu Keluarga."),
    ]


def test_a_check_of_a_group_reads_it_from_outside_only_as_a_list():
    wrong = {"and": [{"answered": ["chd-name"]}, {"==": [{"var": "chd-name"}, "Budi"]}]}
    problems = check(document(checks=[{"id": "chk-bad1", "when": wrong, "message": "Tidak."}]))
    assert [problem.where for problem in problems] == ["chk-bad1"]


def test_a_group_inside_a_group_is_refused():
    inner = CHILDREN | {"id": "grp-dua2", "fields": [CHILDREN["fields"][0] | {"id": "chd-dua2"}]}
    problems = check(document(fields=[CHILDREN | {"fields": [*CHILDREN["fields"], inner]}], checks=[]))
    assert "grp-dua2" in {problem.where for problem in problems}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ROW_LIKE = st.dictionaries(
    st.sampled_from(["_row", "chd-name", "chd-stat", "chd-schl", "chd-cost", "x"]),
    st.sampled_from(["aa", "bb", "ch-sekolah", "ch-belum", "Siti", 5, None]) | JSON,
)


@given(JSON | st.lists(ROW_LIKE, max_size=5))
def test_no_stored_rows_ever_break_the_walk(stored):
    way = journey(from_json(document()), {"grp-anak": stored})
    if way.complete:  # then each row holds what its questions accept, and nothing hidden
        for item in way.answers["grp-anak"]:
            assert item["chd-name"] and item["chd-stat"] in ("ch-sekolah", "ch-belum")
            assert ("chd-schl" in item) == (item["chd-stat"] == "ch-sekolah")
        assert 1 <= len(way.answers["grp-anak"]) <= 3


IDS = st.lists(st.sampled_from("abcdefgh"), max_size=6, unique=True)


@given(IDS, IDS, st.frozensets(st.sampled_from("abcdefgh")))
def test_two_tabs_lose_no_row_to_each_other(old, new, removed):
    rows = [{"_row": name, "from": "old"} for name in old]
    posted = [{"_row": name, "from": "new"} for name in new if name not in removed]
    merged = merge_rows(rows, posted, removed)
    names = [item["_row"] for item in merged]
    assert sorted(names) == sorted((set(old) - removed) | (set(new) - removed))
    assert all(item["from"] == "new" for item in merged if item["_row"] in new)
    assert stored_rows(merged) == merged


# --- over HTTP ----------------------------------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def begun(client):
    service = make_service(make_region(), document())
    client.post(f"/mulai/{service.pk}/")
    return client, f"/isi/{Draft.unscoped.get().token}/"


def shown(page):
    return re.search(r'name="_shown" value="([^"]*)"', page)[1]


def rows_on(page):
    """The ids of the rows that a page shows, in order."""
    return list(dict.fromkeys(re.findall(r'name="f-chd-name\.([a-z0-9]+)"', page)))


def post_rows(client, address, page, people, **buttons):
    """Fill the rows of the page with (name, status, school, cost) and post it with what the page had shown."""
    data = {"_shown": shown(page)} | buttons
    for key, (name, status, school, cost) in zip(rows_on(page), people, strict=True):
        data |= {f"f-chd-name.{key}": name, f"f-chd-stat.{key}": status, f"f-chd-cost.{key}": cost}
        if school is not None:
            data[f"f-chd-schl.{key}"] = school
    return client.post(address, data)


BUDI = ("Budi", "ch-belum", None, "400.000")
SITI = ("Siti", "ch-sekolah", None, "")


@db
def test_add_fill_remove_and_send(begun):
    client, address = begun
    page = client.get(f"{address}1/").content.decode()
    assert len(rows_on(page)) == 1  # at least one is asked for
    added = post_rows(client, f"{address}1/", page, [BUDI], _add="grp-anak")
    assert added.status_code == 302 and "#f-grp-anak." in added["Location"]
    page = client.get(f"{address}1/").content.decode()
    assert len(rows_on(page)) == 2 and 'value="Budi"' in page
    assert ">Rp400.000</output>" in page  # the total below the group knows its rows
    more = post_rows(client, f"{address}1/", page, [BUDI, SITI])
    assert more["Location"] == f"{address}1/?lagi=1"  # her school is asked now
    page = client.get(f"{address}1/").content.decode()
    assert len(re.findall(r'name="f-chd-schl\.', page)) == 1
    second = rows_on(page)[1]
    done = post_rows(client, f"{address}1/", page, [BUDI, ("Siti", "ch-sekolah", "SD 1", "")])
    assert done["Location"] == f"{address}periksa/"
    review = client.get(f"{address}periksa/").content.decode()
    for text in ("Budi", "Siti", "SD 1", "Rp400.000", "Biaya sebulan"):
        assert text in review
    page = client.get(f"{address}1/").content.decode()
    people = [BUDI, ("Siti", "ch-sekolah", "SD 1", "")]
    removed = post_rows(client, f"{address}1/", page, people, _remove=f"grp-anak.{second}")
    assert removed.status_code == 302
    client.post(f"{address}periksa/", {"email": ""})
    [kept] = Application.unscoped.get().answers["grp-anak"]
    assert kept["chd-name"] == "Budi"


@db
def test_an_error_in_a_row_names_the_row_and_keeps_what_was_typed(begun):
    client, address = begun
    page = client.get(f"{address}1/").content.decode()
    post_rows(client, f"{address}1/", page, [BUDI], _add="grp-anak")
    page = client.get(f"{address}1/").content.decode()
    first, second = rows_on(page)
    response = post_rows(client, f"{address}1/", page, [BUDI, ("Siti", "ch-belum", None, "banyak")])
    text = response.content.decode()
    assert response.status_code == 200
    assert re.search(rf'href="#f-chd-cost\.{second}">Anak ke-2: ', text)
    assert 'value="banyak"' in text and 'value="Budi"' in text and 'value="Siti"' in text
    again = client.get(f"{address}1/").content.decode()
    assert 'value="banyak"' in again and f"f-chd-name.{first}" in again


@db
def test_the_admin_s_check_stands_in_the_way_in_the_admin_s_words(begun):
    client, address = begun
    page = client.get(f"{address}1/").content.decode()
    response = post_rows(client, f"{address}1/", page, [("Budi", "ch-belum", None, "2.000.000")])
    text = response.content.decode()
    assert response.status_code == 200 and "Jumlah biaya paling banyak Rp1.000.000." in text
    assert client.get(f"{address}periksa/")["Location"].endswith("/")  # not reached by its address either
    assert Application.unscoped.count() == 0


@db
def test_a_row_that_another_tab_added_stays(begun):
    client, address = begun
    page = client.get(f"{address}1/").content.decode()
    post_rows(client, f"{address}1/", page, [BUDI], _add="grp-anak")
    other = client.get(f"{address}1/").content.decode()
    late = {"_shown": ",".join(item for item in shown(other).split(",") if rows_on(other)[1] not in item)}
    [key] = rows_on(other)[:1]
    late |= {f"f-chd-name.{key}": "Budi B.", f"f-chd-stat.{key}": "ch-belum", f"f-chd-cost.{key}": ""}
    client.post(f"{address}1/", late)
    names = [item.get("chd-name") for item in Draft.unscoped.get().answers["grp-anak"]]
    assert names == ["Budi B.", None]


@db
def test_no_more_than_the_most(begun):
    client, address = begun
    for _time in range(5):
        page = client.get(f"{address}1/").content.decode()
        people = [(f"Anak {number}", "ch-belum", None, "") for number in range(len(rows_on(page)))]
        post_rows(client, f"{address}1/", page, people, _add="grp-anak")
    assert len(Draft.unscoped.get().answers["grp-anak"]) == 3
    page = client.get(f"{address}1/").content.decode()
    assert 'name="_add"' not in page and len(rows_on(page)) == 3


@db
@pytest.mark.parametrize(
    "posted", ["0.", "0.a.b.c", "0.<script>", "0." + "x" * 50, ",".join(f"0.r{n}" for n in range(99))]
)
def test_forged_rows_are_no_error_of_ours(begun, posted):
    client, address = begun
    assert client.post(f"{address}1/", {"_shown": f"0,{posted},1"}).status_code in (200, 302)
    assert len(Draft.unscoped.get().answers.get("grp-anak", [])) <= 50


def test_required_only_when_and_choices_for_some():
    definition = from_json(service_document())
    step = definition.steps[1]
    sewa = {"==": [{"var": "fld-stat"}, "ch-sewa"]}
    rent = replace(step.fields[2], show_when=None, required=False, required_when=sewa)
    offered = replace(step.fields[1].choices[1], show_when={"==": [{"var": "fld-name"}, "Sari"]})
    status = replace(step.fields[1], choices=(step.fields[1].choices[0], offered))
    step = replace(step, fields=(step.fields[0], status, rent, step.fields[3]))
    definition = replace(definition, steps=(definition.steps[0], step))
    person = {
        "fld-name": "Sari",
        "fld-nik0": "3375014508850001",
        "fld-born": "1985-08-05",
        "fld-tel0": "+6281234567890",
    }
    home = {"fld-addr": "Jalan Melati 7", "fld-with": 1, "fld-rent": None}
    assert journey(definition, person | home | {"fld-stat": "ch-milik"}).complete
    assert not journey(definition, person | home | {"fld-stat": "ch-sewa"}).complete
    assert journey(definition, person | home | {"fld-stat": "ch-sewa", "fld-rent": 5}).complete
    other = person | {"fld-name": "Budi"}
    assert not journey(definition, other | home | {"fld-stat": "ch-sewa", "fld-rent": 5}).complete


@db
def test_a_file_in_a_row_is_kept_apart_and_once_filed_never_erased(client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from cms.regions.scoping import ALL_REGIONS, region_scope
    from forms_engine.uploads.models import Upload
    from forms_engine.uploads.store import discard
    from tests.support.uploads import photo

    deed = str(uuid.uuid4())  # as long as the editor's ids are
    inner = [CHILDREN["fields"][0], {"id": deed, "kind": "file", "label": "Akta"}]
    service = make_service(make_region(), document(fields=[CHILDREN | {"fields": inner}], checks=[]))
    client.post(f"/mulai/{service.pk}/")
    address = f"/isi/{Draft.unscoped.get().token}/"
    client.post(f"{address}1/", {"_shown": "", "_add": "grp-anak"})
    for _time in range(2):
        page = client.get(f"{address}1/").content.decode()
        if len(rows_on(page)) < 2:
            client.post(f"{address}1/", {"_shown": shown(page), "_add": "grp-anak"})
    page = client.get(f"{address}1/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    data = {"_shown": shown(page)}
    for number, key in enumerate(rows_on(page), 1):
        data[f"f-chd-name.{key}"] = f"Anak {number}"
        data[f"f-{deed}.{key}"] = SimpleUploadedFile(f"akta-{number}.jpg", photo())
    assert client.post(f"{address}1/", data)["Location"] == f"{address}periksa/"
    review = client.get(f"{address}periksa/").content.decode()
    assert "akta-1.jpg" in review and "akta-2.jpg" in review
    client.post(f"{address}periksa/", {"email": ""})
    draft = Draft.unscoped.get()
    with region_scope(ALL_REGIONS):
        assert Upload.objects.count() == 2
        for upload in Upload.objects.all():
            discard(draft, upload.field_id)
        assert Upload.objects.count() == 2

"""Long lists by the page: every row once, forwards and backwards, whatever stands in the address."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.paging import BACK, COUNTED, NEXT, BoundedPaginator, page_of
from cms.regions.scoping import region_scope
from tests.support.cases import World
from workflows.cases.models import Case, Task
from workflows.inbox.queries import NEAREST, page_of_applications, tasks_of

pytestmark = pytest.mark.django_db
ORDERS = [NEAREST, ("-opened_at", "-pk"), ("-due_on", "opened_at", "-pk"), ("-pk",), ("title", "pk")]


@pytest.fixture
def world():
    """A region with an official before whom 23 tasks lie, deadlines shared and missing."""
    world = World()
    world.file()
    with region_scope(world.region):
        case, now, day = Case.objects.get(), timezone.now(), date(2026, 3, 2)
        Task.objects.bulk_create(
            Task(
                region=world.region, case=case, stage_id=f"stage-{number}", round=2, title=f"Tahap {number % 4}",
                position="lurah", opened_at=now + timedelta(microseconds=number // 3),
                due_on=None if number % 3 == 0 else day + timedelta(number % 2),
            )
            for number in range(23)
        )  # fmt: skip
        yield world


def query(name="", place=""):
    found = QueryDict(mutable=True)
    if name:
        found[name] = place
    return found


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order))
@pytest.mark.parametrize("size", [1, 4, 23])
def test_every_row_once_forwards_and_backwards(world, order, size):
    rows, pages, part = Task.objects.filter(position="lurah"), [], None
    while part is None or part.next:
        part = page_of(rows, order, query(NEXT, part.next) if part else query(), size)
        pages.append([row.pk for row in part.rows])
    seen = [pk for page in pages for pk in page]
    assert len(seen) == len(set(seen)) == 23 and all(len(page) == size for page in pages[:-1])
    for before in reversed(pages[:-1]):
        assert part.back
        part = page_of(rows, order, query(BACK, part.back), size)
        assert [row.pk for row in part.rows] == before and part.next
    assert not part.back


def test_the_inbox_is_in_its_order_with_what_has_no_deadline_last(world):
    user = world.members["lurah"].user
    shown = [task.pk for task in page_of(tasks_of(user), NEAREST, query(), 50).rows]
    assert shown == [task.pk for task in tasks_of(user)]
    dues = [task.due_on for task in tasks_of(user)]
    assert dues == sorted(dues, key=lambda due: due or date.max)


def test_an_official_finds_an_application_once_however_many_tasks_it_has(world):
    user, application = world.members["lurah"].user, Case.objects.get().application

    def shown(search="", status=""):
        return page_of_applications(user, search, status, query()).rows

    assert shown() == shown(application.tracking_code[:4]) == shown(status=application.status) == [application]
    assert shown("ZZZZZZ") == shown(status="approved") == []
    Task.objects.filter(position="lurah").delete()
    assert shown() == [], "nothing waits for this official, and nothing was decided"


@pytest.mark.parametrize(
    "place", ["x", "1~2", "~~", "-~-~-", "2026-13-40~x~1", "9" * 300, "~".join(["9" * 40] * 3), "\x00",
              "2026-03-02~20260302T000000.000000~1", "2026-03-02~20260302T000000.000000Z~99999999999999999999"],
)  # fmt: skip
def test_what_is_no_place_is_the_beginning(world, place):
    first = page_of(Task.objects.all(), NEAREST, query(), 5)
    assert page_of(Task.objects.all(), NEAREST, query(NEXT, place), 5).rows == first.rows


def test_nothing_is_counted_and_nothing_is_skipped(world):
    part = page_of(Task.objects.filter(position="lurah"), NEAREST, query(), 5)
    with CaptureQueriesContext(connection) as queries:
        page_of(Task.objects.filter(position="lurah"), NEAREST, query(NEXT, part.next), 5)
    [sql] = [one["sql"] for one in queries]
    assert "COUNT(" not in sql and "OFFSET" not in sql and "LIMIT 6" in sql


def test_where_pages_have_numbers_rows_are_counted_to_a_limit(world):
    with CaptureQueriesContext(connection) as queries:
        assert BoundedPaginator(Task.objects.all(), 5).count == 24
    assert f"LIMIT {COUNTED}" in queries[0]["sql"]


@pytest.mark.parametrize("address", ["/admin/tugas/", "/admin/permohonan/", "/admin/surat/", "/admin/jejak-audit/"])
def test_lists_take_any_address(world, address):
    client = world.client("admin")
    for text in (f"{NEXT}=x", f"{BACK}=1~2~3", f"{NEXT}={'9' * 400}", "p=99999", f"{NEXT}=&{BACK}="):
        assert client.get(f"{address}?{text}").status_code == 200

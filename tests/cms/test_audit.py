import threading
from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cms.audit.models import AuditEvent, AuditHead
from cms.audit.trail import broken_links, record, recorded_last
from cms.pages.trail import PAGE_SIZE
from cms.paging import BACK, NEXT
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, region_scope
from tests.support.factories import make_region
from tests.support.people import make_places
from tests.support.trail_last import watched


def chain(length=5):
    region = make_region()
    for number in range(length):
        record(region.pk, "system", f"act.{number}", region, number=number)
    return region


def rows(region):
    return AuditEvent.unscoped.filter(region=region).order_by("sequence")


def test_a_whole_chain_has_no_broken_link(db):
    region = chain()
    assert broken_links(region.pk) == []
    assert [event.sequence for event in rows(region)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "user:99"}, {"action": "other"}, {"target": "region:99"}, {"data": {"number": 9}},
        {"hash": "0" * 64}, {"previous_hash": "1" * 64},
    ],
)  # fmt: skip
def test_tampering_is_found(db, change):
    region = chain()
    rows(region).filter(sequence=3).update(**change)
    assert 3 in broken_links(region.pk)


def test_removal_is_found_at_the_start_in_the_middle_and_at_the_end(db):
    for place in (1, 3, 5):
        region = chain() if place == 1 else Region.objects.get()
        with transaction.atomic():
            connection.cursor().execute(
                "DELETE FROM cms_auditevent WHERE region_id = %s AND sequence = %s", [region.pk, place]
            )
            assert broken_links(region.pk), place
            transaction.set_rollback(True)


def test_reordering_is_found(db):
    region = chain()
    second, third = rows(region)[1:3]
    rows(region).filter(pk=second.pk).update(sequence=99)
    rows(region).filter(pk=third.pk).update(sequence=2)
    rows(region).filter(pk=second.pk).update(sequence=3)
    assert broken_links(region.pk)[:2] == [2, 3]


def test_losing_the_head_or_every_event_is_found(db):
    region = chain()
    head = AuditHead.objects.get(region=region)
    with transaction.atomic():
        AuditHead.objects.all().delete()
        assert broken_links(region.pk)
        transaction.set_rollback(True)
    connection.cursor().execute("DELETE FROM cms_auditevent")
    assert head.length == 5 and broken_links(region.pk) == [1]


def test_events_can_be_neither_changed_nor_deleted_through_the_model(db):
    event = rows(chain())[0]
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_an_event_is_lost_with_the_change_that_it_tells_of(db):
    region = chain(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        record(region.pk, "system", "half", region)
        raise RuntimeError
    assert rows(region).count() == 1 and broken_links(region.pk) == []


class AnyData(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(
        st.dictionaries(
            st.text("abc", min_size=1),
            st.one_of(st.integers(-(2**53), 2**53), st.text(st.characters(exclude_categories=["Cs", "Cc"])),
                      st.booleans(), st.none(), st.lists(st.integers(0, 9))),
        )
    )  # fmt: skip
    def test_what_was_recorded_is_what_is_read(self, data):
        region = Region.objects.first() or make_region()
        record(region.pk, "system", "any", region, **data)
        assert broken_links(region.pk) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_appending_at_once_keeps_one_chain():
    region = chain(0)
    failures = []

    def append():
        try:
            for number in range(8):
                record(region.pk, "system", "at-once", region, number=number)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=append) for _worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [event.sequence for event in rows(region)] == list(range(1, 33))
    assert broken_links(region.pk) == []


def test_the_command_says_which_chain_is_broken(db):
    region = chain()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert f"{region.name}: whole" in out.getvalue()
    rows(region).filter(sequence=2).update(actor="user:1")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out)
    assert f"{region.name}: BROKEN at 2" in out.getvalue()


def test_the_list_goes_on_page_by_page_without_counting(client, db, django_assert_max_num_queries):
    here, _there = make_places()
    for number in range(PAGE_SIZE * 2):
        record(here.region.pk, "system", f"act.{number}", here.region)
    client.force_login(here.admin)
    seen, address, pages = [], reverse("audit_trail"), []
    while address:
        response = client.get(address)
        pages.append([event.sequence for event, *_words in response.context["events"]])
        seen, part = seen + pages[-1], response.context["part"]
        address = f"{reverse('audit_trail')}?{NEXT}={part.next}" if part.next else None
    with region_scope(here.region):
        assert seen == list(AuditEvent.objects.order_by("-sequence").values_list("sequence", flat=True))
    back = client.get(f"{reverse('audit_trail')}?{BACK}={part.back}")
    assert [event.sequence for event, *_words in back.context["events"]] == pages[-2]
    assert client.get(f"{reverse('audit_trail')}?{NEXT}={'9' * 30}").status_code == 200


def test_the_operators_chain_belongs_to_no_region(db):
    region = chain(1)
    record(None, "system", "operators", region)
    assert broken_links(None) == []
    with region_scope(region):
        assert not AuditEvent.objects.filter(action="operators").exists()
    with region_scope(ALL_REGIONS):
        assert AuditEvent.objects.filter(action="operators").exists()


def test_events_of_one_change_come_last_and_once(db):
    region = make_region()

    def change(around, fails=False):
        with watched() as faults, around():
            with around():
                record(region.pk, "system", "test.first", region)
                Region.objects.filter(pk=region.pk).update(name="Kota Lain")
            record(None, "system", "test.other", region)
            with suppress(ZeroDivisionError), around():
                record(region.pk, "system", "test.undone", region)
                1 / 0
            record(region.pk, "system", "test.second", region)
            Region.objects.filter(pk=region.pk).update(name="Kota Baru")
            if fails:
                raise ZeroDivisionError
        return faults

    assert change(transaction.atomic), "the watch sees what comes after an event"
    before = AuditEvent.unscoped.count()
    assert change(recorded_last) == []
    with pytest.raises(ZeroDivisionError):
        change(recorded_last, fails=True)
    events = AuditEvent.unscoped.order_by("pk").values_list("action", flat=True)[before:]
    assert list(events) == ["test.other", "test.first", "test.second"]
    assert broken_links(region.pk) == broken_links(None) == []

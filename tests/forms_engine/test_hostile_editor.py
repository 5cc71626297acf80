"""A form of the editor that was cut off, garbled or invented, sent to everything that reads it: never a 500."""

import re
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail import blocks
from wagtail.models import Revision

from cms.pages.models import RegionPage
from forms_engine.design.editor.decompile import fill_page
from forms_engine.design.page import ServicePage
from tests.support.documents import service_document
from tests.support.factories import make_member, make_offices, make_region, make_service
from tests.support.posted import kept

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
GONE = object()
# For what counts, orders and names blocks; then for any text.
COUNTED = (GONE, "", "-1", "1000000000", "9" * 5000, "x", "²", str(2**63), "1e3", "2")
ANY = (GONE, "\x00", "\ud800", "x" * 70_000, "[" * 2000, "{}", "null")
COUNTS = re.compile(r"-(count|order|type|deleted|id|[A-Z]+_FORMS)$")


def inputs(block, value, prefix):
    """(name, text) of every input that the editor would show for a value."""
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from inputs(child, value[name], f"{prefix}-{name}")
    elif isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        rows = list(value) if isinstance(block, blocks.StreamBlock) else value.bound_blocks
        yield f"{prefix}-count", str(len(rows))
        for place, row in enumerate(rows):
            own = f"{prefix}-{place}"
            yield from [(f"{own}-deleted", ""), (f"{own}-order", str(place)), (f"{own}-id", row.id or "")]
            if isinstance(block, blocks.StreamBlock):
                yield f"{own}-type", row.block_type
            yield from inputs(row.block, row.value, f"{own}-value")
    elif (text := block.value_for_form(value)) not in (None, False):
        yield prefix, "on" if text is True else str(text)


def whole(service):
    """A form as the editor posts it: the questions of the first step opened, one of the second waiting."""
    data = {
        "title": service.title, "slug": service.slug, "audience": "residents", "summary": "x", "working_days": "3",
        "fee": "", "product": "", "complaints": "", "legal_basis": "", "requirements": "", "next": "",
        "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip
    for name in ("steps", "workflow", "certificate"):
        field = service._meta.get_field(name)
        data |= dict(inputs(field.stream_block, getattr(service, name), name))
    waiting = service.steps[1].value["fields"][1]
    prefix = "steps-1-value-fields-1-value"
    data = {name: text for name, text in data.items() if not name.startswith(prefix)}
    return data | {f"{prefix}-kept": kept(waiting)[1]["kept"]}


def patterns(data):
    """One name of each sort of input: its places left out."""
    return {re.sub(r"\d+", "N", name): name for name in data}.values()


@pytest.fixture
def service(db):
    region = make_offices(make_region())
    service = make_service(region, service_document())
    fill_page(service, service_document())
    service.save_revision()
    return service


@pytest.fixture
def admin(client, service):
    client.force_login(make_member(service.region, "admin", regional_admin=True).user)
    return client


def readers(service):
    """name → address of everything that reads a form of the editor."""
    parent = RegionPage.objects.get(region=service.region)
    new = ["forms_engine", "servicepage", parent.pk]
    return {
        "check": reverse("service_check", args=[service.pk]),
        "preview": reverse("wagtailadmin_pages:preview_on_edit", args=[service.pk]),
        "bank": reverse("bank_keep", args=[service.pk, 0]),
        "try": reverse("service_try", args=[service.pk]),
        "edit": reverse("wagtailadmin_pages:edit", args=[service.pk]),
        "new preview": reverse("wagtailadmin_pages:preview_on_add", args=new),
        "new check": reverse("service_check_new", args=[parent.pk]),
        "add": reverse("wagtailadmin_pages:add", args=new),
        "new try": reverse("service_try_new", args=[parent.pk]),
        "versions": reverse("service_versions", args=[service.pk]),
        "simulation": reverse("simulation", args=[service.pk]),
    }


def sent(client, address, data):
    """What came of a form (a mapping, or a body); nothing of it stays."""
    body = data if isinstance(data, bytes) else encoded(data)
    with transaction.atomic():
        try:
            return client.post(address, body, content_type=FORM).status_code
        except Exception as failure:
            return f"{type(failure).__name__}: {failure}"[:160]
        finally:
            transaction.set_rollback(True)


def encoded(data):
    return urlencode(data, errors="surrogatepass").encode()


def test_the_whole_form_is_what_the_editor_takes(admin, service):
    addresses, data = readers(service), whole(service)
    assert admin.post(addresses["preview"], data).json()["is_valid"]
    before = Revision.objects.count()
    assert admin.post(addresses["edit"], data).status_code == 302
    assert Revision.objects.count() > before
    draft = service.get_latest_revision_as_object()
    assert [child.value["title"] for child in draft.steps] == ["Data diri", "Tempat tinggal", "Berkas"]
    assert admin.post(addresses["add"], data | {"slug": "baru"}).status_code == 302


def test_a_form_with_anything_missing_or_garbled_is_refused_or_shown_again(admin, service):
    """Each sort of input once, garbled in a way whose turn it is, read by a reader whose turn it is."""
    data, wrong = whole(service), []
    turn, counted, other = cycle(list(readers(service).items())[:5]), cycle(COUNTED), cycle(ANY)
    for name in patterns(data):
        for value in (next(counted), next(counted)) if COUNTS.search(name) else (next(other),):
            changed = {key: text for key, text in data.items() if key != name}
            changed |= {} if value is GONE else {name: value}
            who, address = next(turn)
            if not isinstance(status := sent(admin, address, changed), int) or status >= 500:
                wrong.append(f"{who}, {name}={'(gone)' if value is GONE else value[:20]!r}: {status}")
    assert not wrong, "\n".join(wrong)


def test_a_form_cut_off_anywhere_is_refused_or_shown_again(admin, service):
    whole_form, wrong = whole(service), []
    body = encoded(whole_form)
    twice = {"steps-1-order": "0"}
    nested = {"steps-count": "1", "steps-0-deleted": "", "steps-0-type": "step", "steps-0-order": "0"}
    deep = {"steps-0-value-fields-0-value-kept": "[" * 2000}
    others = cycle([twice, nested, deep, {"comments-TOTAL_FORMS": "10" * 9}])
    for place, (who, address) in enumerate(readers(service).items()):
        for form in (b"", body[: int(len(body) * (0.1 + place / 13))], whole_form | next(others)):
            if not isinstance(status := sent(admin, address, form), int) or status >= 500:
                wrong.append(f"{who}, {str(form)[-60:]}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("count", ["1000000000", str(2**63)])
def test_a_count_of_blocks_that_are_not_there_is_not_counted_up_to(admin, service, count):
    """The first that is missing ends it: a refusal, not a loop."""
    addresses = readers(service)
    for who in ("edit", "preview", "add"):
        assert sent(admin, addresses[who], whole(service) | {"steps-count": count}) == 400, who
    assert ServicePage.objects.count() == 1


def test_the_pages_of_a_region_survive_it_too(admin, service):
    parent = RegionPage.objects.get(region=service.region)
    address = reverse("wagtailadmin_pages:edit", args=[parent.pk])
    for data in (
        {},
        {"title": "x"},
        {"title": "\x00", "comments-TOTAL_FORMS": "x"},
        {"comments-TOTAL_FORMS": "9" * 30},
    ):
        assert sent(admin, address, data) in (200, 302, 400)

"""Taking regions in, their details, jobs, the demo and the bare site."""

import io

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse
from PIL import Image
from wagtail.models import GroupPagePermission, Page, Site

from cms.accounts.models import Membership, User
from cms.audit.models import AuditEvent
from cms.jobs.models import Job
from cms.pages.models import HomePage, RegionPage
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, region_scope
from cms.setup.demo import PASSWORD, REGIONS, sign_ins
from cms.setup.new_region import create_region
from tests.support.people import make_operator, make_places

pytestmark = pytest.mark.django_db


def test_a_region_comes_with_its_page_and_groups():
    region = create_region("33.75")
    assert (region.name, region.kind, region.slug, region.time_zone) == (
        "Kota Pekalongan", "kota", "kota-pekalongan", "Asia/Jakarta",
    )  # fmt: skip
    page = RegionPage.objects.get(region=region)
    assert page.live and page.get_parent().specific_class is HomePage
    granted = GroupPagePermission.objects.filter(group__name="Admin 33.75")
    assert {row.page_id for row in granted} == {page.pk}
    assert {row.permission.codename for row in granted} == {
        "add_page", "change_page", "publish_page", "lock_page", "unlock_page",
    }  # fmt: skip
    staff = Group.objects.get(name="Staf")
    assert [permission.codename for permission in staff.permissions.all()] == ["access_admin"]
    assert AuditEvent.unscoped.get(region=region).action == "region.created"


def test_a_region_comes_whole_or_not_at_all():
    create_region("33.75")
    with pytest.raises(IntegrityError):
        create_region("33.75")
    with pytest.raises(KeyError):
        create_region("33.99")
    assert (Region.objects.count(), RegionPage.objects.count()) == (1, 1)


def test_an_operator_picks_a_region_from_the_list(client):
    client.force_login(make_operator())
    body = client.get(reverse("region_new")).content.decode()
    assert body.count("<optgroup") == 38 and body.count("<option") == 553
    assert client.post(reverse("region_new"), {"code": "33.99"}).context["form"].errors
    response = client.post(reverse("region_new"), {"code": "65"})
    region = Region.objects.get(code="65")
    assert response.url == reverse("region_staff_new", args=[region.pk])
    assert region.time_zone == "Asia/Makassar"
    assert client.post(reverse("region_new"), {"code": "65"}).context["form"].errors, "taken"


@pytest.fixture
def place(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_places()[0]


def upload(content, name="arms.png"):
    return SimpleUploadedFile(name, content, "image/png")


def png(colour="red"):
    buffer = io.BytesIO()
    Image.new("RGBA", (900, 900), colour).save(buffer, "PNG")
    return buffer.getvalue()


def test_arms_are_prepared_kept_replaced_and_served(client, place, tmp_path, django_capture_on_commit_callbacks):
    client.force_login(place.admin)
    post = {"letterhead": "Pemerintah", "letter_font": "bookman"}
    for colour in ("red", "blue"):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("own_region"), post | {"arms": upload(png(colour))})
        place.region.refresh_from_db()
    assert Image.open(place.region.arms).mode == "P"
    assert len(list((tmp_path / "arms").iterdir())) == 1, "the replaced picture is gone"
    served = client.get(reverse("arms", args=[place.region.slug]))
    assert served["Content-Type"] == "image/png" and b"".join(served.streaming_content)[:4] == b"\x89PNG"
    client.post(reverse("own_region"), post)
    place.region.refresh_from_db()
    assert place.region.arms, "saving without a new picture keeps the old"
    event = AuditEvent.unscoped.filter(action="region.changed").first()
    assert "Pemerintah" not in str(event.data)


def test_a_drawing_is_refused_and_what_was_typed_stays(client, place):
    client.force_login(place.admin)
    response = client.post(
        reverse("own_region"),
        {"letterhead": "Ketikan saya", "letter_font": "arial", "arms": upload(b"<svg/>", "lambang.svg")},
    )
    assert response.status_code == 200 and "arms" in response.context["form"].errors
    assert "Ketikan saya" in response.content.decode()


def test_failed_jobs_are_shown_with_their_reason_and_tried_again(client, place):
    client.force_login(place.admin)
    assert place.job.last_error in client.get(reverse("jobs")).content.decode()
    assert client.get(reverse("job_retry", args=[place.job.pk])).status_code == 405
    client.post(reverse("job_retry", args=[place.job.pk]))
    client.post(reverse("job_retry", args=[place.job.pk]))
    assert Job.unscoped.get(pk=place.job.pk).state == Job.State.READY
    assert AuditEvent.unscoped.filter(action="job.retried", region=place.region).count() == 1


def test_an_operator_sees_the_jobs_of_all_regions(client, place):
    client.force_login(make_operator())
    body = client.get(reverse("jobs")).content.decode()
    assert "Rahasiakota reason" in body and "Tetangga reason" in body
    client.post(reverse("job_retry", args=[place.job.pk]))
    assert AuditEvent.unscoped.get(action="job.retried").region_id == place.region.pk


def test_the_menu_is_short_for_a_region(client, place):
    client.force_login(place.admin)
    body = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("own_region", "jobs", "audit_trail", "positions:index", "holders:index", "staff:index",
                 "own_services"):  # fmt: skip
        assert f'"{reverse(name)}"' in body, name
    for name in ("wagtailimages:index", "wagtaildocs:index", "wagtailadmin_reports:site_history",
                 "wagtailusers_users:index", "regions"):  # fmt: skip
        assert f'"{reverse(name)}"' not in body, name
    client.force_login(place.staff)
    body = client.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("own_region", "jobs", "audit_trail", "positions:index", "staff:index"):
        assert f'"{reverse(name)}"' not in body, name


def test_the_site_is_set_up_once():
    for _time in range(2):
        call_command("setup_site")
    site = Site.objects.get()
    assert site.root_page.specific_class is HomePage and site.site_name == "Warkat"
    assert Page.objects.filter(depth=2).count() == 1
    assert Group.objects.filter(name="Staf").count() == 1


def test_the_demo_is_loaded_once(settings, tmp_path, client):
    settings.MEDIA_ROOT = tmp_path
    for _time in range(2):
        call_command("load_demo")
    assert set(Region.objects.values_list("code", flat=True)) == {"33.75", "34.04", "65"}
    assert User.objects.count() == 1 + sum(len(demo.people) for demo in REGIONS)
    with region_scope(ALL_REGIONS):
        assert Membership.objects.filter(regional_admin=True).count() == 3
        for member in Membership.objects.all():
            member.full_clean()
    assert all(region.arms for region in Region.objects.all())
    rows = sign_ins()
    assert len(rows) == User.objects.count()
    assert {row["region"] for row in rows} == {""} | {demo.name for demo in Region.objects.all()}
    for row in rows:
        assert client.login(username=row["username"], password=PASSWORD)
        assert client.get("/admin/").status_code == 200


def test_the_demo_is_never_loaded_in_production(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("load_demo")
    assert not User.objects.exists()

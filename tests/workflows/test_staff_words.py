"""What staff read in the inbox and the lists: words that speak to them, not to the applicant."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override

from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application
from tests.support.cases import World
from tests.support.factories import make_member
from tests.support.people import make_operator
from workflows.cases.models import Task

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.fixture
def world():
    return World()


def in_indonesian(text):
    with override("id"):
        return escape(gettext(text))


def colleague_of(world, office):
    """A signed-in second holder of an office's position."""
    member = make_member(world.region, "kedua")
    with region_scope(world.region):
        position = world.members[office].holdings.get().position
        position.holders.create(region=world.region, membership=member, since=position.holders.get().since)
    client = Client()
    client.force_login(member.user)
    return client


def test_a_returned_application_waits_for_the_applicant_not_for_staff(world):
    application = world.file()
    task = world.task()
    world.decide("correction", "Foto kurang jelas.")
    ours = in_indonesian("Waiting for the applicant's correction")
    theirs = in_indonesian("Waiting for your correction")
    client = world.client("petugas-loket")
    for address in ("/admin/permohonan/", f"/admin/tugas/{task.uuid}/", f"/admin/permohonan/{application.uuid}/"):
        page = client.get(address).content.decode()
        assert ours in page and theirs not in page, address
    assert str(application.uuid) in client.get("/admin/permohonan/", {"status": "correction"}).content.decode()
    asked = world.client("admin").get(reverse("reading_reason", args=[application.uuid])).content.decode()
    assert ours in asked and theirs not in asked
    with override("id"):
        assert escape(Application.Status.CORRECTION.label) == theirs  # what the applicant reads


def test_no_page_of_staff_asks_for_the_applicants_words():
    """The two words of the tracking page are the only place for them."""
    asking = [path for path in TEMPLATES.rglob("*.*") if "application.get_status_display" in path.read_text()]
    assert [str(path.relative_to(TEMPLATES)) for path in asking] == ["forms_engine/tracking.html"]
    labels = re.compile(r"Status\.choices|Status\([^)]*\)\.label|get_status_display")
    code = [
        path for floor in ("cms", "forms_engine", "workflows") for path in (TEMPLATES.parent / floor).rglob("*.py")
    ]
    using = {path.relative_to(TEMPLATES.parent).as_posix() for path in code if labels.search(path.read_text())}
    assert using == {"forms_engine/applications/models.py"}


def test_the_operator_sees_of_which_region_an_application_is(world):
    world.file()
    client = Client()
    client.force_login(make_operator())
    page = client.get("/admin/permohonan/").content.decode()
    of_all = in_indonesian("Every application of all regions and its progress.")
    of_one = in_indonesian("Every application of your region and its progress.")
    assert of_all in page and of_one not in page and f"{world.region.name} · " in page
    page = world.client("admin").get("/admin/permohonan/").content.decode()
    assert of_one in page and of_all not in page and f"{world.region.name} · " not in page


def test_who_comes_second_is_told_that_it_is_decided(world):
    world.file()
    task, second = world.task(), colleague_of(world, "petugas-loket")
    address = f"/admin/tugas/{task.uuid}/"
    assert second.get(address).status_code == 200
    world.decide("approve", office="petugas-loket")
    said = in_indonesian("Somebody has decided this already. Nothing was changed.")
    tries = (
        lambda: second.get(address, follow=True),
        lambda: second.post(address, {"decision": "reject", "reason": ""}, follow=True),
        lambda: second.post(address, {"decision": "reject", "reason": "Bukan penduduk."}, follow=True),
    )
    for attempt in tries:
        answer = attempt()
        assert answer.redirect_chain[-1][0] == reverse("workflows_inbox")
        assert said in answer.content.decode()
    with region_scope(world.region):
        assert Task.objects.get(pk=task.pk).decision == "approve"
    assert world.client("lurah").get(address).status_code == 404  # neither theirs nor their position's


def test_what_is_not_there_is_said_in_our_words(world):
    answer = world.client("lurah").get("/admin/tugas/00000000-0000-0000-0000-000000000000/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert in_indonesian("Page not found") in page and f'href="{reverse("wagtailadmin_home")}"' in page
    assert "Wagtail" not in page and "<h1>" in page


def test_the_list_of_letters_keeps_a_number_in_one_piece():
    template = (TEMPLATES / "forms_engine/certificates/admin_list.html").read_text()
    assert "style=" not in template and 'class="title warkat-number"' in template and "warkat-scroll" in template
    css = (Path(settings.BASE_DIR) / "cms/static/cms/admin.css").read_text()
    assert re.search(r"\.warkat-number \{[^}]*white-space: nowrap", css)

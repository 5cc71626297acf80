"""Rows that many tests need, made through the models, each valid by itself."""

from datetime import date

from django.utils import timezone

from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.pages.models import RegionPage
from cms.pages.site import ensure_site
from cms.regions.models import Region
from cms.regions.scoping import region_scope
from forms_engine.applications.codes import RESUME_LENGTH, TRACKING_LENGTH, new_code, new_token
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.readers import give_reason
from forms_engine.definition.codec import fingerprint
from forms_engine.design.page import ServicePage
from forms_engine.services.models import ServiceVersion

NAMES = {"33.75": "Kota Pekalongan", "33.26": "Kabupaten Pekalongan", "73.71": "Kota Makassar"}


def make_region(code="33.75", **changes):
    """A region with its page under the home page."""
    name = changes.pop("name", NAMES.get(code, f"Kota Contoh {code}"))
    slug = changes.pop("slug", name.lower().replace(" ", "-").replace(".", "-"))
    values = {
        "kind": "kabupaten" if name.startswith("Kabupaten") else "kota", "time_zone": "Asia/Jakarta",
        "head_title": "Wali Kota", "head_name": "Dr. H. Contoh Walikota, M.Si.",
        "letterhead": f"Pemerintah {name}", "letterhead_address": "Jalan Contoh Nomor 1, Telepon (0285) 000000",
    }  # fmt: skip
    region = Region.objects.create(code=code, name=name, slug=slug, **(values | changes))
    ensure_site().add_child(instance=RegionPage(title=name, slug=slug, region=region))
    return region


def make_member(region, username, regional_admin=False, **changes):
    """A staff account of the region; its password is its user name."""
    user = User.objects.create_user(username, password=username)
    values = {"full_name": username.title(), "regional_admin": regional_admin} | changes
    with region_scope(region):
        return Membership.objects.create(region=region, user=user, **values)


def make_position(region, code, title, holder=None, **changes):
    """A position, held by the Membership `holder` since 2020 when one is given."""
    with region_scope(region):
        position = Position.objects.create(region=region, code=code, title=title)
        if holder is not None:
            values = {"since": date(2020, 1, 1)} | changes
            PositionHolder.objects.create(region=region, position=position, membership=holder, **values)
    return position


OFFICES = {"petugas-loket": "Petugas Loket", "kasi-sosial": "Kepala Seksi Sosial", "lurah": "Lurah"}


def make_offices(region):
    """The positions that the stages of `service_document` name, held by nobody; returns the region."""
    for code, title in OFFICES.items():
        make_position(region, code, title)
    return region


def make_service(region, document):
    """A published ServicePage whose current version is `document`."""
    page = ServicePage(
        title=document["title"], slug=f"layanan-{new_code(6).lower()}", region=region, audience=document["audience"]
    )
    RegionPage.objects.get(region=region).add_child(instance=page)
    with region_scope(region):
        page.current_version = ServiceVersion.objects.create(
            region=region, service=page, number=1, document=document, hash=fingerprint(document),
            published_at=timezone.now(),
        )  # fmt: skip
    ServicePage.objects.filter(pk=page.pk).update(current_version=page.current_version, live=True)
    page.live = True
    return page


def make_application(service, answers, status=Application.Status.IN_REVIEW, email=""):
    """An Application of the service's current version as if it had been filed; no signal is sent."""
    region = service.region_id
    with region_scope(region):
        draft = Draft.objects.create(
            region_id=region, token=new_token(), resume_code=new_code(RESUME_LENGTH), service=service,
            version_id=service.current_version_id, answers=answers, email=email, filed=True,
        )  # fmt: skip
        return Application.objects.create(
            region_id=region, tracking_code=new_code(TRACKING_LENGTH), draft=draft, service=service,
            version_id=service.current_version_id, answers=answers, status=status, submitted_at=timezone.now(),
        )  # fmt: skip


def make_reader(application, username="admin"):
    """The region's administrator, who has said why they read the application; the account."""
    admin = make_member(application.region, username, regional_admin=True).user
    with region_scope(application.region_id):
        give_reason(admin, application, "help")
    return admin

"""Every screen of the installation, from its URL configuration: each route that may be had by GET, as each role.

A new screen is measured without being named here, as long as its address names what `Samples` knows.
"""

import re
import types
from dataclasses import dataclass
from io import BytesIO

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from cms.access.admin_routes import declared_roles
from cms.access.roles import Role
from cms.accounts.models import User
from cms.audit.models import AuditEvent
from cms.jobs.models import Job
from cms.paging import NEXT
from cms.paging import _written as place_of
from cms.regions.models import Region
from forms_engine.applications.models import Application, Draft
from forms_engine.applications.ownership import COOKIE, SALT
from forms_engine.certificates.models import IssuedCertificate
from forms_engine.design.bank.models import QuestionGroup
from forms_engine.design.page import ServicePage
from forms_engine.design.versions.models import ExampleApplication
from forms_engine.lists.models import ReferenceList
from tests.support.routes import RAISES, SIGNS_OUT, walk
from workflows.cases.models import Task

OURS = ("cms", "forms_engine", "workflows")
# Nothing of ours grows behind them: they change state, or are files of the interface.
LEFT_OUT = RAISES | SIGNS_OUT | {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}
WHO = {Role.STAFF: "lurah-0", Role.REGIONAL_ADMIN: "admin-0", Role.OPERATOR: "operator"}


@dataclass(frozen=True, slots=True)
class Screen:
    """A page as one person sees it: `name` is the route's with the role, `ours` whether we wrote it."""

    name: str
    address: str
    who: str
    ours: bool = True


class Samples:
    """Rows of the busiest region that addresses name: its first, its middle, its last."""

    def __init__(self):
        self.region = Region.objects.get(slug="wilayah-0")
        mine = {"region": self.region}
        self.service = ServicePage.objects.filter(region=self.region).order_by("pk").first()
        letters = IssuedCertificate.unscoped.filter(**mine).order_by("pk")
        self.letter = letters.filter(application__draft__uploads__scan="clean").select_related("application__draft")[
            0
        ]
        self.application = self.letter.application
        self.upload = self.application.draft.uploads.get()
        self.open = Task.unscoped.filter(decision="", position="lurah", **mine).first()
        self.draft = Draft.unscoped.filter(filed=False, **mine).first()
        self.failed = Job.unscoped.filter(state="dead", **mine).first()
        self.people = {user.username: user for user in User.objects.filter(username__in=WHO.values())}
        self.member = self.people["lurah-0"].membership
        self.reference = ReferenceList.objects.get(**mine)
        self.example = ExampleApplication.objects.get(**mine)
        self.group = QuestionGroup.objects.get(**mine)
        self._files()

    def _files(self):
        """The letter and the photo, which the rows only name."""
        picture = BytesIO()
        Image.new("RGB", (64, 48), "white").save(picture, "JPEG")
        for row, content in ((self.letter, b"%PDF-1.7"), (self.upload, picture.getvalue())):
            if not row.file.storage.exists(row.file.name):
                row.file.storage.save(row.file.name, ContentFile(content))

    def keys(self, name):
        """What the integers of a route stand for, by its name."""
        by_name = {
            "workflows_task": self.open.pk, "workflows_application": self.application.pk,
            "certificate_": self.letter.pk, "region_": self.region.pk, "job_": self.failed.pk,
            "positions": self.member.holdings.first().position_id, "holders": self.member.holdings.first().pk,
            "staff": self.member.pk, "wagtailusers_users": self.member.user_id, "bank_delete": self.group.pk,
            "reference_list": self.reference.pk, "reference_entry_new": self.reference.pk,
            "reference_entry": self.reference.entries.first().pk, "example_": self.example.pk,
        }  # fmt: skip
        own = next((pk for start, pk in by_name.items() if name.startswith(start)), self.service.pk)
        page = {"parent_page_id", "parent"}
        return lambda key: self.region.page.pk if key in page else own if key in {"pk", "page_id", "object_id"} else 1

    def texts(self):
        """What the texts and uuids of addresses stand for."""
        return {
            "slug": self.region.slug, "token": self.draft.token, "code": self.application.tracking_code,
            "tracking_code": self.application.tracking_code, "uuid": str(self.upload.uuid), "colour": "0a5566",
            "content_type_app_name": "forms_engine", "content_type_model_name": "servicepage", "step": "1",
            "app_label": "forms_engine", "model_name": "servicepage", "language": "id", "key": "alamat",
        }  # fmt: skip


def _address(route, name, samples):
    """An address of the route, None when it names what there is no sample of."""
    integer, texts = samples.keys(name), samples.texts()
    if name == "verify":
        texts["code"] = samples.letter.code
    unknown = []

    def fill(match):
        converter, _colon, key = match[1].rpartition(":")
        if converter == "int":
            return str(integer(key))
        if key == "uuid" and name.startswith(("workflows_", "certificate_")):
            rows = {"certificate": samples.letter, "workflows_task": samples.open}
            row = next((row for start, row in rows.items() if name.startswith(start)), samples.application)
            return str(row.uuid)
        if key not in texts:
            unknown.append(key)
        return texts.get(key, "")

    address = "/" + re.sub(r"<([^>]+)>", fill, route.replace("^", "").replace("$", ""))
    return None if unknown or "(" in address or ".*" in address else address


def screens(samples):
    """The Screens of every route, and of the lists' searches and deep pages."""
    for route, name, view in walk():
        match = types.SimpleNamespace(view_name=name, url_name=name.rpartition(":")[2] or None, route=route)
        roles = declared_roles(match, view) or ()
        address = None if not name or name in LEFT_OUT else _address(route, name, samples)
        if address is None:
            continue
        ours = getattr(view, "view_class", view).__module__.partition(".")[0] in OURS
        if Role.PUBLIC in roles:
            yield Screen(name, address, "", ours)
            continue
        for role, who in WHO.items():
            if role in roles:
                yield Screen(f"{name}_{role}", address, who, ours)
    yield Screen("home", "/", "")
    yield Screen("region", f"/{samples.region.slug}/", "")
    yield Screen("service", f"/{samples.region.slug}/{samples.service.slug}/", "")
    yield from _searches(samples)


def _searches(samples):
    """Lists as they are searched, filtered, and gone through to the middle."""
    middle = {
        "workflows_applications": _middle(Application.unscoped, samples, ("submitted_at", "pk")),
        "certificates": _middle(IssuedCertificate.unscoped, samples, ("issued_at", "pk")),
    }
    searched = {
        "workflows_applications": {
            "one_letter": "q=K", "five_letters": "q=K2345", "code": f"q={samples.application.tracking_code}",
            "correction": "status=correction", "middle": f"{NEXT}={middle['workflows_applications']}",
        },
        "certificates": {
            "every": "q=470", "number": f"q={samples.letter.number}", "part": "q=/999/", "none": "q=QQQQ",
            "code": f"q={samples.letter.code}", "middle": f"{NEXT}={middle['certificates']}",
        },
    }  # fmt: skip
    for name, queries in searched.items():
        for role in (Role.REGIONAL_ADMIN, Role.OPERATOR):
            for word, query in queries.items():
                yield Screen(f"{name}_{word}_{role}", f"{reverse(name)}?{query}", WHO[role])
    last = AuditEvent.unscoped.filter(region=samples.region).order_by("-sequence").first()
    yield Screen("audit_trail_middle", f"{reverse('audit_trail')}?{NEXT}={last.sequence // 2}", "admin-0")


def _middle(rows, samples, names):
    rows = rows.filter(region=samples.region)
    keys = rows.order_by("pk").values_list("pk", flat=True)
    row = rows.filter(pk__gte=(keys.first() + keys.last()) // 2, **{f"{names[0]}__isnull": False}).order_by("pk")[0]
    return place_of(row, [name if name != "pk" else "id" for name in names])


def client_for(who, samples):
    """A browser that `who` has signed in with; one of a citizen owns the samples."""
    from django.core import signing

    client = Client(raise_request_exception=False)
    if who:
        client.force_login(samples.people[who])
    else:
        client.cookies[COOKIE] = signing.dumps([samples.draft.token, samples.application.draft.token], salt=SALT)
    return client

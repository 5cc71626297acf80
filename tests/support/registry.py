"""An application under way, and everything that shows what was applied for."""

from uuid import UUID

from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cms.audit.models import AuditEvent
from cms.jobs.ledger import drain
from cms.regions.scoping import region_scope
from forms_engine.applications.models import Application
from forms_engine.uploads.models import Upload
from tests.support.cases import World
from tests.support.factories import make_member
from tests.support.hostile_files import photo
from tests.support.journeys import FILLED


class Registry(World):
    """A filed application with a photo, on its way: the counter has approved it, the section head is next."""

    def __init__(self, code="33.75"):
        super().__init__(code)
        self.application = self.file()
        self.first = self.task()
        first = {} if Upload.unscoped.exists() else {"uuid": UUID(FILLED["fld-foto"][0])}
        with region_scope(self.region):
            self.upload = Upload(
                region=self.region, draft=self.application.draft, field_id="fld-foto", name="rumah.jpg",
                content_type="image/jpeg", size=len(photo()), sha256="0" * 64, **first,
            )  # fmt: skip
            self.upload.file.save("file", ContentFile(photo()), save=False)
            self.upload.save()
        self.decide("approve")
        self.colleague = make_member(self.region, f"rekan-{code}")

    def finish(self):
        """The rest of the way, up to the letter."""
        self.decide("approve")
        self.decide("approve")
        drain()
        self.application = Application.unscoped.get(pk=self.application.pk)

    def contents(self):
        """name → address of everything that shows what was applied for."""
        found = {
            "application": reverse("workflows_application", args=[self.application.uuid]),
            "file": reverse("upload_file", args=[self.upload.uuid]),
            "thumbnail": reverse("upload_thumbnail", args=[self.upload.uuid]),
        }
        with region_scope(self.region):
            if letter := getattr(self.application, "certificate", None):
                found["letter"] = reverse("certificate_staff_download", args=[letter.uuid])
        return found

    def as_member(self, member):
        client = Client()
        client.force_login(member.user)
        return client

    def events(self, action):
        with region_scope(self.region):
            return list(AuditEvent.objects.filter(action=action).order_by("sequence"))

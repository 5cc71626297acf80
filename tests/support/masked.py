"""What must not be seen."""

from django.test import Client
from django.urls import reverse

from cms.regions.scoping import region_scope
from tests.support.cases import World
from tests.support.documents import service_document
from tests.support.factories import make_application, make_service
from tests.support.journeys import FILLED
from tests.support.people import make_operator
from tests.support.routes import filled, walk
from workflows.cases.deciding import filed

MASKED = {
    "nik": "3375014508850001", "family_card": "3375011204100003", "npwp": "3375014508850007",
    "nip": "197606121996031004", "phone": "+6281234567890", "email": "sari.rahasia@contoh.id",
}  # fmt: skip


def document():
    """The common service with every kind that is masked, in a group as well."""
    raw = service_document()
    fields = raw["steps"][0]["fields"]
    fields += [{"id": f"fld-{kind[:4]}x", "kind": kind, "label": f"Isian {kind}"} for kind in MASKED]
    inner = [{"id": f"row-{kind[:4]}x", "kind": kind, "label": f"Baris {kind}"} for kind in MASKED]
    fields.append({"id": "fld-grp0", "kind": "group", "label": "Saksi", "fields": inner})
    return raw


def answers():
    own = {f"fld-{kind[:4]}x": value for kind, value in MASKED.items()}
    row = {"_row": "abc"} | {f"row-{kind[:4]}x": value for kind, value in MASKED.items()}
    return FILLED | {"fld-nik0": MASKED["nik"], "fld-tel0": MASKED["phone"]} | own | {"fld-grp0": [row]}


class Masked(World):
    """An application that came back for a correction, so that its owner has every page there is."""

    def __init__(self):
        super().__init__()
        self.service = make_service(self.region, document())
        self.application = make_application(self.service, answers(), email=MASKED["email"])
        with region_scope(self.region):
            self.application.submissions.create(
                region=self.region, number=1, answers=answers(), at=self.application.submitted_at
            )
            filed(self.application)
            self.first = self.task()
            self.decide("correction", "Foto rumah belum jelas.")

    def people(self):
        """name → client: the owner, a stranger, staff."""
        owner, operator = Client(), Client()
        code = self.application.tracking_code
        owner.post(reverse("tracking", args=[code]), {"code": self.application.draft.resume_code})
        operator.force_login(make_operator())
        staff = {name: self.client(name) for name in ("petugas-loket", "lurah", "admin")}
        for client in (operator, staff["admin"]):
            client.post(reverse("reading_reason", args=[self.application.uuid]), {"reason": "help"})
        return {"owner": owner, "stranger": Client(), "operator": operator} | staff

    def addresses(self):
        """(name of the route, address) of every page of ours, each with everything that it may be about here."""
        draft = self.application.draft
        codes = [self.application.tracking_code, draft.resume_code]
        values = {
            "token": [draft.token], "step": ["1", "2", "3", "4"], "code": codes, "tracking_code": codes,
            "pk": sorted({self.application.pk, self.first.pk, self.service.pk}),
            "uuid": ["7b0f1c1e-0000-4000-8000-000000000001", self.application.uuid, self.first.uuid],
        }  # fmt: skip
        for route, name, _view in walk():
            if not name or name.startswith("wagtail"):
                continue
            for address in filled(route, values):
                yield name, address

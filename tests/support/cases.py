"""Applications on their way through the stages."""

import copy

from django.test import Client

from cms.jobs.models import Job
from cms.regions.scoping import region_scope
from tests.support.documents import service_document
from tests.support.factories import make_application, make_member, make_position, make_region, make_service
from tests.support.journeys import FILLED
from workflows.cases.deciding import decide, filed
from workflows.cases.models import Task


def two_ways():
    """A service whose second stage and second paragraph are for large families only."""
    document = copy.deepcopy(service_document("Dua jalan"))
    document["steps"] = [
        {"id": "step-fam", "title": "Keluarga", "fields": [
            {"id": "fld-many", "kind": "number", "label": "Jumlah anak"},
        ]},
    ]  # fmt: skip
    rule = {"and": [{"and": [{"answered": ["fld-many"]}, {">": [{"var": "fld-many"}, 3]}]}]}
    document["parts"]["workflow"]["stages"] = [
        {"id": "stage-1", "title": "Periksa", "position": "petugas-loket"},
        {"id": "stage-2", "title": "Putus", "position": "lurah", "show_when": rule},
    ]
    document["certificate"]["body"] = [
        {"id": "par-all", "text": "Anak: {{fld-many}}."},
        {"id": "par-big", "text": "Keluarga besar.", "show_when": rule},
    ]
    return document


OFFICES = {"petugas-loket": "Petugas Loket", "kasi-sosial": "Kepala Seksi Sosial", "lurah": "Lurah"}


class World:
    """A region with three officials and a service; `file()` files an application."""

    def __init__(self, code="33.75"):
        self.region = make_region(code)
        self.members = {}
        for office, title in OFFICES.items():
            member = make_member(self.region, f"{office}-{code}")
            make_position(self.region, office, title, holder=member)
            self.members[office] = member
        self.admin = make_member(self.region, f"admin-{code}", regional_admin=True)
        self.service = make_service(self.region, service_document())

    def file(self):
        application = make_application(self.service, FILLED, email="sari@contoh.id")
        with region_scope(self.region):
            application.submissions.create(region=self.region, number=1, answers=FILLED, at=application.submitted_at)
            filed(application)
        return application

    def task(self):
        with region_scope(self.region):
            return Task.objects.get(decision="")

    def decide(self, decision, reason="", office=None):
        task = self.task()
        with region_scope(self.region):
            return decide(task.pk, decision, reason, self.members[office or task.position].user)

    def client(self, office):
        client = Client()
        client.force_login(self.members[office].user if office in self.members else self.admin.user)
        return client


def jobs(name):
    return Job.unscoped.filter(name=name).count()

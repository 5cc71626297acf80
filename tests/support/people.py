"""Two regions with everyone and everything in them, the first full of names that nobody else may see."""

from dataclasses import dataclass

from cms.accounts.models import User
from cms.audit.trail import record
from cms.jobs.ledger import enqueue
from cms.jobs.models import Job
from cms.pages.models import RegionPage
from cms.regions.models import Region
from cms.setup.new_region import create_region
from forms_engine.lists.models import ReferenceEntry
from tests.support.factories import make_member, make_position
from tests.support.lists import make_list

SECRET = "Rahasiakota"


@dataclass
class Place:
    region: Region
    page: RegionPage
    admin: User
    staff: User
    member: object
    position: object
    holder: object
    job: Job
    reference: object
    entry: object


def make_place(code, word):
    """A region whose every name begins with `word`."""
    region = create_region(code, name=f"{word} {code}", letterhead=f"{word} letterhead")
    place = word.lower()
    admin = make_member(region, f"{place}-admin", regional_admin=True, full_name=f"{word} Admin")
    member = make_member(region, f"{place}-staff", full_name=f"{word} Staff")
    position = make_position(region, "lurah", f"{word} Lurah", holder=member)
    job = enqueue("cms.test", region=region, key=f"{word}-job")
    Job.unscoped.filter(pk=job.pk).update(state=Job.State.DEAD, last_error=f"{word} reason")
    record(region.pk, "system", f"{place}.done", region)
    reference = make_list(region, [("A1", f"{word} Pasar", [f"{word} Kecamatan"])], name=f"{word} Daftar")
    return Place(
        region, region.page, admin.user, member.user, member, position, position.holders.model.unscoped.get(
            position=position
        ), job, reference, ReferenceEntry.unscoped.get(reference=reference),
    )  # fmt: skip


def make_places():
    """(A, B): region A is the one whose names are secret."""
    return make_place("33.75", SECRET), make_place("34.04", "Tetangga")


def make_operator():
    return User.objects.create_superuser("operator", password="operator")

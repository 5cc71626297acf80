"""The models of floor 1, each defined in the sub-package named after it."""

from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.audit.models import AuditEvent, AuditHead
from cms.jobs.models import Job, Pause
from cms.pages.models import HomePage, RegionPage
from cms.pages.second_look import SecondLook
from cms.regions.models import Region

__all__ = [
    "AuditEvent", "AuditHead", "HomePage", "Job", "Membership", "Pause", "Position", "PositionHolder",
    "Region", "RegionPage", "SecondLook", "User",
]  # fmt: skip

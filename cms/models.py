"""The models of floor 1, each defined in the sub-package named after it."""

from cms.access.models import Attempt
from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.accounts.signing_models import FailedSignIn, LinkRequest, Notice, StaffRequest
from cms.audit.models import AuditEvent, AuditHead
from cms.jobs.models import Job, Pause
from cms.pages.models import HomePage, RegionPage
from cms.pages.second_look import SecondLook
from cms.regions.models import Region

__all__ = [
    "Attempt", "AuditEvent", "AuditHead", "FailedSignIn", "HomePage", "Job", "LinkRequest", "Membership", "Notice",
    "Pause", "Position", "PositionHolder", "Region", "RegionPage", "SecondLook", "StaffRequest", "User",
]  # fmt: skip

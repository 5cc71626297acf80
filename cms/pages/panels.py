"""What a person finds on the admin's first page: the next steps of the role, not Wagtail's own panels."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from cms.access.roles import Role, roles_of
from cms.accounts.duties import may_confirm, waiting
from cms.accounts.models import Membership, Position, PositionHolder, SignedInRequest, User
from cms.jobs.models import Job
from cms.pages.models import RegionPage
from cms.regions.models import Region


def waiting_for(user: User) -> int:
    """How many changes of accounts wait for this very person to confirm them."""
    return sum(may_confirm(user, wish) for wish in waiting())


class FirstStepsPanel(Component):
    """A regional administrator's services and what is still missing before the first one works."""

    name = "first_steps"
    template_name = "cms/admin/first_steps.html"
    order = 10

    def __init__(self, request: SignedInRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """The region, its services, what to do next, and how many wait or failed."""
        region = membership.region if (membership := self.request.user.membership) else None
        page = RegionPage.objects.get(region=region)
        services = Page.objects.child_of(page).specific(defer=True).order_by("title")
        return {
            "region": region,
            "page": page,
            "services": services,
            "steps": self._steps(region, services),
            "failed": Job.objects.filter(state=Job.State.DEAD).count(),
            "waiting": waiting_for(self.request.user),
        }

    def _steps(self, region, services):
        """(whether it is done, its words, its address) in the order in which they make sense."""
        return [
            (bool(region.letterhead and region.arms), _("Coat of arms and letterhead"), reverse("own_region")),
            (Position.objects.exists(), _("Positions that decide and sign"), reverse("positions:index")),
            (Membership.objects.filter(regional_admin=False).exists(), _("Staff"), reverse("staff:index")),
            (PositionHolder.objects.exists(), _("Who holds which position"), reverse("holders:index")),
            (any(page.live for page in services), _("A published service"), reverse("own_services")),
        ]


class OperatorPanel(Component):
    """The regions of the installation and what has failed in them, for an operator."""

    name = "operator"
    template_name = "cms/admin/operator_panel.html"
    order = 10

    def __init__(self, request: SignedInRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """How many regions there are, what waits for the operator, and which jobs failed."""
        return {
            "waiting": waiting_for(self.request.user),
            "regions": Region.objects.count(),
            "failed": Job.objects.filter(state=Job.State.DEAD).count(),
            "unset": settings.WARKAT_ENV_UNSET,
        }


def panels_for(request: SignedInRequest) -> list[Component]:
    """Our panels for the person who is signed in."""
    roles = roles_of(request.user)
    if Role.OPERATOR in roles:
        return [OperatorPanel(request)]
    if Role.REGIONAL_ADMIN in roles:
        return [FirstStepsPanel(request)]
    return []

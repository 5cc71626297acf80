"""The bank below the steps of the form."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import HelpPanel

from cms.access.roles import Role, roles_of
from cms.regions.scoping import region_scope
from forms_engine.definition.registry import kinds
from forms_engine.design.bank.groups import groups_of_region


def sorts() -> str:
    """JSON for the editor's script: code of a kind → what it compares as, null for one that asks nothing."""
    return json.dumps({name: kind.compares if kind.asks else None for name, kind in kinds().items()})


class BankPanel(HelpPanel):
    """Buttons that drop a group of questions into the form."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {"template": "forms_engine/admin/bank.html", "heading": _("Question bank")}
        super().__init__(**defaults | kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            keeps = Role.REGIONAL_ADMIN in roles_of(self.request.user)
            # An operator sees every region's banks; a service is made of its own region's.
            with region_scope(self.instance.region_id):
                return context | {"groups": groups_of_region(), "keeps": keeps, "sorts": sorts()}

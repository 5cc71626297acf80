"""The editor's stage block."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StageBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Name of the stage"), max_length=200)
    position = blocks.CharBlock(label=_("Position that decides"), max_length=40)
    working_days = blocks.IntegerBlock(
        label=_("Deadline in working days"), min_value=1, max_value=365, required=False
    )

    class Meta:
        icon = "tasks"
        label = _("Stage")

"""The editor's stage block."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.accounts.blocks import PositionChoiceBlock, position_choices
from forms_engine.design.editor.blocks import condition_blocks, condition_group


class StageBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("Name of the stage"), max_length=200, help_text=_("For example “Checking the documents”.")
    )
    position = PositionChoiceBlock(choices=position_choices, label=_("Position that decides"))
    working_days = blocks.IntegerBlock(
        label=_("Deadline in working days"), min_value=1, max_value=365, required=False
    )

    match, conditions = (block for _name, block in condition_blocks())

    class Meta:
        form_layout = blocks.BlockGroup(
            ["title", "position", "working_days", condition_group(heading=_("Only when …"))]
        )
        icon = "tasks"
        label = _("Stage")
        label_format = "{title}"

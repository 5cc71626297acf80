"""The editor's blocks. The steps' field blocks come from the registry of field kinds."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the step"), max_length=200)
    intro = blocks.TextBlock(label=_("Introduction"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Step")


class CertificateBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Certificate")

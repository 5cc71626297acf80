"""A plain Wagtail page of as many blocks as a service: the peer of the editor."""

from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page


class ItemBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=300)
    hint = blocks.CharBlock(required=False, max_length=600)
    required = blocks.BooleanBlock(required=False)
    kind = blocks.ChoiceBlock(choices=[("a", "A"), ("b", "B"), ("c", "C")], required=False)
    least = blocks.IntegerBlock(required=False)
    most = blocks.IntegerBlock(required=False)
    choices = blocks.ListBlock(blocks.CharBlock(max_length=200), default=[])
    notes = blocks.TextBlock(required=False)


class PartBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=200)
    intro = blocks.TextBlock(required=False)
    items = blocks.StreamBlock([("item", ItemBlock())], required=False)


class PlainPage(Page):
    steps = StreamField([("part", PartBlock())], blank=True)
    content_panels = [*Page.content_panels, FieldPanel("steps")]

    region_free = "a bench's own page"

    class Meta:
        app_label = "plain"

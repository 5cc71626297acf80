"""The editor's blocks. The question blocks come from the registry of field kinds: none is named here."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import BlockGroup

import forms_engine.fields  # noqa: F401  (enters the kinds)
from cms.accounts.blocks import PositionChoiceBlock, position_choices
from forms_engine.builder.conditions import ConditionBlock, FieldPickerBlock, token_help
from forms_engine.builder.widgets import MergeText
from forms_engine.definition.registry import kinds

DEFAULT_PATTERN = "{classification}/{number:3}/{unit}/{month_roman}/{year}"
# What makes the question; the rest of its settings wait in a group that opens.
FIRST = ("label", "hint", "required", "choices", "text", "accept", "operation", "sources")
MATCHES = [("all", _("all of these are met")), ("any", _("one of these is met"))]


def condition_blocks():
    """When a question or a step is shown: rows of conditions, and whether all or one must be met."""
    return [
        ("match", blocks.ChoiceBlock(label=_("Show when"), choices=MATCHES, default="all", required=False)),
        ("conditions", blocks.ListBlock(ConditionBlock(), label=_("Conditions"), default=[])),
    ]


def condition_group():
    return BlockGroup(
        ["match", "conditions"], heading=_("Show only when …"), icon="view", classname="collapsed", label_format=""
    )


def question_block(kind):
    """The editor's block of a kind of field: common settings, the kind's own, and when it is shown."""
    options = kind.option_blocks()
    children = [("label", blocks.CharBlock(label=_("Question") if kind.asks else _("Heading"), max_length=300))]
    if kind.asks:
        children += [
            ("hint", blocks.CharBlock(label=_("Hint"), required=False, max_length=600)),
        ]
    if kind.is_typed:
        children.append(
            ("required", blocks.BooleanBlock(label=_("Must be answered"), required=False, default=True)),
        )
    if kind.has_choices:
        choice = blocks.CharBlock(label=_("Choice"), max_length=200)
        children.append(("choices", blocks.ListBlock(choice, label=_("Choices"), default=["", ""])))
    children += [*options, *condition_blocks()]
    names = [name for name, _block in children]
    main = [name for name in names if name in FIRST]
    details = [name for name, _block in options if name not in main]
    layout = [*main]
    if details:
        layout.append(
            BlockGroup(details, heading=_("Limits and units"), icon="sliders", classname="collapsed", label_format="")
        )
    layout.append(condition_group())
    return blocks.StructBlock(
        children,
        icon=kind.icon,
        label=kind.label,
        group=kind.group,
        label_format="{label}",
        collapsed=True,
        form_layout=BlockGroup(layout),
    )


def question_blocks():
    """(kind name, block) of every kind."""
    return [(name, question_block(kind)) for name, kind in kinds().items()]


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the step"), max_length=200)
    intro = blocks.TextBlock(label=_("Introduction"), required=False, max_length=2000, rows=2)
    match, conditions = (block for _name, block in condition_blocks())
    fields = blocks.StreamBlock(question_blocks(), label=_("Questions"), required=False)

    class Meta:
        # The condition stands before the questions: it may look at earlier steps only.
        form_layout = BlockGroup(["title", "intro", condition_group(), "fields"])
        icon = "list-ul"
        label = _("Step")
        label_format = "{title}"


class MergeTextBlock(blocks.FieldBlock):
    """A paragraph of the letter."""

    def __init__(self, required=True, **kwargs):
        self.field = forms.CharField(required=required, max_length=5000, widget=MergeText())
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"


class CertificateBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the letter"), max_length=200)
    letterhead = blocks.CharBlock(
        label=_("Office in the letterhead"), required=False, max_length=300,
        help_text=_("A line of its own below the region's letterhead, for example “KELURAHAN …”."),
    )  # fmt: skip
    body = blocks.StreamBlock(
        [
            ("text", MergeTextBlock(label=_("Paragraph"))),
            (
                "rows",
                blocks.ListBlock(
                    FieldPickerBlock(label=_("Question")), label=_("Table of answers"), icon="table", min_num=1
                ),
            ),
        ],
        label=_("Text of the letter"),
        required=False,
    )
    signatory = PositionChoiceBlock(choices=position_choices, label=_("Who signs"))
    valid_months = blocks.IntegerBlock(
        label=_("Valid for (months)"), required=False, min_value=1, max_value=600, help_text=_("Empty: without end.")
    )
    number_pattern = blocks.CharBlock(
        label=_("Pattern of the number"), default=DEFAULT_PATTERN, max_length=200, help_text=token_help()
    )
    classification = blocks.CharBlock(
        label=_("Classification code"), required=False, max_length=40, help_text=_("For example 400.9")
    )
    unit = blocks.CharBlock(
        label=_("Code of the office"), required=False, max_length=40, help_text=_("For example KEL.SKH")
    )

    class Meta:
        icon = "doc-full"
        label = _("Letter")
        label_format = "{title}"

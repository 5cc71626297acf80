"""The editor's blocks. The question blocks come from the registry of field kinds: none is named here."""

from functools import cache
from typing import Any

from django import forms
from django.utils.functional import cached_property, lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks import BlockGroup

import forms_engine.fields  # noqa: F401  (enters the kinds)
from cms.accounts.blocks import CodeChoiceBlock, PositionChoiceBlock, position_choices
from forms_engine.definition.kind import Kind
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.kept import KeptAdapter, KeptMixin
from forms_engine.design.editor.sample import sample_question
from forms_engine.pickers.conditions import MATCHES, FieldPickerBlock, conditions_block
from forms_engine.pickers.widgets import ChoicePicker, MergeText

SHOW_WHEN, SHOW_ONLY_WHEN, REQUIRED_WHEN = _("Show when"), _("Show only when …"), _("Must be answered when")
DEFAULT_PATTERN = "{classification}/{number:3}/{unit}/{month_roman}/{year}"
# What makes the question, beside its kind's `first_options`; the rest of its settings wait in a group that opens.
FIRST = ("label", "hint", "required", "choices", "fields")


# Blocks that stand in many others are one object: the editor's page says each object once, and is light for it.
@cache
def condition_blocks(prefix: str = "", heading: Any = SHOW_WHEN) -> list[tuple[str, blocks.Block]]:
    """Rows of conditions, and whether all, one or none must be met: (name, block) pairs."""
    return [
        (f"{prefix}match", CodeChoiceBlock(label=heading, choices=MATCHES, default="all", required=False)),
        (f"{prefix}conditions", conditions_block()),
    ]


def condition_group(prefix: str = "", heading: Any = SHOW_ONLY_WHEN) -> BlockGroup:
    names = [f"{prefix}match", f"{prefix}conditions"]
    return BlockGroup(names, heading=heading, icon="view", classname="collapsed", label_format="")


class ChoicePickerBlock(blocks.FieldBlock):
    """The id of one of the choices of the question that this stands in."""

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.CharField(required=required, help_text=help_text, max_length=36, widget=ChoicePicker())
        super().__init__(**kwargs)


class ChoiceRuleBlock(blocks.StructBlock):
    """A choice that is offered to some only."""

    choice = ChoicePickerBlock(label=_("Choice"))
    match = CodeChoiceBlock(label=_("Offer it when"), choices=MATCHES, default="all", required=False)
    conditions = conditions_block()

    class Meta:
        icon = "view"
        label = _("Choice offered to some people only")


@cache
def _warn_block() -> blocks.BooleanBlock:
    warn = _("If it is left empty, point this out before sending")
    return blocks.BooleanBlock(label=warn, required=False)


@cache
def _choice_blocks() -> tuple[blocks.ListBlock, blocks.ListBlock]:
    """The choices, and those offered to some only."""
    choice = blocks.CharBlock(label=_("Choice"), max_length=200)
    rules = blocks.ListBlock(ChoiceRuleBlock(), label=_("Choices offered to some people only"), default=[])
    return blocks.ListBlock(choice, label=_("Choices"), default=["", ""]), rules


def _given_blocks(kind: Kind) -> list[tuple[str, blocks.Block]]:
    """What may be set about leaving a question empty, and about the choices it offers: (name, block) pairs."""
    pairs = [("warn", _warn_block()), *condition_blocks("required_", REQUIRED_WHEN)]
    if kind.has_choices:
        pairs.append(("choice_rules", _choice_blocks()[1]))
    return pairs


@cache
def _head_blocks(asks: bool) -> tuple[blocks.CharBlock, blocks.CharBlock, blocks.BooleanBlock]:
    """The question, its hint, and whether it must be answered."""
    label = blocks.CharBlock(label=_("Question") if asks else _("Heading"), max_length=300)
    hint = blocks.CharBlock(label=_("Hint"), required=False, max_length=600)
    return label, hint, blocks.BooleanBlock(label=_("Must be answered"), required=False, default=True)


PERSONAL_CLASSES = [
    ("", _("as the kind of question suggests")),
    ("none", _("not personal data")),
    ("general", _("general personal data (name, address, identity number …)")),
    ("specific", _("specific personal data (health, finances, children, criminal record …)")),
]


@cache
def personal_blocks() -> list[tuple[str, blocks.Block]]:
    """Which personal data it is, and why it is asked (UU 27/2022): (name, block) pairs."""
    purpose = _("If left empty, the purpose of the whole service applies.")
    return [
        ("personal", CodeChoiceBlock(label=_("Personal data"), choices=PERSONAL_CLASSES, required=False)),
        (
            "purpose",
            blocks.CharBlock(label=_("What it is needed for"), required=False, max_length=300, help_text=purpose),
        ),
    ]


class QuestionBlock(KeptMixin, blocks.StructBlock):
    """A question; where kinds are chosen it is shown as people meet it."""

    class Meta:
        preview_template = "forms_engine/preview/question.html"
        preview_value = {}

    def get_preview_value(self) -> blocks.StructValue:
        return self.normalize({})

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return super().get_preview_context(value, parent_context) | {"question": sample_question(self.name)}


class QuestionAdapter(KeptAdapter):
    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["forms_engine/admin/kept.js"])


register(QuestionAdapter(), QuestionBlock)


@cache
def question_block(kind: Any) -> QuestionBlock:
    """The editor's block of a kind of field: common settings, the kind's own, and when it is shown."""
    options = kind.option_blocks()
    label, hint, required = _head_blocks(kind.asks)
    children = [("label", label)]
    if kind.asks:
        children.append(("hint", hint))
    if kind.is_given:
        children.append(("required", required))
    if kind.has_choices:
        children.append(("choices", _choice_blocks()[0]))
    if kind.repeats:
        inner = [
            (name, question_block(other)) for name, other in kinds().items() if not (other.repeats or other.stops)
        ]
        children.append(("fields", blocks.StreamBlock(inner, label=_("Questions for each item"), required=False)))
    given = _given_blocks(kind) if kind.is_given else []
    personal = personal_blocks() if kind.is_typed else []
    children += [*options, *given, *condition_blocks(), *personal]
    layout = [name for name, _block in children if name in (*FIRST, *kind.first_options)]
    details = [name for name, _block in options if name not in layout]
    if details:
        layout.append(
            BlockGroup(details, heading=kind.details_heading, icon="sliders", classname="collapsed", label_format="")
        )
    if given:
        heading = _("Required only when …") if not kind.has_choices else _("Required or offered only when …")
        names = [name for name, _block in given]
        layout.append(BlockGroup(names, heading=heading, icon="warning", classname="collapsed", label_format=""))
    layout.append(condition_group())
    if personal:
        names = [name for name, _block in personal]
        layout.append(
            BlockGroup(names, heading=_("Personal data"), icon="user", classname="collapsed", label_format="")
        )
    return QuestionBlock(
        children,
        icon=kind.icon,
        label=kind.label,
        group=kind.group,
        label_format="{label}",
        collapsed=True,
        form_layout=BlockGroup(layout),
    )


def question_blocks() -> list[tuple[str, QuestionBlock]]:
    """(kind name, block) of every kind."""
    return [(name, question_block(kind)) for name, kind in kinds().items()]


class CheckBlock(blocks.StructBlock):
    """What may not be, with the message that people read."""

    message = blocks.TextBlock(label=_("What people read"), max_length=600, rows=2)
    match = CodeChoiceBlock(label=_("Show the message when"), choices=MATCHES, default="all", required=False)
    conditions = conditions_block()
    warn = blocks.BooleanBlock(label=_("Only point it out; people may continue"), required=False)

    class Meta:
        icon = "warning"
        label = _("Check")
        label_format = "{message}"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the step"), max_length=200)
    intro = blocks.TextBlock(label=_("Introduction"), required=False, max_length=2000, rows=2)
    match, conditions = (block for _name, block in condition_blocks())
    fields = blocks.StreamBlock(question_blocks(), label=_("Questions"), required=False, collapsed=True)
    checks = blocks.StreamBlock([("check", CheckBlock())], label=_("Checks of the answers"), required=False)

    class Meta:
        # The condition stands before the questions: it may look at earlier steps only. Checks look at this step too.
        checks_group = BlockGroup(
            ["checks"], heading=_("Checks"), icon="warning", classname="collapsed", label_format=""
        )
        form_layout = BlockGroup(["title", "intro", condition_group(), "fields", checks_group])
        icon = "list-ul"
        label = _("Step")
        label_format = "{title}"


class MergeTextBlock(blocks.FieldBlock):
    """A paragraph of the letter."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        self.field = forms.CharField(required=required, max_length=5000, widget=MergeText())
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"


class ConditionalTextBlock(blocks.StructBlock):
    """A paragraph that stands in some letters only."""

    match, conditions = (block for _name, block in condition_blocks(heading=_("Print it when")))
    text = MergeTextBlock(label=_("Paragraph"))

    class Meta:
        icon = "view"
        label = _("Paragraph for some only")
        label_format = "{text}"


def _tokens() -> str:
    return format_html(
        "{} <code>{}</code>",
        gettext("Possible parts:"),
        "{classification} {number:3} {unit} {month} {month_roman} {year}",
    )


token_help = lazy(_tokens, str)


class CertificateBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title of the letter"), max_length=200)
    letterhead = blocks.CharBlock(
        label=_("Office in the letterhead"), required=False, max_length=300,
        help_text=_("A line of its own below the region's letterhead, for example “KELURAHAN …”."),
    )  # fmt: skip
    body = blocks.StreamBlock(
        [
            ("text", MergeTextBlock(label=_("Paragraph"))),
            ("when", ConditionalTextBlock()),
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
        label=_("Valid for (months)"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("Leave it empty if it has no end."),
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

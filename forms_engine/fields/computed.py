"""A value that is calculated from answers before it: nobody types it, and it follows them when they change."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType
from forms_engine.fields.blank import Blank
from forms_engine.logic.values import plain
from forms_engine.pickers.conditions import FieldPickerBlock
from forms_engine.text.numbers import write_number, write_plain_number

SUMS = ("sum", "difference", "product")
OVER_ROWS = {"total": "numbers", "count": "rows"}
SPANS = ("days", "months", "years", "working_days")
OPERATIONS = [
    ("sum", gettext_lazy("sum of all of them")),
    ("difference", gettext_lazy("the first minus the others")),
    ("product", gettext_lazy("multiplied with each other")),
    ("total", gettext_lazy("total of a question over all items of a repeating group")),
    ("count", gettext_lazy("number of items of a repeating group")),
    ("days", gettext_lazy("days from the first date to the second, both included")),
    ("working_days", gettext_lazy("working days from the first date to the second, both included")),
    ("months", gettext_lazy("whole months from the first date to the second")),
    ("years", gettext_lazy("whole years from the first date to the second, or to today (an age)")),
]


def rule_of(operation: str, sources: Sequence[str]) -> dict[str, Any]:
    """The JsonLogic rule of an operation on answers."""
    values: list[dict[str, Any]] = [{"var": source} for source in sources]
    if operation in SUMS:
        return {{"sum": "+", "difference": "-", "product": "*"}[operation]: values}
    if operation in OVER_ROWS:
        return {"sum" if operation == "total" else "count": values}
    first, last = values if len(values) == 2 else [values[0], {"today": []}]
    if operation in ("days", "working_days"):
        # Both ends count: leave from Monday to Tuesday is two days.
        first = {"date_add": [first, -1, "days"]}
    return {"date_diff": [first, last, operation]}


class Computed(FieldType):
    name = "computed"
    label = gettext_lazy("Calculated value")
    icon = "cogs"
    group = gettext_lazy("Numbers and dates")
    compares = "number"
    computes = True
    texts: Sequence[str] = ("unit",)
    first_options: Sequence[str] = ("operation", "sources")
    sheet_types: Sequence[SheetType] = (SheetType("note", reads=False),)
    template = "forms_engine/fields/computed.html"

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        """The calculation, what it reads, and how its result is written."""
        question = FieldPickerBlock(label=gettext_lazy("Question"), only="earlier")
        return [
            ("operation", blocks.ChoiceBlock(label=gettext_lazy("Calculation"), choices=OPERATIONS, default="sum")),
            ("sources", blocks.ListBlock(question, label=gettext_lazy("Questions it uses"))),
            ("money", blocks.BooleanBlock(label=gettext_lazy("An amount of money (Rp)"), required=False)),
            ("unit", blocks.CharBlock(label=gettext_lazy("Unit, such as “m²”"), required=False, max_length=20)),
        ]

    def sources(self, field: Field) -> Sequence[str]:
        """The ids that the calculation reads."""
        return tuple(source for source in field.options.get("sources") or () if source)

    def check(self, field: Field) -> Iterable[Problem]:
        """No calculation, or another number of questions than it needs."""
        sources, operation = self.sources(field), field.options.get("operation")
        if operation not in dict(OPERATIONS):
            yield Problem(Code.EMPTY, field.id, "Choose what is calculated.", "operation")
        elif operation in OVER_ROWS and len(sources) != 1:
            yield Problem(Code.SOURCE_COUNT, field.id, "Choose one question.", "sources")
        elif operation in SUMS and len(sources) < 2:
            yield Problem(Code.SOURCE_COUNT, field.id, "Choose at least two questions with numbers.", "sources")
        elif operation == "years" and len(sources) not in (1, 2):
            yield Problem(Code.SOURCE_COUNT, field.id, "Choose one or two questions with dates.", "sources")
        elif operation in SPANS and operation != "years" and len(sources) != 2:
            yield Problem(
                Code.SOURCE_COUNT, field.id, "Choose two questions with dates, the earlier one first.", "sources"
            )

    def check_sources(self, field: Field, earlier: Mapping[str, Any]) -> Iterable[Problem]:
        """Questions that don't come before, or can't be calculated with."""
        operation: Any = field.options.get("operation")
        wanted = "number" if operation in SUMS else OVER_ROWS.get(operation, "date")
        for name in self.sources(field):
            source = earlier.get(name)
            if source is None:
                message = "The calculation looks at a question that isn't before it (any more)."
                yield Problem(Code.SOURCE_LATER, field.id, message, "sources")
            elif source.sort != wanted:
                yield Problem(
                    Code.SOURCE_UNFIT,
                    field.id,
                    "“%(label)s” can't be calculated with.",
                    "sources",
                    {"label": source.field.label},
                )

    def rule(self, field: Field) -> Any:
        return None if list(self.check(field)) else rule_of(field.options["operation"], self.sources(field))

    def result(self, value: Any) -> Any:
        value = plain(value)
        return value if value is None or isinstance(value, int) else f"{value:f}"

    def is_answer(self, field: Field, value: Any) -> bool:
        try:
            return not isinstance(value, bool) and isinstance(value, int | str) and Decimal(value).is_finite()
        except ArithmeticError:
            return False

    def answer_schema(self, field: Field) -> dict[str, Any]:
        return {"type": ["integer", "string"]}

    def for_rules(self, field: Field, answer: Any) -> Any:
        return Decimal(answer) if isinstance(answer, str) else answer

    def display(self, field: Field, value: Any) -> str:
        return self._written(field, value, get_language() or "id")

    def certificate(self, field: Field, value: Any) -> str:
        return self._written(field, value, "id")

    def _written(self, field: Field, value: Any, language: str) -> str:
        if field.options.get("money"):
            return f"Rp{write_number(value, language)}"
        unit = field.options.get("unit", "")
        text = write_plain_number(value, language)
        return f"{text} {unit}" if unit else text

    def blanks(self, field: Field) -> Sequence[Blank]:
        return [Blank("office")]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        calculated = value is not None and value != ""
        return {"text": self.display(field, value) if calculated else _("Shown once the answers it needs are there.")}


register_kind(Computed())

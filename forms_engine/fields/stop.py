"""A stop: who meets its condition can't go on and reads why. It asks nothing and has no answer."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from forms_engine.definition.kind import SheetType
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.information import Information


class Stop(Information):
    name = "stop"
    label = gettext_lazy("Stop with an explanation")
    icon = "warning"
    sheet_types = (SheetType("note", reads=False),)
    template = "forms_engine/fields/stop.html"
    stops = True

    def check(self, field: Field) -> Iterable[Problem]:
        """No explanation, or no condition."""
        if not str(field.options.get("text") or "").strip():
            yield Problem(
                Code.EMPTY, field.id, "Write why nobody can continue from here, and what to do instead.", "text"
            )
        if not field.show_when:
            yield Problem(
                Code.RULE_MISSING,
                field.id,
                "Say when to stop: without a condition nobody could ever apply.",
                "conditions",
            )


register_kind(Stop())

"""Long lists by the page: a page begins where the last one ended, so that the thousandth costs what the first does.
Nothing is counted and nothing is skipped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

NEXT, BACK = "setelah", "sebelum"  # in the address: the row after which, or before which, the page is
SEPARATOR, NOTHING = "~", "-"
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a list: its rows, and what stands in the address of the page after and before it ("" for none)."""

    rows: list[Any]
    next: str = ""
    back: str = ""


def page_of(
    rows: QuerySet[Any], order: Sequence[str], query: Mapping[str, str], size: int, empty: bool = True
) -> Part:
    """The Part of `rows` that `query` (of the address) asks for. `order`: names of fields, "-" for downwards; the
    last tells rows apart. Upwards, rows without a value come last; with `empty` False there are none such among them,
    whatever the field allows. A query that holds no values of a row asks for the beginning."""
    directions = [(name.removeprefix("-"), not name.startswith("-")) for name in order]
    fields = [
        rows.model._meta.get_field(rows.model._meta.pk.name if name == "pk" else name) for name, _up in directions
    ]
    back = BACK in query
    cursor = _cursor_values(fields, query.get(BACK if back else NEXT, ""))
    if cursor is not None:
        rows = rows.filter(_beyond(directions, [empty and field.null for field in fields], cursor, back))
    page_rows = list(rows.order_by(*(_towards(name, up != back) for name, up in directions))[: size + 1])
    more, page_rows = len(page_rows) > size, page_rows[:size]
    if back:
        page_rows.reverse()
    before, after = (more, True) if back and cursor is not None else (cursor is not None, more)
    names = [field.attname for field in fields]
    return Part(
        page_rows,
        _written(page_rows[-1], names) if page_rows and after else "",
        _written(page_rows[0], names) if page_rows and before else "",
    )


def _towards(name: str, up: bool) -> OrderBy:
    return F(name).asc(nulls_last=True) if up else F(name).desc(nulls_first=True)


def _beyond(
    directions: Sequence[tuple[str, bool]], may_be_empty: Sequence[bool], cursor: Sequence[Any], back: bool
) -> Q:
    """The rows that come after the one whose values `cursor` has, or with `back` before it."""
    met, same = Q(pk__in=()), Q()
    for (name, upwards), nullable, value in zip(directions, may_be_empty, cursor, strict=True):
        up = upwards != back
        if value is not None:
            further = Q(**{f"{name}__{'gt' if up else 'lt'}": value})
            met |= same & (further | Q(**{f"{name}__isnull": True}) if up and nullable else further)
        elif not up:
            met |= same & Q(**{f"{name}__isnull": False})
        same &= Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
    (name, upwards), value = directions[0], cursor[0]
    up = upwards != back
    if value is None or (up and may_be_empty[0]):
        return met
    # What says the same once more, so that an index is entered right there.
    return Q(**{f"{name}__{'gte' if up else 'lte'}": value}) & met


def _written(row: Model, names: Sequence[str]) -> str:
    return SEPARATOR.join(map(_text, (getattr(row, name) for name in names)))


def _text(value: Any) -> str:
    if value is None:
        return NOTHING
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ") if isinstance(value, datetime) else str(value)


def _cursor_values(fields: Sequence[Field], text: str) -> list[Any] | None:
    """The values of a row that an address holds, None when they can't be."""
    texts = text.split(SEPARATOR) if len(text) <= 200 else ()
    if len(texts) != len(fields):
        return None
    try:
        return [_value(field, value_text) for field, value_text in zip(fields, texts, strict=True)]
    except (ValidationError, ValueError, OverflowError):
        return None


def _value(field: Field, text: str) -> Any:
    if text == NOTHING and field.null:
        return None
    value = field.to_python(text)
    field.run_validators(value)  # a number beyond what the database holds is no row's
    if value is None or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(text)
    return value


class BoundedPaginator(WagtailPaginator):
    """For lists that Wagtail draws with page numbers: rows are counted up to COUNTED, and what is beyond is found by
    searching."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return rows.order_by()[:COUNTED].count() if hasattr(rows, "order_by") else min(len(rows), COUNTED)

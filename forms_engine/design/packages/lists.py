"""Reference lists that travel with a service: out with its file, in where the region has none of the key."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.audit.trail import record
from cms.regions.scoping import region_scope
from forms_engine.definition.codec import from_json
from forms_engine.definition.registry import kinds
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.page import ServicePage
from forms_engine.lists.importing import replace
from forms_engine.lists.lookup import forget_lists
from forms_engine.lists.models import CODE_LENGTH, ReferenceEntry, ReferenceList
from forms_engine.lists.reading import Row
from forms_engine.services.models import ServiceVersion
from forms_engine.text.typed import tidy


def lists_named(document: dict[str, Any]) -> list[str]:
    """The keys of the lists that a document's questions offer, in order, each once."""
    known = kinds()
    fields = from_json(document).every_field()
    return list(
        dict.fromkeys(key for field in fields if field.kind in known for key in known[field.kind].lists(field))
    )


def lists_of(document: dict[str, Any], region_id: int) -> dict[str, Any]:
    """`lists` of a package: what the region has of the lists that the document names, without what is retired."""
    keys = lists_named(document)
    if not keys:
        return {}
    with region_scope(region_id):
        reference_lists = {row.key: row for row in ReferenceList.objects.defer("pending").filter(key__in=keys)}
        return {key: _exported(reference_lists[key]) for key in keys if key in reference_lists}


def services_with(reference: ReferenceList) -> list[str]:
    """The titles of services of the region that name a list, in a draft or in any version that was published."""
    titles = {
        document["title"]
        for document in ServiceVersion.objects.values_list("document", flat=True).iterator()
        if reference.key in lists_named(document)
    }
    for page in ServicePage.objects.filter(region_id=reference.region_id):
        document = compile_page(page.get_latest_revision_as_object())
        if reference.key in lists_named(document):
            titles.add(page.title)
    return sorted(titles)


def _exported(reference):
    rows = ReferenceEntry.objects.filter(reference=reference, active=True)
    width = len(reference.columns)
    exported = {
        "name": reference.name,
        "entries": [[row.code, row.label, *row.extra[:width]] for row in rows],
    }
    return exported | {"columns": reference.columns} if reference.columns else exported


def list_problems(document: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the lists of a document that fits the schema, in words."""
    for raw in document.get("lists", {}).values():
        name, codes = raw["name"], [tidy(entry[0]) for entry in raw["entries"]]
        folded = [code.casefold() for code in codes]
        if len(set(folded)) < len(folded):
            yield _("List “%(name)s”: two entries have the same code.") % {"name": name}
        if not tidy(name) or not all(codes) or not all(tidy(entry[1]) for entry in raw["entries"]):
            yield _("List “%(name)s”: an entry has no code or no name.") % {"name": name}
        if any(len(code) > CODE_LENGTH for code in codes):
            yield _("List “%(name)s”: a code is longer than %(most)s characters.") % {
                "name": name,
                "most": CODE_LENGTH,
            }
        if any(len(entry) > 2 + len(raw.get("columns", ())) for entry in raw["entries"]):
            yield _("List “%(name)s”: an entry has more cells than there are columns.") % {"name": name}


def take_in_lists(document: dict[str, Any], region_id: int, actor: str) -> None:
    """Make the lists that the document names and the region hasn't; in the caller's transaction and scope. A list
    that is there stays as it is: it is the region's."""
    raw = document.get("lists", {})
    absent = [key for key in lists_named(document) if key in raw]
    there = set(ReferenceList.objects.filter(key__in=absent).values_list("key", flat=True))
    for key in absent:
        if key not in there:
            _make(key, raw[key], region_id, actor)
    forget_lists(region_id)


def _make(key, raw, region_id, actor):
    columns = [tidy(title) for title in raw.get("columns", ())]
    rows = []
    for entry in raw["entries"]:
        code, label, *extra = map(tidy, entry)
        rows.append(Row(code, label, True, (*extra, *[""] * (len(columns) - len(extra)))))
    reference = ReferenceList.objects.create(region_id=region_id, key=key, name=_free_name(tidy(raw["name"])))
    replace(reference, columns, rows)
    reference.save()
    record(region_id, actor, "list.imported", reference, added=len(rows))


def _free_name(name):
    names_in_use, free, number = set(ReferenceList.objects.values_list("name", flat=True)), name, 2
    while free in names_in_use:
        free, number = f"{name[:110]} ({number})", number + 1
    return free

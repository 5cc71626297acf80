"""Reference lists for tests: one of a region, and the one that the kind's own examples speak of."""

from cms.regions.scoping import region_scope
from forms_engine.lists import lookup
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from tests.support.documents import service_document

MARKETS = [("P01", "Pasar Banjarsari", ["Pekalongan Timur"]), ("P02", "Pasar Grogolan", ["Pekalongan Barat"])]
EXAMPLE = "contoh"


def make_list(region, rows=MARKETS, name="Pasar", key=EXAMPLE, columns=("kecamatan",)):
    """A list of the region with entries (code, label, [extra, …])."""
    with region_scope(region):
        reference = ReferenceList.objects.create(region=region, key=key, name=name, columns=list(columns))
        ReferenceEntry.objects.bulk_create(
            ReferenceEntry(region=region, reference=reference, code=code, label=label, extra=list(extra), place=place)
            for place, (code, label, extra) in enumerate(rows)
        )
    lookup.forget_lists()
    return reference


def offer_example(monkeypatch):
    """Without a region in force, the example's list is there all the same; it is too heavy for a drop-down."""
    example = lookup.entries_from(MARKETS)
    real = lookup.entries_of
    monkeypatch.setattr(
        lookup, "entries_of", lambda key: example if key == EXAMPLE and not lookup.region_in_force() else real(key)
    )


def list_document(key=EXAMPLE, **extra):
    """A service that asks for an entry of the list `key`, and for a stall when the entry is P01."""
    fields = [
        {"id": "fld-name", "kind": "short_text", "label": "Nama"},
        {"id": "fld-list", "kind": "reference", "label": "Pasar", "options": {"list": key}},
        {
            "id": "fld-kios", "kind": "short_text", "label": "Kios", "required": False,
            "show_when": {"and": [{"==": [{"var": "fld-list"}, "P01"]}]},
        },
    ]  # fmt: skip
    about = {"requirements": ["KTP"], "working_days": 1, "fee": "Rp0", "product": "Surat", "complaints": "Loket"}
    steps = [{"id": "step-1", "title": "Tempat", "fields": fields}]
    extra = {"parts": service_document()["parts"]} | extra
    return {"schema": 1, "title": "Kios", "audience": "residents", "about": about, "steps": steps} | extra

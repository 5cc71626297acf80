"""Reference lists for tests: one of a region, and the one that the kind's own examples speak of."""

from cms.regions.scoping import region_scope
from forms_engine.lists import lookup
from forms_engine.lists.models import ReferenceEntry, ReferenceList

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

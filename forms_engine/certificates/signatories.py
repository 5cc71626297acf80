"""Who signs a letter: the holder of a position on a day, kept with the certificate as it was then."""

from datetime import date
from typing import Any

from cms.accounts.models import Position, PositionHolder
from cms.jobs.registry import PermanentFailure
from cms.regions.models import Region

ABBREVIATIONS = {"plt": "Plt.", "plh": "Plh.", "pj": "Pj."}


def heads_region(title: str, region: Region) -> bool:
    """Whether a title is that of the head of region, the deputy or the regional secretary, whose names stand without
    NIP and rank (Permendagri 1/2023, article 44)."""
    title = title.casefold().strip()
    head = region.head_title.casefold().strip()
    heads = [head, f"wakil {head}"] if head else []
    return any(title == name or title.startswith(f"{name} ") for name in [*heads, "sekretaris daerah"])


def _snapshot(
    title: str, region: Region, name: str, nip: str = "", rank: str = "", capacity: str = ""
) -> dict[str, Any]:
    head = heads_region(title, region)
    return {
        "title": title,
        "capacity": ABBREVIATIONS.get(capacity, ""),
        "name": name,
        "nip": "" if head else nip,
        "rank": "" if head else rank,
        "head": head,
    }


def signatory_on(region: Region, code: str, day: date) -> dict[str, Any]:
    """The signatory for the position `code` on `day`, as a dict that the certificate keeps.

    When several hold the position, the one who came last signs: an acting official is appointed because the other is
    away. Raises PermanentFailure, in words for staff, when nobody holds it. Runs in the region's scope.
    """
    holders = PositionHolder.active(day).filter(position__code=code).select_related("membership", "position")
    holder = holders.order_by("-since", "-pk").first()
    position = holder.position if holder else Position.objects.filter(code=code).first()
    if position is None:
        raise PermanentFailure(f"The region has no position “{code}”, which signs this letter.")
    if holder is None:
        if heads_region(position.title, region) and region.head_name and position.title == region.head_title:
            return _snapshot(position.title, region, region.head_name)
        raise PermanentFailure(
            f"Nobody holds the position “{position}” on {day:%Y-%m-%d}: enter who does, then try again."
        )
    person = holder.membership
    return _snapshot(position.title, region, person.full_name, person.nip, person.rank, holder.capacity)

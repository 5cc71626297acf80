"""manage.py verify_audit: recompute every audit chain and say whether it holds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.audit.models import AuditEvent, AuditHead
from cms.audit.trail import broken_links
from cms.regions.models import Region


class Command(BaseCommand):
    help = "Recompute the hash chain of each region's audit trail. Exit code 1 when one doesn't hold."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a chain; CommandError, so exit code 1, when one is broken."""
        names = dict(Region.objects.values_list("pk", "name")) | {None: "(no region)"}
        chains = set(AuditHead.objects.values_list("region_id", flat=True))
        chains |= set(AuditEvent.unscoped.order_by().values_list("region_id", flat=True).distinct())
        failed = 0
        for region_id in sorted(chains, key=lambda pk: pk or 0):
            broken = broken_links(region_id)
            failed += bool(broken)
            verdict = f"BROKEN at {', '.join(map(str, broken[:20]))}" if broken else "whole"
            self.stdout.write(f"{names.get(region_id, region_id)}: {verdict}")
        if failed:
            raise CommandError(f"{failed} audit chain(s) don't hold.")

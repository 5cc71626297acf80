"""manage.py setup_site: the bare site, ready for its first region. Safe to run again and again."""

from typing import Any

from django.core.management.base import BaseCommand

from cms.accounts.groups import staff_group
from cms.pages.site import ensure_site


class Command(BaseCommand):
    help = "Make the home page, the site and the staff group if they aren't there."

    def handle(self, *args: Any, **options: Any) -> None:
        home = ensure_site()
        staff_group()
        if options["verbosity"]:
            self.stdout.write(f"Home page: {home.title} ({home.url})")

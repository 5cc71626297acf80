"""manage.py load_demo: three regions with fictional people and services. Safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.setup.demo import NotInProduction, load_demo


class Command(BaseCommand):
    help = "Load the demo's regions, people and services, as far as they aren't there. Refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_demo(self.stdout.write)
        except NotInProduction as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The demo is loaded.")

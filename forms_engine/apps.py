from importlib import import_module

from django.apps import AppConfig


class FormsEngineConfig(AppConfig):
    name = "forms_engine"
    verbose_name = "Warkat: layanan"

    def ready(self):
        # Each of these enters itself into a registry: kinds of field, job handlers, sections of the region's page.
        for module in ("fields", "services.listing", "applications.jobs", "certificates.jobs", "gallery.demo"):
            import_module(f"forms_engine.{module}")

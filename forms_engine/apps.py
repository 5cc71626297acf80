from importlib import import_module

from django.apps import AppConfig


class FormsEngineConfig(AppConfig):
    name = "forms_engine"
    verbose_name = "Warkat: layanan"

    def ready(self):
        # Each of these enters itself into a registry: kinds of field, job handlers, sections of the region's page.
        jobs = ("applications.jobs", "certificates.jobs", "channels.paper.jobs", "design.jobs", "uploads.jobs")
        for module in ("fields", "services.listing", *jobs, "design.gallery.demo", "words"):
            import_module(f"forms_engine.{module}")

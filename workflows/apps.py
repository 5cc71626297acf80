from importlib import import_module

from django.apps import AppConfig

from forms_engine.definition.registry import register_part


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Warkat: alur persetujuan"

    def ready(self) -> None:
        # Receives filed applications, enters jobs and the tracking page's timeline.
        for module in ("cases.receivers", "cases.jobs", "words"):
            import_module(f"workflows.{module}")
        register_part(import_module("workflows.designer.part").WORKFLOW_PART)

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Warkat: wilayah"

    def ready(self):
        from cms import checks  # noqa: F401  (registers the system checks)

from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Warkat: wilayah"

    def ready(self):
        from cms import celery, checks  # noqa: F401  (the app that a doorbell rings through; the system checks)
        from cms.access.logs import guard_gunicorn
        from cms.accounts import jobs as account_jobs  # noqa: F401  (enter their jobs)
        from cms.jobs import clearing  # noqa: F401
        from cms.pages import jobs  # noqa: F401

        guard_gunicorn()

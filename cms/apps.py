from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Warkat: wilayah"

    def ready(self) -> None:
        # lazy, all of them: the models are ready only now. Each enters itself: the app that a doorbell rings through,
        # the system checks, jobs.
        from cms import celery, checks  # noqa: F401  # lazy: as above
        from cms.access.logs import guard_gunicorn  # lazy: as above
        from cms.accounts import jobs as account_jobs  # noqa: F401  # lazy: as above
        from cms.jobs import clearing  # noqa: F401  # lazy: as above
        from cms.pages import jobs  # noqa: F401  # lazy: as above

        guard_gunicorn()

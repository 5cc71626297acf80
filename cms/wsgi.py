"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
application = get_wsgi_application()

from django.urls import reverse  # noqa: E402  (these need the settings)

from cms.checks import say_if_unset  # noqa: E402

# What every request needs is loaded here and then left alone by the collector: workers that gunicorn forks from this
# process (--preload) share it, and the first visitor doesn't wait for it.
reverse("wagtailadmin_home")  # reads every address, and so every view
gc.collect()
gc.freeze()
say_if_unset("The web server")

"""Settings, read from the environment (12factor.net/config) with defaults that are safe for a demo on one
machine. With WARKAT_ENV=production `check_production` refuses to start on a demo secret or a missing setting."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from cms.environment import Environment
from cms.jobs.kinds import KINDS, REST

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

WARKAT_ENV = env.one_of("WARKAT_ENV", "demo", "production")
WARKAT_ENV_UNSET = not env.str("WARKAT_ENV", "")  # a server on which somebody forgot it must say so
PRODUCTION = WARKAT_ENV == "production"
DEMO_SECRET = "demo-only-secret-never-use-in-production-0123456789"  # noqa: S105
VAR_DIR = Path(env.str("WARKAT_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # the former key, while what it signed is about
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
BASE_URL = env.str("BASE_URL", "" if PRODUCTION else f"http://localhost:{env.int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


MAKE_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


def is_weak(key: str) -> bool:
    """Whether a secret key is the demo's, short, or no random text: few characters, repeated, an example's."""
    example = any(word in key.lower() for word in ("insecure", "change", "secret", "example", "contoh", "demo"))
    return example or len(key) < 40 or len(set(key)) < 12 or key in (key + key)[1:-1]


def check_production(values: Mapping[str, Any]) -> list[str]:
    """Names of what stops `values` (settings) from running in production; empty when it may start."""
    wrong = []
    if values["DEBUG"]:
        wrong.append("DEBUG must be off")
    if is_weak(values["SECRET_KEY"]):
        wrong.append(f"SECRET_KEY must be your own and random, at least 40 characters; make one: {MAKE_KEY}")
    if any(map(is_weak, values["SECRET_KEY_FALLBACKS"])):
        wrong.append("SECRET_KEY_FALLBACKS must be keys as good as a SECRET_KEY")
    if not values["ALLOWED_HOSTS"] or "*" in values["ALLOWED_HOSTS"]:
        wrong.append("ALLOWED_HOSTS must name your hosts")
    if not values["BASE_URL"].startswith("https://"):
        wrong.append("BASE_URL must be the public https:// address")
    if not values["DATABASE_URL"].startswith(("postgres://", "postgresql://")):
        wrong.append("DATABASE_URL must be a postgres:// address")
    if not values["BROKER_URL"].startswith(("redis://", "rediss://", "amqp://", "amqps://")):
        wrong.append("BROKER_URL must be a redis:// or amqp:// address")
    if not values["EMAIL_URL"].startswith(("smtp", "submission")):
        wrong.append("EMAIL_URL must be an smtp:// address")
    return wrong


DATABASE_URL = env.str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'warkat.sqlite3'}")
BROKER_URL = env.str("BROKER_URL", "filesystem://")
EMAIL_URL = env.str("EMAIL_URL", "")
if PRODUCTION and (wrong := check_production(globals())):
    raise ImproperlyConfigured("Warkat refuses to start in production: " + "; ".join(wrong) + ".")

INSTALLED_APPS = [
    "workflows",
    "forms_engine",
    "cms",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "formtools",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "cms.pages.probes.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.access.headers.PermissionsPolicyMiddleware",
    "cms.access.storing.StoringMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.pages.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.AccessMiddleware",
    "cms.access.guessing.GuessingMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "cms.User"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL", DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL and immediate transactions: no "database is locked" under load; synchronous=FULL because a receipt
    # given to a citizen must survive a power cut.
    # Tests use a file as well: SQLite in memory has other locks than the real thing.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
        ),
    }
else:
    # A socket folder is written %2F… in an address.
    host = unquote(DATABASES["default"]["HOST"])
    DATABASES["default"] |= {"HOST": host, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # A server that is gone without a word (power, network) is noticed in seconds; libpq would wait for minutes.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        connect_timeout=5, keepalives_idle=10, keepalives_interval=5, keepalives_count=3, tcp_user_timeout=20_000
    )

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cms.accounts.passwords.GuessableValidator"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # of a first link; the others work for an hour (cms/accounts/links.py)

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
# The last holds what Wagtail's own Indonesian lacks.
LOCALE_PATHS = [
    *(BASE_DIR / app / "locale" for app in ("cms", "forms_engine", "workflows")),
    BASE_DIR / "cms" / "wagtail_locale",
]
LANGUAGE_COOKIE_NAME = "bahasa"
TIME_ZONE = "Asia/Jakarta"
USE_I18N = USE_TZ = True

STATIC_MANIFEST = env.bool("STATIC_MANIFEST", True)
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    # Private by construction: nothing below MEDIA_ROOT has a public URL; views check permission and stream.
    "default": {"BACKEND": "cms.storage.WholeFiles"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
MEDIA_ROOT = VAR_DIR / "private"
MEDIA_URL = "/private-media-is-never-served/"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a service page of 60 fields posts several thousand keys
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ClamAV's daemon, which looks at every upload: unix:/run/clamav/clamd.ctl or tcp:host:3310. Empty: no scanner.
CLAMD = env.matching("CLAMD", r"unix:/.+|tcp:[^:]+:\d+", "unix:/path/of/socket or tcp:host:port")

# How many citizens' files this machine takes apart at once (cms.sandbox); each may take 400 MB for some seconds.
FILES_AT_ONCE = max(1, env.int("FILES_AT_ONCE", 2))

# A citizen page gets exactly what it uses; Wagtail's admin needs inline styles and scripts.
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    },
}
CSRF_FAILURE_VIEW = "cms.access.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Never a path: it may hold a code, and servers log where a request came from. Not "no-referrer", with which browsers
# post without saying their origin, so that no form would be taken.
SECURE_REFERRER_POLICY = "strict-origin"
SESSION_COOKIE_HTTPONLY = True
# Staff are signed out after so long without use, and after a working day in any case.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 60)
SESSION_HOURS = env.int("SESSION_HOURS", 12)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
# How many proxies of our own stand in front and add to X-Forwarded-For; without one the connection's address counts.
PROXIES = env.int("PROXIES", 1 if PRODUCTION else 0)
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True

if EMAIL_URL:
    vars().update(env.email("EMAIL_URL", EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", 5.0)  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Warkat <warkat@localhost>")

WAGTAIL_SITE_NAME = "Warkat"
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 100  # milliseconds after a change; the preview goes before the autosave
WAGTAIL_AUTOSAVE_INTERVAL = 1000
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
# Password and e-mail address are changed in panels of ours, with the current password (cms/accounts/own_account.py).
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.pages.seen.publish_seen"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # operators run the installation, they don't edit services
TAGGIT_CASE_INSENSITIVE = True
LOGIN_URL = "/admin/login/"

CELERY_BROKER_URL = BROKER_URL
# A queue for each kind of work (cms.jobs.kinds). A message is a doorbell: it carries no job, so it needn't be kept
# nor delivered again.
CELERY_TASK_QUEUES = [Queue(kind, durable=True) for kind in KINDS]
CELERY_TASK_DEFAULT_QUEUE = REST
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
# Each job has a limit of its own (cms.jobs.limit), a message its turn; this is for a process that neither stops.
CELERY_TASK_TIME_LIMIT = 150
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # kB: a child that grew is replaced after its turn
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True  # means those acknowledged late: we have none
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_TRANSPORT_OPTIONS = {}
# Ringing, from a web process or a worker's watch: a broker that doesn't answer is given up at once.
BROKER_CONNECT_SECONDS = 0.5
RING = {"max_retries": 0, "interval_start": 0}
if BROKER_URL.startswith("filesystem"):
    # No server to install: the broker is only a doorbell, the job table is the truth (docs/decisions/0003).
    BROKER_DIR = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
elif BROKER_URL.startswith("redis"):
    # A server that is gone without a word is noticed in seconds.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 2, "socket_timeout": 5, "socket_keepalive": True, "health_check_interval": 10,
    }  # fmt: skip
    RING |= {"socket_connect_timeout": BROKER_CONNECT_SECONDS, "socket_timeout": 1}
elif BROKER_URL.startswith("amqp"):
    RING |= {"read_timeout": 1, "write_timeout": 1}
BROKER_RING_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | RING

# How many messages are on their way at once: a mail server that hangs holds so many slots of the workers.
MAIL_AT_ONCE = env.int("MAIL_AT_ONCE", 1)
# A running job renews its lease; a worker that died lets go of its job after this long.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 15)
JOB_DRAIN_SECONDS = env.float("JOB_DRAIN_SECONDS", 1.0)

DISK_MIN_MB = env.int("DISK_MIN_MB", 500)  # less free room for uploads and letters: /readyz says so

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"masked": {"()": "cms.access.logs.Masked"}, "one_line": {"()": "cms.jobs.neighbours.OneLine"}},
    "handlers": {
        # The one line of an outage is told by the exception, which the other filter takes away.
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line", "masked"]}
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # Each page save is several lines of theirs; the audit trail has what matters.
    "loggers": {
        name: {"level": "ERROR"}
        for name in ("wagtail", "django_tasks", "modelsearch", "fontTools", "weasyprint", "kombu", "pikepdf")
    }
    # Django's own handlers would write past the filter, and post tracebacks by e-mail.
    | {name: {"level": "INFO", "handlers": [], "propagate": True} for name in ("django", "django.server")}
    # Whether the broker is back is heard by the filter, which says it once.
    | {"celery.worker.consumer.connection": {"level": "INFO"}},
}

"""Settings, read from the environment (12factor.net/config) with defaults that are safe for a demo on one
machine. With WARKAT_ENV=production `check_production` refuses to start on a demo secret or a missing setting."""

from pathlib import Path
from urllib.parse import unquote

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cms.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

WARKAT_ENV = env.one_of("WARKAT_ENV", "demo", "production")
PRODUCTION = WARKAT_ENV == "production"
DEMO_SECRET = "demo-only-secret-never-use-in-production-0123456789"  # noqa: S105
VAR_DIR = Path(env.str("WARKAT_VAR", str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
BASE_URL = env.str("BASE_URL", "" if PRODUCTION else f"http://localhost:{env.int('PORT', 8000)}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])


def check_production(values):
    """Names of what stops `values` (a settings mapping) from running in production; empty when it may start."""
    wrong = []
    if values["DEBUG"]:
        wrong.append("DEBUG must be off")
    if values["SECRET_KEY"] == DEMO_SECRET or len(values["SECRET_KEY"]) < 40:
        wrong.append("SECRET_KEY must be your own, at least 40 characters")
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.access.headers.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "cms.pages.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.access.middleware.AccessMiddleware",
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

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

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
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
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
CSRF_FAILURE_VIEW = "cms.pages.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
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
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Warkat <warkat@localhost>")

WAGTAIL_SITE_NAME = "Warkat"
WAGTAIL_AUTO_UPDATE_PREVIEW_INTERVAL = 100  # milliseconds after a change; the preview goes before the autosave
WAGTAIL_AUTOSAVE_INTERVAL = 1000
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_CONTENT_LANGUAGES = [("id", "Bahasa Indonesia")]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.pages.seen.publish_seen"
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False  # operators run the installation, they don't edit services
TAGGIT_CASE_INSENSITIVE = True
LOGIN_URL = "/admin/login/"

# What each upper floor enters into a service (design: "a registry that the higher floor fills in").
SERVICE_PARTS = {"workflow": "workflows.designer.part"}

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
if BROKER_URL.startswith("filesystem"):
    # No server to install: the broker is only a doorbell, the job table is the truth (docs/decisions/0003).
    BROKER_DIR = VAR_DIR / "broker"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
    }
elif BROKER_URL.startswith("redis"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }

# A running job renews its lease; a worker that died lets go of its job after this long.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", 15)
JOB_DRAIN_SECONDS = env.float("JOB_DRAIN_SECONDS", 1.0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
    # Each page save is several lines of theirs; the audit trail has what matters.
    "loggers": {
        name: {"level": "ERROR"}
        for name in ("wagtail", "django_tasks", "modelsearch", "fontTools", "weasyprint", "kombu", "pikepdf")
    },
}

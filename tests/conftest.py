"""What every test stands on: private folders, quick passwords, no broker, and nothing skipped in silence."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.support.fixtures import parsed_here, quiet  # noqa: F401  (for all tests)

hypothesis_settings.register_profile("warkat", deadline=None, max_examples=60)
hypothesis_settings.register_profile("thorough", deadline=None, max_examples=2000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "warkat"))


def pytest_configure(config):
    """Nothing that a test writes lands in the checkout's own var/."""
    from django.conf import settings
    from django.test import override_settings

    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)  # of the database that tests connect to before their own
    folder = Path(tempfile.mkdtemp(prefix="warkat-tests-"))
    (folder / "static").mkdir()
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(
        MEDIA_ROOT=folder / "private",
        STATIC_ROOT=folder / "static",
        EMAIL_FILE_PATH=folder / "mail",
        STORAGES=settings.STORAGES | plain,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ).enable()
    # A doorbell that nobody hears: tests drain the job table themselves.
    from cms.celery import app

    app.conf.update(broker_url="memory://", broker_transport_options={})


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="leave out the tests that ask no database")


def asks_database(item):
    return bool(item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames))


def pytest_collection_modifyitems(config, items):
    """What asks no database answers the same whichever there is: once is enough."""
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = [item for item in items if asks_database(item)]
    for item in items:
        if item.get_closest_marker("browser"):
            assert "browser" in item.path.parts, f"{item.path}: its place is tests/browser"


@pytest.fixture(autouse=True)
def _own_region_scope():
    """Each test begins with no region set, and without the forms of versions that a rollback took away."""
    from cms import known
    from cms.regions.scoping import current_region
    from forms_engine.lists.lookup import forget_lists
    from forms_engine.services.plans import forget_plans

    forget_plans()
    forget_lists()
    known.forget_known()
    known.FRESH = 600  # queries are counted, however slow the machine is; the tests of the cache have their own clock
    assert current_region() is None
    yield
    assert current_region() is None


@pytest.fixture
def trail_last(db):
    """Fails a test in which a transaction wrote something after its audit event."""
    from tests.support.trail_last import watched

    with watched() as faults:
        yield
    assert not faults, "written after the audit event of the same transaction: " + "; ".join(faults)

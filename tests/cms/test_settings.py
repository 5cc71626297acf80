"""Settings come from the environment; production refuses to start with what is unsafe or missing, naming it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "WARKAT_ENV": "production",
    "SECRET_KEY": "Zk3vR8mT1qYb6LwXc9HdNf2JsPgUe7AoKi5Vx0Qz4BtMyClE",
    "ALLOWED_HOSTS": "layanan.contoh.go.id",
    "BASE_URL": "https://layanan.contoh.go.id",
    "DATABASE_URL": "postgres://warkat:secret@localhost/warkat",
    "BROKER_URL": "redis://localhost:6379/0",
    "EMAIL_URL": "smtp+tls://warkat:secret@mail.contoh.go.id:587",
}


def start(**environment):
    """(exit code, what it said) of Django coming up with nothing but `environment` set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "WARKAT_VAR") if name in os.environ}
    program = "import django; django.setup(); from django.conf import settings; print(settings.WARKAT_ENV)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=False,
        env=kept | {"DJANGO_SETTINGS_MODULE": "cms.settings"} | environment,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_without_any_setting_it_is_the_demo():
    assert start() == (0, "demo\n")


def test_leaving_out_which_environment_it_is_is_said_loudly_by_every_program():
    say = "from cms import wsgi"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "WARKAT_VAR") if name in os.environ}
    for environment, loud in (({}, True), ({"WARKAT_ENV": "demo"}, False)):
        done = subprocess.run(
            [sys.executable, "-c", say], cwd=ROOT, text=True, capture_output=True, check=True, env=kept | environment
        )
        assert ("settings of the DEMO" in done.stderr and "WARKAT_ENV=production" in done.stderr) == loud


def test_the_one_line_that_makes_a_key_makes_one_that_is_taken():
    from cms.settings import MAKE_KEY, is_weak

    made = subprocess.run(MAKE_KEY, shell=True, text=True, capture_output=True, check=True).stdout.strip()
    assert not is_weak(made)


def test_production_starts_when_everything_is_set():
    assert start(**SAFE) == (0, "production\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("SECRET_KEY", "demo-only-secret-never-use-in-production-0123456789"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "warkat2026kota" * 5),
        ("SECRET_KEY", "please-change-me-Zk3vR8mT1qYb6LwXc9HdNf2JsPgUe7Ao"),
        ("SECRET_KEY", "django-insecure-Zk3vR8mT1qYb6LwXc9HdNf2JsPgUe7Ao"),
        ("SECRET_KEY_FALLBACKS", "short"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "*"),
        ("BASE_URL", None),
        ("BASE_URL", "http://layanan.contoh.go.id"),
        ("DATABASE_URL", None),
        ("DATABASE_URL", "sqlite:////srv/warkat.sqlite3"),
        ("BROKER_URL", None),
        ("BROKER_URL", "filesystem://"),
        ("EMAIL_URL", None),
        ("DEBUG", "1"),
    ],
)
def test_production_refuses_and_names_the_setting(name, value):
    environment = {key: text for key, text in (SAFE | {name: value}).items() if text is not None}
    code, said = start(**environment)
    assert code and "refuses to start in production" in said
    closing = said.strip().splitlines()[-1]
    assert name in closing
    named = set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)*\b(?= must)", closing))
    assert named == {name}


def test_everything_that_is_missing_is_named_at_once():
    code, said = start(WARKAT_ENV="production")
    assert code and all(name in said for name in SAFE if name != "WARKAT_ENV")


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "eighty"), ("JOB_LEASE_SECONDS", "soon"), ("JOB_DRAIN_SECONDS", "x"), ("DEBUG", "perhaps"),
     ("DATABASE_URL", "oracel://x"), ("EMAIL_URL", "pigeon://x"), ("WARKAT_ENV", "prodction")],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_named(name, value):
    code, said = start(**{name: value})
    assert code, said
    closing = said.strip().splitlines()[-1]
    assert name in closing and "ImproperlyConfigured" in closing


def test_pages_may_ask_for_the_position_and_for_nothing_else_of_the_device(client, db):
    policy = client.get("/lacak/")["Permissions-Policy"].split(", ")
    assert "geolocation=(self)" in policy
    assert {rule.partition("=")[2] for rule in policy if not rule.startswith("geolocation")} == {"()"}

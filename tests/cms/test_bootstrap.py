"""A machine that lacks something: what is indispensable stops with a remedy, the rest is said and goes on."""

import subprocess
import sys
from pathlib import Path

import pytest

from cms import bootstrap

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_PANGO = """
import ctypes, sys
real = ctypes.CDLL
class Missing(real):
    def __init__(self, name, *args, **kwargs):
        if name and "pango" in str(name):
            raise OSError(f"{name}: cannot open shared object file")
        super().__init__(name, *args, **kwargs)
ctypes.CDLL = Missing
import cffi
real_open = cffi.FFI.dlopen
def dlopen(self, name, *args):
    if name and "pango" in str(name):
        raise OSError(f"{name}: cannot open shared object file")
    return real_open(self, name, *args)
cffi.FFI.dlopen = dlopen
import django
django.setup()
"""


@pytest.fixture
def bare(monkeypatch):
    """A machine on which nothing is found."""

    def missing(name):
        raise OSError(name)

    monkeypatch.setattr(bootstrap.ctypes, "CDLL", missing)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name, path=None: None)
    monkeypatch.setattr(bootstrap.Path, "rglob", lambda self, pattern: iter(()))
    monkeypatch.delenv("CHROMIUM", raising=False)


def test_everything_missing_is_wanted(bare):
    assert bootstrap.wanted_packages(tests=False) == [
        "libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-liberation", "fonts-texgyre",
    ]  # fmt: skip
    more = bootstrap.wanted_packages(tests=True)
    assert {"poppler-utils", "zbar-tools", "qpdf", "chromium", "clamav-daemon", "w3m", "lynx"} <= set(more)


def test_a_named_browser_is_not_installed_over(bare, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert "chromium" not in bootstrap.wanted_packages(tests=True)
    assert bootstrap.chromium() is None


def test_who_is_not_root_gets_one_line_to_run_and_goes_on(bare, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000)
    bootstrap.system_packages(tests=False)
    said = capsys.readouterr().out
    [line] = [line for line in said.splitlines() if "sudo" in line]
    assert line.split()[:3] == ["sudo", "apt-get", "install"] and "libpango-1.0-0" in line
    assert "letters (PDF) wait" in said


def test_an_old_python_is_named_with_its_remedy(monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit):
        bootstrap.virtual_environment()
    assert "PYTHON=python3.11" in capsys.readouterr().err


def test_it_needs_nothing_but_the_standard_library():
    run = [sys.executable, "-I", "-S", str(ROOT / "cms" / "bootstrap.py"), "--help"]
    assert "--tests" in subprocess.run(run, capture_output=True, text=True, check=True).stdout


def without_pango(code):
    """What Python says that runs `code` in our Django on a machine without Pango."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PANGO + code], cwd=ROOT, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "cms.settings"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_pango_the_check_warns_and_the_site_comes_up():
    said = without_pango(
        "from django.core.checks import run_checks\n"
        "print([message.id for message in run_checks()])\n"
        "from django.urls import get_resolver\n"
        "from cms.wsgi import application\n"
        "print(len(get_resolver().url_patterns) > 5)\n"
    )
    assert "warkat.W001" in said and "True" in said


def test_without_pango_a_letter_waits_and_says_for_what():
    said = without_pango(
        "from forms_engine.certificates.render import EngineMissing, render_pdf\n"
        "try:\n    render_pdf('<p>x')\nexcept EngineMissing as why:\n    print(why)\n"
    )
    assert "Pango is missing" in said and "apt-get install" in said

"""The admin's interface has no holes: what Wagtail's own Indonesian lacks stands in our catalogue."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.support.factories import make_member, make_region

WAGTAIL, OURS = Path(wagtail.__file__).parent, Path(settings.BASE_DIR) / "cms/wagtail_locale/id/LC_MESSAGES"
APPS = ("", "admin", "images", "documents", "users", "snippets")
MARKS = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def entries(domain):
    """Everything that Wagtail says in English in the apps that a regional admin meets."""
    for app in APPS:
        path = WAGTAIL / app / "locale/en/LC_MESSAGES" / f"{domain}.po"
        if path.exists():
            yield from (entry for entry in polib.pofile(str(path)) if not entry.obsolete)


def indonesian(domain):
    """msgid → translation of Wagtail's own catalogues, and of ours."""
    found = {}
    paths = [WAGTAIL / app / "locale/id_ID/LC_MESSAGES" / f"{domain}.po" for app in APPS]
    for path in [*paths, OURS / f"{domain}.po"]:
        for entry in polib.pofile(str(path)) if path.exists() else ():
            if entry.translated() and not entry.fuzzy:
                found[entry.msgid] = entry.msgstr or entry.msgstr_plural[0]
    return found


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_everything_is_translated(domain):
    known = indonesian(domain)
    left = sorted({entry.msgid for entry in entries(domain)} - set(known))
    assert not left, f"{len(left)} texts, for example {left[:5]}"


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_marks_are_kept(domain):
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        wanted = [set(MARKS.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        assert set(MARKS.findall(entry.msgstr or entry.msgstr_plural[0])) in wanted, entry.msgid


def test_it_is_in_force():
    with translation.override("id"):
        assert translation.gettext("Draft saved") == "Konsep disimpan"
        assert translation.gettext("Request changes") == "Minta perbaikan"


@pytest.mark.django_db
def test_the_scripts_of_the_admin_speak_it_too():
    client = Client()
    client.force_login(make_member(make_region(), "admin-wilayah", regional_admin=True).user)
    script = client.get(reverse("wagtailadmin_javascript_catalog"), headers={"accept-language": "id"})
    assert "Tutup semua" in script.content.decode()

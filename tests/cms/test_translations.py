"""Every text of ours speaks Indonesian, and nothing stale is kept."""

import re

import polib
import pytest

from tests.catalogues import FLOORS, catalogue, empty, messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+>")


@pytest.mark.parametrize("floor", FLOORS)
def test_the_catalogue_is_complete_and_right(floor):
    entries = {entry.msgid: entry for entry in polib.pofile(str(catalogue(floor)))}
    found = messages(floor)
    assert set(entries) == set(found), "run `make messages`, then translate what is new"
    for msgid, entry in entries.items():
        assert not empty(entry) and not entry.fuzzy, msgid
        wanted = {frozenset(PLACEHOLDER.findall(text)) for text in (msgid, entry.msgid_plural) if text}
        for text in entry.msgstr_plural.values() if entry.msgid_plural else (entry.msgstr,):
            assert frozenset(PLACEHOLDER.findall(text)) in wanted, msgid
            assert text[:1].isspace() == msgid[:1].isspace() and text[-1:].isspace() == msgid[-1:].isspace(), msgid


def test_what_is_said_is_what_stands_in_the_catalogue():
    from django.utils import translation

    with translation.override("id"):
        assert translation.gettext("Save and continue") == "Simpan dan lanjutkan"
        assert translation.gettext("Ask for correction") == "Minta perbaikan"

"""What browsers get is what `make scripts` made of frontend/; Node isn't needed to know."""

import json

from django.conf import settings

from frontend import build


def test_each_script_is_the_one_that_was_made_of_its_source():
    assert json.loads(build.RECORD.read_text()) == build.digests(), "run: make scripts"


def test_every_script_that_is_served_is_made_here():
    served = {
        path
        for floor in ("cms", "forms_engine", "workflows")
        for path in settings.BASE_DIR.glob(f"{floor}/static/**/*.js")
    }
    assert served == set(build.made())


def test_a_source_that_changed_is_noticed(monkeypatch, tmp_path):
    changed = tmp_path / "changed.js"
    changed.write_text("1")
    monkeypatch.setattr(build, "ROOT", tmp_path.resolve())
    monkeypatch.setattr(build, "made", list)
    monkeypatch.setattr(build, "sources", lambda: [changed])
    monkeypatch.setattr(build, "__file__", str(changed))
    before = build.digests()
    changed.write_text("2")
    assert before.keys() == {"changed.js"} and build.digests() != before

"""`make lint` holds the order of the house: what is planted against it in a copy of the code fails."""

import ast
import re
import shutil

import pytest

from tests.circles import FLOORS, modules
from tests.run import STATIC, line_of, run
from tests.support.hand import ROOT

ORDER, CIRCLES = ["import-linter"], ["circles"]
# Where Django wants another part of ours by name: an app, its addresses.
BY_NAME = {"cms.settings", "cms.urls", "forms_engine.urls"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The code, its configuration and the checks, without anything that no import reads."""
    copy = tmp_path_factory.mktemp("house")
    for floor in (*FLOORS, "tests"):
        for path in (ROOT / floor).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


@pytest.fixture
def plant(whole):
    """A function that adds a line to a module (or makes it), undone after the test."""
    before = {}

    def put(name, line):
        path = whole / name
        before.setdefault(path, path.read_text() if path.exists() else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{before[path] or ''}\n{line}\n")

    yield put
    for path, text in before.items():
        if text is None:
            path.unlink()
        else:
            path.write_text(text)


@pytest.fixture
def lint(whole):
    """(exit code, what is said) of one of the checks that `make lint` runs."""

    def look(check):
        assert check in STATIC
        return run(line_of(check), cwd=whole)

    return look


@pytest.mark.parametrize("check", [ORDER, CIRCLES])
def test_the_house_as_it_stands(lint, check):
    code, said = lint(check)
    assert code == 0, said


@pytest.mark.parametrize(("below", "above"), [
    ("forms_engine/logic/values.py", "forms_engine.definition.model"),
    ("forms_engine/definition/model.py", "forms_engine.walk.plan"),
    ("forms_engine/walk/questions.py", "forms_engine.fields.base"),
    ("forms_engine/uploads/store.py", "forms_engine.applications.models"),
    ("forms_engine/checker/office.py", "forms_engine.services.models"),
    ("forms_engine/applications/present.py", "forms_engine.journey.forms"),
    ("forms_engine/journey/news.py", "forms_engine.channels.paper.make"),
    ("forms_engine/channels/earlier/match.py", "forms_engine.design.page"),
    ("forms_engine/design/own.py", "forms_engine.models"),
    ("cms/access/roles.py", "cms.regions.models"),
    ("cms/audit/trail.py", "cms.accounts.models"),
    ("cms/regions/models.py", "cms.setup.new_region"),
    ("cms/accounts/models.py", "cms.accounts.changes"),
    ("cms/paging.py", "forms_engine.apps"),
    ("workflows/cases/days.py", "workflows.inbox.views"),
    ("forms_engine/apps.py", "workflows.machine.model"),
])  # fmt: skip
def test_an_import_that_points_up_fails(lint, plant, below, above):
    plant(below, f"def later():\n    import {above}  # lazy: planted")
    code, said = lint(ORDER)
    assert code == 1 and "BROKEN" in said and above in said


@pytest.mark.parametrize("room", [
    "forms_engine/signing/__init__.py", "forms_engine/signing.py", "cms/signing.py", "cms/accounts/signing.py",
    "workflows/signing/__init__.py",
])  # fmt: skip
def test_a_room_that_nobody_placed_fails(lint, plant, room):
    plant(room, "from cms import paging")
    code, said = lint(ORDER)
    assert code == 1 and room.removesuffix(".py").removesuffix("/__init__").replace("/", ".") in said


@pytest.mark.parametrize(
    "module", ["logic.dates", "text.words", "definition.pattern", "checker.cost", "explain.trace"]
)
def test_django_in_the_pure_core_fails(lint, plant, module):
    plant(f"forms_engine/{module.replace('.', '/')}.py", "from django.conf import settings")
    code, said = lint(ORDER)
    assert code == 1 and f"forms_engine.{module} -> django" in said


def test_a_circle_fails(lint, plant):
    plant("cms/regions/colours.py", "def later():\n    from cms.regions import pictures  # lazy: planted")
    plant("cms/regions/pictures.py", "from cms.regions import colours")
    code, said = lint(CIRCLES)
    assert code == 1 and "cms.regions.colours, cms.regions.pictures" in said


def test_an_import_in_a_function_without_its_reason_fails(lint, plant):
    plant("cms/paging.py", "def later():\n    import decimal")
    code, said = lint(CIRCLES)
    assert code == 1 and "cms/paging.py" in said


def named_above(name, text):
    """The modules of a floor above that a module names in a text: what it would load by name."""
    above = FLOORS[FLOORS.index(name.partition(".")[0]) + 1 :]
    for node in ast.walk(ast.parse(text)):
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if re.fullmatch(r"[a-z_]+(\.\w+)+", text) and text.partition(".")[0] in above:
            yield text


def test_nothing_above_is_loaded_by_name():
    """A floor is told of what stands above it, in its registries; it names models of it, for the database."""
    paths = modules(ROOT)
    wrong = [
        f"{name}: {wanted}"
        for name, path in paths.items()
        if name not in BY_NAME
        for wanted in named_above(name, path.read_text())
        if wanted in paths or wanted.rpartition(".")[0] in paths.keys() - {*FLOORS}
    ]
    assert not wrong, "\n".join(wrong)
    assert list(named_above("forms_engine.x", "part = import_string('workflows.designer.part')"))

"""Fixtures of several test modules; `tests/conftest.py` offers them to all."""

import json
import logging
from importlib import import_module

import pytest

from cms.sandbox.parsers import BYTES, Refused

CALLERS = (
    "forms_engine.design.packages.services",
    "forms_engine.lists.reading",
    "forms_engine.design.xlsform.sheets",
)


def parse(parser, content, _lane, **options):
    """As `cms.sandbox.run.run`."""
    module, _dot, name = parser.function.rpartition(".")
    try:
        found = getattr(import_module(module), name)(content, **options)
    except Refused as refused:
        assert refused.code in parser.codes
        raise
    return found if parser.gives == BYTES else json.loads(json.dumps(found))


@pytest.fixture(scope="module")
def parsed_here():
    """Parsers run in the test's own process: for tests of what a file means; a child for each would take minutes.
    That the real ones run in the child, and what it withstands, is `tests/cms/test_sandbox.py`."""
    with pytest.MonkeyPatch.context() as patch:
        for caller in CALLERS:
            patch.setattr(f"{caller}.run", parse)
        yield


@pytest.fixture
def quiet(settings):
    """Thousands of refusals with their tracebacks take longer to write than to make; fewer fields are too many."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 600
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)

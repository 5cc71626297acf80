"""Loaded by a test's worker (`celery worker --include`): stops at a named place of issuing and says so by a file.

The code that issues has no such hook; what is replaced here is what it calls.
"""

import os
import threading
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from weasyprint.document import Document

from forms_engine.certificates import issue as issuing


def _stop_here(*args, **kwargs):
    Path(os.environ["PAUSE_MARK"]).touch()
    threading.Event().wait()


def _half_a_file(self, name, content):
    path = Path(self.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.read()[:1000])
    _stop_here()


match os.environ["PAUSE_AT"]:
    case "rendering":  # the letter is laid out, the PDF isn't written
        Document.write_pdf = _stop_here
    case "storing":  # the file is half written
        FileSystemStorage._save = _half_a_file
    case "committing":  # in the last transaction: file and event are written, nothing is committed
        issuing.notify_applicant = _stop_here

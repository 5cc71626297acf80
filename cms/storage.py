"""Private files, whole or not at all."""

import os
import uuid

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

ASIDE = "unfinished"


class WholeFiles(FileSystemStorage):
    """A file is written aside and then given its name, so that a full disk or a killed process leaves no half file
    where a whole one is expected. Names are unlikely to be given twice (an id, a hash of the content)."""

    def _save(self, name: str, content: File) -> str:
        aside = f"{ASIDE}/{uuid.uuid4().hex}"
        try:
            super()._save(aside, content)
            while self.exists(name):
                name = self.get_available_name(name)
            path = self.path(name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.rename(self.path(aside), path)
        finally:
            self.delete(aside)
        return name

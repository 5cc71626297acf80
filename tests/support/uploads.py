"""Files as citizens send them."""

import io

from PIL import Image

from tests.support.documents import service_document


def photo(kind="JPEG", size=(64, 48), mode="RGB", **settings):
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else "#8899aa").save(out, kind, **settings)
    return out.getvalue()


def documents(**options):
    """A service of one step with one question of files."""
    document = service_document()
    field = {
        "id": "fld-foto",
        "kind": "photo" if "camera" in options else "file",
        "label": "Berkas",
        "options": options,
    }
    document["steps"] = [{"id": "step-a1b2", "title": "Berkas", "fields": [field]}]
    document["certificate"]["body"] = [{"id": "par-1", "text": "Surat."}]
    return document

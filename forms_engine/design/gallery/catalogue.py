"""The services that come with Warkat: one JSON file each, beside this module."""

import json
from pathlib import Path
from typing import Any

GALLERY = Path(__file__).parent


def gallery_documents() -> list[dict[str, Any]]:
    """The documents of the gallery, in the order of their file names."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GALLERY.glob("*.json"))]

"""XLSForms that others wrote: the examples in pyxform's own source archive, from the package index, kept in var/."""

import hashlib
import io
import os
import tarfile
import urllib.request
from pathlib import Path

ADDRESS = (
    "https://files.pythonhosted.org/packages/63/95/798c476d57e20dd90a0454e31a9da7eb9f425b3471567238ef66636882f6/"
    "pyxform-0.15.1.tar.gz"  # the last one that carried its examples
)
SHA256 = "ffb63a5d48cd3949e8da096de1c888c3f2c97e4c49bbfd7671b0af793fc96525"
KEPT = Path(__file__).resolve().parents[2] / "var" / "pyxform-0.15.1.tar.gz"


def _archive():
    """The archive's bytes: XLSFORMS names the file where the package index can't be reached."""
    named = Path(os.environ["XLSFORMS"]) if "XLSFORMS" in os.environ else KEPT
    if named.exists():
        return named.read_bytes()
    try:
        with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
            data = answer.read()
    except OSError as failure:
        raise AssertionError(f"Get {ADDRESS} and name it: XLSFORMS=/path/to/the/file make test ({failure})") from None
    KEPT.parent.mkdir(exist_ok=True)
    waiting = KEPT.with_suffix(f".{os.getpid()}")
    waiting.write_bytes(data)
    waiting.rename(KEPT)
    return data


def forms_of_others():
    """(file name, bytes) of each spreadsheet in the archive."""
    data = _archive()
    assert hashlib.sha256(data).hexdigest() == SHA256, f"{KEPT} isn't the archive that it should be: delete it."
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if Path(member.name).suffix in (".xls", ".xlsx", ".xlsm"):
                yield Path(member.name).name, archive.extractfile(member).read()

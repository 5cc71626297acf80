"""The way through the service of `service_document`."""

from django.core.files.uploadedfile import SimpleUploadedFile

import forms_engine.fields  # noqa: F401  (enters the kinds)
from tests.support.uploads import photo

FILLED = {
    "fld-name": "Sari",
    "fld-nik0": "3375014508850001",
    "fld-born": "1985-08-05",
    "fld-tel0": "+6281234567890",
    "fld-addr": "Jalan Melati 7",
    "fld-stat": "ch-milik",
    "fld-with": 4,
    "fld-foto": ["0b0e7a52-7a76-4a9c-9b43-1d9f0ff1a111"],
    "fld-note": None,
}


PERSON = {
    "_shown": "0,1,2,3",
    "f-fld-name": "Sari Wulandari",
    "f-fld-nik0": "33.75.01.450885.0001",
    "f-fld-born-d": "5",
    "f-fld-born-m": "Agustus",
    "f-fld-born-y": "1985",
    "f-fld-tel0": "0812 3456 7890",
}


HOME = {"_shown": "0,1,3", "f-fld-addr": "Jalan Melati 7", "f-fld-stat": "ch-milik", "f-fld-with": "4"}


def files():
    return {"_shown": "0,1", "f-fld-foto": SimpleUploadedFile("rumah.jpg", photo()), "f-fld-note": ""}


def fill(client, address):
    assert client.post(f"{address}1/", PERSON)["Location"] == f"{address}2/"
    assert client.post(f"{address}2/", HOME)["Location"] == f"{address}3/"
    assert client.post(f"{address}3/", files())["Location"] == f"{address}periksa/"

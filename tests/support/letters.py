"""An approved application whose letter can be issued, for the tests of certificates."""

import re
import subprocess
from io import BytesIO

from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image, ImageDraw

from forms_engine.applications.models import Application
from forms_engine.applications.ownership import remember
from tests.support.documents import service_document
from tests.support.factories import make_application, make_member, make_position, make_region, make_service

ANSWERS = {
    "fld-name": "Siti Nurhaliza",
    "fld-nik0": "3375014512900003",
    "fld-born": "1990-12-05",
    "fld-tel0": "+6281234567890",
    "fld-addr": "Jalan Kurinci Nomor 8, RT 003 RW 005",
    "fld-stat": "ch-milik",
    "fld-with": 4,
    "fld-foto": ["7b0f1c1e-0000-4000-8000-000000000001"],
    "fld-note": None,
}


def arms_picture():
    """A PNG as an office would upload it: far larger than printed, on a transparent ground."""
    picture = Image.new("RGBA", (1000, 1200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(60, 40), (940, 40), (940, 700), (500, 1160), (60, 700)], fill=(20, 90, 50, 255))
    draw.ellipse([300, 250, 700, 650], fill=(230, 190, 40, 255))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def make_office(code="33.75", arms=True, **changes):
    """A region with its arms and a lurah who signs."""
    region = make_region(code, **changes)
    if arms:
        region.arms.save("arms.png", ContentFile(arms_picture()))
    lurah = make_member(
        region, f"lurah-{code}", full_name="Bambang Contoh, S.Sos.", nip="198003122005011002", rank="Penata (III/c)"
    )
    make_position(region, "lurah", "Lurah Contoh", lurah)
    return region


def make_letter_service(region, **certificate):
    """A service whose certificate is that of `service_document`, changed as given."""
    document = service_document()
    document["certificate"] |= certificate
    return make_service(region, document)


def approved(service, email="", **answers):
    """An approved application; no letter is asked for yet."""
    return make_application(service, ANSWERS | answers, status=Application.Status.APPROVED, email=email)


def pdf_text(path):
    """All text of a PDF, with spaces and line breaks made single spaces."""
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", text)


def owner_client(draft):
    """A browser that owns the draft."""

    class Request:
        COOKIES = {}

        @staticmethod
        def is_secure():
            return False

    client = Client()
    client.cookies = remember(Request, HttpResponse(), draft).cookies
    return client

"""Three demo regions with fictional people. The upper floors add theirs when `demo_loading` is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from cms.accounts.changes import sign_in_name
from cms.accounts.models import Membership, Position, PositionHolder, User
from cms.pages.site import ensure_site
from cms.regions.arms import prepare_arms
from cms.regions.colours import proposed
from cms.regions.models import Region
from cms.regions.scoping import ALL_REGIONS, region_scope
from cms.setup.demo_arms import draw_arms
from cms.setup.new_region import create_region

PASSWORD = "warkat-demo"  # noqa: S105  (exists in the demo only: `load_demo` refuses in production)
OPERATOR = "operator"
SINCE = date(2025, 1, 2)

# Sent with `say`, a callable that prints a line, when regions and people are there. Receivers run inside ALL_REGIONS.
demo_loading = Signal()


class NotInProduction(Exception):
    """The demo's accounts have known passwords; they are never made in production."""


@dataclass(frozen=True)
class Person:
    """`name` is what they sign in with, `position` (code, title) what they hold; none: the administrator."""

    name: str
    full_name: str
    nip: str
    rank: str
    position: tuple[str, str] | None = None


@dataclass(frozen=True)
class DemoRegion:
    """`details`: fields of the Region by name; `unit`: the office of its positions; `services`: what it offers, as
    the table of who can sign in names it."""

    code: str
    unit: str
    details: dict[str, Any]
    people: tuple[Person, ...]
    services: str


REGIONS = (
    DemoRegion(
        "33.75",
        "Kelurahan Tirtamelati",
        {
            "letterhead": "PEMERINTAH KOTA PEKALONGAN\nKECAMATAN PEKALONGAN SELATAN\nKELURAHAN TIRTAMELATI",
            "letterhead_address": "Jalan Contoh Melati Nomor 12, Pekalongan 51100\nTelepon (0285) 000012",
            "head_title": "Wali Kota Pekalongan",
            "head_name": "Dr. H. Rangga Suryanegara, M.M.",
            "contact": "Loket Kelurahan Tirtamelati, Senin–Jumat 08.00–15.00\nTelepon (0285) 000012",
        },
        (
            Person("admin", "Dewi Anggraini Kusuma, S.Kom.", "198907142014022003", "Penata (III/c)"),
            Person("loket", "Siti Rahmawati, A.Md.", "199604212020122005", "Pengatur (II/c)",
                   ("petugas-loket", "Petugas Loket Pelayanan")),
            Person("kasi", "Agus Prasetyo Nugroho, S.Sos.", "198203172008011009", "Penata Tingkat I (III/d)",
                   ("kasi-sosial", "Kepala Seksi Kesejahteraan Sosial")),
            Person("sekretaris", "Endang Sulistyowati, S.E.", "197911052005012011", "Penata Tingkat I (III/d)",
                   ("sekretaris-lurah", "Sekretaris Lurah")),
            Person("lurah", "Bambang Wicaksono, S.STP., M.Si.", "197606121996031004", "Pembina (IV/a)",
                   ("lurah", "Lurah Tirtamelati")),
        ),
        "SKTM",
    ),
    DemoRegion(
        "34.04",
        "Desa Wanasari Contoh",
        {
            "letterhead": "PEMERINTAH KABUPATEN SLEMAN\nKAPANEWON CONTOHREJO\nPEMERINTAH DESA WANASARI CONTOH",
            "letterhead_address": "Jalan Padi Raya Nomor 5, Sleman 55500\nTelepon (0274) 000005",
            "head_title": "Bupati Sleman",
            "head_name": "Ir. Hj. Kartika Puspaningrum, M.T.",
            "contact": "Balai Desa Wanasari Contoh, Senin–Jumat 08.00–14.00\nTelepon (0274) 000005",
        },
        (
            Person("admin", "Yoga Adhi Pramana, S.T.", "199102282015031006", "Penata (III/c)"),
            Person("loket", "Ratna Kusumaningsih", "199512092019032008", "Pengatur (II/c)",
                   ("petugas-loket", "Petugas Loket Pelayanan")),
            Person("kasi", "Hendra Saputra, S.P.", "198408192010011012", "Penata (III/c)",
                   ("kasi-ekbang", "Kepala Seksi Ekonomi dan Pembangunan")),
            Person("sekretaris", "Sri Lestari Handayani, S.IP.", "198101232006042010", "Penata Tingkat I (III/d)",
                   ("sekretaris-desa", "Sekretaris Desa")),
            Person("kades", "Joko Santosa Wibowo", "", "", ("kepala-desa", "Kepala Desa Wanasari Contoh")),
            Person("teknis", "Bayu Aji Kurniawan, S.T.", "198802142012031004", "Penata (III/c)",
                   ("tim-teknis-reklame", "Ketua Tim Teknis Reklame")),
            Person("kabid", "Wahyuni Retno Palupi, S.H.", "198009272006042008", "Pembina (IV/a)",
                   ("kabid-perizinan", "Kepala Bidang Perizinan DPMPTSP")),
            Person("kadis", "Drs. Sugeng Raharjo, M.Si.", "197004181996031005", "Pembina Utama Muda (IV/c)",
                   ("kepala-dpmptsp", "Kepala DPMPTSP")),
        ),
        "SKU",
    ),
    DemoRegion(
        "65",
        "Dinas Komunikasi dan Informatika (contoh)",
        {
            "letterhead": "PEMERINTAH PROVINSI KALIMANTAN UTARA\nDINAS KOMUNIKASI DAN INFORMATIKA",
            "letterhead_address": "Jalan Contoh Sungai Nomor 1, Tanjung Selor 77200\nTelepon (0552) 000001",
            "letter_font": "bookman",
            "head_title": "Gubernur Kalimantan Utara",
            "head_name": "Drs. H. Mahakam Effendi Noor, M.H.",
            "contact": "Subbagian Umum dan Kepegawaian, Senin–Jumat 08.00–16.00 WITA",
        },
        (
            Person("admin", "Nadia Paramitha Idris, S.Kom., M.T.", "199003052015042002", "Penata (III/c)"),
            Person("atasan", "Rudi Hartanto Simbolon, S.T.", "198405152009031007", "Penata Tingkat I (III/d)",
                   ("atasan-langsung", "Kepala Bidang Infrastruktur TIK")),
            Person("kepegawaian", "Maria Yosefina Lalong, S.E.", "198712202011012014", "Penata (III/c)",
                   ("pengelola-kepegawaian", "Analis Sumber Daya Manusia Aparatur")),
            Person("kepala", "Dr. Iskandar Zulfikar, M.AP.", "197203081993031003", "Pembina Utama Muda (IV/c)",
                   ("kepala-opd", "Kepala Dinas Komunikasi dan Informatika")),
        ),
        "Cuti PNS",
    ),
)  # fmt: skip


def load_demo(say: Callable[[str], object]) -> None:
    """Make what isn't there yet: regions, people, an operator; then let the upper floors add their part."""
    if settings.PRODUCTION:
        raise NotInProduction("The demo has known passwords and isn't loaded in production.")
    with region_scope(ALL_REGIONS):
        ensure_site()
        _operator(say)
        for demo in REGIONS:
            _region(demo, say)
        demo_loading.send(sender=None, say=say)


def _account(username: str, **fields: Any) -> tuple[User, bool]:
    user, created = get_user_model().objects.get_or_create(username=username, defaults=fields)
    if created:
        user.set_password(PASSWORD)
        user.save()
    return user, created


def _operator(say: Callable[[str], object]) -> None:
    _user, created = _account(
        OPERATOR,
        is_superuser=True,
        is_staff=True,
        first_name="Operator Warkat",
        email="operator@warkat.contoh.id",
    )
    if created:
        say("Operator")


@transaction.atomic
def _region(demo: DemoRegion, say: Callable[[str], object]) -> None:
    region = Region.objects.filter(code=demo.code).first()
    if region is None:
        region = create_region(demo.code, **demo.details)
        picture = draw_arms(region.kind)
        region.colour = proposed(picture.read())
        picture.seek(0)
        region.arms = prepare_arms(picture)
        region.save()
        say(f"{region.name} ({region.code})")
    with region_scope(region):
        for person in demo.people:
            _person(region, demo, person, say)


def _person(region: Region, demo: DemoRegion, person: Person, say: Callable[[str], object]) -> None:
    user, created = _account(
        sign_in_name(region, person.name), first_name=person.full_name, email=f"{person.name}@{region.slug}.contoh.id"
    )
    if created:
        say(f"  {person.full_name}{', ' + person.position[1] if person.position else ''}")
    member, _created = Membership.objects.get_or_create(
        user=user,
        defaults={
            "region": region, "full_name": person.full_name, "nip": person.nip, "rank": person.rank,
            "regional_admin": person.position is None,
        },
    )  # fmt: skip
    if person.position:
        code, title = person.position
        position, _created = Position.objects.get_or_create(
            region=region, code=code, defaults={"title": title, "unit": demo.unit}
        )
        PositionHolder.objects.get_or_create(
            region=region, position=position, membership=member, defaults={"since": SINCE}
        )


def sign_ins() -> list[dict[str, str]]:
    """Who can sign in to the demo, for the table that `make demo` prints: the accounts that are there, region by
    region, as mappings of region (a name; empty for the operator), username, password, person, title, try_first."""
    rows = [("", OPERATOR, _("Operator"), "", _("add a region, see every region's failed jobs"))]
    for demo in REGIONS:
        region = Region.objects.filter(code=demo.code).first()
        for person in demo.people if region else ():
            assert region is not None
            suggestion = (
                _("decide on an application for %(service)s") % {"service": demo.services}
                if person.position
                else _("open the service %(service)s and change a question") % {"service": demo.services}
            )
            title = person.position[1] if person.position else _("administrator")
            rows.append((region.name, sign_in_name(region, person.name), person.full_name, title, suggestion))
    usernames = set(get_user_model()._base_manager.values_list("username", flat=True))
    names = ("region", "username", "person", "title", "try_first")
    return [dict(zip(names, row, strict=True)) | {"password": PASSWORD} for row in rows if row[1] in usernames]

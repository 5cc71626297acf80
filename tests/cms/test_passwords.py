"""Which passwords are refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.support.people import make_places

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "password",
    [
        "pendek-9x", "bismillah123", "Bismillah!!2026", "indonesia2026", "rahasia12345", "R4hasia!!!!!",
        "warkat-2026-warkat",
        "passwordpassword", "qwertyuiop12", "kelurahan-kota-1", "198503122010011004", "aaaaaaaaaaaa", "abababababab",
        "pekalongan2026!", "semangatkerja99",
    ],
)  # fmt: skip
def test_what_everyone_thinks_of_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["kucing-tidur-siang-7", "payung biru di beranda", "Xk29-vLq8-mmTz", "becak-jahe-lonceng"]
)
def test_a_few_rare_words_are_fine(password):
    validate_password(password)


def test_the_own_name_and_region_are_refused():
    place = make_places()[0]
    place.member.full_name = "Bambang Wicaksono, S.STP."
    place.member.nip = "197606121996031004"
    from cms.regions.scoping import region_scope

    with region_scope(place.region):
        place.member.save()
    for password in ("bambang-wicaksono", "Wicaksono197606", "Rahasiakota-3375!", "rahasiakotastaff1"):
        with pytest.raises(ValidationError):
            validate_password(password, place.staff)
        if "wicaksono" in password.lower():
            validate_password(password + " becak jahe", place.staff)

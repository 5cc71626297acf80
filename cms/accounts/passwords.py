"""Which passwords are refused, besides Django's list of common ones: what people here think of first."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.accounts.models import Membership, User

# What stands in lists of leaked Indonesian passwords, and what an office thinks of; whole words, without digits.
COMMON = frozenset([
    "admin", "administrator", "aku", "alhamdulillah", "allah", "anak", "assalamualaikum", "bahagia", "bandung",
    "bapak", "bismillah", "bojo", "cantik", "cinta", "desa", "dinas", "ganteng", "garuda", "iloveyou", "indonesia",
    "islam", "jakarta", "jawa", "jaya", "jogja", "kabupaten", "kantor", "kasih", "kecamatan", "keluarga",
    "kelurahan", "kepala", "kerja", "kota", "kucing", "loket", "lurah", "makassar", "mama", "mantap", "masuk",
    "masya", "medan", "merdeka", "muhammad", "operator", "pancasila", "papa", "password", "pegawai", "pekalongan",
    "pelayanan", "pemda", "pemkab", "pemkot", "persib", "persija", "petugas", "polisi", "provinsi", "qwerty",
    "qwertyuiop", "rahasia", "rahman", "sandi", "sandiku", "sayang", "sekretaris", "selamat", "semangat",
    "semarang", "staf", "sukses", "surabaya", "syukur", "tahun", "terima", "user", "warga", "warkat", "welcome",
    "wilayah", "yogyakarta",
])  # fmt: skip
LEET = str.maketrans("013457@$", "oieastas")
DIFFERENT = 5


def letters_of(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def remainder_of(text: str, words: Iterable[str]) -> str:
    """What is left of the letters of `text` once the known words are taken out, the longest first."""
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether known words, digits and signs are all there is: fewer than four other letters."""
    readings = {letters_of(password), letters_of(password.lower().translate(LEET))}
    return any(len(remainder_of(reading, words)) < 4 for reading in readings)


class GuessableValidator:
    """Refuses a password of known words, of the person's or the region's names, of digits alone, or of few
    letters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError with the code `password_repeats` or `password_guessable`."""
        if len(set(password.lower())) < DIFFERENT:
            raise ValidationError(_("This password repeats a few letters."), code="password_repeats")
        if is_made_of(password, COMMON | names_of(user)):
            raise ValidationError(
                _("This password is easily guessed: it is made of common words, names or digits."),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Not your name, your region or office, nor words that everyone uses. Three or four rare words are good."
        )


def names_of(user: User | None) -> frozenset[str]:
    """The names of the person and of the region, each word by itself."""
    if user is None:
        return frozenset()
    texts = [user.username, user.first_name, user.last_name, user.email.partition("@")[0]]
    member = Membership.unscoped.filter(user_id=user.pk).select_related("region").first() if user.pk else None
    if member:
        texts += [member.full_name, member.region.name]
    return frozenset(word for text in texts for word in re.findall(r"[a-z]{3,}", text.lower()))

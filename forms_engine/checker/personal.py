"""Which class of personal data a question asks for (UU 27/2022 art. 4): what the admin said, or what its kind and its
words suggest."""

import re

from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of

# What belongs to a business or an office, not to a person.
_OF_AN_OFFICE = r" (usaha|perusahaan|kantor|toko|badan|lembaga|instansi|sekolah|gudang|pabrik|cabang|proyek)\b"
_WORK_TO_BE_DONE = r" (yang (dimohon|diajukan|dilaksanakan|dikerjakan)|bangunan|konstruksi)\b"
# Specific: health, finances of a person, children, criminal record, biometrics (art. 4 par. 2).
SPECIFIC = re.compile(
    r"\b(penghasilan|gaji pokok|rekening|utang|penyakit|kesehatan|disabilitas|riwayat sakit|diagnosis|"
    r"golongan darah|pidana|anak ke|bayi|sidik jari)\b"
    rf"|\b(pendapatan|nama anak)\b(?!{_OF_AN_OFFICE}| daerah\b)"
)
# General: full name, sex, nationality, religion, marital status, and what identifies together (art. 4 par. 3).
GENERAL = re.compile(
    r"\b(nama (lengkap|ayah|ibu|pemohon|pemilik|wakil|suami|istri)|jenis kelamin|kewarganegaraan|agama|"
    r"status (kawin|perkawinan)|tempat lahir|tanggal lahir|pendidikan)\b"
    rf"|\balamat\b(?!{_OF_AN_OFFICE})|\bpekerjaan\b(?!{_WORK_TO_BE_DONE})"
)


def suggested_class(field: Field) -> str:
    """ "specific", "general" or "none" by kind and words."""
    kind, words = kind_of(field), field.label.casefold()
    if not kind.is_typed or kind.multipart:
        return kind.personal or "none"
    if SPECIFIC.search(words):
        return "specific"
    return kind.personal or ("general" if GENERAL.search(words) else "none")


def personal_class(field: Field) -> str:
    """The class that holds: what the admin said, else what is suggested."""
    return field.personal or suggested_class(field)

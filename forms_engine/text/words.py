"""Dates, numbers and names as an Indonesian letter writes them. Pure, and the same in every locale."""

import calendar
import unicodedata
from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))
LARGEST = 10**15 - 1


def indonesian_date(day: date) -> str:
    """`24 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def roman_month(month: int) -> str:
    """`XI` for 11."""
    return ROMAN[month - 1]


def terbilang(number: int) -> str:
    """A whole number in words, `seribu dua ratus` for 1200. ValueError beyond ±999 trillion (10¹⁵ - 1)."""
    if abs(number) > LARGEST:
        raise ValueError(f"{number} is too large to be written in words.")
    if number < 0:
        return f"minus {terbilang(-number)}"
    if number < 10:
        return _DIGITS[number]
    if number in (10, 11):
        return ("sepuluh", "sebelas")[number - 10]
    if number < 20:
        return f"{_DIGITS[number - 10]} belas"
    size, name = next((size, name) for size, name in _SCALES if number >= size)
    count, remainder = divmod(number, size)
    head = f"se{name}" if count == 1 and size in (100, 1000) else f"{terbilang(count)} {name}"
    return f"{head} {terbilang(remainder)}" if remainder else head


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def masked(name: str) -> str:
    """A name that can be compared but not read: `S*** R***`. The length of each part isn't given away."""
    return " ".join(f"{part[0]}***" for part in plain(name).split() if part)[:120]


_KINDS = ("kota administrasi ", "kabupaten administrasi ", "kota ", "kabupaten ", "provinsi ")


def place_of(region_name: str) -> str:
    """Where a region's letters are dated: its name without its kind, `Pekalongan` for `Kota Pekalongan`."""
    for kind in _KINDS:
        if region_name.casefold().startswith(kind):
            return region_name[len(kind) :]
    return region_name


def grouped_nip(nip: str) -> str:
    """A NIP as letters write it: `19800101 200501 1 001`; anything that isn't 18 digits stays as it is."""
    if len(nip) != 18 or not nip.isdigit():
        return nip
    return f"{nip[:8]} {nip[8:14]} {nip[14]} {nip[15:]}"


def plain(text: str) -> str:
    """Text without the characters that can't be printed or that turn the reading direction of what follows; line
    breaks stay. Joiners stay too: some scripts need them."""
    printable = (
        character
        for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        if character in "\n\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return "".join(printable)

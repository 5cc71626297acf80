"""Numbers, words and dates of a letter: pure, whatever the locale."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.definition.model import Certificate
from forms_engine.definition.pattern import PatternError, check, format_number, series
from forms_engine.text.words import (
    LARGEST,
    add_months,
    grouped_nip,
    indonesian_date,
    masked,
    place_of,
    plain,
    terbilang,
)

DAY = date(2026, 11, 24)


def letter(pattern, classification="400.9", unit="KEL.SKH"):
    return Certificate("Surat", (), pattern, "lurah", classification=classification, unit=unit)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{classification}/{number:3}/{unit}/{month_roman}/{year}", "400.9/012/KEL.SKH/XI/2026"),
        ("{classification}/{number} TAHUN {year}", "400.9/12 TAHUN 2026"),
        ("140/{number:3}/TGR/{month}/{year}", "140/012/TGR/11/2026"),
    ],
)
def test_a_pattern_makes_the_number_of_a_letter(pattern, expected):
    assert format_number(letter(pattern), 12, DAY) == expected


def test_a_number_longer_than_its_width_is_written_in_full():
    assert format_number(letter("{number:3}/{year}"), 1234, DAY) == "1234/2026"


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{year}", "exactly once"),
        ("{number}/{number}/{year}", "exactly once"),
        ("{number}/{unit}", "{year}"),
        ("{number}/{yaer}", "can't hold"),
        ("{number:0}/{year}", "{number:1}"),
        ("{number:x}/{year}", "{number:1}"),
        ("{number/{year}", "curly bracket"),
        ("{number}}/{year}", "curly bracket"),
        ("1{number}/{year}", "Put a character"),
        ("{number}2/{year}", "Put a character"),
        ("{number}{year}", "Put a character"),
        ("{month}{number}/{year}", "Put a character"),
        ("{number}/{year}/" + "x" * 120, "more than"),
        ("{number}/{year}/{number.__class__}", "can't hold"),
    ],
)
def test_a_pattern_that_cannot_number_is_named_before_publishing(pattern, message):
    [problem] = check(letter(pattern))
    assert message in problem.message % problem.values
    assert (problem.where, problem.setting) == ("certificate", "number_pattern")
    with pytest.raises(PatternError):
        format_number(letter(pattern), 1, DAY)


@pytest.mark.parametrize("name", ["classification", "unit"])
def test_a_token_without_its_value_is_named_at_that_setting(name):
    [problem] = check(letter("{classification}/{number}/{unit}/{year}", **{name: " "}))
    assert problem.setting == name


PATTERNS = st.lists(
    st.sampled_from(
        ["{classification}", "{unit}", "{month}", "{month_roman}", "{year}", "{number:4}", "{number}", "A"]
    ),
    min_size=2,
    max_size=7,
).map("/".join)


@given(PATTERNS, st.integers(1, 10**6), st.integers(1, 10**6), st.dates())
def test_what_passes_the_check_numbers_each_letter_differently(pattern, one, other, day):
    certificate = letter(pattern)
    if not list(check(certificate)):
        numbers = {format_number(certificate, count, day) for count in (one, other)}
        assert len(numbers) == len({one, other})


@given(st.text(max_size=60))
def test_a_checker_never_fails_whatever_is_typed(pattern):
    certificate = letter(pattern)
    if not list(check(certificate)):
        assert format_number(certificate, 1, DAY)


def test_a_series_is_what_stays_the_same():
    one = series(letter("{classification}/{number:3}/{unit}/{month_roman}/{year}"))
    assert one == series(letter("{classification}/{number}/{unit}/{month}/{year}"))
    assert one != series(letter("{classification}/{number:3}/{unit}/{month_roman}/{year}", unit="KEL.BDN"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"), (1, "satu"), (10, "sepuluh"), (11, "sebelas"), (12, "dua belas"), (20, "dua puluh"),
        (99, "sembilan puluh sembilan"), (100, "seratus"), (111, "seratus sebelas"), (1000, "seribu"),
        (1100, "seribu seratus"), (2001, "dua ribu satu"), (11_000, "sebelas ribu"), (100_000, "seratus ribu"),
        (1_000_000, "satu juta"), (1_500_000, "satu juta lima ratus ribu"), (10**9, "satu miliar"),
        (10**12, "satu triliun"), (-5, "minus lima"),
    ],
)  # fmt: skip
def test_terbilang(number, words):
    assert terbilang(number) == words


_WORTH = {
    "nol": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
    "sembilan": 9,
}  # fmt: skip
_GROUPS = {"ribu": 1000, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def _read(words):
    """Terbilang read back, by another route than it is written."""
    words = words.replace("sepuluh", "satu puluh").replace("sebelas", "satu belas").replace("seratus", "satu ratus")
    total, group, digit = 0, 0, 0
    for word in words.replace("seribu", "satu ribu").split():
        if word in _WORTH:
            digit = _WORTH[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            group, digit = group + digit * {"puluh": 10, "ratus": 100}[word], 0
        else:
            total, group, digit = total + (group + digit) * _GROUPS[word], 0, 0
    return total + group + digit


@given(st.integers(0, LARGEST))
def test_terbilang_can_be_read_back(number):
    assert _read(terbilang(number)) == number


def test_terbilang_refuses_what_it_has_no_word_for():
    with pytest.raises(ValueError):
        terbilang(LARGEST + 1)


def test_dates_are_written_in_full():
    assert indonesian_date(date(2026, 8, 17)) == "17 Agustus 2026"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 24), 3, date(2027, 2, 24)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)), (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)  # fmt: skip
def test_months_later(day, months, expected):
    assert add_months(day, months) == expected


def test_a_masked_name_gives_away_first_letters_only():
    assert masked("Siti  Nurhaliza binti Ahmad") == "S*** N*** b*** A***"
    assert masked("\u202e") == ""


@given(st.text(max_size=300))
def test_masking_never_fails_and_fits(name):
    assert len(masked(name)) <= 120


def test_small_forms():
    assert place_of("Kota Pekalongan") == "Pekalongan"
    assert place_of("Kabupaten Kotabaru") == "Kotabaru"
    assert grouped_nip("198003122005011002") == "19800312 200501 1 002"
    assert grouped_nip("123") == "123"
    assert plain("a\u202eb\x00c\r\nd") == "abc\nd"

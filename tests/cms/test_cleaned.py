"""What a text keeps when it is stored or logged: what helps who looks for a fault, and nothing of a person."""

import logging
import sys
import time

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from hypothesis import given
from hypothesis import strategies as st

from cms.access import masking
from cms.access.logs import Masked
from cms.access.masking import LONGEST, cleaned, cleaned_traceback, masked_path, reason_of
from forms_engine.applications.codes import ALPHABET, RESUME_LENGTH, TRACKING_LENGTH, grouped
from forms_engine.certificates.numbering import CODE_LENGTH

MASKED = {
    "Not Found: /lanjut/K7TM-Q2WX-9RHD/": "Not Found: /lanjut/…/",
    "Forbidden (CSRF cookie): /isi/0123456789abcdef/simpan/": "Forbidden (CSRF cookie): /isi/…/simpan/",
    '"GET /lacak/K7TMQ2WX9R/surat.pdf?q=Sari HTTP/1.1" 200': '"GET /lacak/…/surat.pdf HTTP/1.1" 200',
    "from https://warkat.example/isi/abc/1/?x=1#K7TM": "from https://warkat.example/isi/…/…/",
    "/kota-pekalongan/sari-wulandari/": "/…/…/",
    "//K7TM/x": "//…/…",
    "/lanjut/%4B7TM%2dQ2WX": "/lanjut/…",
    "<sari.rahasia@contoh.id>: unknown": "<[e-mail]>: unknown",
    "{'sari@kantor': (550, b'no')}": "{'[e-mail]': (550, b'no')}",
    "x=sari%40contoh.id": "x=[e-mail]",
    "NIK 3375 0145 0885 0001, NIK3375014508850001": "NIK [number], NIK[number]",
    "NPWP 33.750.145.0-885.000": "NPWP [number]",
    "call 0812-3456-7890 or +62 812 3456 7890 or (0285) 421 2345": "call [number] or [number] or [number]",
    "code k7tm-q2wx-9rhd, K7TMQ2WX9RHD, K7TMQ-2WX9R.": "code [code], [code], [code].",
    "letter K7TM-Q2WX-9RHD-4FGA-2CNB": "letter [code]",
    "redis://:secret@10.0.0.7:6379/0": "redis://:[e-mail]:6379/…",
}
KEPT = [
    "Job 12 (drafts.send_code) failed, attempt 1: TimeoutError",
    "2026-11-26 13:48:27,123 took 0.012345678901234567 s",
    "Task cms.jobs.run_job[0c8e7b5e-1234-4abc-8def-0123456a89ab] succeeded",
    "Listening at: http://127.0.0.1:8000 (12)",
    "Listening at: unix:/run/warkat.sock",
    "No such file or directory: '/srv/warkat/var/private/x'",
    "connection to server at 192.168.100.200, port 5432 failed",
    "text/html and/or 26/11/2026, tanda-terima",
    "celery@warkat.example ready.",
    "/admin/jejak-audit/",
]


@pytest.mark.parametrize("text", MASKED)
def test_what_opens_or_names_is_masked(text):
    assert cleaned(text) == MASKED[text]
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize("text", KEPT)
def test_what_helps_is_kept(text):
    assert cleaned(text) == text


CODES = st.sampled_from([TRACKING_LENGTH, RESUME_LENGTH, CODE_LENGTH]).flatmap(
    lambda length: st.text(ALPHABET, min_size=length, max_size=length)
)


@given(CODES, st.sampled_from(["{}", "code {}.", "/lanjut/{}/", "'{}'", "({})", "x={}", "https://a.b/v/{}?x"]))
def test_a_code_is_masked_wherever_it_stands(code, around):
    for form in (code, grouped(code)):
        assert form not in cleaned(around.format(form))


@given(st.text())
def test_of_any_address_only_our_own_words_stay(text):
    words = masking.route_words()
    assert {"lanjut", "lacak", "surat.pdf", "admin", "tugas"} <= words
    assert all(part in words | {"", "…"} for part in masked_path(f"/{text}/").split("/"))


def test_while_addresses_are_being_loaded_nothing_of_one_stays(monkeypatch):
    def loading():
        raise ImportError

    monkeypatch.setattr(masking, "route_words", loading)
    assert cleaned("at /lanjut/K7TM/ now") == "at /…/…/ now"


def test_a_reason_says_what_kind_and_no_row_of_a_database():
    said = 'duplicate key value violates "one"\nDETAIL:  Key (name)=(Sari Wulandari) already exists.\n\nmore'
    assert reason_of(ValueError(said)) == 'ValueError: duplicate key value violates "one"'
    assert reason_of(TimeoutError()) == "TimeoutError"


def test_a_traceback_has_where_it_was_and_what_it_came_from():
    try:
        try:
            int("3375014508850001 sari@contoh.id")
        except ValueError as first:
            raise RuntimeError("/lanjut/K7TMQ2WX9RHD/") from first
    except RuntimeError as failure:
        told = cleaned_traceback(failure)
    assert "RuntimeError: /lanjut/…/" in told and "ValueError: " in told and "[number] [e-mail]" in told
    assert __file__ in told and "which came from or after" in told
    assert "K7TM" not in "".join(line for line in told.splitlines() if not line.startswith("    "))


def test_places_of_the_installation_stay_readable():
    path = f"{settings.BASE_DIR}/forms_engine/journey/views.py"
    assert cleaned(f"in {path}") == f"in {path}"


@pytest.mark.parametrize("part", ["a-", "a.", "a ", "1 ", "1-", "/a", "a@", "a:/", "2A", "AAAA-", "é-"])
def test_a_long_text_is_cut_and_takes_no_long_time(part):
    before = time.process_time()
    found = cleaned(part * 100_000)
    assert len(found) <= 3 * LONGEST and time.process_time() - before < 0.5
    assert "K7TM" not in cleaned("a " * (LONGEST // 2 - 5) + "K7TM-Q2WX-9RHD")


def test_a_refusal_is_one_line_and_a_failure_has_its_traceback():
    for failure, told in ((PermissionDenied(), False), (Http404(), False), (BadRequest(), False), (KeyError(), True)):
        try:
            raise failure
        except Exception:
            record = logging.LogRecord("django.request", 30, "", 0, "Forbidden: %s", ("/x/",), sys.exc_info())
        assert Masked().filter(record)
        assert ("Traceback" in logging.Formatter().format(record)) is told, failure

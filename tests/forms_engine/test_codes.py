"""Codes that people type, and the cookie that says whose a draft is."""

from types import SimpleNamespace

from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from forms_engine.applications.codes import (
    ALPHABET,
    RESUME_LENGTH,
    TRACKING_LENGTH,
    grouped,
    new_code,
    new_token,
    normalise,
)
from forms_engine.applications.ownership import COOKIE, KEPT, owns, remember, tokens_of


@given(st.sampled_from([TRACKING_LENGTH, RESUME_LENGTH]))
def test_a_code_survives_being_shown_and_typed(length):
    code = new_code(length)
    assert len(code) == length and set(code) <= set(ALPHABET)
    assert normalise(grouped(code)) == normalise(f" {grouped(code).lower()} ") == code


@given(st.text())
def test_whatever_is_typed_becomes_a_harmless_code(text):
    assert len(normalise(text)) <= 40


def test_codes_are_not_repeated():
    assert len({new_code(TRACKING_LENGTH) for _ in range(2000)}) == 2000
    assert len({new_token() for _ in range(2000)}) == 2000


def _request(cookies=None):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    return request


def _draft(token):
    return SimpleNamespace(token=token)


def test_a_browser_owns_what_it_began_and_nothing_else():
    response = remember(_request(), HttpResponse(), _draft("a" * 32))
    request = _request({COOKIE: response.cookies[COOKIE].value})
    assert owns(request, _draft("a" * 32))
    assert not owns(request, _draft("b" * 32))
    assert response.cookies[COOKIE]["httponly"]


def test_a_forged_cookie_owns_nothing():
    assert tokens_of(_request({COOKIE: '["aaaa"]'})) == []
    assert not owns(_request({COOKIE: "aaaa:bbbb:cccc"}), _draft("aaaa"))


def test_only_the_latest_drafts_are_remembered():
    cookies = {}
    for number in range(KEPT + 3):
        response = remember(_request(cookies), HttpResponse(), _draft(f"{number:032}"))
        cookies = {COOKIE: response.cookies[COOKIE].value}
    tokens = tokens_of(_request(cookies))
    assert len(tokens) == KEPT and tokens[-1] == f"{KEPT + 2:032}"

"""What a text may keep when it is stored or logged: no codes, no numbers of persons, no ways to reach one.

Two walls. Of the address of a page only those words stay that stand in our own routes, so whatever a route captures
is gone, and so is what no route knows. What looks like a code, a long number or an e-mail address is masked wherever
it stands. A name looks like any other word: code that logs must not log answers in the first place.
"""

import re
import traceback
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_resolver

GONE = "…"
E_MAIL, NUMBER, CODE = "[e-mail]", "[number]", "[code]"
LONGEST = 10_000  # characters; what somebody sent may stand in a line, and cleaning takes its time
FEWEST_DIGITS = 9  # of a number of a person or a telephone; dates and counts are shorter

# The first words of folders of a machine, which say nothing of a person and help who looks for a fault.
FOLDERS = frozenset({"bin", "dev", "etc", "home", "lib", "lib64", "mnt", "opt", "proc", "root", "run", "sbin", "srv",
                     "sys", "tmp", "usr", "var"})  # fmt: skip

_ADDRESS = re.compile(
    r"(?P<site>\b[a-z][a-z0-9+.-]{0,40}://[^\s/?#'\"<>]*)(?P<rest>[/?#][^\s'\"<>]*)?"
    r"|(?<![\w/…])(?P<path>(?<=')/[^\s'\"<>]*|(?<!')/[^\s\"<>]*)",
    re.I,
)
# Celery names its workers celery@machine.
_APART = r"\s@<>\"'`(){}\[\],;:=/|"
_E_MAIL = re.compile(rf"(?<![^{_APART}])(?!celery@)[^{_APART}]+(?:@|%40)[^{_APART}]+", re.I)
_LONG = re.compile(rf"(?<!\d)(?<!\d\.)\d{{{FEWEST_DIGITS},}}(?!\d)")
_GROUPS = re.compile(
    r"(?<![\w.])(?!\d{4}-\d\d-\d\d(?!\d))(?!\d{1,3}(?:\.\d{1,3}){3}(?![\d.-]))"  # neither a day nor a machine
    r"\+?\(?\d{1,5}\)?(?:[ .\-]{1,2}\d{1,5}){2,}(?!\w)"
)
_LETTERS = "2-9A-HJKMNP-TV-Z"  # of codes (forms_engine.applications.codes)
_CODE = re.compile(
    rf"(?<![\w-])(?:[{_LETTERS}]{{4}}(?:[- ][{_LETTERS}]{{4}}){{2,4}}|[{_LETTERS}]{{5}}-[{_LETTERS}]{{5}}"
    rf"|[{_LETTERS}]{{20}}|[{_LETTERS}]{{12}}|[{_LETTERS}]{{10}})(?![\w-])"
)
_TYPED_CODE = re.compile(
    rf"(?<![\w-])(?=[a-z-]*\d)(?=[\d-]*[a-z])(?:[{_LETTERS}]{{4}}(?:-[{_LETTERS}]{{4}}){{2,4}}"
    rf"|[{_LETTERS}]{{5}}-[{_LETTERS}]{{5}}|[{_LETTERS}]{{20}}|[{_LETTERS}]{{12}}|[{_LETTERS}]{{10}})(?![\w-])",
    re.I,
)
_TOKEN = re.compile(r"(?<![\w-])[0-9a-f]{32}(?![\w-])", re.I)
# A database quotes whole rows after these words.
_ROW = re.compile(r"\s+(?:DETAIL|CONTEXT|LINE \d+):.*", re.S)


@lru_cache
def route_words() -> frozenset[str]:
    """Every fixed part between two slashes in any address of ours."""
    return frozenset(_words(get_resolver(settings.ROOT_URLCONF)))


def _words(resolver: Any) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        fixed = re.sub(r"<[^>]*>", "\0", str(pattern.pattern))
        yield from (word for word in fixed.strip("^$").split("/") if re.fullmatch(r"[\w.~-]+", word))
        if hasattr(pattern, "url_patterns"):
            yield from _words(pattern)


def _known() -> frozenset[str]:
    """The words of routes; none while the addresses are being loaded, or can't be."""
    try:
        return route_words()
    except Exception:  # nothing may fail while a line of the log is written
        return frozenset()


def masked_path(path: str, known: Container[str] | None = None) -> str:
    """The path of an address with only the words of our routes left, and without its query."""
    known = _known() if known is None else known
    plain = re.split(r"[?#]", path, maxsplit=1)[0]
    return "/".join(part if not part or part in known else GONE for part in plain.split("/"))


def _is_folder(path: str) -> bool:
    first = path.split("/")[1]
    return first in FOLDERS or path.startswith((f"{settings.BASE_DIR}/", f"{settings.VAR_DIR}/"))


def _address(match: re.Match[str]) -> str:
    if match["site"]:
        return match["site"] + masked_path(match["rest"] or "")
    return match["path"] if _is_folder(match["path"]) else masked_path(match["path"])


def _group(match: re.Match[str]) -> str:
    return NUMBER if sum(character.isdigit() for character in match[0]) >= FEWEST_DIGITS else match[0]


def _bounded(text: str) -> str:
    """At most `LONGEST` characters, cut between two words if there are any: half a code isn't seen to be one."""
    if len(text) <= LONGEST:
        return text
    cut = text.rfind(" ", LONGEST - 200, LONGEST)
    return text[: LONGEST if cut < 0 else cut] + GONE


def cleaned(text: object) -> str:
    """A text without what opens something or says who somebody is; one of more than `LONGEST` characters is cut."""
    text = _ADDRESS.sub(_address, _bounded(str(text)))
    text = _E_MAIL.sub(E_MAIL, text)
    text = _CODE.sub(CODE, text)
    text = _TYPED_CODE.sub(CODE, text)
    text = _TOKEN.sub(CODE, text)
    return _GROUPS.sub(_group, _LONG.sub(NUMBER, text))


def reason_of(failure: BaseException) -> str:
    """Why something failed, for keeping: the exception's type, and what it says, cleaned."""
    message = cleaned(_ROW.sub("", str(failure)))
    return f"{type(failure).__name__}: {message}" if message else type(failure).__name__


def cleaned_traceback(failure: BaseException | None) -> str:
    """The traceback of an exception and of those it came from, each with its cleaned reason."""
    lines, seen = [], set()
    while failure is not None and id(failure) not in seen:
        seen.add(id(failure))
        frames = "".join(traceback.format_tb(failure.__traceback__))
        lines.append(f"Traceback (most recent call last):\n{frames}{reason_of(failure)}")
        if failure.__cause__ is not None or failure.__suppress_context__:
            failure = failure.__cause__
        else:
            failure = failure.__context__
    return "\n\nwhich came from or after:\n\n".join(lines)

"""Hostile requests, and what to expect of each."""

from dataclasses import dataclass

from django.db import transaction
from django.test import Client

HUGE = str(2**63)
# The names of what Wagtail and we read from a query; those that are turned away before a view come apart.
PAGES = ("next", "page_id", "parent_page_id", "collection_id")
OTHERS = (
    "p", "q", "before", "page", "ordering", "id", "pk", "object_id", "status", "langkah", "sebagai", "semua",
    "periksa", "tag", "locale", "content_type", "owner", "user", "mode", "in_preview_panel", "usage_count_min",
)  # fmt: skip


QUERIES = [
    "&".join(f"{name}={value}" for name in names)
    for value in (HUGE, "%ED%A0%80", "-1", "9" * 5000, "%C2%B2", "%FF", str(2**31))
    for names in (OTHERS, ("p", "id"), PAGES)
]


FORM, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x"
FIELDS = (
    *PAGES, *OTHERS, "field", "size", "offset", "upload", "gallery", "reason", "code", "_version", "token", "act",
    "note", "position", "membership", "new_parent_page", "decision", "consent", "email", "_add", "_remove", "days",
)  # fmt: skip


HEAD = 'Content-Disposition: form-data; name="{}"'
BODIES = [
    (FORM, "&".join(f"{name}={HUGE}" for name in FIELDS)),
    (FORM, "&".join(f"{name}=%ED%A0%80%00x" for name in FIELDS[4:])),
    (FORM, "next=/&a=%FF&" * 301),
    (JSON, "[" * 2000 + "]" * 2000),
    (JSON, b"\xff\x00{"),
    (JSON, '{"a": "\\ud800", "pk": 1e999}'),
    ("text/plain; charset=nonsense", "x"),
    (PARTS, f"--x\r\n{HEAD.format('a')}\r\n\r\nb"),
    (PARTS, f'--x\r\n{HEAD.format("file")}; filename="a.json"\r\n\r\n{{'),
    ("multipart/form-data", "--x"),
]


@dataclass
class Attack:
    """The requests that one person makes; `wrong` collects what was answered with a 500."""

    client: Client
    wrong: list
    made: int = 0

    def send(self, method, address, body="", kind=FORM):
        """One request, undone afterwards."""
        self.made += 1
        try:
            with transaction.atomic():  # as if each were the first: PostgreSQL goes on after a failure only so
                status = self.client.generic(method, address, body, content_type=kind).status_code
                transaction.set_rollback(True)
        except Exception as failure:
            status = f"{type(failure).__name__}: {failure}"[:200]
        if not isinstance(status, int) or status >= 500:
            self.wrong.append(f"{method} {address[:120]} {kind} {str(body)[:60]!r}: {status}")

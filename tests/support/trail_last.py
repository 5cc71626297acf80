"""Watches that the audit event is what a transaction writes last: whoever holds the head of a chain keeps everybody
else of the region waiting until the commit."""

import re
from contextlib import contextmanager

from django.db import connection, transaction

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|MERGE|WITH)\b|.*\bFOR (NO KEY )?UPDATE\b", re.DOTALL)
HEAD = re.compile(r"\s*(WITH head AS \(\s*)?UPDATE cms_audithead\b")


def _outermost():
    """The transaction that is open, None outside of one; a test's own doesn't count."""
    return next((block for block in connection.atomic_blocks if not block._from_testcase), None)


@contextmanager
def watched():
    """Gives a list of what was written in a transaction after its audit event, filled as it happens."""
    faults, held = [], []

    def look(execute, sql, params, many, context):
        outermost = _outermost()
        if held and held[0] is not outermost:
            held.clear()
        if outermost is not None:
            if HEAD.match(sql):
                held[:] = [outermost]
                transaction.on_commit(held.clear)
            elif held and WRITES.match(sql) and "cms_audit" not in sql:
                faults.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield faults

"""Filing at scale: what a submission costs beside the bare rows of it, how many a core files, and whether those of
one region wait for each other.

`submit_vs_bare_insert`: the POST of the review (form, journey, workflow, e-mail, audit trail) against one transaction
that inserts the same rows and nothing else, on the same PostgreSQL with fsync on.
"""

import json
import os
import statistics
import sys
import threading
import time
from ipaddress import ip_address
from itertools import count

ADDRESSES = count(int(ip_address("10.0.0.1")))
ROUNDS = 60
AT_ONCE, EACH = 8, 15
BARE, REGIONS = 8, 0.8


def services():
    """The services without files, one a region, the busiest region's first."""
    from forms_engine.design.page import ServicePage

    rows = ServicePage.objects.filter(title="Layanan uji", live=True).select_related("region").order_by("region__pk")
    return list(rows)


def filled(service):
    """(client, address of the review) of a draft that can be sent."""
    from django.test import Client

    from tests.support.documents import fields_post

    client = Client(REMOTE_ADDR=str(ip_address(next(ADDRESSES))))  # as many people
    address = client.post(f"/mulai/{service.pk}/")["Location"].removesuffix("1/")
    response = client.post(f"{address}1/", fields_post(0, 5))
    assert response.status_code == 302, response.content[:500]
    return client, f"{address}periksa/"


def send(client, address):
    response = client.post(address, {"email": "sari@contoh.id"})
    assert response.status_code == 302 and "tanda-terima" in response["Location"], response.content[:500]
    return response


def rows_of(code):
    """table → (names, values) of the very rows that a filing wrote."""
    from django.db import connection

    from forms_engine.applications.models import Application

    application = Application.unscoped.select_related("case").get(tracking_code=code)
    key = application.pk
    which = {
        "forms_engine_application": ("id", key), "forms_engine_submission": ("application_id", key),
        "workflows_case": ("application_id", key), "workflows_task": ("case_id", application.case.pk),
        "cms_job": ("key", f"notify:{key}:received:1"), "cms_auditevent": ("target", f"application:{key}"),
    }  # fmt: skip
    found = {}
    with connection.cursor() as cursor:
        for table, (column, value) in which.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s", [value])
            names = [one.name for one in cursor.description]
            found[table] = dict(zip(names, cursor.fetchone(), strict=True))
            del found[table]["id"]
    return found


# What must be another in each row, as PostgreSQL makes it.
FRESH = {
    "uuid": "gen_random_uuid()", "tracking_code": "left(md5(random()::text), 10)", "key": "md5(random()::text)",
    "hash": "md5(random()::text)", "sequence": "(random() * 1e12)::bigint + 1e12::bigint",
}  # fmt: skip


def statements(rows):
    """(table, sql, names of the values) of the inserts, made before the clock runs."""
    for table, row in rows.items():
        values = ", ".join(FRESH.get(name, f"%({name})s") for name in row)
        yield table, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values}) RETURNING id", row


def bare(connection, prepared, draft):
    """One transaction with the same rows: a draft (its id) is marked, and six rows are inserted."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("UPDATE forms_engine_draft SET email = 'sari@contoh.id', filed = true WHERE id = %s", [draft])
        keys = {"draft_id": draft}
        for table, sql, row in prepared:
            cursor.execute(sql, {**row, **{name: key for name, key in keys.items() if name in row}})
            made = cursor.fetchone()[0]
            if table in ("forms_engine_application", "workflows_case"):
                keys["application_id" if table.startswith("forms") else "case_id"] = made


def against_bare():
    """Medians of filings and of bare transactions that take turns: (seconds, seconds)."""
    from django.db import connection

    service, ours, theirs = services()[0], [], []
    rows = rows_of(send(*filled(service))["Location"].split("/")[2])
    plain = {table: {name: as_json(value) for name, value in row.items()} for table, row in rows.items()}
    prepared = list(statements(plain))
    for _ in range(ROUNDS):
        client, address = filled(service)
        _other, spare = filled(service)
        spare = draft_of(spare)
        client.get(address)
        start = time.perf_counter()
        send(client, address)
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        bare(connection.connection, prepared, spare)
        theirs.append(time.perf_counter() - start)
    return statistics.median(ours), statistics.median(theirs)


def as_json(value):
    """A value as psycopg inserts it: Django reads JSON columns as text."""
    from psycopg.types.json import Jsonb

    return Jsonb(json.loads(value)) if isinstance(value, str) and value.startswith(("{", "[")) else value


def draft_of(address):
    """The id of the draft of an address."""
    from forms_engine.applications.models import Draft

    return Draft.unscoped.values_list("pk", flat=True).get(token=address.split("/")[2])


def throughput(chosen):
    """Submissions a second of AT_ONCE people at once, each in turn of `chosen` (services), drafts made before."""
    from django.db import connections

    drafts = [[filled(chosen[(one * EACH + turn) % len(chosen)]) for turn in range(EACH)] for one in range(AT_ONCE)]
    barrier, failures = threading.Barrier(AT_ONCE + 1), []

    def one(own):
        try:
            connections["default"].ensure_connection()
            barrier.wait()
            for client, address in own:
                send(client, address)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(own,)) for own in drafts]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    if failures:
        raise failures[0]
    return AT_ONCE * EACH / taken


def say(name, value, unit, peer, **more):
    print(json.dumps({"name": name, "value": round(value, 2), "unit": unit, "peer": peer} | more), flush=True)


def main():
    import django

    django.setup()
    every = services()
    ours, theirs = against_bare()
    peer = f"{theirs * 1000:.1f} ms for the rows alone, {ours * 1000:.1f} ms"
    say("submit_vs_bare_insert", ours / theirs, "x", peer, holds=ours / theirs <= BARE)
    drafts = [filled(every[0]) for _ in range(ROUNDS)]
    start, used = time.perf_counter(), time.process_time()
    for client, address in drafts:
        send(client, address)
    used, taken = time.process_time() - used, time.perf_counter() - start
    say("submits_per_core_s", ROUNDS / used, "submits/s", f"{ROUNDS / taken:.0f} a second by the clock")
    one, fifty = [], []
    for _ in range(3):  # in turns, so that noise falls on both
        one.append(throughput(every[:1]))
        fifty.append(throughput(every))
    ratio = statistics.median(one) / statistics.median(fifty)
    say("one_region_vs_fifty", ratio, "x", f"{statistics.median(fifty):.0f} submits/s spread over fifty regions",
        holds=ratio >= REGIONS)  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    sys.exit(main())

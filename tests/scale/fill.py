"""A database with as many applications as asked for, filled by PostgreSQL itself.

An installation of fifty regions that takes in an application every 95 seconds: ten thousand are its first eleven
days, a million its first three years. Two in five are of one region, and half of these of one service. Seven in a
hundred are still open, one more in twenty is a draft that was never filed.
"""

import json
from datetime import date

from django.db import connection

REGIONS, SERVICES = 50, 2
OFFICERS = ("petugas-loket", "kasi-sosial", "lurah")
EVERY = "95 seconds"
ANSWERS = {
    "fld-name": "Sari Wulandari", "fld-nik0": "3375014508850001", "fld-born": "1985-08-05",
    "fld-tel0": "+6281234567890", "fld-addr": "Jalan Melati 7", "fld-stat": "ch-sewa", "fld-rent": 500000,
    "fld-with": 3, "fld-foto": ["0d6c8f0e-0000-4000-8000-000000000001"], "fld-note": None,
}  # fmt: skip


def world():
    """The regions with their people and services; the first service of the first region was made in the editor."""
    from cms.accounts.models import Position, PositionHolder, User
    from cms.pages.models import RegionPage
    from cms.regions.scoping import ALL_REGIONS, region_scope
    from forms_engine.design.bank.models import QuestionGroup
    from forms_engine.design.editor.decompile import fill_page
    from forms_engine.design.packages.services import import_service
    from forms_engine.design.page import ServicePage
    from forms_engine.design.versions.models import ExampleApplication
    from tests.support.documents import fields_document, service_document
    from tests.support.factories import make_member, make_offices, make_region, make_service
    from tests.support.lists import make_list

    User.objects.create_superuser("operator")
    for number in range(REGIONS):
        region = make_offices(make_region(f"{11 + number}.71", slug=f"wilayah-{number}"))
        make_member(region, f"admin-{number}", regional_admin=True)
        with region_scope(region):
            for office in OFFICERS:
                member = make_member(region, f"{office}-{number}")
                position = Position.objects.get(code=office)
                PositionHolder.objects.create(
                    region=region, position=position, membership=member, since=date(2020, 1, 1)
                )
        if number == 0:
            with region_scope(ALL_REGIONS):
                page = import_service(RegionPage.objects.get(region=region), service_document())
                page.get_latest_revision().publish()
                draft = page.get_latest_revision_as_object()
                changed = service_document()
                changed["steps"][0]["fields"].append({"id": "fld-new0", "kind": "short_text", "label": "Pekerjaan"})
                fill_page(draft, changed)
                draft.save_revision()
        for service in range(SERVICES - (number == 0)):
            make_service(region, service_document(f"Layanan {service}"))
        make_service(region, fields_document(1, 5))  # for filing without files
        make_list(region, [(f"P{place:03}", f"Pasar {place}", ["Kecamatan"]) for place in range(300)], name="Pasar")
        with region_scope(region):
            ExampleApplication.objects.create(
                region=region, service=ServicePage.objects.filter(region=region).order_by("pk").first(),
                title="Bu Sari", day=date(2026, 1, 5), expected={"end": "filed", "steps": [], "parts": {}},
            )  # fmt: skip
            QuestionGroup.objects.create(region=region, title="Alamat", fields=[])


# One of a thousand: which region, service and version the application with this number is of.
PLACES = f"""
CREATE TEMP TABLE place AS
WITH service AS (
    SELECT s.region_id AS region, s.page_ptr_id AS service, s.current_version_id AS version,
        row_number() OVER (PARTITION BY s.region_id ORDER BY s.page_ptr_id) - 1 AS rank,
        dense_rank() OVER (ORDER BY s.region_id) - 1 AS region_rank
    FROM forms_engine_servicepage s
)
SELECT slot, service.* FROM generate_series(0, 999) AS slot
JOIN service ON region_rank = CASE WHEN slot < 400 THEN 0 ELSE 1 + slot % {REGIONS - 1} END
    AND rank = CASE WHEN slot < 200 THEN 0 WHEN slot < 400 THEN 1 ELSE slot % {SERVICES} END;
CREATE INDEX ON place (slot);
"""

# What is drawn of the number of an application: `die` from 0 to 99 is how it stands, `at` when it came.
DRAWN = """
CREATE TEMP TABLE drawn AS
SELECT n, region, service, version, at, die, die BETWEEN 7 AND 79 AS approved,
    CASE WHEN die < 6 THEN 'in_review' WHEN die < 7 THEN 'correction' WHEN die < 80 THEN 'approved'
        ELSE 'rejected' END AS status,
    CASE WHEN die < 6 THEN 1 + die % 3 WHEN die < 7 THEN 1 WHEN die < 80 THEN 3 ELSE 2 END AS stages,
    translate(lpad((n * 7368787 % 1000000000)::text, 9, '0'), '01', 'XY') AS code
FROM (
    SELECT n, abs(hashint8(n)) % 100 AS die, now() - ({count} - n) * interval '{every}' AS at
    FROM generate_series(1::bigint, {count}) n
) numbers JOIN place ON slot = (n * 377) % 1000;
"""

ROWS = (
    """
INSERT INTO forms_engine_draft (id, region_id, token, resume_code, service_id, version_id, answers, typed, news,
    email, language, filed, assisted, created_at, updated_at)
SELECT n, region, md5(n::text), 'R' || code || 'AB', service, version, '{answers}', '{{}}', '[]', '', 'id', true,
    false, at, at FROM drawn
""",
    """
INSERT INTO forms_engine_draft (id, region_id, token, resume_code, service_id, version_id, answers, typed, news,
    email, language, filed, assisted, created_at, updated_at)
SELECT {count} + n, region, md5(({count} + n)::text), 'U' || code || 'AB', service, version, '{answers}', '{{}}',
    '[]', '', 'id', false, false, now() - interval '20 days', now() - interval '20 days' FROM drawn WHERE n % 20 = 3
""",
    """
INSERT INTO forms_engine_application (id, region_id, uuid, tracking_code, draft_id, service_id, version_id, answers,
    status, submitted_at, updated_at)
SELECT n, region, md5(n::text)::uuid, 'K' || code, n, service, version, '{answers}', status, at, at FROM drawn
""",
    """
INSERT INTO forms_engine_submission (region_id, application_id, number, answers, at)
SELECT region, n, 1, '{answers}', at FROM drawn
""",
    """
INSERT INTO workflows_case (id, region_id, application_id, state)
SELECT n, region, n,
    json_build_object('status', status, 'stage', 'stage-' || stages, 'round', 1, 'skipped', '[]'::json) FROM drawn
""",
    """
INSERT INTO workflows_task (region_id, case_id, stage_id, round, title, position, opened_at, due_on, decision, reason,
    decided_by_id, decided_at)
SELECT region, n, 'stage-' || stage, 1, 'Tahap ' || stage,
    CASE stage WHEN 1 THEN 'petugas-loket' WHEN 2 THEN 'kasi-sosial' ELSE 'lurah' END, at,
    (at + interval '1 day')::date,
    CASE WHEN stage < stages OR status = 'approved' THEN 'approve' WHEN status = 'in_review' THEN ''
        WHEN status = 'correction' THEN 'correction' ELSE 'reject' END, '', NULL, NULL
FROM drawn JOIN generate_series(1, 3) stage ON stage <= stages
""",
    """
INSERT INTO forms_engine_issuedcertificate (id, region_id, application_id, series, year, sequence, number, code,
    title, holder, signatory, dated, file, sha256, issued_at, revoked_reason)
SELECT n, region, n, 'skala', extract(year FROM at), place,
    '470/' || place || '/KEL.CTH/XI/' || extract(year FROM at), 'V' || code || 'ABCDEFGHJK',
    'Surat Keterangan Domisili', 'S*** W***',
    '{{"capacity": "", "title": "Lurah", "name": "Contoh", "nip": "", "rank": "", "head": false}}',
    at::date, 'certificates/skala.pdf', md5(n::text) || md5(n::text), at, ''
FROM (
    SELECT *, row_number() OVER (PARTITION BY region, extract(year FROM at) ORDER BY n) AS place
    FROM drawn WHERE approved
) letters
""",
    """
INSERT INTO cms_job (region_id, name, args, key, state, run_at, attempts, max_attempts, last_error, created_at,
    done_at)
SELECT region, kind, json_build_object('application', n), kind || ':' || n,
    CASE WHEN n % 50 = 1 THEN 'dead' WHEN n % 5000 = 2 THEN 'ready' ELSE 'done' END, at, 1, 8,
    CASE WHEN n % 50 = 1 THEN 'Contoh' ELSE '' END, at, at
FROM drawn CROSS JOIN (VALUES ('applications.notify'), ('certificates.issue')) kinds (kind)
WHERE kind = 'applications.notify' OR approved
""",
    """
INSERT INTO cms_auditevent (region_id, sequence, at, actor, action, target, data, previous_hash, hash)
SELECT region, row_number() OVER (PARTITION BY region ORDER BY n, act), at, 'applicant', 'application.filed',
    'application:' || n, '{{"filing": 1}}', md5((n - 1)::text) || md5(n::text), md5(n::text) || md5(act || '-' || n)
FROM drawn CROSS JOIN generate_series(1, 2) act WHERE act = 1 OR n % 4 = 0
""",
    """
INSERT INTO cms_audithead (region_id, length, hash, previous)
SELECT region_id, max(sequence), md5('a') || md5('a'), md5('b') || md5('b') FROM cms_auditevent
WHERE region_id IS NOT NULL GROUP BY region_id
ON CONFLICT (region_id) DO UPDATE SET length = EXCLUDED.length, hash = EXCLUDED.hash
""",
    """
INSERT INTO forms_engine_upload (region_id, uuid, draft_id, field_id, file, name, content_type, size, sha256, scan,
    created_at)
SELECT region, md5('u' || n)::uuid, n, 'fld-foto', 'uploads/' || n, 'rumah.jpg', 'image/jpeg', 120000,
    md5(n::text) || md5(n::text), CASE WHEN n % 1000 = 4 THEN 'not_yet' ELSE 'clean' END, at
FROM drawn WHERE n % 2 = 0
""",
)

# Tables whose ids were given here, not by their sequence.
NUMBERED = (
    "forms_engine_draft", "forms_engine_application", "workflows_case", "forms_engine_issuedcertificate",
)  # fmt: skip


def _put_off_indexes(cursor):
    """Drop the indexes of the tables that are filled, and return what makes them again: sorted at the end, they take
    a fraction of the time. Those of constraints stay."""
    tables = [statement.split()[2] for statement in ROWS]
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = ANY(%s::regclass[]) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
        [tables],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


# What stands in a column that a statement doesn't name, by its type: a new column needn't be filled here.
PLAIN = {"uuid": "gen_random_uuid()", "boolean": "false", "jsonb": "'{}'", "character varying": "''", "text": "''",
         "integer": "0", "bigint": "0", "smallint": "0"}  # fmt: skip


def _with_defaults(cursor):
    """Give such columns a default while the tables are filled; returns what takes it away again."""
    tables = [statement.split()[2] for statement in ROWS]
    cursor.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' "
        "AND table_name = ANY(%s) AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'",
        [tables],
    )
    undo = []
    for table, column, kind in cursor.fetchall():
        if kind in PLAIN:
            cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {PLAIN[kind]}")
            undo.append(f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT")
    return undo


def fill(count):
    """Fill the database in use with `count` applications and all that belongs to them."""
    values = {"count": count, "every": EVERY, "answers": json.dumps(ANSWERS)}
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no foreign keys are checked, row by row
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("DELETE FROM cms_auditevent")
        cursor.execute(PLACES)
        cursor.execute(DRAWN.format(**values))
        cursor.execute("ANALYZE drawn")
        indexes, undo = _put_off_indexes(cursor), _with_defaults(cursor)
        for statement in ROWS:
            cursor.execute(statement.format(**values))
        for definition in (*undo, *indexes):
            cursor.execute(definition)
        for table in NUMBERED:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET synchronous_commit = DEFAULT")
        cursor.execute("VACUUM ANALYZE")

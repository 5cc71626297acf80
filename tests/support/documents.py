"""Service documents that several tests and benches use."""


def service_document(title="Surat Keterangan Domisili", stages=("petugas-loket", "kasi-sosial", "lurah")):
    """A service of 3 steps, 10 fields, one condition, three stages and a certificate."""
    return {
        "schema": 1,
        "title": title,
        "audience": "residents",
        "about": {
            "summary": "Surat yang menyatakan tempat tinggal Anda.",
            "requirements": ["Foto KTP", "Foto rumah"],
            "working_days": 3,
            "fee": "Rp0 (gratis)",
            "product": "Surat Keterangan Domisili",
            "complaints": "lapor.go.id atau loket kelurahan",
        },
        "steps": [
            {
                "id": "step-a1b2",
                "title": "Data diri",
                "fields": [
                    {"id": "fld-name", "kind": "short_text", "label": "Nama lengkap", "hint": "Seperti di KTP."},
                    {"id": "fld-nik0", "kind": "nik", "label": "NIK"},
                    {"id": "fld-born", "kind": "date", "label": "Tanggal lahir", "options": {"latest": "today"}},
                    {"id": "fld-tel0", "kind": "phone", "label": "Nomor telepon"},
                ],
            },
            {
                "id": "step-c3d4",
                "title": "Tempat tinggal",
                "fields": [
                    {"id": "fld-addr", "kind": "long_text", "label": "Alamat lengkap"},
                    {
                        "id": "fld-stat",
                        "kind": "choice",
                        "label": "Status tempat tinggal",
                        "choices": [{"id": "ch-milik", "label": "Milik sendiri"}, {"id": "ch-sewa", "label": "Sewa"}],
                    },
                    {
                        "id": "fld-rent",
                        "kind": "rupiah",
                        "label": "Uang sewa sebulan",
                        "show_when": {"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]},
                    },
                    {
                        "id": "fld-with",
                        "kind": "number",
                        "label": "Jumlah penghuni",
                        "options": {"min": 1, "max": 30},
                    },
                ],
            },
            {
                "id": "step-e5f6",
                "title": "Berkas",
                "fields": [
                    {"id": "fld-foto", "kind": "file", "label": "Foto rumah", "options": {"accept": "photo"}},
                    {"id": "fld-note", "kind": "long_text", "label": "Catatan", "required": False},
                ],
            },
        ],
        "certificate": {
            "title": "Surat Keterangan Domisili",
            "letterhead": "KELURAHAN CONTOH",
            "classification": "470",
            "unit": "KEL.CTH",
            "number_pattern": "{classification}/{number:3}/{unit}/{month_roman}/{year}",
            "signatory": "lurah",
            "valid_months": 6,
            "body": [
                {"id": "blk-1aaa", "text": "Yang bertanda tangan di bawah ini menerangkan bahwa:"},
                {"id": "blk-2bbb", "rows": ["fld-name", "fld-nik0", "fld-born", "fld-addr"]},
                {"id": "blk-3ccc", "text": "{{fld-name}} benar bertempat tinggal di alamat tersebut di {{region}}."},
            ],
        },
        "parts": {
            "workflow": {
                "stages": [
                    {"id": f"stage-{place}", "title": f"Tahap {place}", "position": position, "working_days": 1}
                    for place, position in enumerate(stages, 1)
                ]
            }
        },
    }


def fields_document(steps, per_step):
    """A service of `steps` × `per_step` fields in the mix of the hand-written peers, without certificate."""

    def field(number):
        common = {"id": f"fld-{number:03}", "label": f"Isian {number}"}
        return (
            common
            | (
                {"kind": "short_text", "hint": "Tulis sesuai KTP.", "options": {"max_length": 100}},
                {"kind": "number", "hint": "Angka saja.", "options": {"min": 0, "max": 100000}},
                {
                    "kind": "choice",
                    "choices": [{"id": f"ch-{letter}{number:03}", "label": label} for letter, label in PEER_CHOICES],
                },
                {"kind": "long_text", "hint": "Ceritakan.", "options": {"max_length": 2000}},
                {"kind": "date", "hint": "Tanggal."},
            )[number % 5]
        )

    document = service_document("Layanan uji")
    del document["certificate"]
    document["steps"] = [
        {
            "id": f"step-{step:03}",
            "title": f"Langkah {step + 1}",
            "fields": [field(number) for number in range(step * per_step, (step + 1) * per_step)],
        }
        for step in range(steps)
    ]
    return document


PEER_CHOICES = [("a", "Pertama"), ("b", "Kedua"), ("c", "Ketiga")]


def fields_post(step, per_step):
    """What a browser posts for a step of `fields_document`: right answers."""
    data = {"_shown": ",".join(map(str, range(per_step)))}
    for number in range(step * per_step, (step + 1) * per_step):
        name = f"f-fld-{number:03}"
        if number % 5 == 4:
            data |= {f"{name}-d": "17", f"{name}-m": "8", f"{name}-y": "1985"}
        else:
            data[name] = ("Sari Wulandari", "42", f"ch-b{number:03}", "Tinggal di sini sejak lama.")[number % 5]
    return data

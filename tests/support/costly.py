"""Legal services that cost much, each kind of cost for itself, as large as they are asked to be."""

from tests.support.documents import service_document


def one_step(*fields, title="Layanan mahal"):
    """A service whose only step asks these fields."""
    document = service_document(title)
    del document["certificate"]
    document["steps"] = [{"id": "step-0000", "title": "Isian", "fields": list(fields)}]
    return document


def far_away(source, number):
    """A condition that moves a date by working days, each another."""
    moved = {"date_add": [{"today": []}, -7000 + number, "working_days"]}
    return {"and": [{"answered": [source]}, {"<": [{"var": source}, moved]}]}


def many_conditions(questions, conditions):
    """The issue's case: questions with as many conditions on a date each."""
    rule = {"or": [far_away("fld-when", number) for number in range(conditions)]}
    asked = [
        {"id": f"fld-x{number:03}", "kind": "short_text", "label": f"Isian {number}", "show_when": rule}
        for number in range(questions)
    ]
    return one_step({"id": "fld-when", "kind": "date", "label": "Tanggal"}, *asked)


def many_rows(questions, kind="short_text"):
    """A group of fifty items."""
    fields = [{"id": f"fld-r{number:03}", "kind": kind, "label": f"Butir {number}"} for number in range(questions)]
    return one_step({"id": "fld-rows", "kind": "group", "label": "Barang", "fields": fields})


def many_groups(steps, columns):
    """Steps with a group of fifty items each."""
    document = one_step()
    document["steps"] = [
        {
            "id": f"step-{step:04}", "title": f"Langkah {step}",
            "fields": [
                {
                    "id": f"fld-g{step}", "kind": "group", "label": "Barang",
                    "fields": [
                        {"id": f"fld-g{step}-{column}", "kind": "short_text", "label": f"Butir {column}"}
                        for column in range(columns)
                    ],
                }
            ],
        }
        for step in range(steps)
    ]  # fmt: skip
    return document


def many_choices_in_rows(questions, choices=60):
    document = many_choices(questions, choices)
    fields = [field | {"kind": "dropdown"} for field in document["steps"][0]["fields"]]
    return one_step({"id": "fld-rows", "kind": "group", "label": "Barang", "fields": fields})


def many_choices(questions, choices=300):
    """A step of so many questions with so many choices each."""
    return one_step(
        *(
            {
                "id": f"fld-c{number:03}", "kind": "choice", "label": f"Pilihan {number}",
                "choices": [{"id": f"ch-{number}-{one}", "label": f"Nomor {one}"} for one in range(choices)],
            }
            for number in range(questions)
        )
    )  # fmt: skip


def many_questions(steps, per_step):
    """So many steps of so many short questions."""
    document = one_step()
    document["steps"] = [
        {
            "id": f"step-{step:04}", "title": f"Langkah {step}",
            "fields": [
                {"id": f"fld-{step}-{number}", "kind": "short_text", "label": f"Isian {number}"}
                for number in range(per_step)
            ],
        }
        for step in range(steps)
    ]  # fmt: skip
    return document


def many_totals(totals, columns=4):
    """Formulas over the rows of a group, and in each row."""
    fields = [{"id": f"fld-n{place}", "kind": "number", "label": f"Angka {place}"} for place in range(columns)]
    listed = [{"sum": [{"var": field["id"]}]} for field in fields]
    row = {"+": [{"*": [{"var": field["id"]}, 3]} for field in fields]}
    fields.append({"id": "fld-row", "kind": "formula", "label": "Jumlah baris", "options": {"formula": row}})
    sums = [
        {
            "id": f"fld-s{place:03}",
            "kind": "formula",
            "label": f"Jumlah {place}",
            "options": {"formula": {"+": listed}},
        }
        for place in range(totals)
    ]
    return one_step({"id": "fld-rows", "kind": "group", "label": "Barang", "fields": fields}, *sums)


def answers_of(document):
    """Answers to every question, the rows of groups as many as there can be."""
    right = {"date": "2026-11-01", "number": 42, "short_text": "Sari"}

    def answer(field):
        if field["kind"] == "group":
            rows = field.get("options", {}).get("max") or 50
            return [{"_row": f"r{row}"} | answered(field["fields"]) for row in range(rows)]
        return field["choices"][0]["id"] if field.get("choices") else right[field["kind"]]

    def answered(fields):
        return {field["id"]: answer(field) for field in fields if field["kind"] != "formula"}

    found = {}
    for step in document["steps"]:
        found |= answered(step["fields"])
    return found

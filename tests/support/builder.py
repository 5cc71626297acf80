"""Services with one mistake each, and publishing as the editor does it."""

from tests.support.documents import service_document


def broken(change):
    document = service_document()
    change(document)
    return document


def set_in(*path, value):
    """A change of a document: what stands at `path` becomes `value`."""

    def change(document):
        node = document
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = value

    return change


FIELDS = ("steps", 1, "fields")
STAGES = ("parts", "workflow", "stages")
PROBLEMS = {
    "no title": (set_in("title", value=" "), "title"),
    "no requirements": (set_in("about", "requirements", value=[]), "requirements"),
    "no fee": (set_in("about", "fee", value=""), "fee"),
    "no time": (lambda document: document["about"].pop("working_days"), "working_days"),
    "no step": (set_in("steps", value=[]), "steps"),
    "step without title": (set_in("steps", 0, "title", value=""), "step-a1b2"),
    "step without question": (set_in("steps", 2, "fields", value=[]), "step-e5f6"),
    "question without text": (set_in(*FIELDS, 0, "label", value=""), "fld-addr"),
    "unknown kind": (set_in(*FIELDS, 0, "kind", value="telepathy"), "fld-addr"),
    "one choice only": (lambda document: document["steps"][1]["fields"][1]["choices"].pop(), "fld-stat"),
    "ids twice": (set_in(*FIELDS, 0, "id", value="fld-name"), "fld-name"),
    "condition on nothing": (
        set_in(*FIELDS, 2, "show_when", value={"and": [{"==": [{"var": ""}, "x"]}]}), "fld-rent"),
    "condition on a deleted question": (
        set_in(*FIELDS, 2, "show_when", value={"and": [{"==": [{"var": "gone"}, "x"]}]}), "fld-rent"),
    "condition on a later question": (
        set_in(*FIELDS, 0, "show_when", value={"and": [{"==": [{"var": "fld-stat"}, "ch-sewa"]}]}), "fld-addr"),
    "condition with an unknown choice": (
        set_in(*FIELDS, 2, "show_when", value={"and": [{"==": [{"var": "fld-stat"}, "ch-gone"]}]}), "fld-rent"),
    "condition that can't be": (
        set_in(*FIELDS, 2, "show_when", value={"and": [{"<": [{"var": "fld-stat"}, "ch-sewa"]}]}), "fld-rent"),
    "condition that isn't one": (set_in(*FIELDS, 2, "show_when", value={"boom": []}), "fld-rent"),
    "limits that contradict": (set_in(*FIELDS, 3, "options", value={"min": 5, "max": 1}), "fld-with"),
    "no stage": (set_in(*STAGES, value=[]), "workflow"),
    "stage without name": (set_in(*STAGES, 0, "title", value=""), "stage-1"),
    "stage without position": (set_in(*STAGES, 0, "position", value=""), "stage-1"),
    "position that isn't there": (set_in(*STAGES, 0, "position", value="camat"), "stage-1"),
    "letter without title": (set_in("certificate", "title", value=""), "certificate"),
    "letter without text": (set_in("certificate", "body", value=[]), "certificate"),
    "letter without signatory": (set_in("certificate", "signatory", value=""), "certificate"),
    "letter signed by nobody": (set_in("certificate", "signatory", value="camat"), "certificate"),
    "number that doesn't count": (set_in("certificate", "number_pattern", value="470/{year}"), "certificate"),
    "number with an unknown part": (set_in("certificate", "number_pattern", value="{number}/{moon}"), "certificate"),
    "number without its code": (lambda document: document["certificate"].pop("unit"), "certificate"),
    "paragraph that names nothing": (set_in("certificate", "body", 2, "text", value="{{gone}}"), "blk-3ccc"),
    "table that names nothing": (set_in("certificate", "body", 1, "rows", value=["gone"]), "blk-2bbb"),
}  # fmt: skip


def publish(page, user=None):
    page.save_revision(user=user).publish(user=user)
    page.refresh_from_db()
    return page

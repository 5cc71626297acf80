"""A file sent by the script, in pieces, while the step is being filled in.

The last piece makes it what the plain form would have made it: inspected, scanned, kept, and part of the draft's
answers. The answer then holds the question's HTML as the step shows it now.
"""

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from forms_engine.applications.models import Draft
from forms_engine.definition.model import Field
from forms_engine.definition.registry import kind_of
from forms_engine.journey.owner import number_in, owner_view, version_forms
from forms_engine.uploads.inspect import TooBusy, inspect
from forms_engine.uploads.models import PartialUpload
from forms_engine.uploads.pieces import PIECE, OutOfStep, add, begin, forget, whole
from forms_engine.uploads.store import check_room, no_room
from forms_engine.walk.questions import ROW, in_row, merge_rows, stored_rows


@require_POST
def file_piece(request: HttpRequest, draft: Draft) -> JsonResponse:
    """POST `field` (with `.row` in a group), `name`, `size`, `offset`, `upload` ("" for the first piece), `piece`.

    → {"upload", "received"}: send on from there (409 when the piece didn't follow); or {"html", "error"}: arrived.
    """
    field, group, row = _question(draft, request.POST.get("field", ""))
    kind, size = kind_of(field), number_in(request.POST.get("size", ""), 9)
    piece = request.FILES.get("piece")
    if piece is None or (piece.size or 0) > PIECE:
        return JsonResponse({"error": "piece"}, status=400)
    if not 0 < size <= kind.limit_mb(field) * 1024 * 1024:
        return JsonResponse({"html": _html(draft, field, group, row), "error": _why_not(kind, field, size)})
    try:
        if uuid := request.POST.get("upload"):
            part = add(uuid, draft, number_in(request.POST.get("offset", ""), 9), piece.read())
        else:
            check_room(draft, size, unfinished=True)
            part = begin(draft, request.POST["field"][:60], request.POST.get("name", ""), size)
            part = add(part.uuid, draft, 0, piece.read())
    except OutOfStep as out_of_step:
        return JsonResponse({"upload": uuid, "received": out_of_step.received}, status=409)
    except PartialUpload.DoesNotExist:
        raise Http404 from None
    except ValidationError as refusal:
        if uuid:  # isn't one
            raise Http404 from None
        return JsonResponse({"html": _html(draft, field, group, row), "error": refusal.messages[0]})
    except OSError as failure:
        return JsonResponse({"html": _html(draft, field, group, row), "error": no_room(failure).messages[0]})
    if part.received < part.size:
        return JsonResponse({"upload": str(part.uuid), "received": part.received})
    try:
        error = _arrived(draft, part, field, group, row)
    except TooBusy as busy:  # the script waits, and asks again with what is here
        if not uuid:
            forget(part)
        return JsonResponse({"error": busy.messages[0]}, status=503)
    return JsonResponse({"html": _html(draft, field, group, row), "error": error})


FILE_PIECE = owner_view(file_piece)


def _question(draft: Draft, name: str) -> tuple[Field, str, str]:
    """(field, the id of its group or "", the id of its row or "") for `field` or `field.row`; Http404 otherwise."""
    field_id, _dot, row = name.partition(".")
    definition = version_forms(draft).definition
    for owner in definition.fields():
        for field in owner.fields if row else (owner,):
            if field.id == field_id and kind_of(field).sent_apart:
                if row and not stored_rows([{ROW: row}]):
                    raise Http404
                return field, owner.id if row else "", row
    raise Http404


def _why_not(kind: Any, field: Field, size: int) -> str:
    """Why a file of this size won't do, before any of it is sent."""
    file = SimpleNamespace(size=size, read=bytes)  # it is judged by its size, or is empty
    try:
        inspect(file, kind.accept(field), kind.limit_mb(field))
    except ValidationError as refusal:
        return refusal.messages[0]
    return ""


def _answers_of(draft: Draft, group: str, row: str) -> dict[str, Any]:
    """The draft's answers, or those of one row."""
    if not group:
        return draft.answers
    return next((item for item in stored_rows(draft.answers.get(group)) if item[ROW] == row), {ROW: row})


def _arrived(draft: Draft, part: PartialUpload, field: Field, group: str, row: str) -> str:
    """Make the whole file part of the answers, under a lock: two that arrive at once both stay. Returns why it was
    refused, "" when it wasn't. Raises TooBusy. It is looked at before: nobody waits for a file to be read."""
    kind, bound, error, file = kind_of(field), in_row(field, row), "", whole(part)
    try:
        file = inspect(file, kind.accept(field), kind.limit_mb(field))
    except TooBusy:
        raise
    except ValidationError as refusal:
        forget(part)
        return kind.refusal(field, file.name, refusal)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        answers = dict(_answers_of(locked, group, row))
        try:
            value = kind.settle(bound, kind.with_file(bound, file, answers.get(field.id)), draft)
        except ValidationError as refusal:
            error = refusal.messages[0]
            accepted = getattr(refusal, "accepted", None)
            value = kind.settle(bound, accepted, draft) if accepted else answers.get(field.id)
        if value is not None:
            answers[field.id] = value
            if group:
                locked.answers[group] = merge_rows(locked.answers.get(group), [answers], ())
            else:
                locked.answers[field.id] = value
            locked.save(update_fields=["answers", "updated_at"])
        forget(part)
    draft.answers = locked.answers
    return error


def _html(draft: Draft, field: Field, group: str, row: str) -> str:
    stored_uuids = kind_of(field).files_of(field, _answers_of(draft, group, row).get(field.id))
    by_uuid = {str(upload.uuid): upload for upload in draft.uploads.all()}
    return kind_of(field).render(
        in_row(field, row), None, (), [by_uuid[item] for item in stored_uuids if item in by_uuid]
    )

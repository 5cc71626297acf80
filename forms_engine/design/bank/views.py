"""The bank in the editor: what there is, a group as the editor takes it, and keeping a step of the form."""

from typing import Any

from django.db import transaction
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin.views.pages.preview import PreviewOnEditView
from wagtail.blocks import StreamValue

from cms.access.roles import ADMINS, Role, access
from cms.accounts.models import SignedInRequest
from cms.audit.trail import actor_of, record, record_deleted
from forms_engine.design.bank.groups import ready_groups, with_new_ids
from forms_engine.design.bank.models import QuestionGroup
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.decompile import stream_of_step
from forms_engine.design.editor.unsaved import Unsaved
from forms_engine.design.page import ServicePage

MOST_GROUPS = 200


def _group(key: str) -> tuple[str, list[dict[str, Any]]]:
    for group in ready_groups():
        if group["key"] == key:
            return group["title"], group["fields"]
    number = key.removeprefix("wilayah-")
    group = QuestionGroup.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
    if group is None:
        raise Http404
    return group.title, group.fields


@access(ADMINS)
@require_GET
def bank_group(request: SignedInRequest, key: str) -> HttpResponseBase:
    """A group as a step of the editor: the state that its JavaScript inserts."""
    title, fields = _group(key)
    raw = [stream_of_step({"id": "", "title": title, "fields": with_new_ids(fields)})]
    block = ServicePage._meta.get_field("steps").stream_block
    [state] = block.get_form_state(StreamValue(block, raw, is_lazy=True))
    state["id"] = None
    return JsonResponse(state, json_dumps_params={"default": str})


class _Keep(Unsaved, PreviewOnEditView):
    def post(self, request: SignedInRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Keep the step as a group of the region's, over the one of its title; 400 with the reason in words."""
        page = self.page()
        steps = compile_page(page)["steps"] if page else []
        step = steps[self.kwargs["place"]] if self.kwargs["place"] < len(steps) else None
        if step is None or not step["title"] or not step["fields"]:
            return JsonResponse({"said": _("Give the step a title and at least one question first.")}, status=400)
        with transaction.atomic():
            known = QuestionGroup.objects.filter(title=step["title"][:120]).first()
            if known is None and QuestionGroup.objects.count() >= MOST_GROUPS:
                return JsonResponse({"said": _("The bank is full. Delete a group first.")}, status=400)
            group = known or QuestionGroup(region_id=page.region_id, title=step["title"][:120])
            group.fields = step["fields"]
            group.save()
            record(group.region_id, actor_of(request.user), "bank.kept", group)
        message = _("“%(title)s” is in the bank.") % {"title": group.title}
        return JsonResponse({"key": f"wilayah-{group.pk}", "title": group.title, "said": message})


@access(frozenset({Role.REGIONAL_ADMIN}))
@require_POST
def bank_keep(request: SignedInRequest, pk: int, place: int) -> HttpResponseBase:
    """POST the editor's form: its step at `place` (from 0) is kept for the region under its title."""
    return _Keep.as_view()(request, page_id=pk, place=place)


@access(frozenset({Role.REGIONAL_ADMIN}))
@require_POST
def bank_delete(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Delete a group of the region."""
    with transaction.atomic():
        group = QuestionGroup.objects.filter(pk=pk).first()
        if group is None:
            raise Http404
        record_deleted(group.region_id, actor_of(request.user), "bank.deleted", group)
    return JsonResponse({"said": _("The group is deleted.")})

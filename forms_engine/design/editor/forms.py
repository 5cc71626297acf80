"""The editor's form of a service: drafts always save; publishing is checked, each problem named in place."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject
from wagtail.admin.forms import WagtailAdminPageForm

from forms_engine.definition.codec import LONGEST_TITLE, from_json
from forms_engine.definition.texts import texts
from forms_engine.design.editor.compile import compile_page
from forms_engine.design.editor.errors import place_problems, streams
from forms_engine.design.publishing import problems_of


def with_one_line_end(data: QueryDict | None) -> QueryDict | None:
    """What was posted, its lines ended as everywhere else: browsers make CRLF of each, and a text that came from a
    file or the bank would be another one as soon as somebody opened it, without its translation."""
    if not data or not any("\r" in item for _name, items in data.lists() for item in items):
        return data
    posted = data.copy()
    for name, items in data.lists():
        posted.setlist(name, [item.replace("\r\n", "\n").replace("\r", "\n") for item in items])
    return posted


class ServicePageForm(WagtailAdminPageForm):
    """Checks only when publishing: Wagtail marks the form of a draft or a preview as deferred."""

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(with_one_line_end(data), *args, **kwargs)
        # The region is the one of the page above; no form says it.
        if self.instance.region_id is None and self.parent_page is not None:
            self.instance.region_id = getattr(self.parent_page.specific, "region_id", None)

        if title := self.fields.get("title"):
            # Wagtail's pages take more than a service's file does.
            title.validators.append(MaxLengthValidator(LONGEST_TITLE))
            title.widget.attrs["maxlength"] = LONGEST_TITLE
        if table := self.fields.get("translations"):
            # Only where it is drawn: a preview and an autosave go without.
            table.widget.texts = SimpleLazyObject(lambda: list(texts(from_json(compile_page(self.instance)))))

    def clean_translations(self) -> dict[str, dict[str, str]]:
        """What was posted over what the page has: the texts that it doesn't have at the moment keep theirs."""
        merged = {language: dict(known) for language, known in (self.instance.translations or {}).items()}
        for language, pairs in (self.cleaned_data.get("translations") or {}).items():
            merged[language] = {text: known for text, known in (merged.get(language, {}) | pairs).items() if known}
        return {language: known for language, known in merged.items() if known}

    def clean(self) -> dict[str, Any] | None:
        """The cleaned data; when it is to be published, each problem is an error at its setting or block."""
        data = super().clean()
        if self.is_deferred_validation:
            return data
        page = self.instance
        for name, value in {**self._streams(), **data}.items():
            if name in self.fields and hasattr(page, name):
                setattr(page, name, value)
        for name, errors in place_problems(page, problems_of(compile_page(page), page.region)).items():
            if name in streams():
                self._errors.pop(name, None)  # ours say the same and more
            for error in errors:
                self.add_error(name if name in self.fields else None, error)
        return data

    def _streams(self) -> dict[str, Any]:
        """The stream fields as posted: what the blocks refuse is still there to be checked as a whole."""
        return {
            name: self.fields[name].widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name in streams()
            if name in self.fields
        }

"""A service as it stands in the editor, saved or not: for whoever looks at it without keeping it."""

from django.http import Http404

from forms_engine.design.page import ServicePage


class Unsaved:
    """The page as it stands in the editor: POSTed as for the preview, and not kept."""

    http_method_names = ("post",)

    def page(self) -> ServicePage | None:
        """The unsaved ServicePage; None while the editor holds something that no page can."""
        if not isinstance(self.object, ServicePage):
            raise Http404
        try:
            form = self.get_form(self.request.POST)  # of a new page, Wagtail's validates at once
            if not self.validate_form(form):
                return None
        except (KeyError, ValueError):  # a form that was cut off on its way lacks what its blocks count on
            return None
        page = form.save(commit=False)
        if page.region_id is None:
            page.region_id = form.parent_page.specific.region_id
        return page

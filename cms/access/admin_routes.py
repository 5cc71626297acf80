"""Who may use a view that isn't ours: Wagtail's admin, page serving, the language switch.

Wagtail shows one region's things to another in many places, so this is an allow-list: what isn't in it is the
operators' alone. It speaks of Wagtail's own routes only; a view of ours, or one from anywhere else, that declares
nothing is refused to everyone.
"""

from collections.abc import Callable
from typing import Any

from django.urls import ResolverMatch

from cms.access.roles import ADMINS, ANY_STAFF, ANYONE, OPERATORS, Role

NOBODY: frozenset[Role] = frozenset()

# Open before sign-in, or harmless to anyone.
PUBLIC_ROUTES = {
    "wagtail_serve", "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset", "wagtailadmin_password_reset_done", "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete", "wagtailadmin_sprite",
}  # fmt: skip

# Page privacy isn't used: a page is public or not published.
CLOSED_ROUTES = {"wagtailcore_authenticate_with_password", "wagtailcore_login"}
# Wagtail's images would be decoded in the web process (docs/decisions/0023), and no page shows one. Its API serves
# the explorer's menu alone, with five queries for each page; a link to the listing is in its place.
CLOSED_PREFIXES = ("wagtailimages", "wagtailadmin_api")

STAFF_ROUTES = {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_dismissibles",
    "wagtailadmin_catch_all",  # says that there is no such page
}

# A regional admin edits pages below the region's own; page permission holds there (measured: explorer, edit,
# revisions, compare, history, preview, search).
REGIONAL_ADMIN_ROUTES = {
    "wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_explore_results",
    "wagtailadmin_pages:add", "wagtailadmin_pages:add_subpage", "wagtailadmin_pages:edit",
    "wagtailadmin_pages:delete", "wagtailadmin_pages:unpublish", "wagtailadmin_pages:preview_on_add",
    "wagtailadmin_pages:preview_on_edit", "wagtailadmin_pages:view_draft", "wagtailadmin_pages:lock",
    "wagtailadmin_pages:unlock", "wagtailadmin_pages:revisions_view", "wagtailadmin_pages:revisions_compare",
    "wagtailadmin_pages:revisions_revert", "wagtailadmin_pages:history", "wagtailadmin_pages:history_results",
    "wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release",
    "wagtailadmin_pages:usage", "wagtailadmin_pages:search", "wagtailadmin_pages:search_results",
    "wagtailadmin_block_preview",
    "wagtailadmin_pages:workflow_history", "wagtailadmin_pages:workflow_history_detail",
    "wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation", "wagtailadmin_pages:workflow_preview",
}  # fmt: skip

# Of these, the ones that tell about a page (`page_id`) before they ask whether the person may edit it.
EDITORS_ROUTES = {
    "wagtailadmin_pages:workflow_action", "wagtailadmin_pages:collect_workflow_action_data",
    "wagtailadmin_pages:confirm_workflow_cancellation", "wagtailadmin_pages:workflow_preview",
}  # fmt: skip

# Where the name of a route of Wagtail's admin begins.
WAGTAIL_PREFIXES = (
    "wagtailadmin_", "wagtailimages", "wagtaildocs", "wagtailsnippets", "wagtailusers_", "wagtailsites",
    "wagtail_bulk_action",
)  # fmt: skip
# The routes that Wagtail gave no name: a page to try its 404 with, and its catch-all.
UNNAMED = {"admin/test404/": "wagtailadmin_test404", "admin/.*/$": "wagtailadmin_catch_all"}
OUR_PACKAGES = ("cms", "forms_engine", "workflows")


def declared_roles(match: ResolverMatch, view: Callable[..., Any]) -> frozenset[Role] | None:
    """The roles that may use the view that `match` resolved to; None when nothing is declared."""
    target = getattr(view, "view_class", view)
    if (declared := getattr(view, "access", None) or getattr(target, "access", None)) is not None:
        return declared
    if target.__module__.partition(".")[0] in OUR_PACKAGES:
        return None
    name = match.view_name if match.url_name else UNNAMED.get(match.route, "")
    if name in PUBLIC_ROUTES:
        return ANYONE
    if name in CLOSED_ROUTES or name.startswith(CLOSED_PREFIXES):
        return NOBODY
    if not match.route.startswith("admin/"):
        return None
    if name in STAFF_ROUTES:
        return ANY_STAFF
    if name in REGIONAL_ADMIN_ROUTES:
        return ADMINS
    return OPERATORS if name.startswith(WAGTAIL_PREFIXES) else None

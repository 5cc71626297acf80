"""Fills in any service as a person would, from its definition and right answers, by the controls of each page."""

from urllib.parse import urlsplit

from forms_engine.definition.registry import kind_of
from forms_engine.fields.base import html_name
from forms_engine.logic.values import is_answered
from forms_engine.walk.questions import in_row

CONTROLS = """() => [...document.querySelectorAll("#step [name]")]
  .filter(item => item.type == "file" || item.matches("[data-search]") || item.getClientRects().length)
  .map(item => [item.name, item.type])"""
WIDER = "document.documentElement.scrollWidth > innerWidth"
MOST_PAGES = 60


class Filler:
    """Fills pages of one service. `files` maps what a question accepts (any, photo, document) to a path; `look(page)`
    is called with each page as it is met and once more as it is left, filled in."""

    def __init__(self, definition, answers, files, look=lambda page: None):
        self.definition, self.answers, self.files, self.look = definition, answers, files, look
        self.done = set()

    def fill(self, page):
        """From the first step to the review; the paths of the pages on the way."""
        met = []
        for _page in range(MOST_PAGES):
            page.wait_for_load_state()
            self.look(page)
            if urlsplit(page.url).path.endswith("/periksa/"):
                return met
            assert page.locator("#step").count(), f"{page.url}: {page.locator('body').inner_text()[:500]}"
            met.append(page.url)
            while self.page(page):
                pass
            if self.add_row(page):
                continue
            self.look(page)
            page.locator("#step .actions button").first.click()
            errors = page.locator(".errors")
            assert not errors.count(), errors.inner_text()
        raise AssertionError(f"No end after {MOST_PAGES} pages: {met[-5:]}")

    def page(self, page):
        """Fill in what is shown and not yet filled in; how many controls were."""
        page.locator("#step[aria-busy]").wait_for(state="detached")  # a script may be bringing up questions
        shown = {}
        for name, kind in page.evaluate(CONTROLS):
            shown.setdefault(name, kind)
        before = len(self.done)
        for field in self.definition.fields():
            answer = self.answers.get(field.id)
            if kind_of(field).repeats:
                for row, values in zip(self.rows(page, field), answer or (), strict=False):
                    for child in field.fields:
                        self.question(page, in_row(child, row), values.get(child.id), shown)
            else:
                self.question(page, field, answer, shown)
        return len(self.done) - before

    def rows(self, page, group):
        """The ids of the rows of a group that this page shows."""
        rows = page.locator(f'[id="{html_name(group)}"] > fieldset.row')
        return [row.get_attribute("id").rpartition(".")[2] for row in rows.all()]

    def add_row(self, page):
        """Ask for one more row where the answers have more than the page; whether it was asked for."""
        for group in self.definition.fields():
            wanted = self.answers.get(group.id) if kind_of(group).repeats else None
            add = page.locator(f'button[name=_add][value="{group.id}"]')
            if wanted and add.count() and len(rows := self.rows(page, group)) < len(wanted):
                add.click()
                page.locator(f'[id="{html_name(group)}"] > fieldset.row').nth(len(rows)).wait_for()
                return True
        return False

    def question(self, page, field, answer, shown):
        """Answer one question by those of its controls that are shown and aren't filled in yet."""
        kind = kind_of(field)
        if not kind.is_given or not is_answered(answer):
            return
        if kind.multipart:
            typed = {html_name(field): self.files[kind.accept(field)]}
        else:
            typed = kind.to_form(field, answer)
            parts = typed.items() if isinstance(typed, dict) else [("", typed)]
            typed = {f"{html_name(field)}-{part}" if part else html_name(field): value for part, value in parts}
        for name, value in typed.items():
            if name in shown and name not in self.done and value:
                self.control(page, name, shown[name], value)
                self.done.add(name)

    def control(self, page, name, kind, value):
        """Put a value into one control, by what it is: {name: kind} comes from the page."""
        control = page.locator(f'[name="{name}"]')
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'[name="{name}"][value="{one}"]').check()
        elif kind == "select-one" and not control.is_visible():  # a script made it one that is searched by typing
            search = page.locator(f'input[role=combobox][id="{name}"]')
            search.fill(control.locator(f'option[value="{value}"]').text_content())
            search.press("ArrowDown")
            search.press("Enter")
        elif kind == "select-one":
            control.select_option(value)
        elif kind == "file":
            control.set_input_files(value)
            page.locator(".sending").wait_for(state="detached")  # a script sends it at once
        else:
            if not control.is_visible():
                page.locator(f'details:has([name="{name}"]) > summary').click()
            control.fill(value)

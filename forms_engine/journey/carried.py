"""What was typed into a step while the browser no longer owned the draft: carried through the page that asks for the
code, in hidden fields, and stored nowhere until the code is right."""

from dataclasses import dataclass

from django.http import QueryDict

from forms_engine.journey.wire import PREFIX, STEP, TOKEN

NOT_CARRIED = {"csrfmiddlewaretoken"}


@dataclass(frozen=True, slots=True)
class Carried:
    """`data` (a QueryDict) was posted to `step` of the draft with this token; "" for nothing carried."""

    token: str
    step: str
    data: QueryDict

    @classmethod
    def posted(cls, data: QueryDict, token: str, step: str) -> "Carried":
        """What was posted to a step."""
        typed = data.copy()
        for name in NOT_CARRIED:
            typed.pop(name, None)
        return cls(token, step, typed)

    @classmethod
    def from_form(cls, data: QueryDict) -> "Carried":
        """What the page that asks for the code carried along."""
        typed = QueryDict(mutable=True)
        for name in data:
            if name.startswith(PREFIX):
                typed.setlist(name[len(PREFIX) :], data.getlist(name))
        return cls(data.get(TOKEN, ""), data.get(STEP, ""), typed)

    def inputs(self) -> list[tuple[str, str]]:
        """(name, value) of the hidden fields; none when nothing is carried."""
        if not self.token:
            return []
        values = [(PREFIX + name, value) for name in self.data for value in self.data.getlist(name)]
        return [(TOKEN, self.token), (STEP, self.step), *values]

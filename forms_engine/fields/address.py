"""An address in Indonesia: street, RT and RW, and the village, which brings district, regency, province and postcode.

The village is chosen from the list of the regency that the service names (option `regency`, a Kemendagri code), or
written with its district and regency, which the server looks up: neither needs a script. Answer:
{"street": "…", "rt": "003", "rw": "005", "village": "33.75.01.1002", "postcode": "51111"}; rt, rw and postcode may
be absent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from cms.regions.reference import by_province, reference_region
from forms_engine.definition.model import Field
from forms_engine.definition.problems import Code, Problem
from forms_engine.definition.registry import register_kind
from forms_engine.fields.base import FieldType, html_name
from forms_engine.fields.blank import Blank, digits, line
from forms_engine.fields.places import VILLAGE_CODE, Place, find, is_regency, place, villages
from forms_engine.text.typed import storable, tidy

LONGEST = 200
LISTED = 400  # villages in a list: about 4 KB compressed
OWN = "own"  # in the editor only: the region of the service
PARTS = ("street", "rt", "rw", "village", "place")
_MEDONO = {"street": "Jalan Melati 7", "village": "33.75.01.1002", "postcode": "51111"}
_WRITTEN = "Kelurahan Medono, Kecamatan Pekalongan Barat, Kota Pekalongan"


def _typed(**parts: str) -> dict[str, str]:
    return dict.fromkeys(PARTS, "") | parts


def _regencies() -> list[tuple[str, Any]]:
    """The kota and kabupaten for the editor, grouped by province."""
    return [
        (OWN, _("The service's own region")),
        *(
            (province, [(row.code, row.name) for row in rows if row.kind != "provinsi"])
            for province, rows in by_province()
        ),
    ]


def _number(text: str, title: str) -> str:
    """RT or RW in three digits, "" when left empty."""
    text = re.sub(rf"^{title}\.?\s*", "", tidy(text), flags=re.IGNORECASE)
    if text and not re.fullmatch(r"[0-9]{1,3}", text):
        raise ValidationError(
            _("Write %(part)s in at most three digits, such as 003, or leave it empty.") % {"part": title},
            code=title.lower(),
        )
    return text and text.zfill(3)


def _written(text: str) -> Place:
    """The Place that was written. Raises ValidationError with what may be meant."""
    village, candidates = find(tidy(text)[:LONGEST])
    if village:
        return village
    if not candidates:
        message = _(
            "No desa or kelurahan of this name was found. Write desa/kelurahan, kecamatan, kabupaten/kota, separated "
            "by commas, such as %(example)s."
        ) % {"example": "Medono, Pekalongan Barat, Kota Pekalongan"}
    else:
        message = _("Several desa or kelurahan match. Write it as one of these: %(names)s.") % {
            "names": "; ".join(candidate.written for candidate in candidates)
        }
    raise ValidationError(message, code="place")


class Address(FieldType):
    name = "address"
    drawn = 1600
    personal = "general"
    label = gettext_lazy("Address")
    icon = "home"
    group = gettext_lazy("Identity and contact")
    template = "forms_engine/fields/address.html"
    examples = (
        ({}, _typed(street="Jalan  Melati 7", rt="3", rw="RW 05", place="medono, pekalongan barat, kota pekalongan"),
         _MEDONO | {"rt": "003", "rw": "005"}),
        ({"regency": "33.75"}, _typed(street="Jalan Melati 7", village="33.75.01.1002"), _MEDONO),
        ({"regency": "33.26"}, _typed(street="Jalan Melati 7", place=_WRITTEN), _MEDONO),
    )  # fmt: skip
    wrong = (
        ({}, _typed(street="Jalan Melati 7")),
        ({}, _typed(place=_WRITTEN)),
        ({}, _typed(street="Jalan Melati 7", rt="0003", place=_WRITTEN)),
        ({}, _typed(street="Jalan Melati 7", rw="٣", place=_WRITTEN)),
        ({}, _typed(street="Jalan Melati 7", place="Medono")),
        ({}, _typed(street="Jalan Melati 7", place="Tiada Begitu, Entah, Kota Antah")),
        ({}, _typed(street="x" * 201, place=_WRITTEN)),
        ({"regency": "33.75"}, _typed(street="Jalan Melati 7", village="33.75.01.9999")),
        ({"regency": "33.75"}, _typed(street="Jalan Melati 7", village="33.75.01.1003", place=_WRITTEN)),
    )

    def option_blocks(self) -> Sequence[tuple[str, Any]]:
        label = gettext_lazy("Offer the desa and kelurahan of this kabupaten or kota as a list")
        return [("regency", blocks.ChoiceBlock(choices=_regencies, label=label, required=False, default=OWN))]

    def settled(self, options: Mapping[str, Any], region_code: str) -> Mapping[str, Any]:
        """The service's own kabupaten or kota by its code; a province's addresses are written."""
        if options.get("regency") != OWN:
            return options
        others = {name: value for name, value in options.items() if name != "regency"}
        return others | {"regency": region_code} if is_regency(region_code) else others

    def check(self, field: Field) -> Iterable[Problem]:
        """A code that is no kabupaten's or kota's."""
        if (code := field.options.get("regency")) and not is_regency(code):
            yield Problem(
                Code.SETTING_WRONG,
                field.id,
                "Choose a kabupaten or kota by its Kemendagri code, such as 33.75.",
                "regency",
            )

    def typed(self, field: Field, data: Any) -> Any:
        name = html_name(field)
        return {part: storable(data.get(f"{name}-{part}", ""), 400) for part in PARTS}

    def is_empty(self, typed: Any) -> bool:
        return not any(tidy(typed.get(part, "")) for part in PARTS)

    def understand(self, field: Field, typed: Any) -> Any:
        """{"street", "village", and "rt", "rw", "postcode" where they are known}. Raises ValidationError; its
        `code` is the wrong part."""
        street = tidy(typed.get("street", ""))
        if not street:
            raise ValidationError(_("Write the street and house number, or the name of the hamlet."), code="street")
        if len(street) > LONGEST:
            raise ValidationError(
                _("Write the street in at most %(limit)s characters.") % {"limit": LONGEST}, code="street"
            )
        numbers = {part: _number(typed.get(part, ""), part.upper()) for part in ("rt", "rw")}
        village = self._village(field, typed)
        answer = {"street": street} | {part: number for part, number in numbers.items() if number}
        answer["village"] = village.code
        if village.postcode:
            answer["postcode"] = village.postcode
        return answer

    def listed_regency(self, field: Field) -> str | None:
        """The code of the regency whose villages are offered as a list; None where they are only written: in rows of
        a group, and where the list alone would weigh more than a step may (6 KB)."""
        regency = field.options.get("regency")
        if not regency or not is_regency(regency) or "." in field.id:
            return None
        return regency if sum(len(rows) for _district, rows in villages(regency)) <= LISTED else None

    def _village(self, field: Field, typed: Any) -> Place:
        regency, text = self.listed_regency(field), tidy(typed.get("place", ""))
        code = tidy(typed.get("village", "")) if regency else ""
        if not code and not text:
            message = (
                _("Choose the desa or kelurahan from the list; if it isn't there, write it below the list.")
                if regency
                else _("Write the desa or kelurahan, kecamatan and kabupaten or kota, separated by commas.")
            )
            raise ValidationError(message, code="village" if regency else "place")
        chosen = place(code) if code else None
        if code and (chosen is None or not code.startswith(f"{regency}.")):
            raise ValidationError(_("Choose the desa or kelurahan from the list again."), code="village")
        if chosen and not text:
            return chosen
        written = _written(text)
        if chosen and chosen != written:
            raise ValidationError(
                _("Choose the desa or kelurahan from the list or write another, not both. Empty one of the two."),
                code="village",
            )
        return written

    def is_answer(self, field: Field, value: Any) -> bool:
        """The postcode stays right though a later edition of the data has another."""
        if not isinstance(value, dict) or not set(value) <= {"street", "rt", "rw", "village", "postcode"}:
            return False
        street, patterns = value.get("street"), {"rt": r"[0-9]{3}", "rw": r"[0-9]{3}", "postcode": r"[0-9]{5}"}
        return (
            isinstance(street, str)
            and 0 < len(street) <= LONGEST
            and street == tidy(street)
            and place(value.get("village")) is not None
            and all(
                isinstance(value[part], str) and re.fullmatch(pattern, value[part]) is not None
                for part, pattern in patterns.items()
                if part in value
            )
        )

    def answer_schema(self, field: Field) -> dict[str, Any]:
        """Street and village always; the village by its Kemendagri code, RT and RW in three digits."""
        three = {"type": "string", "pattern": "^[0-9]{3}$"}
        return {
            "type": "object",
            "properties": {
                "street": {"type": "string", "minLength": 1, "maxLength": LONGEST},
                "rt": three,
                "rw": three,
                "village": {"type": "string", "pattern": f"^{VILLAGE_CODE}$"},
                "postcode": {"type": "string", "pattern": "^[0-9]{5}$"},
            },
            "required": ["street", "village"],
            "additionalProperties": False,
        }

    def to_form(self, field: Field, answer: Any) -> Any:
        """The parts as text; the village as chosen from the list, or else as it is written."""
        if not self.is_answer(field, answer):
            return _typed()
        form = _typed(**{part: answer.get(part, "") for part in ("street", "rt", "rw")})
        regency, code = self.listed_regency(field), answer["village"]
        if regency and code.startswith(f"{regency}."):
            return form | {"village": code}
        village = place(code)
        return form | {"place": village.written if village else ""}

    def display(self, field: Field, value: Any) -> str:
        numbers = "/".join(f"{part.upper()} {value[part]}" for part in ("rt", "rw") if value.get(part))
        village = place(value["village"])
        region_parts = [village.written, village.province] if village else [value["village"]]
        line = ", ".join(part for part in (value["street"], numbers, *region_parts) if part)
        return f"{line} {value['postcode']}" if value.get("postcode") else line

    def wrong_part(self, field: Field, typed: Any) -> str:
        """The part that an error is about: the first that can't be understood."""
        try:
            self.understand(field, typed or {})
        except ValidationError as error:
            return str(error.code)
        return "street"

    def focus_id(self, field: Field) -> str:
        return f"{html_name(field)}-street"

    def error_id(self, field: Field, typed: Any) -> str:
        return f"{html_name(field)}-{self.wrong_part(field, typed)}"

    def blanks(self, field: Field) -> Sequence[Blank]:
        """The street, RT and RW in boxes, and where it is."""
        return [
            line(_("Street and house number")),
            digits(3, "RT"),
            digits(3, "RW"),
            line(_("Desa or kelurahan, kecamatan, kabupaten or kota")),
        ]

    def control(self, field: Field, value: Any, uploads: Sequence[Any]) -> dict[str, Any]:
        """The parts with their names, labels and values, which of them is wrong, and the list of villages if there
        is one."""
        value, regency = value or {}, self.listed_regency(field)
        wrong = self.wrong_part(field, value)
        labels = {
            "street": _("Street and house number"),
            "rt": _("RT (optional)"),
            "rw": _("RW (optional)"),
            "place": _("Desa or kelurahan, kecamatan, kabupaten or kota"),
        }
        parts = {
            part: {
                "name": f"{html_name(field)}-{part}",
                "label": label,
                "value": value.get(part, ""),
                "wrong": part == wrong,
            }
            for part, label in labels.items()
        }
        context = parts | {
            "numbers": [parts["rt"], parts["rw"]],
            "example": _("For example: %(example)s") % {"example": "Medono, Pekalongan Barat, Kota Pekalongan"},
        }
        if regency:
            name = reference_region(regency).name
            context["village"] = {
                "name": f"{html_name(field)}-village",
                "label": _("Desa or kelurahan in %(regency)s") % {"regency": name},
                "groups": villages(regency),
                "value": value.get("village", ""),
                "nothing": _("Choose …"),
                "wrong": wrong == "village",
                "elsewhere": _("The address is outside %(regency)s") % {"regency": name},
                "open": bool(value.get("place")) or wrong == "place",
            }
        return context


register_kind(Address())

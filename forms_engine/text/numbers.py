"""Numbers as people write them, in Indonesian and in English."""

from decimal import Decimal


def write_number(value: Decimal | float | str, language: str = "id") -> str:
    """1234567.5 as 1.234.567,5 (Indonesian) or 1,234,567.5."""
    text = f"{Decimal(str(value)):,f}"
    return text if language.startswith("en") else text.translate(str.maketrans(",.", ".,"))


def write_plain_number(value: Decimal | float | str, language: str = "id") -> str:
    """As `write_number`, but four digits stay together: 1998 may be a year, and 1500 m² reads as well."""
    text = write_number(value, language)
    whole = abs(Decimal(str(value)))
    if not 1000 <= whole < 10_000:
        return text
    return text.replace("," if language.startswith("en") else ".", "", 1)

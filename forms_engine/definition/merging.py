"""The marks in a certificate's text that an answer is put in place of, and what the certificate speaks of."""

import re

from forms_engine.definition.model import Certificate, Paragraph

MERGE = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")


def merged_names(text: str) -> list[str]:
    """The names that a text merges, in order."""
    return MERGE.findall(text)


def mentioned(certificate: Certificate) -> list[str]:
    """The ids and names that the certificate speaks of, in order."""
    names: list[str] = []
    for block in certificate.body:
        names.extend(merged_names(block.text) if isinstance(block, Paragraph) else block.fields)
    return list(dict.fromkeys(names))

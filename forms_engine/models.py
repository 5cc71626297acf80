"""The models of floor 2, each defined in the sub-package named after it."""

from forms_engine.applications.models import Application, Draft, Submission
from forms_engine.certificates.models import IssuedCertificate, NumberSequence
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.services.models import ServicePage, ServiceVersion
from forms_engine.uploads.models import Upload

__all__ = [
    "Application", "Draft", "IssuedCertificate", "NumberSequence", "ReferenceEntry", "ReferenceList", "ServicePage",
    "ServiceVersion", "Submission", "Upload",
]  # fmt: skip

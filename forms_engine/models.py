"""The models of floor 2, each defined in the sub-package named after it."""

from forms_engine.applications.models import Application, BegunDraft, Draft, ReadingReason, Submission
from forms_engine.bank.models import QuestionGroup
from forms_engine.certificates.models import IssuedCertificate, NumberSequence
from forms_engine.counter.models import Assistance
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.paper.models import PaperForm
from forms_engine.services.models import ServicePage, ServiceVersion
from forms_engine.uploads.models import PartialUpload, Upload
from forms_engine.versions.models import ExampleApplication

__all__ = [
    "Application", "Assistance", "BegunDraft", "Draft", "ExampleApplication", "IssuedCertificate", "NumberSequence",
    "PaperForm", "PartialUpload", "QuestionGroup", "ReadingReason", "ReferenceEntry", "ReferenceList", "ServicePage",
    "ServiceVersion", "Submission", "Upload",
]  # fmt: skip

"""The models of floor 2, each defined in the sub-package named after it."""

from forms_engine.applications.assistance import Assistance
from forms_engine.applications.models import Application, BegunDraft, Draft, ReadingReason, Submission
from forms_engine.certificates.models import IssuedCertificate, NumberSequence
from forms_engine.channels.paper.models import PaperForm
from forms_engine.design.bank.models import QuestionGroup
from forms_engine.design.page import ServicePage
from forms_engine.design.versions.models import ExampleApplication
from forms_engine.lists.models import ReferenceEntry, ReferenceList
from forms_engine.services.models import ServiceVersion
from forms_engine.uploads.models import PartialUpload, Upload

__all__ = [
    "Application", "Assistance", "BegunDraft", "Draft", "ExampleApplication", "IssuedCertificate", "NumberSequence",
    "PaperForm", "PartialUpload", "QuestionGroup", "ReadingReason", "ReferenceEntry", "ReferenceList", "ServicePage",
    "ServiceVersion", "Submission", "Upload",
]  # fmt: skip

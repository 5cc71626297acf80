"""What applicants are told by e-mail, each message by its name; whoever sends one enters it, upper floors included.

Pure: the texts are msgids, translated into the applicant's language when the e-mail is written.
"""

from dataclasses import dataclass

from forms_engine.logic.sentence import N_


@dataclass(frozen=True, slots=True)
class Message:
    """`name` stands in jobs and their keys, so it never changes; `subject` and `body` are msgids."""

    name: str
    subject: str
    body: str


class MessageTaken(ValueError):
    """Another message has this name."""


_messages: dict[str, Message] = {}


def register_message(message: Message) -> Message:
    """Enter a message; entering an equal one again does nothing. MessageTaken when another has its name."""
    if _messages.setdefault(message.name, message) != message:
        raise MessageTaken(message.name)
    return message


def message_of(name: str) -> Message:
    """The message of a name; KeyError when nobody entered one."""
    return _messages[name]


RECEIVED = register_message(
    Message(
        "received",
        N_("We have received your application"),
        N_("Your application has arrived. The office will look at it now."),
    )
)

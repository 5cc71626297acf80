"""The editor's form as a browser posts it."""

import json

from django.core.serializers.json import DjangoJSONEncoder


def kept(child):
    """What is posted of a question that wasn't opened."""
    return child.block_type, {"kept": json.dumps(child.block.get_form_state(child.value), cls=DjangoJSONEncoder)}

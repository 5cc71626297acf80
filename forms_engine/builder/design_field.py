"""A StreamField whose blocks stay out of migrations: a new kind of question changes no table, so it needs none."""

from wagtail.fields import StreamField


class DesignField(StreamField):
    """What the editor holds of a service; only the compiler reads it."""

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

"""Model fields of ours."""

from wagtail.fields import StreamField


class BlockField(StreamField):
    """A StreamField whose block definitions stay out of migrations.

    Blocks are code: their rows are JSON whatever the definitions say, and adding a block must not add a migration.
    """

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

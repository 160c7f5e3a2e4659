"""What takes longer than somebody should wait."""

from uuid import UUID

from django.tasks import task

from quizzes.operations.correcting import announce_gained_passes


@task(backend="background")
def announce_passes_of_correction(correction_id: str) -> int:
    """Lets progress and certificates follow a correction that gave many passes at once."""
    return announce_gained_passes(correction_id=UUID(correction_id))

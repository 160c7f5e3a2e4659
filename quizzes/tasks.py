"""What takes long: a worker does it. See ``manage.py db_worker --backend background``."""

from uuid import UUID

from django.tasks import task

from quizzes.operations.importing import check_import, write_import


@task(backend="background")
def check_import_file(import_id: str) -> None:
    """The dry run of a file that was sent."""
    check_import(import_id=UUID(import_id))


@task(backend="background")
def write_import_file(import_id: str) -> None:
    """The writing of a file that an editor has confirmed."""
    write_import(import_id=UUID(import_id))

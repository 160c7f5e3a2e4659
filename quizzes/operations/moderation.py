"""Questions are sent for review by editors and approved by moderators."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType

from accounts.enums import Role
from quizzes.models import Question


def ensure_question_review() -> None:
    """Gives questions the workflow that the moderators' group approves, if they have none; another one that was chosen stays."""
    if WorkflowContentType._meta.db_table not in connection.introspection.table_names():
        return
    content_type = ContentType.objects.get_for_model(Question, for_concrete_model=False)
    tasks = GroupApprovalTask.objects.filter(groups__name=Role.MODERATORS)
    workflow = Workflow.objects.active().filter(workflow_tasks__task__in=tasks).order_by("pk").first()
    if workflow is not None:
        WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})

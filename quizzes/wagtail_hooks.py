from wagtail import hooks
from wagtail.snippets.models import register_snippet

from quizzes.viewsets import QuestionBankGroup
from quizzes.viewsets.bulk import ACTIONS

register_snippet(QuestionBankGroup)

for action in ACTIONS:
    # After Wagtail's own, so that ours takes the place of its deletion.
    hooks.register("register_bulk_action", action, order=100)

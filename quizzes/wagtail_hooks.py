from wagtail.snippets.models import register_snippet

from quizzes.viewsets import QuestionBankGroup

register_snippet(QuestionBankGroup)

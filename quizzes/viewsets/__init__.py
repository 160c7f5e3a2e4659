"""The question bank in the CMS."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .objectives import ObjectiveViewSet
from .questions import QuestionViewSet

__all__ = ["ObjectiveViewSet", "QuestionBankGroup", "QuestionViewSet"]


class QuestionBankGroup(SnippetViewSetGroup):
    """What is asked: questions, and the objectives they ask about."""

    items: Iterable[type[SnippetViewSet]] = (QuestionViewSet, ObjectiveViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 220

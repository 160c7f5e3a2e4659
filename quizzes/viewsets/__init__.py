"""The question bank in the CMS."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from quizzes.permissions import user_can_see_health

from .objectives import ObjectiveViewSet
from .questions import QuestionViewSet

__all__ = ["ObjectiveViewSet", "QuestionBankGroup", "QuestionViewSet"]


class HealthMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return user_can_see_health(request.user)


class QuestionBankGroup(SnippetViewSetGroup):
    """What is asked: questions, and the objectives they ask about."""

    items: Iterable[type[SnippetViewSet]] = (QuestionViewSet, ObjectiveViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_order = 220

    def get_submenu_items(self) -> list[MenuItem]:
        health = HealthMenuItem(
            _("Item health"), reverse_lazy("health:tests"), name="health", icon_name="clipboard-list", order=900
        )
        return [*super().get_submenu_items(), health]

"""What stands beside the fields of a question in the CMS."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Media
from django.utils.translation import get_language
from wagtail.admin.panels import Panel

type Reading = Callable[[UUID, str], Any]


class ItemHealthPanel(Panel):
    """What answers say about the question so far. ``read(question_key, language)``: where that comes from, in one query.

    Shown once the question exists; reading is all it does.
    """

    def __init__(self, read: Reading, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.read = read

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "read": self.read}

    @property
    def clean_name(self) -> str:
        return super().clean_name or "health"

    class BoundPanel(Panel.BoundPanel):
        template_name = "quizzes/health/panel.html"

        @property
        def media(self) -> Media:
            return Media(css={"all": ["quizzes/health.css"]})

        def is_shown(self) -> bool:
            return super().is_shown() and self.instance is not None and self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            language = (get_language() or "ar")[:2]
            health = self.panel.read(self.instance.translation_key, language)
            return {**super().get_context_data(parent_context), "health": health, "version": health.newest}

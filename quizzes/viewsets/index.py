"""The listings of the bank."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import BaseColumn
from wagtail.admin.widgets import Button, ButtonWithDropdown
from wagtail.admin.widgets.button import BaseButton
from wagtail.snippets.views.snippets import IndexView

from quizzes.bank_buttons import file_buttons
from quizzes.models import Question
from quizzes.models.question import QuestionQuerySet
from quizzes.queries.bank import describe_rows
from quizzes.queries.search import find_questions

from .columns import StemColumn, shorten

SORTED_BY_STATISTICS = {"facility", "discrimination"}
TRANSLATION = "wagtail_localize"
PLACES = (
    ("usage", _("Where it is used"), "link"),
    ("versions", _("Versions and wordings"), "history"),
)


class ListingView(IndexView):
    """A listing of rows ``with_translations``, whose lines ask the database nothing.

    The buttons of wagtail-localize ask several queries a line: ours, which know the answers, take their place.
    """

    @cached_property
    def is_translator(self) -> bool:
        return self.request.user.has_perm("wagtail_localize.submit_translation")

    def get_list_buttons(self, row: Any) -> list[BaseButton]:
        buttons = [*self.own_buttons(row)]
        if self.is_translator:
            buttons.extend(self.translation_buttons(row))
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            if not hook.__module__.startswith(TRANSLATION):
                buttons.extend(hook(row, self.request.user, self.request.path))
        for hook in hooks.get_hooks("construct_snippet_listing_buttons"):
            hook(buttons, row, self.request.user)
        label = gettext("More options for “%(title)s”") % {"title": shorten(str(row))}
        return [ButtonWithDropdown(buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": label})] if buttons else []

    def own_buttons(self, row: Any) -> Iterator[Button]:
        if url := self.get_edit_url(row):
            yield Button(gettext("Edit"), url=url, icon_name="edit", priority=10)
        if url := self.get_delete_url(row):
            yield Button(gettext("Delete"), url=url, icon_name="bin", priority=30)

    def translation_buttons(self, row: Any) -> Iterator[Button]:
        """As wagtail-localize offers them."""
        if row.can_be_translated:
            url = reverse("wagtail_localize:submit_snippet_translation", args=["quizzes", row._meta.model_name, row.pk])
            yield Button(gettext("Translate"), url=url, icon_name="wagtail-localize-language", priority=100)
        if row.source_id:
            url = reverse("wagtail_localize:update_translations", args=[row.source_id])
            url = f"{url}?{urlencode({'next': self.request.path})}"
            yield Button(gettext("Sync translated snippets"), url=url, icon_name="resubmit", priority=106)


class QuestionIndexView(ListingView):
    """Asks the database as often for two thousand questions as for one: what the lines say is gathered for the whole page."""

    @property
    def header_more_buttons(self) -> list[BaseButton]:
        return [*super().header_more_buttons, *file_buttons(self.request)]

    def get_search_form(self) -> SearchForm:
        data = self.request.GET if self.search_kwarg in self.request.GET else None
        return SearchForm(data, placeholder=gettext("Words of the question, or of a tag"))

    def search_queryset(self, queryset: QuestionQuerySet) -> QuestionQuerySet:
        return find_questions(queryset, self.search_query) if self.is_searching else queryset

    def order_queryset(self, queryset: QuestionQuerySet) -> QuestionQuerySet:
        """What nobody has answered yet stands last, whichever way the rest is turned."""
        queryset = super().order_queryset(queryset).defer("latest_revision__content", "body")
        name = self.ordering.lstrip("-") if isinstance(self.ordering, str) else ""
        if name in SORTED_BY_STATISTICS:
            field = F(name)
            is_descending = self.ordering.startswith("-")
            return queryset.order_by(field.desc(nulls_last=True) if is_descending else field.asc(nulls_last=True), "-pk")
        return queryset

    def paginate_queryset(self, queryset: QuestionQuerySet, page_size: int) -> tuple:
        paginator, page, questions, has_others = super().paginate_queryset(queryset, page_size)
        questions = list(questions)
        rows = describe_rows(questions, self.filters.places)
        for question in questions:
            question.bank = rows[question.pk]
        page.object_list = questions
        return paginator, page, questions, has_others

    def _get_title_column(self, field_name: str, column_class: type[BaseColumn] = StemColumn, **kwargs: Any) -> BaseColumn:
        return super()._get_title_column(field_name, column_class, **kwargs)

    def own_buttons(self, question: Question) -> Iterator[Button]:
        yield from super().own_buttons(question)
        if self.get_edit_url(question):
            for name, label, icon in PLACES:
                url = reverse(question.snippet_viewset.get_url_name(name), args=[question.pk])
                yield Button(label, url=url, icon_name=icon, priority=12)
        if url := self.get_copy_url(question):
            yield Button(gettext("Copying the question"), url=url, icon_name="copy", priority=20)

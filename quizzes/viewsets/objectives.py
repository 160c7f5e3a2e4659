"""Learning objectives in the CMS."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from quizzes.models import Objective
from quizzes.queries.bank import with_question_counts, with_translations

from .index import ListingView

COVERAGE = [("with", _("With questions")), ("without", _("Without a question yet"))]


class ObjectiveFilterSet(WagtailFilterSet):
    coverage = django_filters.ChoiceFilter(
        label=_("Questions"), choices=COVERAGE, empty_label=_("All"), widget=forms.RadioSelect, method="narrow_to_coverage"
    )

    class Meta:
        model = Objective
        fields = ["bloom", "coverage"]

    def narrow_to_coverage(self, objectives: QuerySet[Objective], name: str, value: str) -> QuerySet[Objective]:
        return objectives.filter(question_count=0) if value == "without" else objectives.filter(question_count__gt=0)


class CountColumn(Column):
    """How many questions ask about it, in any language; leads to them."""

    cell_template_name = "quizzes/bank/count_cell.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("question_count", label=_("Questions"), sort_key="question_count", **kwargs)


class ObjectiveViewSet(SnippetViewSet):
    model = Objective
    icon = "success"
    menu_label = _("Learning objectives")
    filterset_class = ObjectiveFilterSet
    index_view_class = ListingView
    list_display = ("text", Column("bloom", label=_("Level"), accessor="get_bloom_display"), CountColumn(), "locale")
    list_per_page = 20
    panels = [FieldPanel("text"), FieldPanel("bloom")]

    def get_queryset(self, request: object) -> QuerySet[Objective]:
        return with_translations(with_question_counts(Objective.objects.select_related("locale")))

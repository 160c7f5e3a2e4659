"""Questions in the CMS."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from quizzes.models import Question
from quizzes.models.question import QuestionQuerySet
from quizzes.page_forms import QuestionForm
from quizzes.panels import ItemHealthPanel
from quizzes.queries.bank import list_bank
from quizzes.queries.health import get_versions

from .chooser import QuestionChooserViewSet
from .columns import DiscriminationColumn, HealthColumn, LessonColumn, StateColumn, UsedColumn, kind_label
from .filters import QuestionFilterSet
from .index import QuestionIndexView
from .pages import QuestionCopyView, QuestionDeleteView, QuestionUsageView, QuestionVersionsView


class QuestionViewSet(SnippetViewSet):
    model = Question
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndexView
    index_template_name = "quizzes/bank/index.html"
    index_results_template_name = "quizzes/bank/index_results.html"
    chooser_viewset_class = QuestionChooserViewSet
    usage_view_class = QuestionUsageView
    copy_view_class = QuestionCopyView
    delete_view_class = QuestionDeleteView
    filterset_class = QuestionFilterSet
    list_per_page = 20
    ordering = ("-pk",)
    list_display = (
        "stem",
        Column("kind", label=_("Kind"), accessor=kind_label),
        Column("use", label=_("Use"), accessor="get_use_display"),
        Column("bloom", label=_("Level"), accessor="get_bloom_display"),
        LessonColumn(),
        "locale",
        StateColumn(),
        HealthColumn(),
        DiscriminationColumn(),
        UsedColumn(),
        UpdatedAtColumn(sort_key="_updated_at"),
    )
    list_export = ("stem", "kind", "use", "bloom", "locale")
    edit_handler = ObjectList(
        [
            FieldPanel("body"),
            FieldRowPanel([FieldPanel("use"), FieldPanel("bloom")]),
            FieldPanel("objective"),
            FieldPanel("tags"),
            MultiFieldPanel(
                [FieldPanel("course_key"), FieldPanel("lesson_key"), FieldPanel("anchor")], heading=_("Where to read again")
            ),
            MultiFieldPanel([FieldPanel("misconception"), FieldPanel("source_refs")], heading=_("For the editors")),
            ItemHealthPanel(get_versions, heading=_("Question health"), icon="clipboard-list"),
            HelpPanel(template="quizzes/bank/places_panel.html", heading=_("More about this question")),
        ],
        base_form_class=QuestionForm,
    )

    def get_queryset(self, request: object) -> QuestionQuerySet:
        return list_bank()

    @property
    def versions_view(self):
        return self.construct_view(QuestionVersionsView)

    @property
    def usage_view(self):
        return self.construct_view(self.usage_view_class)

    @property
    def copy_view(self):
        return self.construct_view(self.copy_view_class)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("versions/<int:pk>/", self.versions_view, name="versions")]

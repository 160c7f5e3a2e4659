from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.models import GlossaryTerm, PlatformStat, SiteFooter


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "tag"
    menu_label = _("Glossary")
    list_display = ("name", "slug", "locale")
    list_filter = ("locale",)
    ordering = ("name_folded",)


class PlatformStatViewSet(SnippetViewSet):
    model = PlatformStat
    icon = "history"
    menu_label = _("Statistics")
    list_display = ("platform", "title", "value", "unit", "as_of", "locale")
    list_filter = ("locale", "label_status")


class SiteFooterViewSet(SnippetViewSet):
    model = SiteFooter
    icon = "bars"
    menu_label = _("Footer")
    list_display = ("statement", "locale")


class CourseContentGroup(SnippetViewSetGroup):
    """What lessons share: terms, figures, the foot of the page."""

    items = (GlossaryTermViewSet, PlatformStatViewSet, SiteFooterViewSet)
    menu_label = _("Course content")
    menu_icon = "folder-open-inverse"
    menu_order = 210

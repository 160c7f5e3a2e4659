"""Reactions to publishing, and to every other change that readers can see."""

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move, published, unpublished

from courses.models import ContentVersion, CourseDocument, CourseImage, GlossaryTerm, PlatformStat, SiteFooter
from courses.models.base import ContentPage
from courses.operations import publish_effects, withdraw_effects
from quizzes.models import Objective, Question
from quizzes.operations import protect_near_words
from quizzes.signals import question_published

SHOWN_EVERYWHERE = (
    Redirect,
    PageViewRestriction,
    Site,
    CourseDocument,
    CourseImage,
    GlossaryTerm,
    PlatformStat,
    SiteFooter,
    Objective,
)


@receiver(page_published)
def follow_publishing(sender: type, instance, **kwargs: object) -> None:
    if isinstance(instance, ContentPage):
        publish_effects(page=instance)


@receiver(page_unpublished)
def follow_unpublishing(sender: type, instance, **kwargs: object) -> None:
    if isinstance(instance, ContentPage):
        withdraw_effects(page=instance)


@receiver(pre_delete)
def follow_deleting(sender: type, instance, **kwargs: object) -> None:
    if isinstance(instance, ContentPage):
        withdraw_effects(page=instance)


@receiver([post_page_move, page_slug_changed])
def follow_moving(sender: type, instance, **kwargs: object) -> None:
    """Another address, and perhaps another course, for everything below."""
    for page in instance.get_descendants(inclusive=True).live().specific():
        if isinstance(page, ContentPage):
            publish_effects(page=page)


@receiver(post_delete, sender=Question)
@receiver([post_page_move, page_slug_changed, published, unpublished, question_published])
def outdate_caches(sender: object, **kwargs: object) -> None:
    ContentVersion.bump()


@receiver([post_save, post_delete])
def outdate_caches_of_shared_things(sender: type, **kwargs: object) -> None:
    if sender in SHOWN_EVERYWHERE:
        ContentVersion.bump()


@receiver(published, sender=GlossaryTerm)
def reserve_term(sender: type, instance: GlossaryTerm, **kwargs: object) -> None:
    protect_near_words(words=[instance.name])

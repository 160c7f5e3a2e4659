"""Released courses, as records see them."""

import uuid

import factory

from courses.models import CourseVersion, ItemTitle
from courses.outline import Outline, OutlineLesson, OutlineModule


def make_outline(course_key: uuid.UUID, *, required: int = 5, optional: int = 0) -> Outline:
    """One module of lessons that are read, the required ones first. Keys follow from the course's."""
    lessons = tuple(
        OutlineLesson(str(uuid.uuid5(course_key, f"lesson-{number}")), is_required=number < required, minutes=6)
        for number in range(required + optional)
    )
    return Outline(str(course_key), (OutlineModule(str(uuid.uuid5(course_key, "module")), lessons),))


class CourseVersionFactory(factory.django.DjangoModelFactory[CourseVersion]):
    """A release with five required lessons."""

    class Meta:
        model = CourseVersion

    course_key = factory.LazyFunction(uuid.uuid4)
    number = 1
    outline_json = factory.LazyAttribute(lambda version: make_outline(version.course_key).as_json())


class ItemTitleFactory(factory.django.DjangoModelFactory[ItemTitle]):
    class Meta:
        model = ItemTitle

    item_key = factory.LazyFunction(uuid.uuid4)
    language = "ar"
    title = factory.Sequence(lambda number: f"مساق {number}")

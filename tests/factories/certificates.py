"""Certificates, and courses completed for them."""

import uuid
from datetime import UTC, date, datetime

import factory

from accounts.models import User
from certificates.models import Certificate
from courses.outline import Outline, OutlineLesson, OutlineModule
from learning.enums import Evidence
from learning.models import Enrolment, LessonProgress
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseVersionFactory, ItemTitleFactory
from tests.factories.learning import EnrolmentFactory

COMPLETED_AT = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
NAME = "آمنة عبد الله محمّد الخطيب"


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    """Valid, named, its name withheld."""

    class Meta:
        model = Certificate

    learner = factory.SubFactory(UserFactory)
    course_key = factory.LazyFunction(uuid.uuid4)
    name = NAME
    name_latin = "Amina Abdullah Al-Khatib"
    title_ar = "المناصرة الإلكترونية: من الفكرة إلى الحملة"
    title_en = "Electronic advocacy: from idea to campaign"
    path_ar = "المسار الأساسي"
    path_en = "Core path"
    competencies_ar = ["تعريف المناصرة.", "تخطيط حملة."]
    competencies_en = ["Define advocacy.", "Plan a campaign."]
    minutes = 195
    panel = [[2, 2], [4, 4], [3, 3]]
    issued_on = date(2026, 11, 22)
    issued_at = COMPLETED_AT


def make_completed_enrolment(learner: User | None = None, *, minutes: int = 6) -> Enrolment:
    """Somebody who has read every required lesson of two modules (2 and 1 of them required) in a course titled in both languages."""
    version = CourseVersionFactory.create()
    keys = [str(uuid.uuid4()) for _ in range(6)]
    outline = Outline(
        str(version.course_key),
        (
            OutlineModule(keys[0], (OutlineLesson(keys[1], minutes=minutes), OutlineLesson(keys[2], minutes=minutes))),
            OutlineModule(
                keys[3], (OutlineLesson(keys[4], minutes=minutes), OutlineLesson(keys[5], is_required=False, minutes=50))
            ),
        ),
    )
    version.outline_json = outline.as_json()
    version.save()
    ItemTitleFactory.create(item_key=version.course_key, language="ar", title="مساق المناصرة")
    ItemTitleFactory.create(item_key=version.course_key, language="en", title="Advocacy course")
    enrolment = EnrolmentFactory.create(
        learner=learner or UserFactory.create(certificate_name=NAME),
        version=version,
        is_completed=True,
        completed_at=COMPLETED_AT,
    )
    for lesson in outline.required_lessons():
        LessonProgress.objects.create(
            enrolment=enrolment, lesson_key=lesson.key, item_key=lesson.key, evidence=Evidence.READ, recorded_at=COMPLETED_AT
        )
    return enrolment

"""Who may do what with enrolments; answers to the questions of the layers below."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from courses.queries import SOURCE_LANGUAGE, get_item_titles
from learning.models import Enrolment
from quizzes.models import Placement
from quizzes.registry import Charge, Refusal

MOST_CHARGES = 2000


def may_start_test(user: User, placement: Placement) -> Refusal | None:
    """A test counts for somebody's progress, so it asks for an enrolment."""
    if Enrolment.objects.of_learner(user).filter(course_key=placement.course_key).exists():
        return None
    return Refusal("not_enrolled", reverse("learning:join", args=[placement.course_key]), is_post=True)


def may_read_course(user: User, course_key: UUID) -> bool:
    """Closed courses are read by those enrolled, and by whoever works in the CMS."""
    if not user.is_authenticated:
        return False
    return user.is_staff or Enrolment.objects.of_learner(user).filter(course_key=course_key).exists()


def may_mark(user: User) -> Q | None:
    """Whoever looks after a cohort marks the open answers of its learners in its course, their own aside; administrators mark everybody's."""
    if user.is_superuser:
        return Q()
    if not user.has_perm("learning.view_cohort"):
        return None
    theirs = Enrolment.objects.in_cohorts_of(user).filter(learner=OuterRef("learner"), course_key=OuterRef("course_key"))
    return Q(Exists(theirs)) & ~Q(learner=user.pk)


def is_in_charge(user: User) -> bool:
    """Whoever may see cohorts; of whom they are in charge is another question. No query beside those of permissions."""
    return user.has_perm("learning.view_cohort")


def enrolments_in_charge(user: User) -> QuerySet[Enrolment]:
    """People of the user's own cohorts; an administrator looks after everybody."""
    return Enrolment.objects.in_cohorts_of(user)


def list_charges(user: User) -> list[Charge]:
    """By name; of more than can be chosen from, those active last. Two queries."""
    newest = (
        enrolments_in_charge(user).select_related("learner", "cohort").order_by("-last_active_on", "pk").distinct()[:MOST_CHARGES]
    )
    enrolments = list(newest)
    titles = get_item_titles({enrolment.course_key for enrolment in enrolments}, SOURCE_LANGUAGE)
    charges = [
        Charge(
            learner_id=enrolment.learner_id,
            name=enrolment.learner.get_short_name(),
            course_key=enrolment.course_key,
            course_title=titles[enrolment.course_key].title if enrolment.course_key in titles else "",
            group=enrolment.cohort.name if enrolment.cohort else "",
        )
        for enrolment in enrolments
    ]
    return sorted(charges, key=lambda charge: (charge.name, charge.course_title))


def in_charge_of(user: User) -> Exists:
    return Exists(enrolments_in_charge(user).filter(learner=OuterRef("learner"), course_key=OuterRef("course_key")))

"""Who may do what with enrolments; answers to the questions of the layers below."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import User
from learning.models import Enrolment
from quizzes.models import Placement
from quizzes.registry import Refusal


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

"""Reads on enrolments and progress."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext

from accounts.models import User
from courses.models import CourseVersion, ItemTitle
from courses.outline import OutlineModule
from courses.queries import get_item_titles
from learning.models import Enrolment, LessonProgress
from learning.panel import PanelLesson, PanelRow
from learning.progress import Progress, compute_progress


@dataclass(frozen=True)
class ModuleStanding:
    """One row of the panel and its equivalent in words."""

    title: str
    url: str
    done: int
    total: int
    row: PanelRow


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in one course, ready to be shown."""

    enrolment: Enrolment
    title: str
    url: str
    progress: Progress
    modules: tuple[ModuleStanding, ...]
    resume_title: str
    resume_url: str
    minutes_left: int

    @property
    def rows(self) -> list[PanelRow]:
        return [module.row for module in self.modules]


def get_enrolment(user: User, course_key: UUID) -> Enrolment | None:
    return Enrolment.objects.of_learner(user).filter(course_key=course_key).select_related("version").first()


def get_evidence(enrolment: Enrolment) -> frozenset[str]:
    """Keys of lessons read and quizzes passed. One query."""
    return frozenset(str(key) for key in LessonProgress.objects.filter(enrolment=enrolment).values_list("item_key", flat=True))


def list_standings(user: User, language: str) -> list[Standing]:
    """Every course of a learner, the one used last first. Three queries, whatever the number of courses and lessons."""
    enrolments = list(Enrolment.objects.of_learner(user).select_related("version").order_by("-last_active_on", "-enrolled_at"))
    evidence: dict[UUID, set[str]] = {enrolment.pk: set() for enrolment in enrolments}
    for owner, item in LessonProgress.objects.filter(enrolment__in=enrolments).values_list("enrolment_id", "item_key"):
        evidence[owner].add(str(item))
    keys = {UUID(key) for enrolment in enrolments for key in outline_keys(enrolment.version)}
    titles = get_item_titles(keys, language) if keys else {}
    return [make_standing(enrolment, frozenset(evidence[enrolment.pk]), titles) for enrolment in enrolments]


def get_standing(enrolment: Enrolment, language: str) -> Standing:
    """Two queries."""
    titles = get_item_titles([UUID(key) for key in outline_keys(enrolment.version)], language)
    return make_standing(enrolment, get_evidence(enrolment), titles)


def outline_keys(version: CourseVersion) -> list[str]:
    outline = version.outline
    return [outline.course_key, *(module.key for module in outline.modules), *(lesson.key for lesson in outline.lessons())]


def make_standing(enrolment: Enrolment, evidence: frozenset[str], titles: dict[UUID, ItemTitle]) -> Standing:
    outline = enrolment.version.outline
    progress = compute_progress(outline, evidence)

    def title_of(key: str) -> str:
        found = titles.get(UUID(key))
        return found.title if found else gettext("Untitled")

    def url_of(key: str) -> str:
        found = titles.get(UUID(key))
        return found.path if found else ""

    def standing_of(module: OutlineModule) -> ModuleStanding:
        required = [lesson for lesson in module.lessons if lesson.is_required]
        return ModuleStanding(
            title=title_of(module.key),
            url=url_of(module.key),
            done=sum(lesson.key in progress.done for lesson in required),
            total=len(required),
            row=PanelRow(
                title_of(module.key),
                tuple(PanelLesson(lesson.key in progress.done, lesson.is_required) for lesson in module.lessons),
            ),
        )

    resume = resume_lesson(enrolment, progress)
    return Standing(
        enrolment=enrolment,
        title=title_of(outline.course_key),
        url=url_of(outline.course_key),
        progress=progress,
        modules=tuple(standing_of(module) for module in outline.modules),
        resume_title=title_of(resume) if resume else "",
        resume_url=url_of(resume) if resume else "",
        minutes_left=sum(lesson.minutes for lesson in outline.required_lessons() if lesson.key not in progress.done),
    )


def resume_lesson(enrolment: Enrolment, progress: Progress) -> str | None:
    """The lesson opened last if it is still to be done; else the first required one that is; else the last one opened."""
    outline = enrolment.version.outline
    last = str(enrolment.resume_key) if enrolment.resume_key else None
    if last and outline.find_lesson(last) and last not in progress.done:
        return last
    pending = (lesson.key for lesson in outline.required_lessons() if lesson.key not in progress.done)
    return next(pending, last)

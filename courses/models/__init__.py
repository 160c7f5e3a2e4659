from .content_version import ContentVersion
from .course import CoursePage
from .glossary import GlossaryPage, GlossaryTerm
from .ledger import LedgerEntry
from .lesson import LessonPage
from .media import CourseDocument, CourseImage, CourseRendition
from .module import ModulePage
from .site import HomePage, InfoPage, SiteFooter
from .statistics import PlatformStat
from .version import CourseVersion, ItemTitle

__all__ = [
    "ContentVersion",
    "CourseDocument",
    "CourseImage",
    "CoursePage",
    "CourseRendition",
    "CourseVersion",
    "GlossaryPage",
    "GlossaryTerm",
    "HomePage",
    "InfoPage",
    "ItemTitle",
    "LedgerEntry",
    "LessonPage",
    "ModulePage",
    "PlatformStat",
    "SiteFooter",
]

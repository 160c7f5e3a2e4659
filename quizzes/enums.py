from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Bloom(TextChoices):
    """Levels of the revised Bloom taxonomy (Anderson and Krathwohl, 2001)."""

    REMEMBER = "remember", _("Remember")
    UNDERSTAND = "understand", _("Understand")
    APPLY = "apply", _("Apply")
    ANALYSE = "analyse", _("Analyse")
    EVALUATE = "evaluate", _("Evaluate")
    CREATE = "create", pgettext_lazy("bloom", "Create")


class Use(TextChoices):
    PRACTICE = "practice", _("Practice")
    GRADED = "graded", _("Graded test")


class Mode(TextChoices):
    """What a quiz block is: a check explained at once, or a test that counts."""

    PRACTICE = "practice", _("Practice: ungraded, explained at once")
    GRADED = "graded", _("Graded test: it counts")


class Feedback(TextChoices):
    """When the answers of a graded test are explained."""

    EACH = "each", _("After each question, which is then final")
    SUBMISSION = "submission", _("After submission")
    PASS = "pass", _("Once the test is passed")


class Counts(TextChoices):
    """Which of several attempts counts."""

    BEST = "best", _("The best attempt")
    LAST = "last", _("The last attempt")
    FIRST = "first", _("The first attempt")


class GradeReason(TextChoices):
    SUBMITTED = "submitted", pgettext_lazy("mark", "Submitted")
    REGRADED = "regraded", _("Question corrected")
    MARKED = "marked", _("Marked by a person")


class CorrectionRule(TextChoices):
    """How past answers to a question that held a mistake are judged anew."""

    VERSION = "version", _("By the corrected version")
    FULL = "full", _("Everybody who was asked gets the point")


class CorrectionScope(TextChoices):
    """Which of the attempts that a correction would change it is applied to."""

    RISES = "rises", _("Only attempts whose mark rises")
    ALL = "all", _("All attempts that change")
    CHOSEN = "chosen", _("Only the attempts chosen in the list")


class MarkingState(TextChoices):
    """Answers that people mark: those that wait, and those that have their mark."""

    WAITING = "waiting", _("Waiting for a mark")
    MARKED = "marked", _("Marked")


class Health(TextChoices):
    """What the answers so far say about a question."""

    FEW = "few", _("Too few answers yet")
    GOOD = "good", _("Nothing conspicuous")
    FLAGGED = "flagged", _("Worth a look")


class Flag(TextChoices):
    """Why a question is worth a look."""

    TOO_EASY = "too_easy", _("Too easy")
    TOO_HARD = "too_hard", _("Too hard")
    NEGATIVE = "negative", _("Negative discrimination")
    DEAD_DISTRACTOR = "dead_distractor", _("An option nobody chooses")


class FileFormat(TextChoices):
    """The formats in which questions come and go."""

    GIFT = "gift", "GIFT"
    MOODLE_XML = "moodlexml", "Moodle XML"
    XLSX = "xlsx", "XLSX"


class ImportState(TextChoices):
    """Where an import stands: checked first, written only when an editor says so."""

    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    IMPORTING = "importing", _("Being written")
    DONE = "done", _("Written")
    FAILED = "failed", _("Refused")

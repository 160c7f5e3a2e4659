"""What a page is made of. Each block has an icon, a description, a preview value and one template."""

from .base import SourcedBlock
from .facts import KeyTermBlock, StatisticBlock
from .media import AudioBlock, DownloadBlock, FigureBlock, VideoBlock
from .quiz import QuizBlock
from .text import CalloutBlock, ComparisonBlock, ExampleBlock, ReflectionBlock, SectionBlock, StepsBlock

__all__ = ["SourcedBlock", "lesson_blocks", "prose_blocks"]


def prose_blocks() -> list[tuple]:
    """Blocks of the home page, information pages and introductions."""
    return [
        ("section", SectionBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("figure", FigureBlock()),
        ("download", DownloadBlock()),
    ]


def lesson_blocks() -> list[tuple]:
    return [
        ("section", SectionBlock()),
        ("key_term", KeyTermBlock()),
        ("example", ExampleBlock()),
        ("callout", CalloutBlock()),
        ("steps", StepsBlock()),
        ("comparison", ComparisonBlock()),
        ("statistic", StatisticBlock()),
        ("figure", FigureBlock()),
        ("reflection", ReflectionBlock()),
        ("download", DownloadBlock()),
        ("audio", AudioBlock()),
        ("video", VideoBlock()),
        ("quiz", QuizBlock()),
    ]

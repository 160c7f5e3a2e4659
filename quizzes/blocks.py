from wagtail.snippets.blocks import SnippetChooserBlock


class QuestionChooserBlock(SnippetChooserBlock):
    """Chooses a question of the bank; a new one can be written without leaving the lesson."""

    def __init__(self, **kwargs) -> None:
        super().__init__("quizzes.Question", **kwargs)

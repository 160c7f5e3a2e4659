"""Production: nothing is guessed. Starting without a secret key, hosts or a mail server is refused with the reason."""

from .environment import ProductionEnvironment, read_environment

read_environment(ProductionEnvironment)

from .base import *  # noqa: E402, F403

IS_DEVELOPMENT = False

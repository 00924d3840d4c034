"""The product's command with workers that use the quick studio: `python -m tests.support.quick_cli produce …`."""

from producer.cli import main
from shared import services

services.APP = "tests.support.quick_worker"

if __name__ == "__main__":
    main()

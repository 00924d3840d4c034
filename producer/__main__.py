"""`python -m producer` is the `cliffhanger` command."""

from producer.cli import main

main()

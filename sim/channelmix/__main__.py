"""Let ``python -m channelmix`` do what the command ``channelmix`` does."""

from channelmix.cli import main

main()

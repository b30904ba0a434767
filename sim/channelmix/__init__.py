"""
Simulate and forecast the channel mix of a contact center.

The public names are loaded when first used, so that ``import channelmix`` stays quick and a
command that needs no numbers imports no numerical library.
"""

__version__ = "0.1.0"

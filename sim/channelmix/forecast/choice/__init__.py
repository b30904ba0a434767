"""Which channel a need comes by: surveys, adoption curves, and shares that sum to 1."""

"""
The contact life, played out: plain arrays in, plain arrays out.

``inputs`` says what both engines take and give; ``reference`` is the specification, written
in SimPy to be read. Neither knows files, scenarios or commands.
"""

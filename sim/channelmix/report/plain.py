"""Text made safe to print: what every output does to names before it shows them."""


def clean(text: str) -> str:
    """
    Return a text that cannot steer the terminal: names come from files.

    Examples:
        >>> clean("phone\\x1b[31m")
        'phone�[31m'
    """
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)

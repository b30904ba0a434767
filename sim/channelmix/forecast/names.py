"""
What people call their channels, in English, Dutch and German: one name for scenarios, and the kind of life it means.

Reports of the same operation say Telefoon, E-mail and Brief; scenarios and survey tables say phone, email and
letter. A name that is not known here stays as it is, in small letters and without spaces, and has no known kind.
"""

from collections.abc import Iterable, Mapping

from channelmix.scenario.kinds import Kind

_NAMES: Mapping[str, tuple[Kind, tuple[str, ...]]] = {
    "phone": ("voice", (
        "telephone", "telephony", "voice", "phone calls", "telefoon", "telefonie", "telefonisch", "bellen",
        "telefoongesprekken", "telefon", "telefonate", "anruf", "inbound voice",
    )),
    "email": ("deferred", ("e-mail", "e mail", "emails", "e-mails", "e-mailberichten", "elektronische post")),
    "letter": ("deferred", ("letters", "post", "brief", "brieven", "briefe", "briefpost")),
    "chat": ("chat", ("live chat", "livechat", "live-chat", "webchat", "web chat", "chats", "chatgesprekken")),
    "whatsapp": ("messaging", ("whats app", "what's app", "whatsapp business")),
    "sms": ("messaging", ("text message", "text messages", "sms-berichten")),
    "messaging": ("messaging", ("messenger", "messages", "berichten", "nachrichten")),
    "social_media": ("messaging", (
        "social", "socials", "social-media", "sociale media", "sociale-media", "soziale medien", "soziale netzwerke",
    )),
    "web_form": ("deferred", (
        "webform", "web form", "webforms", "contact form", "formulier", "webformulier", "contactformulier", "formular",
        "kontaktformular", "webformular",
    )),
}  # fmt: skip
"""By name in scenarios: the kind of channel, and what else it is called."""

_KNOWN = {other: name for name, (_, others) in _NAMES.items() for other in others}


def plain_name(name: str) -> str:
    """
    Return a name in small letters and with underscores, as scenarios write it.

    Examples:
        >>> plain_name("  Back Office ")
        'back_office'
    """
    return "_".join(name.casefold().split())


def scenario_name(name: str) -> str:
    """
    Return what scenarios call a channel.

    Examples:
        >>> scenario_name("Telefoon"), scenario_name("E-Mail"), scenario_name("Soziale Medien"), scenario_name("Balie")
        ('phone', 'email', 'social_media', 'balie')
    """
    return _KNOWN.get(" ".join(name.casefold().split())) or plain_name(name)


def scenario_names(names: Iterable[str]) -> dict[str, str]:
    """
    Return what scenarios call each channel of one table; different names of one channel are kept apart.

    Examples:
        >>> scenario_names(["Telefoon", "Hotline"])
        {'Telefoon': 'phone', 'Hotline': 'hotline'}
        >>> scenario_names(["E-mail", "Email"])
        {'E-mail': 'e-mail', 'Email': 'email'}
    """
    given = list(names)
    plain = {plain_name(name) for name in given}
    meant = {each: scenario_name(each.replace("_", " ")) for each in plain}
    alone = {each for each, wanted in meant.items() if list(meant.values()).count(wanted) == 1}
    return {name: meant[plain_name(name)] if plain_name(name) in alone else plain_name(name) for name in given}


def kind_of(name: str) -> Kind | None:
    """
    Return the kind of a channel as its name tells it; None if it does not.

    Examples:
        >>> kind_of("phone"), kind_of("Brief"), kind_of("balie")
        ('voice', 'deferred', None)
    """
    known = _NAMES.get(scenario_name(name))
    return None if known is None else known[0]

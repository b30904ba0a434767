"""
From a history and surveys to a forecast: need, choice and shape put together.

``recipe`` says what is fitted to what; ``totals`` adds channels up; ``shares`` and ``daytime`` divide
the need again; ``fit`` runs it all; ``result`` is the ``Forecast`` that comes out.
"""

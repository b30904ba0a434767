"""
Which channel a need comes by: surveys, adoption curves, and shares that sum to 1.

    surveys.read(table) -> Surveys               survey points checked: file, frame or rows; all mistakes at once
    adoption.fit(surveys, channel=...)           curves averaged -> Adoption: .shares(dates, draws, seed),
                                                 .side_by_side, .moved(dates, since), .chances, .ceilings
    trend.Trend.of(years, shares, counts)        own history: damped log-ratio trend, .paths(years, draws, rng)
    pull.with_curves(trend, {channel: curve})    own history that curves take over, several channels jointly
    displacement.displace(...)                   who loses what a new channel gains, and what is induced
    shocks.Shock(date, keeps=(low, high))        policy changes, outages, recovery
    words.of(adoption)                           what the surveys cannot tell
    backtest.leave_out(series), .scores(cases)   the last 4 and 8 points left out, beside persistence
    leastsquares.logistic | gompertz | bass_*    published fits repeated, each by the method it names

All are functions of arrays and frames that read no scenario and write no file. Shares sum to exactly 1 in each draw.
"""

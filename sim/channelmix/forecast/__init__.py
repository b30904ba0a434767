"""Forecasts with their doubt: how many contacts a day, on which channels, at which time of day."""

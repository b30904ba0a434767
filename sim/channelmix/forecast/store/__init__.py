"""
Stored forecasts: draws, profiles and a model card in a folder, every version kept.

The simulator reads ``stored``; everything else here is for those who fit and judge.
"""

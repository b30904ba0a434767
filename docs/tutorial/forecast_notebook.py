# %% [markdown]
"""
# A first forecast, in Python

The same as [forecast.md](forecast.md), for notebooks: each `# %%` begins a cell in VS Code, Spyder or Jupytext. The
history is generated: no contact center has had it.
"""

# %%
import pandas as pd

import channelmix as cm

history = "tutorial/generated_history.csv"  # or any data frame: pandas, polars, pyarrow
audit = cm.forecast.audit(history, country="NL")
for finding in audit.findings:
    print(finding.verdict, "-", finding)

# %% [markdown]
# Fit need, choice and shape. `engine="ridge"` is the quick one; leave it out for its mean with Prophet.

# %%
forecast = cm.forecast.fit(
    history, surveys="tutorial/generated_surveys.csv", country="NL", until="2029-12-31", engine="ridge", draws=100
)
months = forecast.months()
print(months[months.month == pd.Timestamp("2027-03-01")])
for note in forecast.notes:
    print("note:", note)

# %% [markdown]
# A picture, in a notebook shown below the cell.

# %%
figure = forecast.plot("whatsapp")

# %% [markdown]
# What an operation decides on is seldom the middle. How many calls should March 2027 be planned for, if nine times in
# ten that is to be enough?

# %%
march = forecast.to_pandas().query("channel == 'phone' and '2027-03-01' <= date <= '2027-03-31'")
per_draw = march.groupby("draw").contacts.sum()
print(f"middle {per_draw.median():,.0f}, enough nine times in ten {per_draw.quantile(0.9):,.0f}")

# %% [markdown]
# Store it; scenarios then name it, and every replication plays another draw.

# %%
folder = forecast.save("service")
print("stored in", folder)
again = cm.forecast.load("service")
assert again.channels == forecast.channels

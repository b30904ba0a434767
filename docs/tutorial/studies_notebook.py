# %% [markdown]
"""
# Studies, in Python

Which strategy is better, by how much, and how sure: what `channelmix compare` and `sweep` answer, as data frames. Each
`# %%` begins a cell in VS Code, Spyder or Jupytext. The scenarios are shipped; their settings are partly estimates of
ours. Few replications are played, so that the notebook is quick: the intervals show it.
"""

# %%
import channelmix as cm

strategies = ["webshop_nl/phone_email", "webshop_nl/plus_whatsapp"]

# %% [markdown]
# All strategies meet the same customers: differences are surer than the figures themselves. `low` and `high` hold for
# one difference by itself, `low_together` and `high_together` for cost and promises of all strategies together.

# %%
comparison = cm.compare(strategies, replications=8)
columns = ["kind", "name", "figure", "mean", "low_together", "high_together", "verdict_together"]
told = comparison.frame.query("figure in ['service_level', 'cost_per_year']")
print(told[columns].to_string(index=False))

# %% [markdown]
# How probably is each the best? One answer for the true mean, one for how often it comes out first.

# %%
for figure, chances in comparison.ranking.items():
    best = max(chances, key=lambda row: row["probability_best"] or 0)
    print(f"{figure}: {best['scenario']}, {best['probability_best']:.3f}")

# %% [markdown]
# As precise as needed: replications are added until the interval is narrow enough, or until `most`.

# %%
precise = cm.run("webshop_nl/phone_email", precision=["phone.service_level=3pp"])
print(precise.replications, "replications,", precise.precision.ended_by)

# %% [markdown]
# Does the answer hold if customers come to WhatsApp slowly, and next year? `[*]` means all shifts of a strategy; the
# strategy without shifts is left as it is. With a stored adoption curve, `channel_shift[*].share.speed` does the same.

# %%
speeds = "channel_shift[*].share=0.03,0.13,0.25"
horizons = "period.start=2027-03-01,2028-03-06"
horizon = cm.sweep(strategies, vary=[speeds, horizons], replications=3)
best = horizon.best("total.cost_per_contact")
print(best.pivot(index="channel_shift[*].share", columns="period.start", values="strategy"))

# %% [markdown]
# The price of a promise: what does each level of service cost a year at least? Only what somebody decides has a price:
# where dates, the pace of adoption or arrivals vary, there is none.

# %%
moved = cm.sweep(strategies, vary=[speeds], replications=3)
print(moved.prices("phone.service_level")[["strategy", "reached", "cost_per_year"]].to_string(index=False))

# %% [markdown]
# What would change the ranking? One setting at a time; below 0 the leader is behind. First comes what matters most.

# %%
turning = cm.sweep(
    strategies, vary=["channel_shift[*].share=0.03,0.25", "channels.phone.handling.mean=4 min,6 min"], design="one",
    replications=3,
)  # fmt: skip
print(turning.ranking("phone.service_level")[["leader", "key", "least_at", "least"]].to_string())

# %% [markdown]
# Every figure of every point is one tidy frame, for whatever else you want to know.

# %%
frame = turning.frame
assert set(frame.columns) >= {"strategy", "point", "kind", "name", "figure", "mean", "low", "high"}
levels = horizon.table("phone.service_level").query("strategy == 'webshop_nl/plus_whatsapp'")
picture = levels.plot.scatter(x="channel_shift[*].share", y="mean")

"""
What the terms of the page mean, in the words of those who plan.
"""

from collections.abc import Mapping

TERMS: Mapping[str, str] = {
    "Plan": "A scenario: which channels are open, how customers are steered, and how many agents are on duty when.",
    "Channel": "A way to reach you: phone, chat, WhatsApp, email, letter, social media.",
    "Group": "Agents with the same skills. A group serves several channels in an order of rank.",
    "Service level": "Share of contacts answered, or replied to, within the promised time. What it is a share of (the "
    "formula) stands beside each figure, since five formulas are in use and differ by up to five points.",
    "Replies in time": "Share of a customer's later messages in a conversation that were replied to in time.",
    "Wait": "From joining the queue until an agent begins with the contact.",
    "Abandoned": "Share of customers who left before an agent began with them.",
    "Occupancy": "Share of the time on duty in which an agent works on at least one contact.",
    "Concurrency": "How many conversations one agent holds at the same time. The more, the slower each of them.",
    "Bot containment": "Share of contacts that the bot ends without an agent. Not all are resolved: some come back.",
    "Share moved": "Share of a channel's customers who use another channel instead, the lever of a channel strategy. "
    "One question may become more than one conversation.",
    "FTE": "Full-time equivalents: paid hours, divided by the hours that one full-time employee is paid for.",
    "Cost a year": "Cost of paid hours and of channels in the simulated period, carried on to a year.",
    "Shrinkage": "Share of paid time in which an agent is not ready: breaks, meetings, training, leave, illness.",
    "Replication": "The simulated period played once, with other chances each time. More narrow the intervals.",
    "95 % interval": "Where the true value lies in 95 of 100 studies, as far as chance in the simulation goes. It "
    "knows nothing of mistakes in the plan itself.",
    "Difference": "Both plans meet the very same customers, so what chance does to one it does to the other; a "
    "difference is known much better than its two figures.",
    "Sure": "The interval of the difference does not contain zero, all compared plans taken together.",
    "Adoption curve": "How the share of people who use a channel has grown, from surveys, and where it may go.",
}
"""Meaning by term."""

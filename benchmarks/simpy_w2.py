"""
The natural SimPy program of W2: four channels and three groups, a process a contact.

Written as one who knows SimPy would write it for this one model, with an eye on speed: who is
free and who waits stands in plain lists, and SimPy is asked only for what takes time. (A store of
agents with a filter for skills is shorter and far slower.) Run as ``python benchmarks/simpy_w2.py``;
it prints contacts a second and what customers met, to be held against ``channelmix run``.
"""

import random
import time
from collections import deque
from dataclasses import dataclass, field

import simpy

DAY = 36_000
ROOM = 12
"""Of an agent: one call or email, three chats, four WhatsApp conversations, or what fits of both."""


@dataclass
class Channel:
    """What customers of a channel are like, who waits in it, and what they met."""

    name: str
    per_hour: float
    handling: float
    patience: float | None
    weight: int
    groups: list["Group"] = field(default_factory=list)
    waiting: deque[simpy.Event] = field(default_factory=deque)
    waits: list[float] = field(default_factory=list)
    contacts: int = 0
    abandoned: int = 0


class Agent:
    """Somebody of a group, with so much room in use."""

    def __init__(self, group: "Group") -> None:
        self.group, self.load = group, 0


class Group:
    """Agents alike, in lists by load, longest idle first."""

    def __init__(self, agents: int, *serves: Channel) -> None:
        self.serves = serves
        self.by_load: list[deque[Agent]] = [deque() for _ in range(ROOM + 1)]
        self.by_load[0].extend(Agent(self) for _ in range(agents))
        for channel in serves:
            channel.groups.append(self)

    def take(self, weight: int) -> Agent | None:
        """Let the least loaded agent with room take a contact."""
        for load in range(ROOM - weight + 1):
            if self.by_load[load]:
                agent = self.by_load[load].popleft()
                self.add(agent, weight)
                return agent
        return None

    def add(self, agent: Agent, weight: int) -> None:
        """Put an agent who is in no list among those of the new load."""
        agent.load += weight
        self.by_load[agent.load].append(agent)


class Centre:
    """A contact centre for a day."""

    def __init__(self, seed: int) -> None:
        self.chance, self.env = random.Random(seed), simpy.Environment()
        phone, chat = Channel("phone", 1200, 300, 180, 12), Channel("chat", 480, 600, 300, 4)
        email, whatsapp = Channel("email", 300, 360, None, 12), Channel("whatsapp", 360, 480, 1800, 3)
        self.channels = (phone, chat, email, whatsapp)
        Group(105, phone, email)
        Group(28, chat, whatsapp)
        Group(48, phone, chat, whatsapp, email)
        for channel in self.channels:
            self.env.process(self.arrivals(channel))

    def arrivals(self, channel: Channel):
        """Let the customers of a channel come."""
        while True:
            yield self.env.timeout(self.chance.expovariate(channel.per_hour / 3600))
            if self.env.now >= DAY:
                return
            channel.contacts += 1
            self.env.process(self.contact(channel))

    def contact(self, channel: Channel):
        """Live the life of one contact."""
        came = self.env.now
        agent = next(filter(None, (group.take(channel.weight) for group in channel.groups)), None)
        if agent is None:
            turn = self.env.event()
            channel.waiting.append(turn)
            if channel.patience is None:
                yield turn
            else:
                yield turn | self.env.timeout(self.chance.expovariate(1 / channel.patience))
            if not turn.triggered:
                channel.waiting.remove(turn)
                channel.abandoned += 1
                return
            agent = turn.value
        channel.waits.append(self.env.now - came)
        yield self.env.timeout(self.chance.expovariate(1 / channel.handling))
        self.free(agent, channel.weight)

    def free(self, agent: Agent, weight: int) -> None:
        """Let an agent put a contact down, and take from the first of its queues that holds one who fits."""
        agent.group.by_load[agent.load].remove(agent)
        agent.load -= weight
        for channel in agent.group.serves:
            while channel.waiting and agent.load + channel.weight <= ROOM:
                agent.load += channel.weight
                channel.waiting.popleft().succeed(agent)
        agent.group.add(agent, 0)


def natural_simpy_w2(seed: int) -> int:
    """Play a day and return its contacts."""
    centre = Centre(seed)
    centre.env.run()
    return sum(channel.contacts for channel in centre.channels)


def main() -> None:
    """Measure a day, and say what customers met."""
    started = time.process_time()
    contacts = natural_simpy_w2(1)
    print(f"{contacts / (time.process_time() - started):,.0f} contacts a second")
    centre = Centre(1)
    centre.env.run()
    for channel in centre.channels:
        mean, lost = sum(channel.waits) / len(channel.waits), channel.abandoned / channel.contacts
        print(f"{channel.name:9} {channel.contacts:6,} contacts, mean wait {mean:5.2f} s, {lost:.2%} abandoned")


if __name__ == "__main__":
    main()

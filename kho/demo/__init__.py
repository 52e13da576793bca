"""The demonstration: a whole installation, the sample deliveries through it, and what analysts see at its end."""

from __future__ import annotations

from collections.abc import Callable

from kho import services
from kho.demo import portal, samples, watch
from kho.demo.headline import headline
from kho.settings import Settings
from kho.steps.pull import pull


def demo(settings: Settings, say: Callable[[str], None]) -> int:
    """Start everything, deliver the samples, and show each verdict, the release and the headline table.

    Run again, it delivers nothing a second time and says so.

    Args:
        settings: The installation; it stays up afterwards.
        say: Told a line each time.

    Returns:
        0 when every sample has the verdict it should have and the release that holds them is published; 1 otherwise.
    """
    knows_portal = portal.name_it(settings)
    endpoints = services.up(settings, progress=say)
    portal.serve(settings)
    expected = samples.load()
    new = [sample for sample in expected if samples.delivery_of(sample) is None]
    for sample in new:
        if sample.portal:
            say(f"The portal of {sample.feed} is asked")
            if knows_portal:
                watch.trigger(endpoints, f"pull__{sample.feed}")
            else:  # the services were started without the demonstration, and cannot learn of its portal now
                pull(sample.feed, sample.sender)
        else:
            samples.deliver(sample, settings)
    say(
        f"{len(new)} sample deliveries are in the inbox"
        if new
        else "Every sample was delivered before: nothing changes."
    )
    wrong = watch.verdicts(expected, say)
    release = watch.release(say)
    say("")
    say(headline())
    say("")
    say(f"Receipts   {settings.outbox}")
    say(endpoints.describe())
    say("Stop with  make stop")
    for line in wrong:
        say(line)
    return 0 if release and not wrong else 1

"""What every workload needs and gives."""

import dataclasses
import pathlib
import typing

import content


@dataclasses.dataclass(frozen=True)
class Sample:
    """The result of one measurement, in the unit of its row; less is better."""

    value: float
    user_share: typing.Optional[float] = None


@dataclasses.dataclass(frozen=True)
class Tools:
    """The things that loads need besides a server: programs, and the content."""

    content: content.Content
    h2load: str
    idle: pathlib.Path
    fairness: pathlib.Path

"""Settings of the Airflow side. They stand in the library, so that every name is known where names are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from invoice_llm.variables import PREFIX, About, Variable, check_value, faults, read_variables, variables_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AirflowSettings:
    """Settings that the Airflow side alone reads."""

    alert_connections: Annotated[
        tuple[str, ...],
        About(
            "Airflow connections that alerts are sent to.",
            parted_by=",",
            takes="ids of connections, parted by ,",
            fault=faults.connection_fault,
        ),
    ] = ()
    late_after_hours: Annotated[
        float, About("Time after which a run that has not ended raises an alert.", "hours", above=0, most=1000)
    ] = 4.0
    ask_before_release: Annotated[bool, About("Default of the DAG's param `ask_before_release`.")] = False
    ask_for_budget: Annotated[bool, About("Default of the DAG's param `ask_for_budget`.")] = False

    def __post_init__(self) -> None:
        for variable in airflow_variables():
            check_value(variable, getattr(self, variable.field))

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> AirflowSettings:
        return cls(**read_variables(airflow_variables(), env))  # type: ignore[arg-type]


@cache
def airflow_variables() -> tuple[Variable, ...]:
    """The variable of each of :class:`AirflowSettings`."""
    return variables_of(AirflowSettings, PREFIX)

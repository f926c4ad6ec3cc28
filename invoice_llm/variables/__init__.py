"""Environment variables as data: what each means and takes, how its text is read, and the errors that name it."""

from invoice_llm.variables.describing import About, Variable, variables_of
from invoice_llm.variables.names import PREFIX, refuse_unknown, unknown_name
from invoice_llm.variables.reading import check_value, parse_variable, read_variables, takes, without_account

__all__ = [
    "PREFIX",
    "About",
    "Variable",
    "check_value",
    "parse_variable",
    "read_variables",
    "refuse_unknown",
    "takes",
    "unknown_name",
    "variables_of",
    "without_account",
]

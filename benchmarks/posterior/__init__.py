"""The weights of the posterior, fitted on labelled folders, and how well it holds on suppliers it has not seen."""

"""A package, unlike its neighbours: only that gives pytest an end of the folder, at which the browser is closed."""

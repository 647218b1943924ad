"""Other people's programs, really run on our forms: they fill, flatten, merge, split and convert.

What each of them does to a form is written in the docstring of its function. A program that is not installed skips the
test with the command that installs it; with ``DOKUMENTVERK_FOREIGN=required`` it fails
(``.ci/run`` sets that).
"""

"""Other programs in processes and environments of their own.

A peer is a script here that reads one line of JSON (its material), answers with one line (what it is), then does its
work once for every further line and answers with the seconds by its own clock: starting a process is not counted.
"""

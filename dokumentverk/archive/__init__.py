"""The archive: folders that a person can open, written once, vouched for by a journal without personal data.

``store.Archive`` is the only writer, ``catalog.Catalog`` looks things up, ``verify.verify`` holds every byte against
the journal, ``copy.make_copy`` makes what is kept for the long run.
"""

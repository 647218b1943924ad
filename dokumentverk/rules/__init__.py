"""Pure arithmetic on dates, absences and identifiers: what the law and a workplace's own limits make of them.

Nothing here reads a form or makes a finding; the checks of a returned document and the follow-up of a case share it. A
fact that is not known gives ``Decision.NOT_DECIDED``, never a yes.
"""

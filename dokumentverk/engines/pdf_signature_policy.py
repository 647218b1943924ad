"""pyHanko's analysis of what came after a signature, with one of its rules off.

pyHanko 0.38 takes an appearance stream that lies in an older revision than the signature for one that was changed in
place (``_allow_in_place_appearance_update`` asks whether its last change was *in* the signed revision), and so calls
every form hostile whose locked fields were filled before the revision that signed them. Without that rule a stream that
really is changed in place is called hostile, as it should be.
"""

from __future__ import annotations

from functools import cache

from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)


@cache
def policy() -> StandardDiffPolicy:
    level = ModificationLevel.LTA_UPDATES
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            DocInfoRule().as_qualified(level),
            XrefStreamRule().as_qualified(level),
            ObjectStreamRule().as_qualified(level),
            DSSCompareRule().as_qualified(level),
            MetadataUpdateRule().as_qualified(level),
        ],
        form_rule=FormUpdatingRule(
            field_rules=[
                SigFieldCreationRule(),
                SigFieldModificationRule(allow_in_place_appearance_stream_changes=False),
                GenericFieldModificationRule(allow_in_place_appearance_stream_changes=False),
            ],
        ),
    )

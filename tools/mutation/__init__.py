"""Plants faults in the specs of the zoo, and asks whether a check finds exactly those.

`kinds/` has a function for each kind of fault: it walks over the tree of a spec that is right and
yields the edits that make it wrong, one place after another. Add one by writing a function there.
"""

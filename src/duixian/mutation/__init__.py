"""Whether the 算例 of a list would catch a slip of the pen.

``slips`` writes each rule wrongly, one word at a time; ``judge`` reads what was written and runs the 算例 on it;
``reasons`` holds why a slip that no 算例 can catch may stay.
"""

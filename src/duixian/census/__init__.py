"""A population: the typed tree lowered to integers, and run natively or as SQL over tables of recipients."""

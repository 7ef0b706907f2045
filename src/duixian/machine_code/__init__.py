"""Machine code from short texts: compiled once with numba, kept on disk, loaded without numba, called with addresses."""

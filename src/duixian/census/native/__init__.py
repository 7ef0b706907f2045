"""The engine ``native``: integer programs printed as kernels, compiled with numba, run over Arrow batches."""

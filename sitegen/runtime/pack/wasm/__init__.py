"""Read and split WebAssembly modules."""

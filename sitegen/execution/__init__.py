"""Run the authors' programs of a site: demos and code cells, natively, in processes with a time limit."""

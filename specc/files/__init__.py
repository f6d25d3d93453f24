"""All that specc reads and writes: specs, imports below a project's root, results."""

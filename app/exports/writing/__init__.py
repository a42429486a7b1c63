"""Writes rows into a file: CSV, XLSX or JSON."""

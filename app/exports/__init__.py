"""Takes a program out of Uphill: as CSV, XLSX or JSON, from a page or the command line, in flat memory."""

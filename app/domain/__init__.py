"""The rules of the award: plain data in, plain data out; no database, no web, no clock of its own."""

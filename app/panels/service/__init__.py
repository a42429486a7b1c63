"""Writes about the jury, by noun."""

"""Rules over several reports: years of one agency, the reports below a government's, copies."""

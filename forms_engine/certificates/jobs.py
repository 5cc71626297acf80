"""The job that issues a certificate."""

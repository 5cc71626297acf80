"""The definition of a service: plain, immutable data. Everything at run time reads this; nothing here knows Django."""

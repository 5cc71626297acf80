"""The definition of a service: plain, immutable data. All run time reads this; nothing here knows Django."""

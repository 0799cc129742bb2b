"""gongkai: China's government information disclosure annual reports as one table that analysts can trust."""

__version__ = "0.1.0"

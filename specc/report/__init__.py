"""What specc prints: findings as text and JSON, summaries as tables."""

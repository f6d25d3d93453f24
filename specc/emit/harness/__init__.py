"""The part of a generated training program that no framework has a say in: data and README."""

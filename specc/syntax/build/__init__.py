"""The tree's nodes, made by one function for each alternative of the grammar."""

from specc.syntax.build.declaration import BlockHead, Builder, SectionHead
from specc.syntax.build.statement import Head

__all__ = ["BlockHead", "Builder", "Head", "SectionHead"]

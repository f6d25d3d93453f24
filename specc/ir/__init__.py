"""The intermediate representation: sizes, tensor types, the graph and its JSON form."""

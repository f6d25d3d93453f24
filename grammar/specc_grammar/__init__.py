"""The grammar of the specc language, for every tool that needs it."""

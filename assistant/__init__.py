"""The rooms of one turn: planning, answering, and the edges (command line, HTTP)."""

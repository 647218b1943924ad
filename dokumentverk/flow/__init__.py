"""The compositions of the stages: produce, receive, accept. Everything at the edge calls these and nothing below."""

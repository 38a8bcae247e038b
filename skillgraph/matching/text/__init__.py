"""Reading texts: tokens, sentences, sections, the language, and what their words only mention."""

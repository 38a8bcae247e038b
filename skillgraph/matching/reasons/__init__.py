"""Why a concept was suggested, and its likely SKOS mapping relation to the text."""

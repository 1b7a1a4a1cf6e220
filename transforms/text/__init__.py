"""Clean wire text: unicode, boilerplate, broken paragraphs, dateline, byline, agency credit, language. Pure code, no Beam."""

vacuum (full, analyze) mail;

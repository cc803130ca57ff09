vacuum full mail;

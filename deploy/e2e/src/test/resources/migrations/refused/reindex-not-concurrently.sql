reindex table mail;

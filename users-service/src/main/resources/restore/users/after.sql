-- Numbers of transactions are those of the server that the backup was made of: everybody is told anew.
update token_revocation set tx = 1;

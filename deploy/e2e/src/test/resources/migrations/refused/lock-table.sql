lock table mail in share mode;

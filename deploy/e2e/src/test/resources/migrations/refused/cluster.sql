cluster mail using mail_pkey;

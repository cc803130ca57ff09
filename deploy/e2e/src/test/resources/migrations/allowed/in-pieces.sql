update mail set topic = 'none' where id in (select id from mail where topic is null limit 1000);

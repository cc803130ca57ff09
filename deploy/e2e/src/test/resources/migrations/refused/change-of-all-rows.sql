update mail set topic = 'none' where topic is null;

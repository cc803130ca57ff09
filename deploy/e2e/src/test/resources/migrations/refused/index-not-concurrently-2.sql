do $$
begin
  if true then
    create unique index mail_topic on mail (topic);
  end if;
end
$$;

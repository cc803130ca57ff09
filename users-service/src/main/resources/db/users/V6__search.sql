-- Search by what people type: one small sigma, and words that an apostrophe or a hyphen joins are
-- also one word, behind the others: "o brien obrien". The service writes search_name so; this is for
-- the names that are here already. Letters without case or accents come out exactly; of the rest the
-- ones of Latin, Greek and Cyrillic, whatever the locale of the server.

create function joined_words(name text) returns text
  language sql immutable parallel safe
  return (
    select string_agg(word, ' ' order by at)
    from (
      select at, translate(
        regexp_replace(lower(normalize(chunk, NFKD) collate "C"),
          '[\u0300-\u036f\u00ad\u200b-\u200d''`\u2018\u2019\u02b9\u02bb\u02bc\ua78c\u2010\u2011.,;:()-]', '', 'g'),
        'ς' || 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ' || 'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏЅ',
        'σ' || 'αβγδεζηθικλμνξοπρστυφχψω' || 'абвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџѕ') as word
      from regexp_split_to_table(name, '\s+') with ordinality chunks(chunk, at)
      where chunk ~ '[^\s''`\u2018\u2019\u02b9\u02bb\u02bc\ua78c\u2010\u2011-][''`\u2018\u2019\u02b9\u02bb\u02bc\ua78c\u2010\u2011-]+[^\s''`\u2018\u2019\u02b9\u02bb\u02bc\ua78c\u2010\u2011-]'
    ) joined
    where word <> ''
  );

update users
set search_name = left(
  concat_ws(' ',
    translate(search_name, 'ς' || U&'\02bb\02bc\02b9\a78c', 'σ    '),
    left(joined_words(name), 100)), 400)
where name ~ '[''`\u2018\u2019\u02b9\u02bb\u02bc\ua78c\u2010\u2011-]'
   or search_name like '%ς%';

drop function joined_words(text);

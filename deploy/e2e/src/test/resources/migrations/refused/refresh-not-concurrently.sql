refresh materialized view counts;

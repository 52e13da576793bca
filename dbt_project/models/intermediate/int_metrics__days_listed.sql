-- MetricFlow wants a calendar to hold series against.
select generate_series(timestamp '2000-01-01', timestamp '2065-12-31', interval '1 day')::date as day_date

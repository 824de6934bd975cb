\set ECHO none
\set QUIET 1
\set ON_ERROR_STOP 1
\pset format unaligned
\pset tuples_only true
\pset pager off
-- duration: means, percentiles and counts, from empty to hostile. The reference figures of durations are in survival.sql.

set client_min_messages = warning;
create extension if not exists pgtap;
create extension if not exists abm_kpi;
set timezone = 'UTC';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';

begin;
select plan(165);

-- A figure agrees if it is within abs_tol + rel_tol * |expected|; NULL only with NULL.
create function pg_temp.agrees(got float8, expected float8, abs_tol float8, rel_tol float8) returns boolean
	language sql immutable as $$
	select case when expected is null then got is null
		else coalesce(abs(got - expected) <= abs_tol + rel_tol * abs(expected), false) end $$;

-- ---------------------------------------------------------------------------
-- Empty, NULL, one
-- ---------------------------------------------------------------------------

create temp table deals (id int, region text, opened timestamptz, closed timestamptz);
insert into deals values
	(1, 'east', '2024-01-01', '2024-01-04'), (2, 'east', '2024-01-01', '2024-01-11'), (3, 'east', '2024-02-01', null),
	(4, 'west', '2024-02-01', '2024-02-01'), (5, 'west', '2024-02-10', '2024-02-14'), (6, 'west', '2024-02-20', '2024-02-18'),
	(7, 'west', null, '2024-02-20'), (8, null, '2024-02-25', '2024-03-02'), (9, null, '2024-02-28', null), (10, null, null, null);
-- closed after 3, 10, 0, 4 and 6 days; 2 open; one closed 2 days before it was opened; 2 without a start

select is((select duration_agg(opened, closed)::text from deals where false), '(0,-,0,0,0)', 'no deals: an empty summary, not NULL');
select is((select cycle_length(opened, closed) from deals where false), null, 'no deals: no cycle length');
select is((select median_cycle_length(opened, closed) from deals where false), null, 'no deals: no median');
select results_eq($$select events(s), open_count(s), negative_count(s)
	from (select duration_agg(opened, closed, '2024-03-01'::timestamptz) as s from deals where false) as v$$,
	 'values (0::bigint, 0::bigint, 0::bigint)', 'no deals: all counts are 0');
select ok((select average_days(s) is null and median_days(s) is null and percentile_days(s, 0.9) is null and stddev_days(s) is null
	and average_days_ci(s) is null and percentile_days_ci(s, 0.9) is null from (values ('(0,-,0,0,0)'::duration_summary)) as v (s)),
	'no deals: no figure and no interval');
select is((select cycle_length(opened, closed) from deals where closed is null), null, 'only open deals: no cycle length');
select is((select duration_agg(opened, closed)::text from deals where closed is null), '(0,-,0,0,0)',
	'only open deals and no as_of: nothing is counted');
select is((select cycle_length(opened, closed) from deals where opened is null), null, 'only deals without a start: no cycle length');
select is((select cycle_length(opened, closed) from deals where id = 6), null, 'only a negative duration: no cycle length');
select results_eq('select events(s), open_count(s), negative_count(s)
	from (select duration_agg(opened, closed) as s from deals where id = 6) as v',
	'values (0::bigint, 0::bigint, 1::bigint)', 'it is counted in negative_count and nowhere else');
select is((select cycle_length(opened, closed) from deals where id = 1), 3::float8, 'one deal of three days: 3');
select is((select cycle_length(opened, closed) from deals where id = 4), 0::float8,
	'a deal closed when it was opened: 0, which is not NULL');
select ok((select stddev_days(s) is null and average_days_ci(s) is null and percentile_days_ci(s, 0.5) = row(null, null)::kpi_interval
	and percentile_days(s, 0) = 3 and percentile_days(s, 1) = 3
	from (select duration_agg(opened, closed) as s from deals where id = 1) as v),
	'one deal: every percentile is its own, but no deviation and no limits');
select is((select rollup(s)::text from unnest(null::duration_summary[]) as s), '(0,-,0,0,0)', 'no summaries: an empty summary');
select is((select events(rollup(s))
	from unnest(array[null, '(86400000000,none,0,0,0;0:2:0)', '(0,-,0,0,0)', null]::duration_summary[]) as s), 2::bigint,
	'NULL and empty summaries are left out of a rollup');

-- ---------------------------------------------------------------------------
-- Many
-- ---------------------------------------------------------------------------

select is((select cycle_length(opened, closed) from deals), 23 / 5::float8, 'mean of 3, 10, 0, 4 and 6 days: 4.6');
select is((select median_cycle_length(opened, closed) from deals), 4::float8, 'their median: 4');
select results_eq('select events(s), open_count(s), negative_count(s) from (select duration_agg(opened, closed) as s from deals) as v',
	'values (5::bigint, 0::bigint, 1::bigint)', '5 closed, 1 negative, the open ones are not counted');
select is((select percentile_days(duration_agg(opened, closed), 0.25) from deals), 3::float8, 'first quartile: 3');
select is((select percentile_days(duration_agg(opened, closed), 0.9) from deals), 8.4::float8, 'ninth decile, between 6 and 10: 8.4');
select is((select cycle_length(opened, closed) from deals), (select average_days(duration_agg(opened, closed)) from deals),
	'mean: one step equals two');
select is((select median_cycle_length(opened, closed) from deals), (select median_days(duration_agg(opened, closed)) from deals),
	'median: one step equals two');
select is((select median_cycle_length(opened, closed) from deals),
	(select percentile_days(duration_agg(opened, closed), 0.5) from deals),
	'the median is the percentile of one half');
select is((select array[cycle_length(opened, closed), median_cycle_length(opened, closed)] from deals),
	(select array[avg(days), percentile_cont(0.5) within group (order by days)]
		from (select (extract(epoch from closed - opened) / 86400)::float8 as days from deals) as v where days >= 0),
		'the plain SQL for it gives the same');
select ok((select average_days_ci(s) = average_days_ci(s, 0.95) and percentile_days_ci(s, 0.5) = percentile_days_ci(s, 0.5, 0.95)
	from (select duration_agg(date '2024-01-01', date '2024-01-01' + g) as s from generate_series(1, 20) as g) as v),
	'the level is 95 % if none is given');

create temp table many as
	select g as id, timestamptz '2023-01-01' + g * interval '5 hours' as opened,
		timestamptz '2023-01-01' + g * interval '5 hours' + (g * 7919::bigint % 9973) * interval '17 minutes 3.000007 seconds' as closed
	from generate_series(1, 501) as g;
select is_empty($$
	select p, got, expected from generate_series(0, 1, 0.0078125) as p, lateral (
		select percentile_days(duration_agg(opened, closed), p::float8) as got, percentile_cont(p::float8) within group (
			order by floor(extract(epoch from closed - opened) / 86400)::float8) as expected from many) as v
	where got is distinct from expected$$, 'percentiles equal percentile_cont of whole days');
select ok((select pg_temp.agrees(average_days(duration_agg(opened, closed)),
	(avg(extract(epoch from closed - opened)) / 86400)::float8, 0, 1e-15)
	from many), 'the mean equals avg() of the exact elapsed time, in numeric');
select ok((select pg_temp.agrees(stddev_days(duration_agg(opened, closed)),
	(stddev_samp(extract(epoch from closed - opened)) / 86400)::float8, 0, 1e-14)
	from many), 'the deviation equals stddev_samp() of it, in numeric');
select ok((select pg_temp.agrees(stddev_days(
	duration_agg(timestamp '2010-01-01', timestamp '2020-01-01' + g * interval '1 microsecond')), sqrt(5 / 3::float8) / 86400e6, 0, 1e-14)
	from generate_series(1, 4) as g), 'the deviation of ten years and 1, 2, 3 and 4 microseconds is that of 1, 2, 3 and 4');
select is((select stddev_days(duration_agg(date '2024-01-01', '2024-01-31')) from generate_series(1, 7)), 0::float8,
	'the deviation of equal durations is 0');

-- Whole units: floor, in the unit of the resolution; elapsed time: exact
create temp table hours (opened timestamptz, closed timestamptz);
insert into hours select '2024-03-01 12:00+00', '2024-03-01 12:00+00'::timestamptz + length
	from unnest('{36 hours,60 hours,23:59:59.999999,24:00,0:00,-0:00:00.000001}'::interval[]) as length;
-- 1.5, 2.5, just below 1, 1 and 0 days; one ends a microsecond before it starts
select is((select cycle_length(opened, closed) from hours where closed >= opened), (144 * 3600e6 - 1) / (5 * 86400e6)::float8,
	'the mean is of exact elapsed time: 5 durations of 36, 60, almost 24, 24 and 0 hours');
select is((select array_agg(percentile_days(s, p) order by p) from (select duration_agg(opened, closed) as s from hours) as v,
	unnest('{0,.25,.5,.75,1}'::float8[]) as p), '{0,0,1,1,2}'::float8[], 'the percentiles are of whole days: 0, 0, 1, 1, 2');
select is((select negative_count(duration_agg(opened, closed)) from hours), 1::bigint,
	'a microsecond too early is a negative duration, not one of 0 days');
select is((select array_agg(percentile_days(s, p) * 24 order by p)
	from (select duration_agg(opened, closed, null, '1 hour') as s from hours) as v,
	unnest('{0,.25,.5,.75,1}'::float8[]) as p), '{0,23,24,36,60}'::float8[], 'with a resolution of one hour they are of whole hours');
select is((select array_agg(percentile_days(s, p) order by p)
	from (select duration_agg(opened, closed, null, '2 days') as s from hours) as v,
	unnest('{0,.5,1}'::float8[]) as p), '{0,0,2}'::float8[], 'with one of two days, of whole pairs of days');
select is((select array_agg(average_days(s) order by r) from (select r, duration_agg(opened, closed, null, r) as s from hours,
	unnest('{1 hour,1 day,2 days,00:00:00.000001}'::interval[]) as r group by r) as v),
	(select array_fill(cycle_length(opened, closed), array[4]) from hours),
	'the mean does not depend on the resolution');
select is((select duration_agg(opened, closed, null, '24 hours')::text from hours),
	(select duration_agg(opened, closed)::text from hours),
	'24 hours are one day, and one day is the resolution if none is given');

-- ---------------------------------------------------------------------------
-- as_of: what is open
-- ---------------------------------------------------------------------------

select results_eq($$select events(s), open_count(s), negative_count(s), average_days(s)
	from (select duration_agg(opened, closed, '2024-03-05'::timestamptz) as s from deals) as v$$,
	'values (5::bigint, 2::bigint, 1::bigint, 4.6::float8)', 'with an as_of the open deals are open, and not in the mean');
select results_eq($$select events(s), open_count(s), negative_count(s), average_days(s)
	from (select duration_agg(opened, closed, null::timestamptz) as s from deals) as v$$,
	'values (5::bigint, 0::bigint, 1::bigint, 4.6::float8)', 'a NULL as_of is none');
select results_eq($$select events(s), open_count(s), average_days(s)
	from (select duration_agg(opened, closed, '2024-02-29'::timestamptz) as s from deals) as v$$,
	'values (4::bigint, 3::bigint, 4.25::float8)', 'a deal closed after as_of was open then');
select is((select events(duration_agg(opened, closed, '2024-03-02'::timestamptz)) from deals where id = 8), 1::bigint,
	'a deal closed at as_of is closed');
select is((select duration_agg(d, null, d)::text from (values (date '2024-01-01')) as v (d)),
	'(86400000000,l757382400000000,0,0,0;0:0:1)',
	'a deal opened at as_of has been open for 0 days');
select is((select duration_agg(date '2024-01-01', null, date '2024-01-31')::text), '(86400000000,l759974400000000,0,0,0;30:0:1)',
	'a deal opened 30 days before as_of has been open for 30');
select results_eq($$select events(s), open_count(s), negative_count(s), average_days(s)
	from (select duration_agg(opened, closed, '2024-02-20'::timestamptz) as s from deals) as v$$,
	'values (4::bigint, 1::bigint, 3::bigint, 4.25::float8)',
	'a deal opened after as_of, closed or not, is counted in negative_count and nowhere else');
select ok((select duration_agg(opened, closed)::text = duration_agg(opened, closed, null, '1 day')::text from deals),
	'all three argument lists agree');
select is((select average_days(rollup(s)) from (select duration_agg(opened, closed, '2024-03-05'::timestamptz) as s
	from deals group by region) as v), 4.6::float8,
	'summaries with the same as_of merge');

-- ---------------------------------------------------------------------------
-- Types of times
-- ---------------------------------------------------------------------------

create temp table by_type as select
	duration_agg(opened, closed) as a1,
	duration_agg(opened::timestamp, closed::timestamp) as a2,
	duration_agg(opened::date, closed::date) as a3,
	duration_agg(opened, closed::date) as a4,
	duration_agg(opened, closed, '2024-02-29'::timestamptz) as b1,
	duration_agg(opened::timestamp, closed::timestamp, '2024-02-29'::timestamp) as b2,
	duration_agg(opened::date, closed::date, '2024-02-29'::date) as b3,
	duration_agg(opened, closed::date, '2024-02-29'::date) as b4,
	duration_agg(opened, closed::date, '2024-02-29 23:59'::timestamptz) as b5,
	duration_agg(opened, closed, '2024-02-29'::timestamptz, '2 days') as c1,
	duration_agg(opened::timestamp, closed::timestamp, '2024-02-29'::timestamp, '2 days') as c2,
	duration_agg(opened::date, closed::date, '2024-02-29'::date, '2 days') as c3,
	duration_agg(opened, closed::date, '2024-02-29'::date, '2 days') as c4,
	duration_agg(opened, closed::date, '2024-02-29 23:59'::timestamptz, '2 days') as c5
from deals;
select ok((select a1::text = a2::text and a2::text = a3::text and a3::text = a4::text and events(a1) = 5 from by_type),
	'(timestamptz, timestamptz), (timestamp, timestamp), (date, date) and (timestamptz, date) agree');
select ok((select b2::text = b3::text and b3::text = b4::text and b4::text = b5::text and replace(b1::text, ',z', ',l') = b2::text
	and events(b1) = 4 from by_type),
	'so they do with an as_of');
select ok((select c2::text = c3::text and c3::text = c4::text and c4::text = c5::text and replace(c1::text, ',z', ',l') = c2::text
	and median_days(c1) = 3 from by_type),
	'and with a resolution');
select is((select array[cycle_length(opened, closed), cycle_length(opened::timestamp, closed::timestamp),
	cycle_length(opened::date, closed::date),
	cycle_length(opened, closed::date)] from deals), '{4.6,4.6,4.6,4.6}'::float8[], 'cycle_length has all four pairs');
select is((select array[median_cycle_length(opened, closed), median_cycle_length(opened::timestamp, closed::timestamp),
	median_cycle_length(opened::date, closed::date), median_cycle_length(opened, closed::date)] from deals), '{4,4,4,4}'::float8[],
	'median_cycle_length has all four pairs');

-- The day of a created-at is that of the session time zone.
set local timezone = 'America/Los_Angeles';
select is((select duration_agg(timestamptz '2024-03-05 23:30', date '2024-03-05')::text), '(86400000000,none,0,0,0;0:1:0)',
	'Los Angeles: opened at 23:30 and closed that day is 0 days');
select is((select cycle_length(timestamptz '2024-03-05 00:10', date '2024-03-06')), 1::float8,
	'Los Angeles: opened at 0:10 and closed the next day is 1 day');
set local timezone = 'Asia/Tokyo';
select is((select duration_agg(timestamptz '2024-03-05 00:30', date '2024-03-05')::text), '(86400000000,none,0,0,0;0:1:0)',
	'Tokyo: opened at 0:30 and closed that day is 0 days');
select is((select negative_count(duration_agg(timestamptz '2024-03-05 23:30 America/Los_Angeles', date '2024-03-05'))), 1::bigint,
	'Tokyo: what Los Angeles opened at 23:30 was opened the day after');
select is((select duration_agg(timestamptz '2024-03-05 00:30', null::date, date '2024-03-06', '1 day')::text),
	'(86400000000,l762998400000000,0,0,0;1:0:1)',
	'Tokyo: opened at 0:30, open for 1 day on the next day');
select is((select duration_agg(opened, null::date, as_of)::text
	from (values ('2024-03-05 00:30'::timestamptz, '2024-03-06 00:30'::timestamptz)) as v (opened, as_of)),
	'(86400000000,l762998400000000,0,0,0;1:0:1)', 'Tokyo: so it is when as_of is an instant of the next day');
select is((select duration_agg('2024-03-05 09:00'::timestamptz, '2024-03-05'::date, '2024-03-05 18:00'::timestamptz)::text),
	'(86400000000,l762912000000000,0,0,0;0:1:0)', 'Tokyo: a deal opened and closed on the day of as_of is closed, after 0 days');
set local timezone = 'America/New_York';
select is((select array[cycle_length('2024-03-10'::timestamptz, '2024-03-11'::timestamptz),
	median_cycle_length('2024-03-10'::timestamptz, '2024-03-11'::timestamptz),
	cycle_length('2024-03-10'::timestamp, '2024-03-11'::timestamp), cycle_length('2024-03-10'::timestamptz, '2024-03-11'::date)]),
	array[23 / 24::float8, 0, 1, 1], 'New York: the day that loses an hour has 23 hours between instants, and is a day between dates');
set local timezone = 'Pacific/Kiritimati';
select is_empty($$
	select opened, cycle_length(opened, '2024-01-10'::date)
	from generate_series('2024-01-01'::timestamptz, '2024-01-04', '1 hour') as opened
	group by opened
	having cycle_length(opened, '2024-01-10'::date)
		is distinct from '2024-01-10'::date - (opened at time zone 'Pacific/Kiritimati')::date$$,
	'it is closed - (opened at time zone z)::date, at any hour');
set local timezone = 'UTC';

-- ---------------------------------------------------------------------------
-- In queries: FILTER, DISTINCT, grouping sets, rollups, windows
-- ---------------------------------------------------------------------------

select is((select cycle_length(opened, closed) filter (where region = 'east') from deals), 6.5::float8, 'FILTER: the east alone');
select is((select cycle_length(opened, closed) filter (where region = 'south') from deals), null, 'FILTER that takes nothing: NULL');
select is((select events(duration_agg(distinct opened, closed)) from (select * from deals union all select * from deals) as v),
	5::bigint, 'DISTINCT: equal rows once');
select bag_eq('select region, duration_agg(opened, closed)::text, median_cycle_length(opened, closed) from deals
	group by rollup (region)', $$
	select region, duration_agg(opened, closed)::text, median_cycle_length(opened, closed) from deals group by region
	union all select null, duration_agg(opened, closed)::text, median_cycle_length(opened, closed) from deals$$,
	'ROLLUP equals its groupings one by one');
select bag_eq($$select region, id % 2 as half, duration_agg(opened, closed, '2024-02-29'::timestamptz)::text from deals
	group by cube (region, id % 2)$$, $$
	select region, id % 2, duration_agg(opened, closed, '2024-02-29'::timestamptz)::text from deals group by region, id % 2
	union all select region, null, duration_agg(opened, closed, '2024-02-29'::timestamptz)::text from deals group by region
	union all select null, id % 2, duration_agg(opened, closed, '2024-02-29'::timestamptz)::text from deals group by id % 2
	union all select null, null, duration_agg(opened, closed, '2024-02-29'::timestamptz)::text from deals$$,
	'CUBE equals its groupings one by one');
select is((select rollup(s)::text from (select duration_agg(opened, closed) as s from many group by id % 37) as v),
	(select duration_agg(opened, closed)::text from many),
	'the rollup of 37 parts is the whole');
select is((select duration_agg(opened, closed order by closed - opened desc)::text from many),
	(select duration_agg(opened, closed order by id)::text from many),
	'the order of the rows changes nothing');

create temp table month as
	select id, case when id % 11 <> 0 then timestamptz '2024-01-01' + id * interval '7 hours' end as opened,
		case when id % 7 <> 0 then
			timestamptz '2024-01-01' + id * interval '7 hours' + (id * 7919 % 23 - 3) * interval '9 hours 13 minutes' end as closed
	from generate_series(1, 80) as id;
select is_empty(format($$
	select * from (select id, duration_agg(opened, closed) over w as m1,
			duration_agg(opened, closed, '2024-01-20'::timestamptz, '1 hour') over w as m2,
			duration_agg(opened::date, closed::date, '2024-01-20'::date) over w as m3,
			duration_agg(opened::timestamp, closed::timestamp) over w as m4,
			duration_agg(opened, closed::date) over w as m5,
			cycle_length(opened, closed) over w as m6,
			median_cycle_length(opened, closed) over w as m7
		from month window w as (order by id rows between %1$s preceding and %2$s preceding)) as a,
		lateral (select duration_agg(opened, closed) as f1,
			duration_agg(opened, closed, '2024-01-20'::timestamptz, '1 hour') as f2,
			duration_agg(opened::date, closed::date, '2024-01-20'::date) as f3,
			duration_agg(opened::timestamp, closed::timestamp) as f4,
			duration_agg(opened, closed::date) as f5,
			cycle_length(opened, closed) as f6,
			median_cycle_length(opened, closed) as f7
		from month as b where b.id between a.id - %1$s and a.id - %2$s) as b
	where (m1::text, m2::text, m3::text, m4::text, m5::text, m6, m7)
		is distinct from (f1::text, f2::text, f3::text, f4::text, f5::text, f6, f7)$$, first_row, last_row),
	'a window from ' || first_row || ' to ' || last_row || ' rows back equals the same rows counted afresh')
from (values (4, 0), (20, 3), (3, 3), (60, 30)) as v (first_row, last_row);
select is_empty($$
	select * from (select id, rollup(s) over (order by id rows between 5 preceding and 1 following) as moving
		from (select id, duration_agg(opened, closed, '2024-01-20'::timestamptz) as s from month group by id) as days) as a,
		lateral (select duration_agg(opened, closed, '2024-01-20'::timestamptz) as afresh
			from month as b where b.id between a.id - 5 and a.id + 1) as b
	where moving::text <> afresh::text$$, 'a moving rollup of daily summaries equals the same rows counted afresh');
select is((select string_agg(format('%s:%s', open_count(s), events(s)), ' ' order by id)
	from (select id, duration_agg(opened, closed, as_of) over (order by id rows between 1 preceding and current row) as s
		from (values (1, date '2024-01-01', null, date '2024-01-02'), (2, null, null, null), (3, '2024-01-01', null, '2024-01-05'),
			(4, null, null, null), (5, '2024-01-01', date '2024-01-03', null)) as v (id, opened, closed, as_of)) as w),
	'1:0 1:0 1:0 1:0 0:1', 'a window that has moved off one as_of may enter another');

create temp sequence calls;
create function pg_temp.seen(t timestamptz) returns timestamptz language plpgsql immutable as
	$$begin perform nextval('calls'); return t; end$$;
select is((select (cycle_length(pg_temp.seen(opened), closed), median_cycle_length(pg_temp.seen(opened), closed),
	events(duration_agg(pg_temp.seen(opened), closed)))::text from deals), '(4.6,4,5)',
	'cycle_length, median_cycle_length and duration_agg of one pair');
select is(nextval('calls'), 11::bigint, 'they pass over its 10 rows once, not three times');

-- ---------------------------------------------------------------------------
-- Parallel
-- ---------------------------------------------------------------------------

create function pg_temp.plan_has(query text, what text) returns boolean language plpgsql as $$
declare line text;
begin
	for line in execute 'explain (costs off) ' || query loop
		if line like '%' || what || '%' then return true; end if;
	end loop;
	return false;
end$$;

create table test_duration_parallel with (fillfactor = 10) as
	select g % 5 as grp, timestamptz '2024-01-01' + g * interval '1 minute' as opened,
		case when g % 13 <> 0 then timestamptz '2024-01-01' + g * interval '1 minute'
			+ (g * 7919::bigint % 1009 - 20) * interval '5 hours 7 minutes' end as closed
	from generate_series(1, 20000) as g;
analyze test_duration_parallel;
set local timezone = 'America/Los_Angeles';
select $$grp, duration_agg(opened, closed, '2024-06-01'::timestamptz)::text as a, duration_agg(opened, closed::date)::text as b,
	cycle_length(opened, closed) as c, median_cycle_length(opened::date, closed::date) as d$$ as figures \gset
create temp table serial as select :figures from test_duration_parallel group by grp;
set local min_parallel_table_scan_size = 0;
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0;
set local max_parallel_workers_per_gather = 2;
set local parallel_leader_participation = off;
select ok(pg_temp.plan_has(format('select %s from test_duration_parallel group by grp', :'figures'), 'Partial'),
	'cycle lengths by group are partly aggregated in parallel workers');
select ok(pg_temp.plan_has('select median_cycle_length(opened, closed) from test_duration_parallel', 'Partial Aggregate'),
	'so is the overall median');
create temp table parallel as select :figures from test_duration_parallel group by grp;
select bag_eq('select * from parallel', 'select * from serial',
	'parallel equals serial exactly, in the session time zone of the workers as well');
select is((select sum(events(a::duration_summary) + open_count(a::duration_summary) + negative_count(a::duration_summary))
	from parallel), 20000::numeric,
	'and counts every deal');

-- The workers may have left all rows to one of them. Partitions that are aggregated one by one have to meet.
create table test_duration_parts (like test_duration_parallel) partition by range (opened);
create table test_duration_part_old partition of test_duration_parts for values from (minvalue) to ('2024-01-03');
create table test_duration_part_new partition of test_duration_parts for values from ('2024-01-03') to (maxvalue);
insert into test_duration_parts select * from test_duration_parallel;
analyze test_duration_parts;
set local max_parallel_workers_per_gather = 0;
set local enable_partitionwise_aggregate = on;
select ok(pg_temp.plan_has(format('select %s from test_duration_parts group by grp', :'figures'), 'Finalize'),
	'partitions are aggregated one by one');
create temp table parts as select :figures from test_duration_parts group by grp;
select bag_eq('select * from parts', 'select * from serial', 'partitions equal the whole exactly');
set local timezone = 'UTC';

-- ---------------------------------------------------------------------------
-- Hostile
-- ---------------------------------------------------------------------------

select throws_ok(format('select %s(%s)', f, args), '22008', what || ' must be a finite time, not ' || value,
	format('%s(%s) is refused', f, args))
from (values
	('cycle_length', $$'infinity'::timestamptz, '2024-01-01'::timestamptz$$, 'started', 'infinity'),
	('cycle_length', $$'2024-01-01'::timestamptz, '-infinity'::timestamptz$$, 'ended', '-infinity'),
	('median_cycle_length', $$'2024-01-01'::timestamp, 'infinity'::timestamp$$, 'ended', 'infinity'),
	('duration_agg', $$'-infinity'::timestamptz, null::timestamptz$$, 'started', '-infinity'),
	('duration_agg', $$'-infinity'::timestamp, '2024-01-01'::timestamp$$, 'started', '-infinity'),
	('duration_agg', $$'infinity'::date, '2024-01-01'::date$$, 'started', 'infinity'),
	('duration_agg', $$'2024-01-01'::date, 'infinity'::date$$, 'ended', 'infinity'),
	('duration_agg', $$'2024-01-01'::date, '-infinity'::date$$, 'ended', '-infinity'),
	('duration_agg', $$'2024-01-01'::timestamptz, 'infinity'::date$$, 'ended', 'infinity'),
	('duration_agg', $$'-infinity'::timestamptz, '2024-01-01'::date$$, 'started', '-infinity'),
	('duration_agg', $$'2024-01-01'::timestamptz, null, 'infinity'::timestamptz$$, 'as_of', 'infinity'),
	('duration_agg', $$'2024-01-01'::timestamp, '2024-01-02'::timestamp, '-infinity'::timestamp$$, 'as_of', '-infinity'),
	('duration_agg', $$'2024-01-01'::date, null, 'infinity'::date$$, 'as_of', 'infinity'),
	('duration_agg', $$'2024-01-01'::timestamptz, null, '-infinity'::date, '1 day'$$, 'as_of', '-infinity'),
	('duration_agg', $$'2024-01-01'::timestamptz, null::date, 'infinity'::timestamptz$$, 'as_of', 'infinity')
) as v (f, args, what, value);

select throws_ok(query, code, message, description)
from (values
	($$select duration_agg('2024-01-01'::date, '5874897-12-31'::date)$$, '22008',
		'ended 5874897-12-31 is out of range, the last date is 294276-12-31', 'a date beyond all timestamps is refused'),
	($$select cycle_length('4713-01-01 BC'::timestamptz, '294276-01-01'::timestamptz)$$, '22008',
		'duration is out of range, it must be at most 292271 years', 'a duration of 299000 years is refused'),
	($$select cycle_length('4713-01-01 BC'::date, '294276-01-01'::date)$$, '22008',
		'duration is out of range, it must be at most 292271 years', 'between dates as well'),
	($$select duration_agg('4713-01-01 BC'::timestamp, '280000-01-01'::timestamp, null, '1 microsecond')$$, '22003', null,
		'so is one of too many units'),
	($$select duration_agg(date '2024-01-01', null, as_of) from (values (date '2024-02-01'), ('2024-02-02')) as v (as_of)$$, '22023',
		'as_of must be the same in all rows of a group', 'two as_of in one group are refused'),
	($$select duration_agg(d, d, as_of) from (values (date '2024-01-01', date '2024-02-01'), ('2024-01-01', null)) as v (d, as_of)$$,
		'22023', 'as_of must be the same in all rows of a group', 'one row without an as_of is refused'),
	($$select duration_agg(d, d, as_of) from (values (date '2024-01-01', null), ('2024-01-01', date '2024-02-01')) as v (d, as_of)$$,
		'22023', 'as_of must be the same in all rows of a group', 'one row with an as_of is refused'),
	($$select duration_agg(d, d, d, r) from (values (date '2024-01-01', interval '1 day'), ('2024-01-01', '25 hours')) as v (d, r)$$,
		'22023', 'resolution must be the same in all rows of a group', 'two resolutions in one group are refused'),
	($$select duration_agg(date '2024-01-01', '2024-01-02', '2024-01-03', null)$$, '22004', 'resolution must not be null',
		'a NULL resolution is refused'),
	($$select duration_agg(date '2024-01-01', '2024-01-02', '2024-01-03', '0')$$, '22023', 'resolution must be positive, not 00:00:00',
		'a resolution of 0 is refused'),
	($$select duration_agg(timestamp '2024-01-01', '2024-01-02', '2024-01-03', '-1 day')$$, '22023',
		'resolution must be positive, not -1 days', 'a negative resolution is refused'),
	($$select duration_agg(date '2024-01-01', '2024-01-02', '2024-01-03', '106751992 days')$$, '22023',
		'resolution 106751992 days is too long, it must be at most 106751991 days', 'a resolution beyond 292271 years is refused'),
	($$select duration_agg(timestamptz '2024-01-01', timestamptz '2024-01-02', '2024-01-03', '1 day -24 hours')$$, '22023',
		'resolution must be positive, not 1 day -24:00:00', 'so is one that adds up to 0'),
	($$select duration_agg(timestamptz '2024-01-01', date '2024-01-02', '2024-01-03', '1 month')$$, '22023',
		'resolution must have a fixed length, not 1 mon', 'a resolution of a month is refused'),
	($$select duration_agg(date '2024-01-01', '2024-01-02', '2024-01-03', '1 year 1 day')$$, '22023',
		'resolution must have a fixed length, not 1 year 1 day', 'a resolution of a year is refused'),
	($$select rollup(s) from (select duration_agg(date '2024-01-01', '2024-01-02', as_of) as s
		from (values (date '2024-02-01'), ('2024-02-02')) as v (as_of) group by as_of) as w$$, '22023',
		'as_of must be the same in all rows of a group',
		'a rollup of two as_of is refused'),
	($$select rollup(s) from (select duration_agg(date '2024-01-01', '2024-01-02', null, r) as s
		from (values (interval '1 day'), ('1 hour')) as v (r) group by r) as w$$, '22023',
		'resolution must be the same in all rows of a group', 'a rollup of two resolutions is refused'),
	($$select duration_combine(duration_agg(timestamptz '2024-01-01', null, '2024-02-01'),
		duration_agg(timestamp '2024-01-01', null, '2024-02-01'))$$, '22023',
		'as_of must be the same in all rows of a group', 'an instant and a local time are not the same as_of'),
	($$select duration_discard(duration_agg(date '2024-01-01', '2024-01-02'), date '2024-01-01', '2024-01-03')$$, '22023',
		'cannot take away from a summary what is not in it', 'two days cannot be taken from one'),
	($$select duration_discard('(0,-,0,0,0)', date '2024-01-01', date '2024-01-03')$$, '22023',
		'cannot take away from a summary what is not in it', 'nothing can be taken from nothing'),
	($$select duration_uncombine('(86400000000,none,0,0,0;0:1:0)', '(86400000000,none,0,0,0;0:2:0)')$$, '22023',
		'cannot take away from a summary what is not in it', 'no summary can be taken from a smaller one'),
	($$select duration_uncombine('(86400000000,none,0,0,0;0:1:0)', '(86400000000,none,86400000000,7464960000000000000000,0;1:1:0)')$$, '22023',
		'cannot take away from a summary what is not in it', 'nor a day that is not in it'),
	($$select rollup(s) from (values ('(86400000000,none,0,0,0;0:9223372036854775807:0)'::duration_summary),
		('(86400000000,none,0,0,0;0:1:0)')) as v (s)$$, '22003',
		'more than 9223372036854775807 rows in one summary', 'a rollup beyond 2^63-1 equal durations is refused'),
	($$select rollup(s) from (values ('(86400000000,none,0,0,0;0:9223372036854775807:0)'::duration_summary),
		('(86400000000,none,0,0,0;1:0:1)')) as v (s)$$, '22003',
		'more than 9223372036854775807 rows in one summary', 'and beyond 2^63-1 rows of all kinds'),
	($$select rollup(s) from unnest(array_fill(duration_summary('{106751991}'::numeric[], '{1e10}', '{0}'), array[2])) as s$$, '22003',
		'the squares of the elapsed times leave the range of a duration_summary', 'so are squares that do not fit'),
	($$select duration_summary('{1,2}'::numeric[], '{1}', '{0,0}')$$, '2202E',
		'days, ended and open must have equally many elements, not 2, 1 and 2', 'arrays of different length are refused'),
	($$select duration_summary('{1,null}'::numeric[], '{1,1}', '{0,0}')$$, '22004', 'days must not contain nulls',
		'a NULL day is refused'),
	($$select duration_summary('{1}'::numeric[], '{null}', '{0}')$$, '22004', 'ended must not contain nulls',
		'a NULL count is refused'),
	($$select duration_summary('{1}'::numeric[], '{1}', '{null}')$$, '22004', 'open must not contain nulls',
		'so is a NULL count of open ones'),
	($$select duration_summary('{106751992}'::numeric[], '{1}', '{0}')$$, '22003',
		'days 106751992 is out of range, it must be from 0 to 106751991', 'so are more than 292271 years'),
	($$select duration_summary('{0,1}'::numeric[], '{9223372036854775807,1}', '{0,0}')$$, '22003',
		'more than 9223372036854775807 rows in one summary', '2^63 durations together are refused'),
	($$select duration_summary('{{1}}'::numeric[], '{1}', '{0}')$$, '2202E', 'days must be a one-dimensional array',
		'a matrix is refused'),
	($$select duration_summary(array_agg(d), array_agg(1), array_agg(0)) from generate_series(0::numeric, 262144) as d$$, '54000',
		'more than 262144 distinct values in one group', '262145 distinct durations are refused'),
	($$select rollup(s) from (select duration_summary(array_agg(d), array_agg(1), array_agg(0)) as s
		from generate_series(0::numeric, 262144) as d group by d % 2) as v$$, '54000',
		'more than 262144 distinct values in one group', 'by a rollup as well')
) as v (query, code, message, description);

select throws_ok(format($$select %s(duration_agg(date '2024-01-01', '2024-01-02'), %L)$$, f, p), '22023',
	format('percentile %s is out of range, it must be from 0 to 1', p), format('%s refuses a percentile of %s', f, p))
from (values ('percentile_days', '1.5'), ('percentile_days', '95'), ('percentile_days', '-0.5'), ('percentile_days', 'NaN'),
	('percentile_days_ci', '1.01'), ('percentile_days_ci', 'NaN')) as v (f, p);
select throws_ok(format('select duration_summary(%s)', args), '22003',
	format('%s %s is out of range, it must be a whole number from 0 to 9223372036854775807', what, value),
	format('a summary from counts refuses %s of %s', what, value))
from (values
	($$'{1.5}'::numeric[], '{1}', '{0}'$$, 'days', '1.5'),
	($$'{-1}'::numeric[], '{1}', '{0}'$$, 'days', '-1'),
	($$'{NaN}'::numeric[], '{1}', '{0}'$$, 'days', 'NaN'),
	($$'{9223372036854775808}'::numeric[], '{1}', '{0}'$$, 'days', '9223372036854775808'),
	($$'{1}'::numeric[], '{-1}', '{0}'$$, 'ended', '-1'),
	($$'{1}'::numeric[], '{0.5}', '{0}'$$, 'ended', '0.5'),
	($$'{1}'::numeric[], '{9223372036854775808}', '{0}'$$, 'ended', '9223372036854775808'),
	($$'{1}'::numeric[], '{0}', '{NaN}'$$, 'open', 'NaN'),
	($$'{1}'::numeric[], '{0}', '{Infinity}'$$, 'open', 'Infinity')
) as v (args, what, value);
select throws_ok(format($$select %s from duration_summary('{1,2}'::numeric[], '{1,1}', '{0,0}') as s$$,
	format(call, quote_literal(level))), '22023',
	format('confidence level %s is out of range, it must be above 0 and below 1', level),
	split_part(call, '(', 1) || ' refuses a confidence level of ' || level)
from (values (1, 'average_days_ci(s, %s)'), (2, 'percentile_days_ci(s, 0.5, %s)')) as v (i, call),
	(values ('0'), ('1'), ('95'), ('NaN')) as w (level)
order by i, level;

select is((select events(duration_summary(array_agg(d), array_agg(1), array_agg(0))) from generate_series(0::numeric, 262143) as d),
	262144::bigint,
	'262144 distinct durations are not too many');
select is(duration_summary('{5,2,5}'::numeric[], '{1,0,2}', '{0,4,1}')::text,
	duration_summary('{2,5}'::numeric[], '{0,3}', '{4,1}')::text,
	'counts of equal days add up, in any order');
select results_eq($$select events(s), open_count(s), negative_count(s), average_days(s)
	from duration_summary('{2,5}'::numeric[], '{0,3}', '{4,1}') as s$$,
	'values (3::bigint, 5::bigint, 0::bigint, 5::float8)', 'a summary from counts: 3 ended, 5 open');
select is(duration_summary('{}'::numeric[], '{}', '{}')::text, '(0,-,0,0,0)', 'a summary from no counts is empty');
select is(duration_summary('{7}'::numeric[], '{0}', '{0}')::text, '(0,-,0,0,0)', 'so is one from zeros');
select is((select duration_summary('{3,10,0,4,6}'::numeric[], '{1,1,1,1,1}', '{0,0,0,0,0}')::text),
	(select duration_agg(opened, closed)::text from deals where id <> 6), 'it equals that of the rows it counts');
select is((select duration_uncombine(a, b)::text from (select duration_summary('{4,5}'::numeric[], '{1,1}', '{0,3}') as a,
	duration_summary('{4,5}'::numeric[], '{1,0}', '{0,2}') as b) as v), duration_summary('{5}'::numeric[], '{1}', '{1}')::text,
	'what is in it can be taken away');
select is(duration_discard(duration_agg(date '2024-01-01', '2024-01-05'), date '2024-01-01', '2024-01-05')::text, '(0,-,0,0,0)',
	'down to the empty summary');
select is((select s::text || duration_accum(s, date '2024-01-01', '2024-01-02')::text || s::text
	from duration_summary('{0}'::numeric[], '{1}', '{0}') as s),
	'(86400000000,none,0,0,0;0:1:0)(86400000000,none,86400000000,7464960000000000000000,0;0:1:0,1:1:0)(86400000000,none,0,0,0;0:1:0)',
	'called outside an aggregate, the transition leaves its argument alone');

-- Every set of new and known days into a histogram of ended and open ones. A day
-- is twice its number, plus one if it is open.
create function of_keys(keys int[]) returns duration_summary language sql as $$
	select duration_summary(coalesce(array_agg(k / 2), '{}')::numeric[], coalesce(array_agg(1 - k % 2), '{}')::numeric[], coalesce(array_agg(k % 2), '{}')::numeric[])
	from unnest(keys) as k
$$;
create temp table merging as
select of_keys(base) as large, of_keys(added) as small, of_keys(base || added)::text as expected
from unnest(array['{}', '{7}', '{20,21,22,23,24,25,26,27}', '{0,1,3,5,7,9,20,22,24,25,26,28,60}']) as b (digits)
	cross join lateral (select digits::int[] as base) as c
	cross join generate_series(0, 511) as n
	cross join lateral (select coalesce(array_agg(k), '{}') as added
		from unnest(array[0, 1, 2, 19, 21, 22, 25, 27, 61]) with ordinality as u (k, bit) where n >> (bit - 1)::int & 1 = 1) as a;
select is((select count(*) from merging where duration_combine(large, small)::text = expected and duration_combine(small, large)::text = expected),
	2048::bigint, 'a merge is the summary of both');
select is((select count(*) from merging where (select rollup(s order by i)::text from (values (1, large), (2, small)) as t (i, s)) = expected),
	2048::bigint, 'in a rollup too');
select is((select count(*) from merging where duration_uncombine(duration_combine(large, small), small)::text = large::text
	and duration_uncombine(duration_combine(large, small), large)::text = small::text),
	2048::bigint, 'and what was added can be taken away');

select finish();
rollback;

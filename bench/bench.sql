-- The table of bars: each KPI of the extension beside the plain SQL for it.
-- Run by bench/run, which sets :rows and :rounds.
\set QUIET 1
set client_min_messages = warning;
create extension abm_kpi;

-- Opportunities of 21 years, 7,665 days: a fifth is open, cycles are lognormal with
-- a median of 55 days and, where they are timestamps, of any number of seconds.
-- u(i, k) is a uniform number that depends on i and k alone.
create function u(i int, k int) returns float8 language sql immutable parallel safe as $$
	select ((hashint4extended(i, k) & 2147483647) + 0.5) / 2147483648.0
$$;
create unlogged table opportunity as
select i as id, case when u(i, 1) < 0.8 then u(i, 2) < 0.3 end as is_won, floor(11 * u(i, 3))::int as score,
	i % 1000000 as account_id, i % 20 as segment, i % 200000 as small_account_id,
	round((200 * exp(8 * u(i, 7)))::numeric, 2) as amount, o.opened_at::date as opened, o.closed_at::date as closed, o.opened_at, o.closed_at
from generate_series(1, :rows) as i
	cross join lateral (select timestamptz '2005-01-01 00:00+00' + floor(662256000 * u(i, 4)) * interval '1 second' as opened_at) s
	cross join lateral (select opened_at,
			opened_at + floor(86400 * exp(4 + 0.9 * sqrt(-2 * ln(u(i, 5))) * cos(2 * pi() * u(i, 6)))) * interval '1 second' as closed_at) o;
vacuum (freeze, analyze) opportunity;

-- A survey's answers lie in a table of their own.
create unlogged table answer as
select id, account_id, score from opportunity;
vacuum (freeze, analyze) answer;

-- What is stored per day, and a hundred thousand small summaries.
create unlogged table daily as
select closed, rate_agg(is_won) as deals, nps_agg(score) as answers, duration_agg(opened, closed) as cycle,
	deal_agg(is_won, amount, opened, closed) as dashboard, count(*) as n
from opportunity
group by closed;
-- The dashboard alone, by the day of opening, as somebody keeps it who needs no
-- more: rows below 2 kB are stored as they are, the wide ones above compressed.
create unlogged table daily_dashboard as
select opened, deal_agg(is_won, amount, opened, closed) as dashboard
from opportunity
group by opened;
create unlogged table small as
select account_id, rate_agg(is_won) as deals, nps_agg(score) as answers, count(*) as n
from opportunity
where account_id < 100000
group by account_id;
create unlogged table recent as
select id, is_won, score, opened, closed from opportunity where id <= 20000;
vacuum (freeze, analyze) daily, daily_dashboard, small, recent;

-- The same aggregates without an inverse: every frame is computed anew.
create aggregate win_rate_restarting(boolean) (sfunc = rate_accum, stype = rate_summary, initcond = '(0,0)', finalfunc = rate);
create aggregate median_restarting(date, date) (sfunc = duration_accum, stype = duration_summary, initcond = '(0,-,0,0,0)', finalfunc = median_days);

create table query (n int primary key, sql text, settings text);
insert into query values
	(1, 'select count(*) from opportunity', ''),
	(2, 'select win_rate(is_won) from opportunity', ''),
	(3, 'select count(*) filter (where is_won)::float8 / nullif(count(is_won), 0) from opportunity', ''),
	(4, 'select nps(score) from answer', ''),
	(5, 'select 100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score <= 6)) / nullif(count(score), 0) from answer', ''),
	(6, 'select median_cycle_length(opened_at, closed_at) from opportunity', ''),
	(7, 'select percentile_cont(0.5) within group (order by closed_at - opened_at) from opportunity', ''),
	(8, 'select percentile_cont(0.5) within group (order by extract(epoch from closed_at - opened_at)::float8 / 86400) from opportunity', ''),
	(9, 'select median_cycle_length(opened, closed) from opportunity', ''),
	(10, 'select percentile_cont(0.5) within group (order by closed - opened) from opportunity', ''),
	(11, 'select cycle_length(opened, closed) from opportunity', ''),
	(12, 'select avg(closed - opened) from opportunity', ''),
	(13, 'select median_cycle_length(opened_at, closed_at) from opportunity', 'max_parallel_workers_per_gather=1,parallel_leader_participation=off'),
	(14, 'select median_cycle_length(opened_at, closed_at) from opportunity', 'max_parallel_workers_per_gather=2,parallel_leader_participation=off'),
	(15, 'select max(v) from (select win_rate(is_won) over (order by id rows 999 preceding) as v from recent) w', ''),
	(16, 'select max(v) from (select win_rate_restarting(is_won) over (order by id rows 999 preceding) as v from recent) w', ''),
	(17, 'select max(v) from (select median_cycle_length(opened, closed) over (order by id rows 999 preceding) as v from recent) w', ''),
	(18, 'select max(v) from (select median_restarting(opened, closed) over (order by id rows 999 preceding) as v from recent) w', ''),
	(19, 'select rate(rollup(deals)) from small', ''),
	(20, 'select nps(rollup(answers)) from small', ''),
	(21, 'select sum(n) from small', ''),
	(22, 'select rate(rollup(deals)), nps(rollup(answers)), average_days(rollup(cycle)), median_days(rollup(cycle)), percentile_days(rollup(cycle), 0.9) from daily', ''),
	(23, 'select account_id, win_rate(is_won), nps(score) from opportunity group by account_id', 'max_parallel_workers_per_gather=0'),
	(24, 'select account_id, count(*), avg(score) from opportunity group by account_id', 'max_parallel_workers_per_gather=0'),
	(25, 'select count(*) from answer', ''),
	(26, 'select segment, win_rate(d), win_rate_value(d), average_deal_value(d), cycle_length(d), median_cycle_length(d), sales_velocity(d)
		from (select segment, deal_agg(is_won, amount, opened, closed) as d from opportunity group by segment) q', ''),
	(27, 'select segment, count(*) filter (where is_won)::float8 / nullif(count(is_won), 0),
			sum(amount) filter (where is_won) / nullif(sum(amount) filter (where is_won is not null), 0), avg(amount) filter (where is_won),
			avg(closed - opened) filter (where is_won), percentile_cont(0.5) within group (order by closed - opened) filter (where is_won),
			sum(amount) filter (where is_won) / nullif(avg(closed - opened) filter (where is_won), 0)
		from opportunity group by segment', ''),
	(28, 'select segment, count(*) from opportunity group by segment', ''),
	(29, 'select small_account_id, deal_agg(is_won, amount, opened, closed) from opportunity group by small_account_id', ''),
	(30, 'select small_account_id, count(*), avg(score) from opportunity group by small_account_id', ''),
	(31, 'select win_rate(d), win_rate_value(d), average_deal_value(d), cycle_length(d), median_cycle_length(d), sales_velocity(d)
		from (select rollup(dashboard) as d from daily_dashboard) q', ''),
	(32, 'select win_rate(d), win_rate_value(d), average_deal_value(d), cycle_length(d), median_cycle_length(d), sales_velocity(d)
		from (select rollup(dashboard) as d from daily) q', ''),
	(33, 'select segment, count(*), max(closed) from opportunity group by segment', '');

-- The same as PostgreSQL plans it if nobody forbids it workers. percentile_cont has no parallel plan.
insert into query
select n + 10, sql, 'max_parallel_workers_per_gather=2' from query where n in (26, 27, 28);

create table timing (n int, ms float8);
create function measure(rounds int) returns void language plpgsql as $$
declare
	q record;
	setting text;
	started timestamptz;
begin
	for round in 1..rounds loop
		for q in select * from query order by n loop
			foreach setting in array string_to_array(q.settings, ',') loop
				perform set_config(split_part(setting, '=', 1), split_part(setting, '=', 2), false);
			end loop;
			started := clock_timestamp();
			execute q.sql;
			insert into timing values (q.n, 1000 * extract(epoch from clock_timestamp() - started));
			perform set_config('max_parallel_workers_per_gather', '0', false);
		end loop;
	end loop;
end
$$;
select measure(:rounds);

-- Funnels: ten events of each of a million units, in no order, a year long.
create unlogged table event as
select floor(:rows / 5 * u(i, 11))::int as unit,
	timestamptz '2025-01-01 00:00+00' + floor(31536000 * u(i, 12)) * interval '1 second' as at,
	(array['visit', 'visit', 'visit', 'visit', 'form', 'form', 'meeting', 'proposal', 'other', 'other'])[1 + floor(10 * u(i, 13))::int] as kind
from generate_series(1, 2 * :rows) as i;
vacuum (freeze, analyze) event;

-- The same three ways to count units by level, each exact: our aggregate; window functions, which hand the latest start of each step on to the next
-- (RANGE frames, so that rows of one time see each other); self-joins that do so. The last is no funnel: what the grouping alone takes.
create function levels_by(how text) returns text language sql as $$
	select 'select string_agg(level || '':'' || n, '' '' order by level) from (select level, count(*) as n from (' || case how
		when 'window_funnel' then
			'select unit, window_funnel(interval ''60 days'', at, kind = ''visit'', kind = ''form'', kind = ''meeting'', kind = ''proposal'') as level
			from event group by unit'
		when 'windows' then
			'select unit, case when count(s4) > 0 then 4 when count(s3) > 0 then 3 when count(s2) > 0 then 2 when count(s1) > 0 then 1 else 0 end as level
			from (select unit, s1, s2, s3, case when kind = ''proposal'' and at - max(s3) over e <= interval ''60 days'' then max(s3) over e end as s4
				from (select unit, at, kind, s1, s2, case when kind = ''meeting'' and at - max(s2) over e <= interval ''60 days'' then max(s2) over e end as s3
					from (select unit, at, kind, s1, case when kind = ''form'' and at - max(s1) over e <= interval ''60 days'' then max(s1) over e end as s2
						from (select unit, at, kind, case when kind = ''visit'' then at end as s1 from event) as a window e as (partition by unit order by at)) as b
					window e as (partition by unit order by at)) as c
				window e as (partition by unit order by at)) as d
			group by unit'
		when 'joins' then
			'with s1 as (select unit, at from event where kind = ''visit''),
				s2 as (select e.unit, e.at, max(s1.at) as started from event e join s1 on s1.unit = e.unit and e.at between s1.at and s1.at + interval ''60 days''
					where kind = ''form'' group by e.unit, e.at),
				s3 as (select e.unit, e.at, max(started) as started from event e join s2 on s2.unit = e.unit and e.at between s2.at and s2.started + interval ''60 days''
					where kind = ''meeting'' group by e.unit, e.at),
				s4 as (select e.unit, e.at, max(started) as started from event e join s3 on s3.unit = e.unit and e.at between s3.at and s3.started + interval ''60 days''
					where kind = ''proposal'' group by e.unit, e.at)
			select unit, max(level) as level from (select unit, 0 as level from event union all select unit, 1 from s1 union all select unit, 2 from s2
				union all select unit, 3 from s3 union all select unit, 4 from s4) as l group by unit'
		end || ') as q group by level) as c'
$$;
insert into query values
	(40, levels_by('window_funnel'), ''),
	(41, levels_by('windows'), ''),
	(42, levels_by('joins'), ''),
	(43, levels_by('window_funnel'), 'enable_hashagg=off'),
	(44, levels_by('window_funnel'), 'work_mem=4MB'),
	(45, levels_by('windows'), 'work_mem=4MB'),
	(46, 'select max(n) || '' '' || max(latest) from (select unit, count(*) as n, max(at) as latest from event group by unit) as q', '');

-- These take long: two rounds. All ways must give the same figures.
create function measure_levels(rounds int) returns void language plpgsql as $$
declare
	q record;
	setting text;
	started timestamptz;
	answer text;
	first_answer text;
begin
	for round in 1..rounds loop
		for q in select * from query where n >= 40 order by n loop
			foreach setting in array string_to_array(q.settings, ',') loop
				perform set_config(split_part(setting, '=', 1), split_part(setting, '=', 2), false);
			end loop;
			started := clock_timestamp();
			execute q.sql into strict answer;
			insert into timing values (q.n, 1000 * extract(epoch from clock_timestamp() - started));
			foreach setting in array string_to_array(q.settings, ',') loop
				execute 'reset ' || split_part(setting, '=', 1);
			end loop;
			first_answer := coalesce(first_answer, answer);
			if answer <> first_answer and q.sql ~ 'level' then
				raise 'query % counts units by level as %, and not as %', q.n, answer, first_answer;
			end if;
		end loop;
	end loop;
end
$$;
select measure_levels(least(:rounds, 2));

-- One line of the table: a query, what it is measured against, and the bar.
create table bar (line int, work text, n int, against text, other int, at_most float8);
insert into bar values
	(1, 'win_rate(b)', 2, 'count(*) filter (...) / count(b)', 3, 1.0),
	(2, 'win_rate(b)', 2, 'count(*)', 1, 1.5),
	(3, 'nps(score)', 4, 'two FILTERs', 5, 1.0),
	(4, 'nps(score)', 4, 'count(*)', 25, 1.5),
	(5, 'median cycle of timestamps', 6, 'percentile_cont over an interval', 7, 1 / 5.0),
	(6, 'median cycle of timestamps', 6, 'percentile_cont over float8 days', 8, 1 / 5.0),
	(7, 'median cycle of dates', 9, 'percentile_cont over whole days', 10, null),
	(8, 'mean cycle of dates', 11, 'avg(closed - opened)', 12, null),
	(9, 'median cycle, two workers', 14, 'one worker', 13, 1 / 1.6),
	(10, 'win rate, moving window of 1,000', 15, 'without inverse', 16, 1 / 50.0),
	(11, 'median cycle, moving window of 1,000', 17, 'without inverse', 18, 1 / 50.0),
	(12, 'rollup of 100,000 rate summaries', 19, 'sum(bigint)', 21, 2.0),
	(13, 'rollup of 100,000 nps summaries', 20, 'sum(bigint)', 21, 2.0),
	(14, 'win rate and NPS of a million accounts', 23, 'count(*), avg(int)', 24, null),
	(15, 'sales dashboard by 20 segments', 26, 'the same figures in plain SQL', 27, 1 / 3.5),
	(16, 'sales dashboard by 20 segments', 26, 'count(*) by segment', 28, 1.4),
	(17, 'sales dashboard by 20 segments', 26, 'count(*), max(closed) by segment', 33, null),
	(18, 'sales dashboard by 200,000 accounts', 29, 'count(*), avg(int)', 30, 1.4),
	(19, 'sales dashboard by 20 segments, workers allowed', 36, 'the same figures in plain SQL, workers allowed', 37, 1 / 3.5),
	(20, 'sales dashboard by 20 segments, workers allowed', 36, 'count(*) by segment, workers allowed', 38, 1.4),
	(40, 'window_funnel of a million units', 40, 'window functions over a sort', 41, 1 / 3.0),
	(41, 'window_funnel of a million units', 40, 'self-joins', 42, 1 / 3.0),
	(42, 'window_funnel over a sort', 43, 'window functions over a sort', 41, 1 / 3.0),
	(43, 'window_funnel, work_mem = 4MB', 44, 'window functions over a sort', 45, 1 / 3.0),
	(44, 'window_funnel of a million units', 40, 'count(*), max(at)', 46, null);

\pset footer off
\echo '| work | ms | against | ms | times | bar | met |'
\echo '|---|---|---|---|---|---|---|'
with least as (select n, min(ms) as ms from timing group by n)
select format('| %s | %s | %s | %s | %s | %s | %s |', work, round(o.ms::numeric, 1), against, round(p.ms::numeric, 1),
	case when o.ms <= p.ms then round((p.ms / o.ms)::numeric, 2) || ' x faster' else round((o.ms / p.ms)::numeric, 2) || ' x slower' end,
	coalesce(case when at_most < 1 then 'at least ' || round(1 / at_most::numeric, 1) || ' x faster' else 'at most ' || at_most || ' x' end, 'none'),
	case when at_most is null then '' when o.ms <= at_most * p.ms then 'yes' else '**no**' end)
from bar
	join least o on o.n = bar.n
	join least p on p.n = bar.other
order by line;

\echo
\echo Five KPIs from the stored daily summaries:
select format('%s ms for %s days of %s rows.', round(min(ms)::numeric, 1), (select count(*) from daily), :rows)
from timing where n = 22;
\echo The sales dashboard from a table of daily summaries of it:
select format('%s ms for %s days of %s rows.', round(min(ms)::numeric, 1), (select count(*) from daily_dashboard), :rows)
from timing where n = 31;
\echo The same from the table with the other summaries:
select format('%s ms for %s days of %s rows.', round(min(ms)::numeric, 1), (select count(*) from daily), :rows)
from timing where n = 32;

-- Memory of a hash aggregation by a million accounts, from EXPLAIN.
create function hash_memory(sql text) returns bigint language plpgsql as $$
declare
	line text;
begin
	for line in execute 'explain (analyze, costs off, timing off) ' || sql loop
		if line ~ 'Memory Usage' then
			return substring(line from 'Memory Usage: (\d+)kB')::bigint;
		end if;
	end loop;
end
$$;
\echo
\echo '| state | bytes stored, fewest | bytes stored, most | most allowed |'
\echo '|---|---|---|---|'
select format('| rate | %s | %s | 32 |', min(pg_column_size(deals)), max(pg_column_size(deals))) from daily;
select format('| nps | %s | %s | 112 |', min(pg_column_size(answers)), max(pg_column_size(answers))) from daily;
select format('| duration | %s | %s | 64 + 16 per distinct (day, ended or open): %s |', min(pg_column_size(cycle)),
	max(pg_column_size(cycle)), 64 + 16 * max((select count(*) from survival_curve(cycle)))) from daily;

set work_mem = '2GB';
\echo
\echo '| grouped by | aggregates | memory, kB | of count(*), avg(int) |'
\echo '|---|---|---|---|'
with m (work, kb) as materialized (values
	('count(*), avg(int)', hash_memory('select account_id, count(*), avg(score) from opportunity group by 1')),
	('count(*), rate_agg(b)', hash_memory('select account_id, count(*), rate_agg(is_won) from opportunity group by 1')),
	('count(*), nps_agg(score)', hash_memory('select account_id, count(*), nps_agg(score) from opportunity group by 1')))
select format('| a million accounts | %s | %s | %s |', work, kb, round(kb::numeric / (select kb from m where work ~ 'avg'), 2)) from m;
with m (work, kb) as materialized (values
	('count(*), avg(int)', hash_memory('select small_account_id, count(*), avg(score) from opportunity group by 1')),
	('deal_agg(...)', hash_memory('select small_account_id, deal_agg(is_won, amount, opened, closed) from opportunity group by 1')))
select format('| 200,000 accounts | %s | %s | %s |', work, kb, round(kb::numeric / (select kb from m where work ~ 'avg'), 2)) from m;

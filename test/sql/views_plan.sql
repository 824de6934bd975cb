-- views_plan: growth, goal_progress and frozen baselines, over a small hand-made company.
--
-- Read on 2026-05-20, the 50th day of its quarter. Deals won, by the day of their quarter (the first is 0):
--   Q2 2025  1, 49, 50            Q1 2026  0, 10, 49, 50, 60, 89            Q2 2026  0, 5
-- Deals lost: Q1 2026 49, 55; Q2 2026 3. Each is worth 100. In as many days: 2 won of 2 in Q2 2025, 3 of 4 in Q1 2026, 2 of 3 now.
-- NPS: person c1 says 9 on day 10 and 3 on day 60 of Q1, 8 on day 4 of Q2; c2 says 10 on day 20 of Q1: 100 in the first 50 days
-- of Q1, 0 in all of it, 0 now.
-- Leads: 100 new ones in the first 50 days of Q1, 160 now; 40 of those, and 44 of these, are marketing qualified on the spot.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\pset fieldsep '\n'
begin;
select plan(26);
set timezone = 'UTC';

create schema plan_;
select count(*) > 0 as made from abm_kpi_create_views('plan_', '{"settings": {"as_of": "2026-05-20", "min_n": "30"}}') \gset
set search_path = plan_, public;

-- Nothing, and rows of NULLs
select is((select array[(select count(*) from growth), (select count(*) from goal_progress)]), array[0, 0]::bigint[], 'without data no rows');
insert into goal (kpi, period_grain, period_start) values ('won_value', 'quarter', '2026-04-01');
select results_eq('select kpi, n, goal_value, actual_value, projected_value, attainment_rate, needed_value_per_day, finding from goal_progress', $$values ('won_value', 0::bigint, null::float8, null::float8, null::float8, null::float8, null::float8, null::text)$$, 'a goal that is not set is shown as such');
insert into opportunity (opportunity_id) values ('n');
insert into lead (lead_id) values ('n');
insert into survey_response (response_id) values ('n');
select is((select count(*) from growth), 0::bigint, 'rows of NULLs are in no period');
delete from opportunity; delete from lead; delete from survey_response; delete from goal;

insert into opportunity (opportunity_id, status, created_at, close_on, amount_base, owner_id) select 'w' || q || d, 'won', '2025-01-01', q::date + d, 100, 'u1' from (values ('2025-04-01', 1), ('2025-04-01', 49), ('2025-04-01', 50), ('2026-01-01', 0), ('2026-01-01', 10), ('2026-01-01', 49), ('2026-01-01', 50), ('2026-01-01', 60), ('2026-01-01', 89), ('2026-04-01', 0), ('2026-04-01', 5)) w(q, d);
insert into opportunity (opportunity_id, status, created_at, close_on, amount_base, owner_id) values ('x1', 'lost', '2025-01-01', date '2026-01-01' + 49, 100, 'u2'), ('x2', 'lost', '2025-01-01', date '2026-01-01' + 55, 100, 'u2'), ('x3', 'lost', '2025-01-01', date '2026-04-01' + 3, 100, 'u2');
insert into survey_response (response_id, kind, contact_id, answered_at, score) values ('r1', 'nps', 'c1', timestamptz '2026-01-01 12:00+00' + interval '10 days', 9), ('r2', 'nps', 'c1', timestamptz '2026-01-01 12:00+00' + interval '60 days', 3), ('r3', 'nps', 'c2', timestamptz '2026-01-01 12:00+00' + interval '20 days', 10), ('r4', 'nps', 'c1', timestamptz '2026-04-01 12:00+00' + interval '4 days', 8), ('r5', 'nps', 'c3', '2026-04-05', 11);
insert into lead (lead_id, created_at, mql_at) select 'a' || i, timestamptz '2026-01-01 12:00+00' + i % 50 * interval '1 day', case when i <= 40 then timestamptz '2026-01-01 12:00+00' + i % 50 * interval '1 day' end from generate_series(1, 100) i;
insert into lead (lead_id, created_at, mql_at) select 'b' || i, timestamptz '2026-04-01 12:00+00' + i % 50 * interval '1 day', case when i <= 44 then timestamptz '2026-04-01 12:00+00' + i % 50 * interval '1 day' end from generate_series(1, 160) i;

-- Growth
select results_eq($$select kpi, compared_with, value, value_before, n, n_before, growth_rate, round(change_points::numeric, 6) from growth where period_grain = 'quarter' and period_start = '2026-04-01' and dimension = 'all' order by 1, 2$$,
	$$values ('mql_count', 'previous_period', 44::float8, 40::float8, 44::bigint, 40::bigint, 0.1::float8, null::numeric), ('mql_count', 'year_ago', 44, null, 44, null, null, null),
		('new_lead_count', 'previous_period', 160, 100, 160, 100, 0.6, null), ('new_lead_count', 'year_ago', 160, null, 160, null, null, null),
		('nps', 'previous_period', 0, 100, 1, 2, null, -100), ('nps', 'year_ago', 0, null, 1, null, null, null),
		('opportunity_count', 'previous_period', 0, 0, 0, 0, null, null), ('opportunity_count', 'year_ago', 0, 0, 0, 0, null, null),
		('win_rate', 'previous_period', 2 / 3.0::float8, 0.75, 3, 4, null, -8.333333), ('win_rate', 'year_ago', 2 / 3.0::float8, 1, 3, 2, null, -33.333333),
		('won_count', 'previous_period', 2, 3, 2, 3, -1 / 3.0::float8, null), ('won_count', 'year_ago', 2, 2, 2, 2, 0, null),
		('won_value', 'previous_period', 200, 300, 2, 3, -1 / 3.0::float8, null), ('won_value', 'year_ago', 200, 200, 2, 2, 0, null)$$, 'the running quarter, with as many days of the others');
select results_eq($$select period_start, is_complete, value, value_before, growth_rate, elapsed_days, declines_in_a_row from growth where kpi = 'won_count' and compared_with = 'previous_period' and period_grain = 'quarter' and dimension = 'all' order by 1$$,
	$$values (date '2025-04-01', true, 3::float8, null::float8, null::float8, 91::bigint, 0::bigint), ('2025-07-01', true, 0, 3, -1, 92, 1), ('2025-10-01', true, 0, 0, null, 92, 0), ('2026-01-01', true, 6, 0, null, 90, 0), ('2026-04-01', false, 2, 3, -1 / 3.0::float8, 50, 1)$$, 'whole quarters are compared with whole ones; one that nothing was won in has no growth after it');
select results_eq($$select finding from growth where period_grain = 'quarter' and period_start = '2026-04-01' and dimension = 'all' and compared_with = 'previous_period' order by kpi$$,
	$$values ('no clear difference'), ('higher'), ('too few'), ('too few'), ('too few'), ('too few'), (null)$$, '160 after 100 is more, 44 after 40 is not; a few say nothing');
-- 31 + 28 days: January's share of the time is 31/59.
insert into lead (lead_id, created_at) select 'j' || i, timestamptz '2025-01-01 12:00+00' + i % 31 * interval '1 day' from generate_series(1, 310) i union all select 'f' || i, timestamptz '2025-02-01 12:00+00' + i % 28 * interval '1 day' from generate_series(1, 265) i;
select is((select finding from growth where kpi = 'new_lead_count' and period_grain = 'month' and period_start = '2025-02-01' and dimension = 'all' and compared_with = 'previous_period'), 'no clear difference', 'a shorter month with fewer leads is no worse');
select is((select round(value_before::numeric) from growth where kpi = 'new_lead_count' and period_grain = 'month' and period_start = '2025-02-01' and dimension = 'all' and compared_with = 'previous_period'), 310::numeric, 'with what was before');
delete from lead where lead_id ~ '^[jf]';
select results_eq($$select dimension_value, value, value_before from growth where kpi = 'win_rate' and compared_with = 'previous_period' and period_grain = 'quarter' and dimension = 'owner' and period_start = '2026-04-01' order by 1$$, $$values ('u1', 1::float8, 1::float8), ('u2', 0, 0)$$, 'by owner');
select set_eq($$select distinct dimension from growth$$, $$values ('all'), ('comparison_group'), ('segment'), ('owner'), ('source'), ('campaign')$$, 'and by each other slice');
select is((select count(*) - count(distinct id) from growth), 0::bigint, 'each row has its own id');

-- Baselines
insert into baseline (name, kpi, dimension, dimension_value, from_on, to_on, value, n) values ('b', 'won_count', 'all', 'all', '2025-01-01', '2025-04-01', 30, 30), ('b', 'win_rate', 'all', 'all', '2025-01-01', '2025-04-01', 0.5, 100), ('overlap', 'win_rate', 'all', 'all', '2025-02-01', '2025-05-01', 0.9, 10),
	('nan', 'win_rate', 'all', 'all', '2025-01-01', '2025-04-01', 'NaN', 10), ('off', 'win_rate', 'all', 'all', '2025-01-01', '2025-04-01', 1.5, 10), ('back', 'win_rate', 'all', 'all', '2025-04-01', '2025-04-01', 0.5, 10), ('year_ago', 'win_rate', 'all', 'all', '2025-01-01', '2025-04-01', 0.5, 10), ('group', 'win_rate', 'comparison_group', 'other', '2025-01-01', '2025-04-01', 0.25, 8);
select results_eq($$select compared_with, kpi, dimension, round(value_before::numeric, 6), n_before, round(growth_rate::numeric, 6), round(change_points::numeric, 6), finding from growth where period_grain = 'quarter' and period_start = '2026-04-01' and compared_with not in ('previous_period', 'year_ago') order by 1, 2$$,
	$$values ('b', 'win_rate', 'all', 0.500000, 100::bigint, null::numeric, 16.666667, 'too few'), ('b', 'won_count', 'all', 16.666667, 30, -0.880000, null, 'lower'), ('group', 'win_rate', 'comparison_group', 0.25, 8, null, 41.666667, 'too few'), ('overlap', 'win_rate', 'all', 0.9, 10, null, -23.333333, 'too few')$$,
	'beside what they were in a baseline, counts as of as many days; baselines that cannot be are none');
select results_eq($$select count(*) from growth where compared_with = 'year_ago' and kpi = 'win_rate' and period_grain = 'quarter' and dimension = 'all'$$, 'values (5::bigint)', 'one that takes the name of a comparison is none');
truncate baseline;
select results_eq($$select kpi, dimension, value, n from abm_kpi_freeze_baseline('plan_', 'Q1', '2026-01-01', '2026-04-01') where kpi in ('win_rate', 'won_count', 'won_value', 'nps') order by 1, 2$$,
	$$values ('nps', 'all', 0::float8, 2::bigint), ('nps', 'comparison_group', 0, 2), ('win_rate', 'all', 0.75, 8), ('win_rate', 'comparison_group', 0.75, 8), ('won_count', 'all', 6, 6), ('won_count', 'comparison_group', 6, 6), ('won_value', 'all', 600, 6), ('won_value', 'comparison_group', 600, 6)$$, 'a quarter is frozen');
select is_empty($$select b.* from baseline b left join overview o on o.kpi = b.kpi and o.dimension = b.dimension and o.dimension_value = b.dimension_value and o.period_grain = 'quarter' and o.period_start = '2026-01-01' where o.value is distinct from b.value or o.n <> b.n$$, 'as overview shows it');
select is((select count(*) from baseline where name = 'Q1' and from_on = '2026-01-01' and to_on = '2026-04-01'), (select count(*) from baseline), 'and kept under its name');
delete from opportunity where opportunity_id = 'x1';
select is((select value from baseline where kpi = 'win_rate' and dimension = 'all'), 0.75::float8, 'it stays when rows change');
select throws_ok($$select abm_kpi_freeze_baseline('plan_', 'Q1', '2026-01-01', '2026-04-01')$$, '23505', 'baseline "Q1" exists already', 'nobody overwrites it');
select throws_ok($$select abm_kpi_freeze_baseline('plan_', 'year_ago', '2026-01-01', '2026-04-01')$$, '22023', 'a baseline cannot be called "year_ago"', 'growth has that name'), throws_ok($$select abm_kpi_freeze_baseline('plan_', 'x', '2026-04-01', '2026-04-01')$$, '22023', 'a baseline cannot be from 2026-04-01 to 2026-04-01', 'no days'),
	throws_ok($$select abm_kpi_freeze_baseline('plan_', 'x', '-infinity', '2026-04-01')$$, '22023', 'a baseline cannot be from -infinity to 2026-04-01', 'no end of days'), throws_ok($$select abm_kpi_freeze_baseline('plan_', 'x', '2026-04-01', '2026-05-22')$$, '22023', 'the days from 2026-04-01 to 2026-05-22 are not over on 2026-05-20', 'days to come'),
	throws_ok($$select abm_kpi_freeze_baseline('plan_', null, '2026-04-01', '2026-05-01')$$, '22004', null, 'NULL'), throws_ok($$select abm_kpi_freeze_baseline('pg_catalog', 'x', '2026-04-01', '2026-05-01')$$, '42704', null, 'a schema that is not connected');
insert into opportunity (opportunity_id, status, created_at, close_on, amount_base) values ('x1', 'lost', '2025-01-01', date '2026-01-01' + 49, 100);

-- Goals. Of 65 working days of Q2 36 are over. 200 x 65/36 = 361.11; spread of 2 x 100^2 x 29/36 x 65/36: 170.56; 361.11 + 1.96 x 170.56 = 695.40.
-- NPS of one promoter and one passive with 3/4, 3/2, 3/4 more: 20 +/- 196 x sqrt((0.35 + 0.15 - 0.04) / 5) = -39.45..79.45.
insert into goal values ('won_value', 'quarter', '2026-04-01', 1000), ('won_count', 'quarter', '2026-01-01', 6), ('won_count', 'quarter', '2025-10-01', 0), ('win_rate', 'quarter', '2026-01-01', 0.2), ('won_value', 'quarter', '2026-07-01', 1000), ('unknown', 'quarter', '2026-04-01', 1), ('won_value', 'week', '2026-04-01', 1), ('nps', 'year', '2026-01-01', 'NaN'), ('won_value', 'quarter', '2026-04-02', 5), ('average_deal_value', 'quarter', '2026-04-01', 50);
select results_eq($$select kpi, period_start, is_complete, n, goal_value, actual_value, round(attainment_rate::numeric, 6), round(elapsed_rate::numeric, 6), round(projected_value::numeric, 2), round(projected_value_lo::numeric, 2), round(projected_value_hi::numeric, 2), round(needed_value_per_day::numeric, 4), finding from goal_progress order by 1, 2$$,
	-- An average does not grow with the days. Two deals of 100 each have no spread.
	$$values ('average_deal_value', date '2026-04-01', false, 2::bigint, 50::float8, 100::float8, 2::numeric, 0.553846, 100.00, 100.00, 100.00, null::numeric, 'too few'),
		('nps', '2026-01-01', false, 2, null, 50, null, 0.383142, 50.00, -39.45, 79.45, null, null),
		('win_rate', '2026-01-01', true, 8, 0.2, 0.75, 3.75, 1, 0.75, 0.41, 0.93, null, 'too few'),
		('won_count', '2025-10-01', true, 0, 0, 0, null, 1, 0, 0, 0, null, 'no clear difference'), ('won_count', '2026-01-01', true, 6, 6, 6, 1, 1, 6, 6, 6, null, 'no clear difference'),
		('won_value', '2026-04-01', false, 2, 1000, 200, 0.2, 0.553846, 361.11, 200, 695.40, 27.5862, 'too few'), ('won_value', '2026-04-02', false, 0, 5, null, null, 0.538462, null, null, null, 0.1667, null)$$, 'goals, as counted by hand');
update setting set value = '2' where name = 'min_n';
select results_eq($$select kpi, finding from goal_progress where kpi in ('won_value', 'win_rate') and goal_value > 5 or kpi = 'win_rate' order by 1$$, $$values ('win_rate', 'higher'), ('won_value', 'lower')$$, 'that one is reached and the other will not be, with enough of them');

reset search_path;
select * from finish();
rollback;

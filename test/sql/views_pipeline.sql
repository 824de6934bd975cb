-- views_pipeline: funnel and stage_velocity, over a small hand-made company.
--
-- Read on 2026-03-31. Stages of pipeline p: s1 (10), s2 (20), s3 (30), won, lost. Visits, counted by hand:
--   d1  s1 01-01, s2 01-11, s3 01-21, won 02-10       10, 10, 20 days; forward each time
--   d2  s1 01-05, s2 01-08, s1 01-18, s2 01-20, lost 02-19   3, 10 (back), 2, 30 (lost here)
--   d3  s1 01-10, s3 01-20, open                       10, open for 70 days; its close was put off in s3
--   d4  s2 02-01, no exit, status lost on 02-11        10 (lost here), by the close of the deal
--   d5  s1 03-01, open                                 open for 30 days
--   d6  s1 01-02, s2 01-04, s3 01-06, won 01-08        2, 2, 2
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select plan(39);
set timezone = 'UTC';

create function pg_temp.make(target text, settings text) returns bigint language sql as
$$ select count(*) from abm_kpi_create_views(target, format('{"settings": %s}', settings)::jsonb) $$;

-- Nothing, and rows of NULLs.
create schema piped_empty;
select pg_temp.make('piped_empty', '{"as_of": "2026-03-31"}') \gset made_
select is((select array[(select count(*) from piped_empty.funnel), (select count(*) from piped_empty.stage_velocity)]), array[0, 0]::bigint[], 'without data no rows');
insert into piped_empty.opportunity (opportunity_id) values ('n');
insert into piped_empty.lead (lead_id) values ('n');
insert into piped_empty.account (account_id) values ('n');
insert into piped_empty.stage_history (entity) values ('opportunity'), ('lead'), (null);
insert into piped_empty.stage (stage_id) values (null);
insert into piped_empty.account_list (list_id, account_id) values ('abm', 'n');
select is((select array[(select count(*) from piped_empty.funnel), (select count(*) from piped_empty.stage_velocity)]), array[0, 0]::bigint[], 'rows of NULLs are in no period');

create schema piped;
create table piped.opportunity (opportunity_id text, account_id text, pipeline_id text, created_at timestamptz, close_on date, status text, amount numeric, amount_base numeric, stage_id text, source text, owner_id text);
insert into piped.opportunity values
	('d1', 'a1', 'p', '2026-01-01', '2026-02-10', 'won', 100, 100, 'won', 'web', 'u1'), ('d2', 'a2', 'p', '2026-01-05', '2026-02-19', 'lost', 200, 200, 'lost', 'web', 'u1'),
	('d3', 'a1', 'p', '2026-01-10', '2026-05-01', 'open', 400, 400, 's3', 'fair', 'u2'), ('d4', 'a3', 'p', '2026-02-01', '2026-02-11', 'lost', 800, 800, 's2', 'fair', 'u2'),
	('d5', 'a3', 'p', '2026-03-01', '2026-06-01', 'open', 1600, 1600, 's1', null, 'u1'), ('d6', 'a1', 'p', '2026-01-02', '2026-01-08', 'won', 100, 100, 'won', 'web', 'u1');
create table piped.account (account_id text, name text, segment text, created_at timestamptz);
insert into piped.account values ('a1', 'One', 'large', '2025-01-01'), ('a2', 'Two', 'small', '2025-01-01'), ('a3', 'Three', 'small', '2025-01-01');
create table piped.stage (pipeline_id text, stage_id text, label text, sort_order float8, is_closed boolean, is_won boolean);
insert into piped.stage values ('p', 's1', 'Discovery', 10, false, false), ('p', 's2', 'Solution', 20, null, null), ('p', 's3', 'Negotiation', 30, false, false), ('p', 'won', 'Won', 40, true, true), ('p', 'lost', 'Lost', 50, true, false);
create table piped.stage_history (entity text, entity_id text, stage_id text, entered_at timestamptz, exited_at timestamptz, close_on date);
insert into piped.stage_history values
	('opportunity', 'd1', 's1', '2026-01-01', '2026-01-11', null), ('opportunity', 'd1', 's2', '2026-01-11', null, null), ('opportunity', 'd1', 's3', '2026-01-21', '2026-02-10', null), ('opportunity', 'd1', 'won', '2026-02-10', '9999-12-31', null),
	('opportunity', 'd2', 's1', '2026-01-05', null, '2026-03-01'), ('opportunity', 'd2', 's2', '2026-01-08', null, '2026-03-01'), ('opportunity', 'd2', 's1', '2026-01-18', null, '2026-04-01'), ('opportunity', 'd2', 's2', '2026-01-20', null, '2026-03-01'),
	('opportunity', 'd2', 'lost', '2026-02-19', null, '2026-06-19'),
	('opportunity', 'd3', 's1', '2026-01-10', '2026-01-20', '2026-04-01'), ('opportunity', 'd3', 's3', '2026-01-20', '9999-12-31', '2026-04-01'),
	('opportunity', 'd4', 's2', '2026-02-01', null, null), ('opportunity', 'd5', 's1', '2026-03-01', null, null),
	('opportunity', 'd6', 's1', '2026-01-02', null, null), ('opportunity', 'd6', 's2', '2026-01-04', null, null), ('opportunity', 'd6', 's3', '2026-01-06', null, null), ('opportunity', 'd6', 'won', '2026-01-08', null, null),
	('opportunity', 'gone', 's1', '2026-01-01', null, null), ('lead', 'l1', 'new', '2026-01-01', '2026-01-04', null), ('lead', 'l1', 'working', '2026-01-04', null, null), ('lead', 'l4', 'new', '2026-02-01', null, null);
-- Leads: l1 went all the way, l2 is sql without ever having been mql, l3 was judged unfit, l4 waits, l5 became mql after a year and a half.
create table piped.lead (lead_id text, account_id text, created_at timestamptz, mql_at timestamptz, sql_at timestamptz, converted_at timestamptz, opportunity_id text, disqualified_at timestamptz, source text, is_deleted boolean);
insert into piped.lead values
	('l1', 'a1', '2026-01-01', '2026-01-03', '2026-01-04', '2026-01-05', 'd6', null, 'web', false), ('l2', 'a2', '2026-01-02', null, '2026-01-12', null, null, null, 'web', null),
	('l3', 'a2', '2026-01-03', null, null, null, null, '2026-01-09', 'fair', false), ('l4', 'a3', '2026-02-01', null, null, null, null, null, null, false),
	('l5', 'a3', '2024-05-01', '2025-11-01', null, null, null, null, 'web', false), ('l6', 'a3', '2026-01-01', '2026-01-02', null, null, null, null, 'web', true);
create table piped.touch (touch_id text, occurred_at timestamptz, account_id text, kind text, direction text, is_bot boolean, contact_id text);
insert into piped.touch values ('t1', '2025-11-20', 'a1', 'visit', 'in', false), ('t2', '2025-12-20', 'a1', 'visit', 'in', false), ('t3', '2026-01-02', 'a2', 'call', 'out', false), ('t4', '2026-01-03', 'a2', 'visit', 'in', true);
select pg_temp.make('piped', '{"as_of": "2026-03-31"}') \gset made_
insert into piped.account_list values ('abm', 'a1', null, '2025-12-01', null), ('abm', 'a2', null, '2025-12-01', null);

-- The zone of the session: no figure may depend on it.
set timezone = 'Pacific/Auckland';

-- funnel
create temp view f as select * from piped.funnel where dimension = 'all';
select results_eq($$select step, step_name, n, reached_count, previous_count, first_count, open_window_count from f where funnel = 'opportunity' and period_grain = 'year' order by 1$$,
	$$values (1::bigint, 'created', 6::bigint, 6::bigint, 0::bigint, 6::bigint, 0::bigint), (2, 'Solution', 5, 5, 6, 6, 1), (3, 'Negotiation', 3, 3, 5, 6, 1), (4, 'won', 2, 2, 3, 6, 2)$$,
	'deals: a skipped stage is implied by a later one; lost deals are not waited for');
select results_eq($$select from_previous_rate, from_first_rate, drop_off_rate, dropped_count from f where funnel = 'opportunity' and period_grain = 'year' order by step$$,
	$$values (null::float8, 1::float8, null::float8, 0::bigint), (5 / 6.0, 5 / 6.0, 1 / 6.0, 1), (0.6, 0.5, 0.4, 2), (2 / 3.0, 1 / 3.0, 1 / 3.0, 1)$$, 'both rates and the drop-off');
-- s2: d1 10, d2 3, d3 10 (with s3), d4 0 and d6 2 days after creation; s3: 10, 0 (d3), 2; won: 20 and 2
select results_eq($$select median_days_from_previous from f where funnel = 'opportunity' and period_grain = 'year' order by step$$, $$values (null::float8), (3), (2), (11)$$, 'days from the step before');
select results_eq($$select period_start, step, reached_count, first_count, open_window_count, is_complete from f where funnel = 'opportunity' and period_grain = 'month' order by 1, 2$$,
	$$values (date '2026-01-01', 1::bigint, 4::bigint, 4::bigint, 0::bigint, false), ('2026-01-01', 2, 4, 4, 0, false), ('2026-01-01', 3, 3, 4, 0, false), ('2026-01-01', 4, 2, 4, 1, false),
		('2026-02-01', 1, 1, 1, 0, false), ('2026-02-01', 2, 1, 1, 0, false), ('2026-02-01', 3, 0, 1, 0, false), ('2026-02-01', 4, 0, 1, 0, false),
		('2026-03-01', 1, 1, 1, 0, false), ('2026-03-01', 2, 0, 1, 1, false), ('2026-03-01', 3, 0, 1, 1, false), ('2026-03-01', 4, 0, 1, 1, false)$$, 'each month of entry has all steps, reached or not');
select results_eq($$select step_name, reached_count, open_window_count from f where funnel = 'lead' and period_grain = 'year' and period_start = '2026-01-01' order by step$$,
	$$values ('lead', 4::bigint, 0::bigint), ('mql', 2, 1), ('sql', 2, 1), ('opportunity', 1, 2), ('won', 1, 2)$$, 'leads: sql implies mql; one that was judged unfit is not waited for; a deleted one is not there');
select results_eq($$select reached_count, open_window_count, is_complete from f where funnel = 'lead' and period_grain = 'year' and period_start = '2024-01-01' order by step$$,
	$$values (1::bigint, 0::bigint, true), (0, 0, true), (0, 0, true), (0, 0, true), (0, 0, true)$$, 'what comes after the window does not count, and then the cohort is complete');
select results_eq($$select count(*), max(reached_count) from f where funnel = 'lead' and period_grain = 'year' and period_start = '2025-01-01'$$, $$values (5::bigint, 0::bigint)$$, 'a year without leads has all steps');
select results_eq($$select step, step_name, reached_count, median_days_from_previous from f where funnel = 'target_account' and period_grain = 'year' and first_count > 0 order by 1$$,
	$$values (1::bigint, 'target', 2::bigint, null::float8), (2, 'engaged', 2, 27), (3, 'mqa', 2, 6), (4, 'opportunity', 2, 0), (5, 'customer', 1, 7)$$, 'target accounts: calls of ours and bots engage nobody, an opportunity implies it: 19 and 35 days; and, without rules, that they are qualified: 12 and 0');
-- With 31 points a visit, that do not fade, the second of two people qualifies: a1 on 11-22, before it was listed, so that its deal of 01-01 says it; a2 on 12-21; a3, listed on 12-15, on 01-20; a5 on 01-15, without a deal; a4 never.
-- Engaged after 19, 9, 26, 11 and 35 days; qualified 12 (a1, with its deal), 11, 10 and 10 days later; the deals of a1, a2 and a3 came 0, 15 and 12 days after that.
savepoint q;
insert into piped.scoring_rule (rule_id, kind, points, half_life_days) values ('r', 'visit', 31, 36525);
insert into piped.account values ('a4', 'Four', 'small', '2025-01-01 00:00+00'), ('a5', 'Five', 'small', '2025-01-01 00:00+00');
insert into piped.account_list values ('abm', 'a3', null, '2025-12-15', null), ('abm', 'a4', null, '2025-12-01', null), ('abm', 'a5', null, '2025-12-01', null);
insert into piped.touch (touch_id, occurred_at, account_id, kind, direction, contact_id)
select 'q' || v.person, v.at, v.account, 'visit', 'in', v.person from (values ('p1', timestamptz '2025-11-21 00:00+00', 'a1'), ('p2', '2025-11-22 00:00+00', 'a1'), ('p3', '2025-12-10 00:00+00', 'a2'), ('p4', '2025-12-21 00:00+00', 'a2'),
	('p5', '2026-01-10 00:00+00', 'a3'), ('p6', '2026-01-20 00:00+00', 'a3'), ('p7', '2025-12-12 00:00+00', 'a4'), ('p8', '2026-01-05 00:00+00', 'a5'), ('p9', '2026-01-15 00:00+00', 'a5')) v(person, at, account);
select results_eq($$select step_name, reached_count, previous_count, median_days_from_previous from f where funnel = 'target_account' and period_grain = 'year' and first_count > 0 order by step$$,
	$$values ('target', 5::bigint, 0::bigint, null::float8), ('engaged', 5, 5, 19), ('mqa', 4, 5, 10.5), ('opportunity', 3, 4, 12), ('customer', 1, 3, 7)$$, 'qualified is the first time ever, if that is not before the list');
rollback to q;
select results_eq($$select dimension_value, reached_count from piped.funnel where funnel = 'opportunity' and period_grain = 'year' and dimension = 'comparison_group' and step_name = 'won' order by 1$$,
	$$values ('abm', 2::bigint), ('other', 0)$$, 'slices have the steps that they do not reach');
select is_empty($$select funnel, period_grain, period_start, step, dimension from piped.funnel group by 1, 2, 3, 4, 5
	having (sum(reached_count), sum(previous_count), sum(open_window_count)) is distinct from (select (a.reached_count::numeric, a.previous_count::numeric, a.open_window_count::numeric) from piped.funnel a
		where (a.funnel, a.period_grain, a.period_start, a.step) = (funnel.funnel, funnel.period_grain, funnel.period_start, funnel.step) and a.dimension = 'all')$$, 'each dimension adds up to all');
select is_empty($$select id from piped.funnel group by id having count(*) > 1$$, 'ids are unique');
select is_empty($$select id from piped.funnel where reached_count > previous_count and step > 1 or from_first_rate > 1$$, 'no step has more than the one before');
-- The same from plain SQL: deals that were in s3 or won, of those created in the year.
select is((select reached_count from f where funnel = 'opportunity' and period_grain = 'year' and step = 3),
	(select count(distinct o.opportunity_id) from piped.opportunity o left join piped.stage_history h on h.entity_id = o.opportunity_id where h.stage_id = 's3' or o.status = 'won'), 'as plain SQL counts them');

-- stage_velocity
create temp view v as select * from piped.stage_velocity where dimension = 'all' and entity = 'opportunity' and period_grain = 'year';
select results_eq($$select stage_order, stage_name, n, entered_count, advanced_count, left_count, back_count, lost_here_count, open_count from v order by 1$$,
	$$values (10::float8, 'Discovery', 5::bigint, 5::bigint, 4::bigint, 4::bigint, 0::bigint, 0::bigint, 1::bigint), (20, 'Solution', 4, 4, 2, 4, 1, 2, 0), (30, 'Negotiation', 3, 3, 2, 2, 0, 0, 1)$$,
	'stage_velocity: a deal that comes back is one deal, and what became of it after the last visit counts');
-- s1: 10, 3 + 2, 10, 2 and open 30; s2: 10, 10 + 30, 10, 2; s3: 20, 2 and open 70
select results_eq($$select advance_rate, average_days, median_days, p90_days from v order by stage_order$$,
	$$values (1::float8, 6.75::float8, 10::float8, null::float8), (0.5, 15.5, 10, 40), (1, 11, 20, null)$$, 'days, those of visits added up, open ones counted as still going on');
select results_eq($$select days_here, days_in_all from v order by stage_order$$, $$values (57::numeric(18,2), 211::numeric(18,2)), (62, 211), (92, 211)$$, 'days of a stage and of all');
select ok((select abs(sum(share_of_cycle_rate) - 1) < 1e-12 from v), 'the shares add up to 1');
-- Won visits: s1 10 and 2 (p90 9.2), s3 20 and 2 (p90 18.2): d5 and d3 are stalled.
select results_eq($$select stalled_count, stalled_value, slipped_close_count from v order by stage_order$$, $$values (1::bigint, 1600::numeric(18,2), 0::bigint), (0, 0, 1), (1, 400, 1)$$,
	'stalled is longer than nine of ten won; closes put off: d2 in s2, d3 in s3');
select ok((select bool_and(days_over_best is null) from v), 'no segment has five won visits, so that none is best');
select results_eq($$select opportunity_id, days_in_stage, is_stalled, slip_count from piped.deals where status = 'open' or slip_count > 0 order by 1$$,
	$$values ('d2', null::float8, false, 1::bigint), ('d3', 70, true, 1), ('d5', 30, true, 0)$$, 'deals says the same');
select results_eq($$select stage_name, entered_count, advanced_count, open_count, average_days from piped.stage_velocity where dimension = 'all' and entity = 'lead' and period_grain = 'year' order by 1$$,
	$$values ('new', 2::bigint, 1::bigint, 1::bigint, 3::float8), ('working', 1, 1, 0, 1)$$, 'stages of leads; the last ends with the conversion');
select is_empty($$select entity, stage_id, period_grain, period_start, dimension from piped.stage_velocity group by 1, 2, 3, 4, 5
	having (sum(entered_count), sum(left_count), sum(stalled_value)) is distinct from (select (a.entered_count::numeric, a.left_count::numeric, a.stalled_value) from piped.stage_velocity a
		where (a.entity, a.stage_id, a.period_grain, a.period_start) = (stage_velocity.entity, stage_velocity.stage_id, stage_velocity.period_grain, stage_velocity.period_start) and a.dimension = 'all')$$, 'each dimension adds up to all');
select is_empty($$select id from piped.stage_velocity group by id having count(*) > 1$$, 'its ids are unique');
select results_eq($$select period_start, entered_count from piped.stage_velocity where dimension = 'all' and stage_id = 's2' and period_grain = 'month' order by 1$$,
	$$values (date '2026-01-01', 3::bigint), ('2026-02-01', 1), ('2026-03-01', 0)$$, 'months in which nothing entered are there');
savepoint s;
update piped.stage_history set exited_at = '2050-01-01' where entity_id = 'd5';
insert into piped.opportunity select 'u', 'a1', 'p', '2026-03-01 00:00+00', null, 'lost', 1, 1, 'lost';
insert into piped.stage_history select 'opportunity', 'u', 's3', '2026-03-01 00:00+00', null;
insert into piped.stage_history select 'opportunity', 'd5', 's1', '2026-03-10 00:00+00', null;	-- the CRM writes a row for each change of the amount, too
select results_eq($$select stage_name, entered_count, open_count, back_count, days_here from v where stage_id = 's1'$$, $$values ('Discovery', 5::bigint, 1::bigint, 0::bigint, 57::numeric(18,2))$$, 'a visit that ends after the day of reading is open; another row of the same stage is no step back');
select is((select open_count from v where stage_id = 's3'), 1::bigint, 'one of a lost deal is not open');
select is((select days_here from v where stage_id = 's3'), 92::numeric(18,2), 'its days are not known without a day of the close, and not 0');
rollback to s;
-- Five won deals of 1 day in s1 in each of two segments, then a slow one elsewhere.
insert into piped.opportunity select 'w' || i, 'a' || (1 + i % 2), 'p', '2026-01-01 00:00+00', '2026-01-05', 'won', 1, 1, 'won' from generate_series(1, 10) i;
insert into piped.stage_history select 'opportunity', 'w' || i, 's1', '2026-01-01 00:00+00', timestamptz '2026-01-01 00:00+00' + (1 + i % 2) * interval '24 hours' from generate_series(1, 10) i;
-- Large (a1): 1 x 5 and 10, 2 of d1 and d6: median 1. Small (a2): 2 x 5: median 2. A quarter of the way between is 1.25. All: 2 2 2 2 2 1 1 1 1 1 and the six above.
select results_eq($$select median_days, days_over_best from v where stage_id = 's1'$$, $$values (2::float8, 0.75::float8)$$, 'days over the best quarter of segments');
update piped.setting set value = 'America/New_York' where name = 'time_zone';
select is((select sum(entered_count)::bigint from piped.stage_velocity where dimension = 'all' and stage_id = 's1' and entity = 'opportunity' and period_grain = 'month' and period_start = '2025-12-01'), 11::bigint, 'New Year in UTC is December in New York');
update piped.setting set value = 'UTC' where name = 'time_zone';
update piped.setting set value = '4' where name = 'fiscal_year_start';
select is((select max(period_start) from v), date '2025-04-01', 'a fiscal year from April');
update piped.setting set value = '1' where name = 'fiscal_year_start';

-- Dirt.
insert into piped.stage_history values ('opportunity', 'd1', 's1', 'infinity', null, null), ('opportunity', 'd1', 's1', '-infinity', 'infinity', 'infinity'), ('opportunity', 'd1', 's9', '2026-02-20', '2026-01-01', '-infinity'),
	('opportunity', 'd3', null, '2026-01-20', '2026-01-20', null), ('lead', 'l2', 'x', '294276-12-31', '4713-01-01 BC', null), (null, null, null, null, null, null), ('nonsense', 'd1', 's1', '2026-01-01', null, null);
insert into piped.lead (lead_id, created_at, mql_at, sql_at, converted_at, opportunity_id, disqualified_at) values ('y1', 'infinity', null, null, null, null, null), ('y2', '2026-01-01', '-infinity', '294276-12-31', 'infinity', 'none', '-infinity'),
	('y3', '2026-02-01', '2026-01-01', '2025-12-01', null, null, null);
insert into piped.stage values (null, null, null, 'NaN', null, null), ('p', 's8', null, 'Infinity', null, null);
insert into piped.touch values ('y1', 'infinity', 'a1', null, null, null), ('y2', '-infinity', 'a1', null, null, null);
insert into piped.opportunity (opportunity_id, pipeline_id, created_at, close_on, status, amount_base) values ('x1', 'p', '-infinity', 'infinity', 'won', 'NaN'), ('x2', null, '2026-02-01', '2026-01-01', 'won', 'Infinity'), ('x3', 'q', '2026-01-01', null, null, null);
insert into piped.account_list values ('abm', 'a3', null, '-infinity', 'infinity');
select lives_ok(format($$create temp table t_%1$s as select * from piped.%1$I$$, w), w || ' survives dirty rows') from unnest(array['funnel', 'stage_velocity', 'deals']) w;
select is_empty($$select id from t_funnel where median_days_from_previous < 0 or period_start < '2024-01-01' union all select id from t_stage_velocity where average_days < 0 or median_days < 0 or days_here < 0$$, 'no day is negative, no period absurd');

select ok(pg_temp.plan_of($$select * from piped.stage_velocity where period_grain = 'month' and dimension = 'segment' and entity = 'opportunity'$$) !~ 'piped\.lead|''(quarter|year|owner)''::text,', 'a filter on grain, dimension and entity reaches the scan');
select ok(pg_temp.plan_of($$select * from piped.funnel where period_grain = 'month' and dimension = 'segment' and funnel = 'opportunity'$$) !~ 'piped\.(lead|touch)|''(quarter|year|owner|campaign)''::text,', 'and one on the funnel');
drop schema piped, piped_empty cascade;
select * from finish();
rollback;

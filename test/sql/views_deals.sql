-- views_deals: win_rate, deal_value, cycle_length, sales_velocity, closed_deals and deals, over a small hand-made company.
--
-- Read on 2026-03-10; fiscal years begin in January unless said otherwise. Counted by hand:
--   id  account  created     close       status  amount  kind       owner   source class
--   d1  a1       2025-10-05  2025-12-15  won      1000   new        u1      partner        a1 is on the list abm since 2025-10-01
--   d2  a1       2025-12-20  2026-01-20  won      3000   new        u1      organic        second win of a1: kind says new
--   d3  a2       2025-11-01  2026-01-31  lost     2000   new        u2      organic        a2 is on the list since 2026-01-01: too late
--   d4  a2       2026-01-05  2026-02-04  won      NULL   renewal    u2      organic        first win of a2: kind says renewal
--   d5  a3       2026-01-10  2026-02-10  disq.     500   new        u1      partner
--   d6  a3       2026-02-01  2026-03-01  open      800   new        NULL    NULL           overdue
--   d7  NULL     2026-02-15  2026-04-30  open      900   NULL       u2      partner
--   d8  a3       2026-02-20  2026-02-10  won       700   new        u1      organic        closed before it was created
--   d9  a1       2026-01-15  2026-02-14  lost      NULL  expansion  u1      partner
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select plan(60);
set timezone = 'Pacific/Auckland';		-- of the session: no figure may depend on it

create function pg_temp.make(target text, settings text) returns bigint language sql as
$$ select count(*) from abm_kpi_create_views(target, format('{"settings": %s}', settings)::jsonb) $$;

-- Nothing.
create schema sold_empty;
select pg_temp.make('sold_empty', '{"as_of": "2026-03-10"}') \gset made_
select is((select array[(select count(*) from sold_empty.win_rate), (select count(*) from sold_empty.deal_value), (select count(*) from sold_empty.cycle_length),
		(select count(*) from sold_empty.sales_velocity), (select count(*) from sold_empty.closed_deals), (select count(*) from sold_empty.deals)]),
	array[0, 0, 0, 0, 0, 0]::bigint[], 'without a deal no view has a row');

-- Rows of NULLs.
insert into sold_empty.opportunity (opportunity_id) values ('n1'), ('n2');
insert into sold_empty.touch (touch_id) values ('t1');
insert into sold_empty.account (account_id) values ('a1');
insert into sold_empty.lead (lead_id) values ('l1');
select is((select array[(select count(*) from sold_empty.win_rate), (select count(*) from sold_empty.deal_value), (select count(*) from sold_empty.cycle_length),
		(select count(*) from sold_empty.sales_velocity), (select count(*) from sold_empty.closed_deals)]),
	array[0, 0, 0, 0, 0]::bigint[], 'deals of which nothing is known are in no period');
select results_eq($$select opportunity_id, status, deal_value, problem from sold_empty.deals order by 1$$,
	$$values ('n1', 'open', null::numeric(18,2), 'unknown status'), ('n2', 'open', null, 'unknown status')$$, 'and are rows of deals with a problem');

-- The company.
create schema sold;
create table sold.opportunity (opportunity_id text, name text, account_id text, owner_id text, created_at timestamptz, close_on date, status text, amount numeric, amount_base numeric, kind text,
	source_class text, source text, stage_id text, lost_reason text, is_deleted boolean, probability float8);
insert into sold.opportunity (opportunity_id, account_id, created_at, close_on, status, amount, amount_base, kind, owner_id, source_class) values
	('d1', 'a1', '2025-10-05 12:00+00', '2025-12-15', 'won', 1000, 1000, 'new', 'u1', 'partner'),
	('d2', 'a1', '2025-12-20 12:00+00', '2026-01-20', 'won', 3000, 3000, 'new', 'u1', 'organic'),
	('d3', 'a2', '2025-11-01 12:00+00', '2026-01-31', 'lost', 2000, 2000, 'new', 'u2', 'organic'),
	('d4', 'a2', '2026-01-05 12:00+00', '2026-02-04', 'won', null, null, 'renewal', 'u2', 'organic'),
	('d5', 'a3', '2026-01-10 12:00+00', '2026-02-10', 'disqualified', 500, 500, 'new', 'u1', 'partner'),
	('d6', 'a3', '2026-02-01 12:00+00', '2026-03-01', 'open', 800, 800, 'new', null, null),
	('d7', null, '2026-02-15 12:00+00', '2026-04-30', 'open', 900, 900, null, 'u2', 'partner'),
	('d8', 'a3', '2026-02-20 12:00+00', '2026-02-10', 'won', 700, 700, 'new', 'u1', 'organic'),
	('d9', 'a1', '2026-01-15 12:00+00', '2026-02-14', 'lost', null, null, 'expansion', 'u1', 'partner');
insert into sold.opportunity (opportunity_id, account_id, created_at, close_on, status, amount_base, is_deleted) values ('dx', 'a1', '2026-01-01', '2026-01-02', 'won', 99999, true);
create table sold.account (account_id text, name text, segment text, tier text);
insert into sold.account values ('a1', 'One', 'large', 'A'), ('a2', 'Two', 'small', 'B'), ('a3', 'Three', 'small', null);
create table sold.touch (touch_id text, occurred_at timestamptz, account_id text, kind text, outcome text, is_bot boolean);
-- a1: two before d1 was created, one more before its close; after that one before d2 was created, two more before its close; one after all.
insert into sold.touch values
	('t1', '2025-09-01 10:00+00', 'a1', 'visit', null, false), ('t2', '2025-10-01 10:00+00', 'a1', 'form', null, null), ('t3', '2025-12-15 22:00+00', 'a1', 'demo', 'held', false),
	('t4', '2025-12-18 10:00+00', 'a1', 'visit', null, false), ('t5', '2025-12-28 10:00+00', 'a1', 'call', null, false), ('t6', '2026-01-05 10:00+00', 'a1', 'visit', null, false),
	('t7', '2026-03-01 10:00+00', 'a1', 'visit', null, false), ('t8', '2025-10-20 10:00+00', 'a1', 'visit', null, true),
-- a2: a demo that did not take place, during d4. a3: nothing but a demo long before d5.
	('t9', '2026-01-20 10:00+00', 'a2', 'demo', 'no_show', false), ('t10', '2025-06-01 10:00+00', 'a3', 'demo', 'held', false);
create table sold.lead (lead_id text, opportunity_id text, sql_at timestamptz);
insert into sold.lead values ('l1', 'd1', '2025-10-15 12:00+00'), ('l2', 'd2', '2026-01-10 12:00+00'), ('l3', 'd2', '2026-01-12 12:00+00');
create table sold.opportunity_contact (opportunity_id text, contact_id text);
insert into sold.opportunity_contact select 'd1', 'c' || i from generate_series(1, 4) i union all select 'd2', 'c' || i from generate_series(1, 2) i union all values ('d3', 'c9');
select pg_temp.make('sold', '{"as_of": "2026-03-10"}') \gset made_
insert into sold.account_list values ('abm', 'a1', 'A', '2025-10-01', null), ('abm', 'a2', 'A', '2026-01-06', null), ('other', 'a3', 'A', '2020-01-01', null);
delete from sold.inbound_source;
insert into sold.inbound_source values ('organic');

-- win_rate
create temp view wr as select * from sold.win_rate where dimension = 'all';
select results_eq($$select period_start, n, won_count, closed_count, lost_count, won_value, closed_value, cohort_won_count, cohort_closed_count, cohort_open_count, disqualified_count, judged_count
		from wr where period_grain = 'month' order by 1$$,
	$$values (date '2025-10-01', 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric(18,2), 0::numeric(18,2), 1::bigint, 1::bigint, 0::bigint, 0::bigint, 0::bigint),
		('2025-11-01', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0), ('2025-12-01', 1, 1, 1, 0, 1000, 1000, 1, 1, 0, 0, 1), ('2026-01-01', 2, 1, 2, 1, 3000, 5000, 1, 2, 0, 0, 2),
		('2026-02-01', 3, 2, 3, 1, 700, 700, 1, 1, 2, 1, 4), ('2026-03-01', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)$$, 'win_rate: counts and values of each month, empty ones too');
select results_eq($$select period_start, win_rate, win_rate_value, cohort_win_rate, disqualified_rate, is_complete, is_thin from wr where period_grain = 'month' order by 1$$,
	$$values (date '2025-10-01', null::float8, null::float8, 1::float8, null::float8, true, true), ('2025-11-01', null, null, 0, null, true, true), ('2025-12-01', 1, 1, 1, 0, true, true),
		('2026-01-01', 0.5, 0.6, 0.5, 0, true, true), ('2026-02-01', 2 / 3.0, 1, 1, 0.25, true, true), ('2026-03-01', null, null, null, null, false, true)$$,
	'rates over nothing are NULL; the running month is not complete');
select results_eq($$select period_start, won_count, is_complete from wr where period_grain = 'quarter' order by 1$$, $$values (date '2025-10-01', 1::bigint, true), ('2026-01-01', 3, false)$$, 'quarters');
select results_eq($$select period_start, won_count, is_complete from wr where period_grain = 'year' order by 1$$, $$values (date '2025-01-01', 1::bigint, true), ('2026-01-01', 3, false)$$, 'years');
-- Wilson limits of 3 of 5 wins, from the formula.
select ok((select abs(win_rate_lo - (0.6 + z * z / 10 - z * sqrt(0.24 / 5 + z * z / 100)) / (1 + z * z / 5)) < 1e-12 and abs(win_rate_hi - (0.6 + z * z / 10 + z * sqrt(0.24 / 5 + z * z / 100)) / (1 + z * z / 5)) < 1e-12
	from wr, (select 1.959963984540054::float8 as z) c where period_grain = 'quarter' and closed_count = 5), 'win_rate has its Wilson limits');
create temp view slice as select * from sold.win_rate where period_grain = 'quarter' and period_start = '2026-01-01';
select results_eq($$select dimension_value, dimension_label, won_count, closed_count, cohort_open_count from slice where dimension = 'comparison_group' order by 1$$,
	$$values ('abm', 'abm', 1::bigint, 2::bigint, 0::bigint), ('inbound', 'inbound', 2, 3, 0), ('other', 'other', 0, 0, 2)$$, 'an account put on the list later, even a day, does not make its deal abm');
select results_eq($$select dimension_value, won_count from slice where dimension = 'segment' order by 1$$, $$values ('(none)', 0::bigint), ('large', 1), ('small', 2)$$, 'segments, and (none)');
select results_eq($$select dimension_value, dimension_label, closed_count from slice where dimension = 'with_demo' order by 1$$,
	$$values ('false', 'Without a demo', 3::bigint), ('true', 'With a demo', 2)$$, 'with_demo: d2 and d9 after the demo of t3; a no-show and a demo long before are none');
select results_eq($$select dimension_value, sum(closed_count)::bigint from sold.win_rate where period_grain = 'year' and dimension = 'stakeholder_band' group by 1 order by 1$$,
	$$values ('(none)', 3::bigint), ('1', 1), ('2-3', 1), ('4+', 1)$$, 'stakeholder bands');
select set_eq($$select distinct dimension from sold.win_rate$$, array['all', 'comparison_group', 'segment', 'tier', 'owner', 'source', 'campaign', 'kind', 'stakeholder_band', 'with_demo'], 'dimensions of win_rate');
select is_empty($$select period_grain, period_start, dimension from sold.win_rate group by 1, 2, 3
	having (sum(won_count), sum(closed_count), sum(won_value), sum(cohort_open_count), sum(judged_count)) is distinct from
		(select (won_count::numeric, closed_count::numeric, won_value, cohort_open_count::numeric, judged_count::numeric) from sold.win_rate a where (a.period_grain, a.period_start) = (win_rate.period_grain, win_rate.period_start) and a.dimension = 'all')$$,
	'each dimension adds up to all');
select is_empty($$select id from sold.win_rate group by id having count(*) > 1$$, 'ids are unique');

-- deal_value
select results_eq($$select period_start, n, won_count, won_value, average_deal_value, median_deal_value, p90_deal_value, n_missing from sold.deal_value where period_grain = 'quarter' and dimension = 'all' order by 1$$,
	$$values (date '2025-10-01', 1::bigint, 1::bigint, 1000::numeric(18,2), 1000::numeric(18,2), 1000::numeric(18,2), 1000::numeric(18,2), 0::bigint), ('2026-01-01', 2, 3, 3700, 1850, 1850, 2770, 1)$$,
	'deal_value: 3000 and 700, one without a value');
select results_eq($$select average_deal_value_lo is null, average_deal_value_lo is null from sold.deal_value where period_grain = 'quarter' and dimension = 'all' and period_start = '2025-10-01'$$, $$values (true, true)$$, 'one deal has no limits');
-- t(0.975, 1) = 12.7062047361747; the standard error of 3000 and 700 is 1150
select results_eq($$select average_deal_value_lo, average_deal_value_hi from sold.deal_value where period_grain = 'quarter' and dimension = 'all' and period_start = '2026-01-01'$$,
	$$select round(1850 - 12.7062047361747 * 1150, 2)::numeric(18,2), round(1850 + 12.7062047361747 * 1150, 2)::numeric(18,2)$$, 'two have those of Student');
select is((select atttypmod from pg_attribute where attrelid = 'sold.deal_value'::regclass and attname = 'average_deal_value_lo'), (18 << 16 | 2) + 4, 'limits of a value are numeric(18,2)');
select results_eq($$select won_count, won_value, average_deal_value, n_missing from sold.deal_value where period_grain = 'month' and dimension = 'all' and period_start = '2026-03-01'$$,
	$$values (0::bigint, 0::numeric(18,2), null::numeric(18,2), 0::bigint)$$, 'a month without a win has 0 and no average');

-- cycle_length. From creation: d1 71, d2 31, d4 30 days; d8 is negative. Lost: d3 91, d9 30. Created in the first quarter: d4 won, d6 37 and d7 23 days open.
create temp view cl as select * from sold.cycle_length where dimension = 'all' and period_grain = 'quarter';
select results_eq($$select period_start, n, won_count, average_days, median_days, p90_days, lost_median_days, open_count, open_median_age_days, negative_count from cl where start_point = 'created' order by 1$$,
	$$values (date '2025-10-01', 1::bigint, 1::bigint, 71::float8, 71::float8, 71::float8, null::float8, 0::bigint, null::float8, 0::bigint), ('2026-01-01', 2, 3, 30.5, 30.5, 30.9, 60.5, 2, 30, 1)$$,
	'cycle_length from creation');
-- First touch of a1: 2025-09-01; d1 105 days, d2 141; d3 and d4 have the one of 2026-01-20: 11 and 15 days; d8: 2025-06-01, 254 days.
select results_eq($$select period_start, n, average_days, lost_median_days, negative_count from cl where start_point = 'first_touch' order by 1$$,
	$$values (date '2025-10-01', 1::bigint, 105::float8, null::float8, 0::bigint), ('2026-01-01', 3, (141 + 15 + 254) / 3.0, 88.5, 0)$$, 'from the first touch of the account');
-- SQL: d1 61 days, d2 10 from the earlier lead.
select results_eq($$select period_start, n, won_count, average_days from cl where start_point = 'sql' order by 1$$, $$values (date '2025-10-01', 1::bigint, 1::bigint, 61::float8), ('2026-01-01', 1, 3, 10)$$, 'from the sales qualified lead');
-- Created in 2025-10 to 12: d1 71, d2 31 days, none open: half after 31..71.
select results_eq($$select period_start, median_days_with_open from cl where start_point = 'created' order by 1$$, $$values (date '2025-10-01', 51::float8), ('2026-01-01', 33.5)$$,
	'with open deals: 23 open, 30 won, 37 open, so that half are left from day 30 to day 37');
select set_eq($$select distinct start_point from sold.cycle_length$$, array['created', 'first_touch', 'sql'], 'starting points');
select is_empty($$select id from sold.cycle_length group by id having count(*) > 1$$, 'its ids are unique');

-- sales_velocity: 1000 / 71 a day, then 3700 / 30.5
create temp view sv as select * from sold.sales_velocity where dimension = 'all';
select results_eq($$select period_start, opportunity_count, win_rate, average_deal_value, average_days, velocity_value_per_day, velocity_before from sv where period_grain = 'quarter' order by 1$$,
	$$values (date '2025-10-01', 1::bigint, 1::float8, 1000::numeric(18,2), 71::float8, 14.08::numeric(18,2), null::numeric(18,2)), ('2026-01-01', 5, 0.6, 1850, 30.5, 121.31, 14.08)$$, 'sales_velocity and its factors');
-- The logarithmic mean L of both velocities, and L ln of the factors 5, 0.6, 3700 / 3 / 1000 and 71 / 30.5.
select results_eq($$select from_count_value, from_win_rate_value, from_deal_value, from_cycle_value from sv where period_grain = 'quarter' and period_start = '2026-01-01'$$,
	$$select round((l * ln(5))::numeric, 2)::numeric(18,2), round((l * ln(0.6))::numeric, 2)::numeric(18,2), round((l * ln(3.7 / 3))::numeric, 2)::numeric(18,2), round((l * ln(71 / 30.5))::numeric, 2)::numeric(18,2)
	from (select (3700 / 30.5 - 1000 / 71.0)::float8 / ln((3700 / 30.5) / (1000 / 71.0))::float8 as l) x$$, 'what the change comes from');
select is_empty($$select id from sold.sales_velocity where from_count_value + from_win_rate_value + from_deal_value + from_cycle_value <> velocity_value_per_day - velocity_before
	or (from_count_value is null) <> (velocity_value_per_day is null or velocity_before is null)$$, 'the parts add up to the change, to the cent');
select isnt_empty($$select id from sv where from_count_value is not null$$, 'and there are such');
select is((select velocity_value_per_day from sv where period_grain = 'month' and period_start = '2026-03-01'), null, 'no velocity without a win');

-- closed_deals: touches to the win of d1 3, of d2 3 (two of them after it was created), of d8 1 and of d4 1 (after it was created)
select results_eq($$select period_start, n, won_count, lost_count, won_value, new_customer_count, existing_customer_count, won_without_touch_count, kind_mismatch_count from sold.closed_deals where period_grain = 'quarter' and dimension = 'all' order by 1$$,
	$$values (date '2025-10-01', 1::bigint, 1::bigint, 0::bigint, 1000::numeric(18,2), 1::bigint, 0::bigint, 0::bigint, 0::bigint), ('2026-01-01', 5, 3, 2, 3700, 2, 1, 0, 2)$$,
	'closed_deals: new customers by history, not by kind');
select results_eq($$select period_start, median_touches_to_opportunity, average_touches_to_win, median_touches_to_win from sold.closed_deals where period_grain = 'quarter' and dimension = 'all' order by 1$$,
	$$values (date '2025-10-01', 2::float8, 3::float8, 3::float8), ('2026-01-01', 1, 5 / 3.0, 1)$$, 'touches since the last win, up to the evening of the close; bots and later ones do not count');
select is_empty($$select period_grain, period_start, dimension from sold.closed_deals group by 1, 2, 3
	having (sum(won_count), sum(lost_count), sum(new_customer_count), sum(kind_mismatch_count)) is distinct from
		(select (won_count::numeric, lost_count::numeric, new_customer_count::numeric, kind_mismatch_count::numeric) from sold.closed_deals a where (a.period_grain, a.period_start) = (closed_deals.period_grain, closed_deals.period_start) and a.dimension = 'all')$$,
	'each dimension adds up to all');
delete from sold.touch where touch_id = 't9';
select is((select won_without_touch_count from sold.closed_deals where period_grain = 'year' and dimension = 'all' and period_start = '2026-01-01'), 1::bigint, 'a win without a touch is counted');
insert into sold.touch values ('t9', '2026-01-20 10:00+00', 'a2', 'demo', 'no_show', false);

-- deals
select results_eq($$select opportunity_id, comparison_group, closed_on, expected_close_on, cycle_days, age_days, touch_count, last_touch_on from sold.deals order by 1$$,
	$$values ('d1', 'abm', date '2025-12-15', null::date, 71::float8, null::float8, 3::bigint, date '2025-12-15'), ('d2', 'abm', '2026-01-20', null, 31, null, 3, '2026-01-05'), ('d3', 'inbound', '2026-01-31', null, 91, null, 1, '2026-01-20'),
		('d4', 'inbound', '2026-02-04', null, 30, null, 1, '2026-01-20'), ('d5', 'other', '2026-02-10', null, 31, null, 1, '2025-06-01'), ('d6', 'other', null, '2026-03-01', null, 37, 0, '2025-06-01'),
		('d7', 'other', null, '2026-04-30', null, 23, 0, null), ('d8', 'inbound', '2026-02-10', null, -10, null, 1, '2025-06-01'), ('d9', 'abm', '2026-02-14', null, 30, null, 0, '2026-01-05')$$, 'deals: days and touches');
select results_eq($$select opportunity_id, is_overdue, is_new_customer, with_demo, stakeholder_count, problem from sold.deals order by 1$$,
	$$values ('d1', false, true, true, 4::bigint, null), ('d2', false, false, true, 2, null), ('d3', false, true, false, 1, null), ('d4', false, true, false, 0, 'won without an amount'), ('d5', false, true, false, 0, null),
		('d6', true, false, false, 0, null), ('d7', false, null, false, 0, null), ('d8', false, true, false, 0, 'closed before it was created'), ('d9', false, false, true, 0, null)$$, 'deals: what is true of each');
select results_eq($$select date_trunc('month', closed_on)::date as m, count(*) filter (where status = 'won'), count(*) filter (where status = 'lost'), coalesce(sum(deal_value) filter (where status = 'won'), 0)::numeric(18,2)
		from sold.deals where closed_on is not null group by 1 order by 1$$,
	$$select period_start, won_count, lost_count, won_value from sold.win_rate where period_grain = 'month' and dimension = 'all' and judged_count > 0 order by 1$$, 'the rows of deals add up to win_rate');
select is((select count(*) from sold.deals where status = 'open'), (select sum(cohort_open_count) from sold.win_rate where period_grain = 'year' and dimension = 'all')::bigint, 'and the open ones');

-- Edges: lost on the day of the first win, and between two; expected today; the tier of the list, of two entries that overlap the later; demos that did not take place.
savepoint s;
insert into sold.opportunity (opportunity_id, account_id, created_at, close_on, status) values ('e1', 'a1', '2025-11-01 12:00+00', '2025-12-15', 'lost'), ('e2', 'a1', '2025-11-01 12:00+00', '2026-01-01', 'lost'), ('e3', 'a3', '2026-03-01 12:00+00', '2026-03-10', 'open');
insert into sold.account_list values ('abm', 'a1', 'C', '2025-12-01', '2026-06-01');
insert into sold.touch values ('e1', '2026-01-20 10:00+00', 'a2', 'demo', 'cancelled', false), ('e2', '2026-01-20 10:00+00', 'a2', 'demo', 'moved', false), ('e3', '2026-01-20 10:00+00', 'a2', 'demo', 'held', true);
select results_eq($$select opportunity_id, is_new_customer, is_overdue, with_demo, tier from sold.deals where opportunity_id in ('d1', 'd3', 'd4', 'e1', 'e2', 'e3') order by 1$$,
	$$values ('d1', true, false, true, 'C'), ('d3', true, false, false, 'A'), ('d4', true, false, false, 'A'), ('e1', true, false, true, 'C'), ('e2', false, false, true, 'C'), ('e3', false, false, false, null)$$, 'edges of what is true of a deal');
select is((select count(*) from sold.deals), 12::bigint, 'two entries of the list make no deal two');
rollback to s;

-- Settings: fiscal year from April, another zone, another day of reading.
update sold.setting set value = '4' where name = 'fiscal_year_start';
select results_eq($$select period_start, won_count from sold.win_rate where period_grain = 'year' and dimension = 'all' order by 1$$, $$values (date '2025-04-01', 4::bigint)$$, 'a fiscal year from April');
select results_eq($$select period_start from sold.win_rate where period_grain = 'quarter' and dimension = 'all' order by 1$$, $$values (date '2025-10-01'), ('2026-01-01')$$, 'its quarters');
update sold.setting set value = '1' where name = 'fiscal_year_start';
insert into sold.opportunity (opportunity_id, created_at, status, amount_base) values ('z', '2026-01-31 23:30+00', 'open', 1);
select is((select cohort_open_count from wr where period_grain = 'month' and period_start = '2026-01-01'), 1::bigint, 'the last evening of January in UTC');
update sold.setting set value = 'Europe/Berlin' where name = 'time_zone';
select is((select cohort_open_count from wr where period_grain = 'month' and period_start = '2026-01-01'), 0::bigint, 'is February in Berlin');
update sold.setting set value = 'UTC' where name = 'time_zone';
delete from sold.opportunity where opportunity_id = 'z';
update sold.setting set value = '2026-01-31' where name = 'as_of';
select results_eq($$select period_start, won_count, is_complete from wr where period_grain = 'month' order by 1 desc limit 1$$, $$values (date '2026-01-01', 1::bigint, true)$$, 'on its last day a month is complete, and what comes later is not there');
update sold.setting set value = '2026-03-10' where name = 'as_of';
update sold.setting set value = '2' where name = 'min_n';
select results_eq($$select period_start, is_thin from wr where period_grain = 'quarter' order by 1$$, $$values (date '2025-10-01', true), ('2026-01-01', false)$$, 'thin is below min_n');

-- Dirt: nothing raises, and what cannot be is in no figure.
insert into sold.opportunity (opportunity_id, account_id, created_at, close_on, status, amount, amount_base, probability) values
	('x1', 'a1', '2026-01-01', '2026-02-01', 'won', 'NaN', 'NaN', 1000), ('x2', 'a1', '2026-01-01', '2026-02-01', 'won', 'Infinity', 'Infinity', 'NaN'), ('x3', 'a1', '2026-01-01', '2026-02-01', 'lost', 1e30, 1e30, -1),
	('x4', 'a1', '-infinity', 'infinity', 'won', 1, 1, null), ('x5', 'a1', 'infinity', '-infinity', 'lost', 1, 1, null), ('x6', null, '0044-03-15 BC', '0044-03-15 BC', 'won', 1, 1, null),
	('x7', 'a2', '2026-01-01', '2026-03-11', 'won', 1, 1, null), ('x8', 'a2', '2026-01-01', null, 'won', 1, 1, null), ('x9', 'a2', '2026-01-01', '2026-02-01', 'Closed Won', 1, 1, null),
	('xa', 'a2', '2026-01-01', '2026-02-01', null, 0.123456789012345678901234567890, 0.123456789012345678901234567890, null), ('xb', 'a2', '294276-12-31', '5874897-12-31', 'won', 1, 1, null),
	('xc', 'a2', '2027-01-01', null, 'open', -5, -5, null);
insert into sold.touch values ('y1', 'infinity', 'a1', 'demo', null, false), ('y2', '-infinity', 'a1', 'demo', null, false), ('y3', null, 'a1', 'demo', null, null), ('y4', '2026-01-01', null, null, null, null);
insert into sold.lead values ('y1', 'x1', 'infinity'), ('y2', 'x1', '-infinity');
select lives_ok(format($$create temp table t_%1$s as select * from sold.%1$I$$, v), v || ' survives dirty rows') from unnest(array['win_rate', 'deal_value', 'cycle_length', 'sales_velocity', 'closed_deals', 'deals']) v;
select results_eq($$select won_count, closed_count, won_value from wr where period_grain = 'month' and period_start = '2026-02-01'$$, $$values (4::bigint, 6::bigint, 700::numeric(18,2))$$,
	'wins without a value that can be count as wins, and have no value');
select is((select min(period_start) from sold.win_rate), date '2025-01-01', 'absurd days make no periods');
select results_eq($$select opportunity_id, problem from sold.deals where opportunity_id like 'x%' order by 1$$,
	$$values ('x1', 'probability out of range'), ('x2', 'probability out of range'), ('x3', 'probability out of range'), ('x4', 'close date out of range'), ('x5', 'close date out of range'), ('x6', 'close date out of range'),
		('x7', 'closed in the future'), ('x8', 'closed without a close date'), ('x9', 'unknown status'), ('xa', 'unknown status'), ('xb', 'close date out of range'), ('xc', null)$$, 'each has its problem');
select results_eq($$select sum(won_count)::bigint, sum(lost_count)::bigint from wr where period_grain = 'year'$$,
	$$select count(*) filter (where status = 'won' and closed_on is not null), count(*) filter (where status = 'lost' and closed_on is not null) from sold.deals$$, 'deals still add up to win_rate');

-- The filter reaches the scan: no branch of another dimension or grain is left in the plan.
select ok(pg_temp.plan_of($$select * from sold.win_rate where period_grain = 'month' and dimension = 'segment'$$) !~ '''(quarter|year|owner|stakeholder_band|with_demo|tier)''::text,', 'a filter on grain and dimension leaves one branch of each');
select ok(pg_temp.plan_of($$select * from sold.win_rate$$) ~ '''with_demo''::text,', 'without a filter the others are there');
select ok(pg_temp.plan_of($$select * from sold.sales_velocity where period_grain = 'month' and dimension = 'segment'$$) !~ 'sold\.(touch|opportunity_contact|lead) ', 'what a view does not need is not read');
drop schema sold, sold_empty cascade;
select * from finish();
rollback;

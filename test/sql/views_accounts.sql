-- The views of customers one by one, of their use of the product and of communities against plain SQL and figures by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select no_plan();
set timezone = 'UTC';

-- Whether two queries have the same rows, whatever their columns are called.
create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(%1$s except all %2$s) union all (%2$s except all %1$s)', '(' || a || ')', '(' || b || ')'), what)
$$;

-- Nothing to read
create schema none;
select lives_ok($$select abm_kpi_create_views('none')$$, 'views are made over nothing');
insert into none.account (account_id) values ('a'), (null);
select is_empty('select * from none.' || v, v || ' has no rows then') from unnest(array['clv_by_account', 'account_health', 'product_usage', 'community']) v;
insert into none.revenue (account_id) values ('a'), (null);
insert into none.subscription (subscription_id) values ('s'), (null);
insert into none.usage_daily (account_id) values ('a'), (null);
insert into none.member (member_id) values (null);
insert into none.ticket (ticket_id) values ('t'), (null);
insert into none.survey_response (response_id, kind) values ('r', 'nps'), (null, null);
insert into none.touch (touch_id, kind) values ('t', 'community'), (null, null);
select is_empty('select * from none.' || v, v || ' has none of rows of NULLs') from unnest(array['clv_by_account', 'account_health', 'product_usage', 'community']) v;
drop schema none cascade;

-- Customers: a1 to a5 were won as targets, b1 and b2 by a search, c1 and c2 neither, d1 has no deal. d9 is deleted. As of 2024-06-20.
create schema a;
create table a.account (account_id text, name text, segment text, tier text, owner_id text, owner_name text, is_deleted boolean);
insert into a.account select id, 'Company ' || id, left(id, 1), '1', 'u1', 'Ann', id = 'd9' from unnest(array['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'c1', 'c2', 'd1', 'd9']) id;
create table a.contact (contact_id text, account_id text, is_employee boolean);
insert into a.contact select 'p' || i, (array['a1', 'a2', 'b1', 'c1'])[1 + i % 4], false from generate_series(1, 12) i;
create table a.opportunity (opportunity_id text, account_id text, created_at timestamptz, close_on date, status text, amount_base numeric, source_class text, campaign_id text);
insert into a.opportunity values ('w1', 'a1', '2022-03-01', '2022-04-01', 'won', 100, 'paid', 'm1'), ('w1b', 'a1', '2022-03-01', '2022-05-01', 'won', 100, 'paid', 'm2'), ('w2', 'a2', '2022-03-01', '2022-04-01', 'won', 100, 'paid', 'm1'), ('w3', 'a3', '2022-03-01', '2022-04-01', 'won', 100, 'paid', 'm1'),
	('w4', 'a4', '2022-03-01', '2022-04-01', 'won', 100, 'paid', 'm2'), ('w5', 'a5', '2022-03-01', '2022-04-01', 'won', 100, 'paid', null), ('w6', 'b1', '2022-03-01', '2022-04-01', 'won', 100, 'organic_search', 'm3'), ('w7', 'b2', '2022-03-01', '2022-04-01', 'won', 100, 'organic_search', 'm4'),
	('w8', 'c1', '2022-03-01', '2022-04-01', 'won', 100, 'paid', 'm5'), ('w9', 'c2', '2022-03-01', '2022-04-01', 'won', 100, 'paid', null), ('open', 'b1', '2024-06-01', '2024-09-01', 'open', 100, 'paid', null);
create table a.campaign_cost (campaign_id text, cost_on date, kind text, amount_base numeric);
insert into a.campaign_cost values ('m1', '2022-01-01', 'media', 200), ('m1', '2022-02-01', 'labour', 100), ('m1', '2030-01-01', 'labour', 1e6), ('m2', '2022-01-01', 'media', 50), ('m3', '2022-01-01', 'media', 10), ('m3', '2022-01-02', 'media', null), ('m4', '2022-01-01', 'media', 'NaN'), ('m5', '2022-01-01', 'media', 0);
create table a.revenue (revenue_id text, account_id text, booked_at timestamptz, amount_base numeric, kind text);
-- a1 buys for 120 every 100 days, four times, and gets 20 back; a2 bought once, long ago; b1 twice, lately; c1 had a refund only.
insert into a.revenue select 'v' || i, 'a1', timestamptz '2023-05-01 10:00+00' + i * interval '100 days', 120, 'invoice' from generate_series(0, 3) i;
insert into a.revenue values ('r1', 'a1', '2024-05-01', -20, 'refund'), ('r2', 'a2', '2022-06-01', 500, 'invoice'), ('r3', 'b1', '2024-06-01', 10, 'invoice'), ('r4', 'b1', '2024-06-10', 30, 'invoice'), ('r5', 'c1', '2023-01-01', -5, 'refund'),
	('bad1', 'a1', '2030-01-01', 1e6, 'invoice'), ('bad2', 'a1', 'infinity', 1e6, 'invoice'), ('bad3', 'a1', '2023-01-01', 'NaN', 'invoice'), ('bad4', 'a1', '2023-01-01', 'Infinity', 'invoice'), ('bad5', 'a1', '2023-01-01', 1e30, 'invoice'), ('bad6', 'd9', '2023-01-01', 7, 'invoice'), ('bad7', 'zz', '2023-01-01', 7, 'invoice'), ('bad8', 'a2', '-infinity', 5, 'invoice');
create table a.subscription (subscription_id text, account_id text, start_on date, end_on date, mrr_base numeric, product text);
-- A year ago a1 to a4 were customers, of whom a4 left; b1 and b2 stay; nobody of the others was.
insert into a.subscription values ('s1', 'a1', '2022-05-01', null, 100, 'base'), ('s2', 'a1', '2023-01-01', '2025-01-01', 50, 'plus'), ('s3', 'a2', '2022-05-01', '2024-09-01', 200, 'base'), ('s4', 'a3', '2022-05-01', null, 10, 'base'), ('s5', 'a4', '2022-05-01', '2024-02-01', 70, 'base'),
	('s6', 'b1', '2023-05-01', null, 40, 'base'), ('s7', 'b2', '2023-05-01', null, 60, 'base'), ('s8', 'c1', '2024-01-01', null, 80, 'base'), ('s9', 'd1', '2024-03-01', null, 5, null), ('bad1', 'a1', '2022-01-01', null, 'NaN', 'base'), ('bad2', 'd9', '2022-01-01', null, 9, 'base');
select count(*) > 0 as made from abm_kpi_create_views('a', '{"settings": {"as_of": "2024-06-20", "min_n": 3, "gross_margin": "0.8", "discount_rate": "0.25"}}') \gset
insert into a.account_list select 'abm', 'a' || i, null, '2022-01-01', null from generate_series(1, 5) i;
insert into a.account_list values ('abm', 'd1', null, '2024-02-01', null);
select columns_are('a', 'clv_by_account', array['id', 'account_id', 'method', 'n', 'is_thin', 'as_of', 'account_name', 'comparison_group', 'tier', 'historic_value', 'expected_value', 'horizon_months', 'alive_rate', 'purchase_count', 'group_retention_rate', 'cac', 'ltv_cac'], 'clv_by_account has its columns');
select columns_are('a', 'account_health', array['id', 'account_id', 'n', 'is_thin', 'as_of', 'account_name', 'comparison_group', 'owner', 'mrr_value', 'renewal_on', 'health_score', 'health_band', 'component_coverage_rate', 'nps_score', 'usage_score', 'engagement_score', 'support_score',
	'health_before', 'falling_components', 'open_ticket_count', 'unanswered_detractor', 'expansion_candidate'], 'account_health has its columns');
select columns_are('a', 'product_usage', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'n', 'is_thin', 'active_user_count', 'seat_count', 'seated_user_count', 'seat_use_rate',
	'active_account_rate', 'active_account_rate_lo', 'active_account_rate_hi', 'active_account_count', 'customer_count', 'usage_per_active', 'falling_account_count'], 'product_usage has its columns');
select columns_are('a', 'community', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'community_id', 'n', 'is_thin', 'participation_rate', 'participation_rate_lo', 'participation_rate_hi', 'active_member_count', 'member_count',
	'post_count', 'posts_per_active', 'new_member_count', 'year_ago_active_count', 'declines_in_a_row'], 'community has its columns');

-- Lifetime value, by hand. a1: 480 - 20 at a margin of 0.8 is 368; 120 each, three more in 416 days: 120 * 0.8 * 3 / (416 / 30.4375) * 12.
-- a2: one purchase, and none since. b1: too young to say. c1: a refund, and nothing bought.
select results_eq($$select account_id, historic_value, round(expected_value, 2), horizon_months, purchase_count, n, alive_rate from a.clv_by_account where method = 'historic' order by 1$$,
	$$values ('a1', 368.00, 252.87, 12::bigint, 4::bigint, 4::bigint, null::float8), ('a2', 400.00, 0.00, 12, 1, 1, null), ('b1', 32.00, null, 12, 2, 2, null), ('c1', -4.00, null, 12, 0, 0, null)$$, 'clv_by_account: historic, by hand');
select is(round(120 * 0.8 * 3 / ((date '2024-06-20' - date '2023-05-01') / 30.4375) * 12, 2), 252.87, 'as plain arithmetic has it');
-- Targets: 3 of 4 stayed: m * 0.75 / (1.25 - 0.75) = 1.5 m, of 150 * 12 * 0.8 = 1440. a4 has no contract now. Both found by a search stayed, and of the others nobody was there: NULL.
-- d1 has no deal, and was on the list when its contract began.
select results_eq($$select account_id, comparison_group, expected_value, horizon_months, alive_rate, purchase_count, group_retention_rate, n, historic_value from a.clv_by_account where method = 'contract' order by 1$$,
	$$values ('a1', 'abm', 2160.00, null::bigint, 1::float8, 2::bigint, 0.75::float8, 4::bigint, null::numeric), ('a2', 'abm', 2880.00, null, 1, 1, 0.75, 4, null), ('a3', 'abm', 144.00, null, 1, 1, 0.75, 4, null), ('a4', 'abm', 0, null, 0, 1, 0.75, 4, null),
		('b1', 'inbound', null, null, 1, 1, 1, 2, null), ('b2', 'inbound', null, null, 1, 1, 1, 2, null), ('c1', 'other', null, null, 1, 1, null, 0, null), ('d1', 'abm', 72.00, null, 1, 1, 0.75, 4, null)$$, 'clv_by_account: contract, by hand; without churn there is no limit');
-- m1 cost 300 and won three accounts, m2 won a4 (a1 was there already); of m3 a cost is unknown, m4 has NaN, m5 cost nothing.
select results_eq($$select account_id, cac, round(ltv_cac::numeric, 4) from a.clv_by_account where method = 'contract' order by 1$$,
	$$values ('a1', 100.00, 21.6000), ('a2', 100.00, 28.8000), ('a3', 100.00, 1.4400), ('a4', 50.00, 0.0000), ('b1', null, null), ('b2', null, null), ('c1', null, null), ('d1', null, null)$$, 'clv_by_account: what it cost to win them');
select is((select round(ltv_cac::numeric, 2) from a.clv_by_account where id = 'a1|historic'), 3.68, 'and what they have paid of it');
select is((select count(*) from a.clv_by_account group by account_id, method having count(*) > 1), null, 'one method per row');
update a.setting set value = '0' where name = 'discount_rate';
select is((select expected_value from a.clv_by_account where id = 'a1|contract'), 4320.00, 'not discounted it is m r / (1 - r)');
update a.setting set value = null where name = 'gross_margin';
select is((select expected_value from a.clv_by_account where id = 'a1|contract'), 5400.00, 'without a margin it is revenue');

-- Health. a1: people gave 10 and 8 at last (90), 8 of 10 seats (80), signs in two of three spans of 30 days (67), three of four questions in time (75).
insert into a.survey_response (response_id, kind, contact_id, account_id, answered_at, score, scale_min, scale_max, followed_up_at) values
	('n1', 'nps', 'p4', 'a1', '2024-05-01', 0, 0, 10, null), ('n2', 'nps', 'p4', 'a1', '2024-06-01', 10, 0, 10, null), ('n3', 'nps', 'p8', 'a1', '2024-04-01', 8, 0, 10, null), ('n4', 'nps', 'p12', 'a1', '2023-06-01', 0, 0, 10, null), ('n5', 'enps', 'p9', 'a1', '2024-06-01', 1, 1, 10, null),
	('n6', 'nps', 'p1', 'a2', '2024-06-01', 3, 0, 10, null), ('n7', 'nps', 'p5', 'a2', '2024-06-01', 9, 0, 10, null), ('n8', 'nps', 'p2', 'b1', '2024-06-01', 6, 0, 10, '2024-06-03'), ('n9', 'nps', 'p1', 'a2', '2024-02-01', 9, 0, 10, null), ('n10', 'nps', 'p5', 'a2', '2024-02-01', 9, 0, 10, null), ('n11', 'nps', 'p2', 'b1', '2024-06-02', 11, 0, 10, null);
insert into a.usage_daily (account_id, day, product, active_user_count, usage, seat_count) values ('a1', '2024-06-10', 'base', 5, 50, 8), ('a1', '2024-06-12', 'base', 6, 50, null), ('a1', '2024-06-12', 'plus', 2, 5, 2), ('a1', '2024-01-05', 'base', 9, 900, 9),
	('a2', '2024-06-10', 'base', null, 10, null), ('a2', '2024-05-01', 'base', null, 60, null), ('a2', '2024-03-15', 'base', 4, 1, null), ('b1', '2024-05-10', 'base', 3, 30, 3), ('c1', '2024-06-01', 'base', 12, 7, 4), ('a3', '2024-06-19', 'base', 'NaN', 'NaN', 'NaN'), ('a3', '2024-06-19', 'plus', -1, 'Infinity', -4), ('a3', '2030-01-01', 'base', 1, 1, 1), ('d9', '2024-06-10', 'base', 1, 1, 1), (null, '2024-06-10', 'base', 1, 1, 1);
insert into a.touch (touch_id, occurred_at, account_id, contact_id, kind) values ('t1', '2024-06-01', 'a1', 'p4', 'visit'), ('t2', '2024-04-01', 'a1', 'p4', 'visit'), ('t3', '2024-04-02', 'a1', 'p4', 'visit'), ('t4', '2024-05-10', 'c1', 'p3', 'visit'), ('t5', '2024-06-10', 'c1', 'p3', 'form'), ('t6', '2024-04-10', 'c1', 'p3', 'visit'), ('t7', '2024-06-10', 'b2', null, 'ad'),
	('t8', '2024-03-01', 'a2', 'p1', 'visit'), ('t9', '2024-02-01', 'a2', 'p1', 'visit'), ('t10', '2024-01-01', 'a2', 'p1', 'visit');
insert into a.ticket (ticket_id, account_id, created_at, first_reply_at, solved_at) values ('k1', 'a1', '2024-06-01', '2024-06-01 05:00+00', '2024-06-02'), ('k2', 'a1', '2024-05-01', '2024-05-02', null), ('k3', 'a1', '2024-04-01', '2024-04-01 00:00+00', '2024-04-03'), ('k4', 'a1', '2024-04-01', '2024-04-03', '2024-04-04'), ('k5', 'a1', '2024-06-20 12:00+00', null, null),
	('k6', 'a1', '2024-01-10', null, '2024-02-01'), ('k7', 'a1', '2024-05-05', '2024-05-04', null), ('k8', 'a2', '2024-06-20 20:00+00', null, null), ('k9', 'b1', '2024-06-10', null, '2024-06-01');
select results_eq($$select account_id, mrr_value, renewal_on, round(nps_score::numeric, 2), round(usage_score::numeric, 2), round(engagement_score::numeric, 2), round(support_score::numeric, 2), component_coverage_rate, round(health_score::numeric, 2), health_band from a.account_health order by 1$$,
	$$values ('a1', 150.00, date '2025-01-01', 90.00, 80.00, 66.67, 75.00, 1::float8, 77.92, 'green'),
		-- 3 and 9; 10 in 30 days of 61 in the 90 before, and no seats known; silent; its one question is young.
		('a2', 200.00, '2024-09-01', 60.00, round(100 * 10 / 30.0 / (61 / 90.0), 2), 0.00, null, 0.75, round((60 + 100 * 10 / 30.0 / (61 / 90.0) + 0) / 3, 2), 'red'),
		-- Nothing is known but that it is silent: what is used cannot be.
		('a3', 10.00, null, null, null, 0.00, null, 0.25, 0.00, 'red'),
		-- Nobody in the last 30 days; the question was never answered.
		('b1', 40.00, null, 60.00, 0.00, 0.00, 0.00, 1, 15.00, 'red'),
		('b2', 60.00, null, null, null, 0.00, null, 0.25, 0.00, 'red'),
		-- Three for each seat are no more than all of them.
		('c1', 80.00, null, null, 100.00, 100.00, null, 0.5, 100.00, 'green'), ('d1', 5.00, null, null, null, 0.00, null, 0.25, 0.00, 'red')$$, 'account_health, by hand: what is missing has no weight, and shows');
-- 90 days ago, on 22 March.
select is((select format('%s %s %s', round(health_before::numeric, 2), falling_components is null, open_ticket_count) from a.account_health where account_id = 'a1'), '0.00 t 3', 'a1 before: silent, one question without an answer; used in January only, of seats of January');
select is((select format('%s %s %s %s', round(health_before::numeric, 2), falling_components, open_ticket_count, unanswered_detractor) from a.account_health where account_id = 'a2'), '95.00 nps, engagement 1 t', 'a2 before: 9 and 9, signs in each span; what was used had nothing before it');
select is((select format('%s %s', unanswered_detractor, falling_components) from a.account_health where account_id = 'b1'), 'f ', 'somebody came back to the detractor of b1; a score of 11 is none');
select set_eq($$select account_id from a.account_health where expansion_candidate$$, array['a1', 'c1'], 'who may grow: green, nothing falls, nobody waits');
insert into a.opportunity values ('new', 'c1', '2024-06-02', null, 'open', 5, null, null);
select set_eq($$select account_id from a.account_health where expansion_candidate$$, array['a1'], 'and has no open deal');
select is_empty($$select * from a.account_health where account_id in ('a4', 'a5', 'c2', 'd9')$$, 'no customer without a contract, where there are contracts');
create temp table kept as select * from a.subscription;
delete from a.subscription;
select results_eq($$select account_id, mrr_value is null from a.account_health order by 1$$, $$values ('a1', true), ('a2', true), ('a3', true), ('a4', true), ('a5', true), ('b1', true), ('b2', true), ('c1', true), ('c2', true)$$, 'where nothing is known of them, who won a deal is one');
insert into a.subscription select * from kept;

-- Use. June to the 20th: a1 used it with 6 + 2 of 8 + 2 seats, a2 (no numbers), c1 with 12 of 4; a3's cannot be. Customers on the day: a1, a2, a3, b1, b2, c1, d1.
select is((select format('%s %s %s %s | %s %s | %s', active_user_count, seat_count, seated_user_count, seat_use_rate::numeric(6, 4), active_account_count, customer_count, n) from a.product_usage where id = 'month|2024-06-01|all|all'), '20 14 20 1.4286 | 3 7 | 7', 'product_usage: June, by hand');
select is((select usage_per_active::numeric(8, 4) from a.product_usage where id = 'month|2024-06-01|all|all'), 5.6000, 'use of those whose number is known: 50 + 50 + 5 + 7 by 20');
select results_eq($$select dimension_value, active_account_count, customer_count from a.product_usage where period_grain = 'month' and period_start = '2024-06-01' and dimension = 'product' order by 1$$, $$values ('(none)', 0::bigint, 1::bigint), ('base', 3, 6), ('plus', 1, 1)$$, 'by product, who has one of it');
select results_eq($$select dimension_value, active_account_count, customer_count from a.product_usage where period_grain = 'month' and period_start = '2024-06-01' and dimension = 'comparison_group' order by 1$$, $$values ('abm', 2::bigint, 4::bigint), ('inbound', 0, 2), ('other', 1, 1)$$, 'by group');
-- A fifth less per day: May a2 60 / 31, June 10 / 20; b1 from 30 to nothing; c1 and a1 begin.
select is((select falling_account_count from a.product_usage where id = 'month|2024-06-01|all|all'), 2::bigint, 'falling: a2, and b1, which ceased');
select is((select falling_account_count from a.product_usage where id = 'month|2024-04-01|all|all'), 1::bigint, 'in April a2, which used it in March only');
create temp table u as select account_id, product, day, active_user_count, usage, seat_count from a.usage_daily where day < '2024-06-21' and account_id <> 'd9' and account_id <> 'a3';
select pg_temp.same($$select period_grain, period_start, active_account_count, customer_count, active_user_count from a.product_usage where dimension = 'all' and period_start >= '2024-01-01'$$,
	$$select g.grain, g.starts, (select count(distinct s.account_id) from a.subscription s where subscription_id !~ 'bad' and start_on <= g.ends and (end_on is null or end_on > g.ends) and exists (select from u where u.account_id = s.account_id and u.day between g.starts and g.ends)),
			(select count(distinct s.account_id) from a.subscription s where subscription_id !~ 'bad' and start_on <= g.ends and (end_on is null or end_on > g.ends)), (select coalesce(sum(m), 0)::bigint from (select max(active_user_count) as m from u where day between g.starts and g.ends group by account_id, product) x)
		from (select 'week' as grain, t::date as starts, least(t::date + 6, '2024-06-20') as ends from generate_series(timestamp '2024-01-01', '2024-06-17', '7 days') t union all select 'month', t::date, least((t + interval '1 month')::date - 1, '2024-06-20') from generate_series(timestamp '2024-01-01', '2024-06-01', '1 month') t
			union all values ('quarter', date '2024-01-01', date '2024-03-31'), ('quarter', '2024-04-01', '2024-06-20'), ('year', '2024-01-01', '2024-06-20')) g$$, 'product_usage: every period');
select is((select count(*) from a.product_usage where period_grain = 'month' and dimension = 'all'), 26::bigint, 'months from the first contract to today');

select results_eq($$select entity, problem, row_count, example_keys from a.data_quality where entity = 'usage_daily' order by 2$$, $$values ('usage_daily', 'no account', 1::bigint, null), ('usage_daily', 'number out of range', 2, 'a3')$$, 'what cannot be is listed');

-- A community, as in the recipe: four members on 31 March, of whom ann and bob wrote; dan has left, zoe is no member, hal joins in April.
insert into a.member (community_id, member_id, contact_id, joined_at, left_at) values ('forum', 'm1', 'ann', '2024-01-01', null), ('forum', 'm2', 'bob', '2024-02-01', null), ('forum', 'm3', 'cat', '2024-02-01', null), ('forum', 'm4', 'dan', '2024-01-01', '2024-03-01'), ('forum', 'm5', 'gus', '2024-01-01', null), ('forum', 'm6', 'hal', '2024-04-02', null),
	('club', 'm7', 'ann', '2024-03-03', null), ('club', 'm8', null, null, null), ('forum', null, 'zoe', '2024-01-01', null);
insert into a.touch (touch_id, occurred_at, contact_id, anonymous_id, channel, kind, is_bot) values ('q1', '2024-02-11', 'ann', null, 'forum', 'community', false), ('q2', '2024-02-12', 'ann', null, 'forum', 'community', null), ('q3', '2024-02-13', 'bob', null, 'forum', 'community', false), ('q4', '2024-02-14', 'dan', null, 'forum', 'community', false), ('q5', '2024-02-15', 'zoe', null, 'forum', 'community', false),
	('q6', '2024-03-05', 'ann', null, 'club', 'community', false), ('q7', '2024-03-06', 'cat', null, 'forum', 'community', true), ('q8', '2024-03-07', null, 'm8', 'web', 'community', false), ('q9', '2024-05-07', 'ann', null, null, 'community', false), ('q10', '2024-01-07', 'gus', null, 'forum', 'community', false), ('q11', '2024-01-08', 'ann', null, 'forum', 'community', false);
select is((select format('%s %s %s %s %s', member_count, active_member_count, participation_rate, post_count, posts_per_active::numeric(6, 4)) from a.community where id = 'quarter|2024-01-01|all|all|forum'), '4 3 0.75 5 1.6667', 'community: a quarter by hand');
-- January ann and gus; February ann and bob, dan having left by its end: no, on 1 March, so he counts; March nobody; April nobody; May ann, who named no community, in both.
select results_eq($$select period_start, member_count, active_member_count, post_count, new_member_count, declines_in_a_row, is_complete from a.community where period_grain = 'month' and community_id = 'forum' order by 1$$,
	$$values (date '2024-01-01', 3::bigint, 2::bigint, 2::bigint, 3::bigint, 0::bigint, true), ('2024-02-01', 5, 3, 4, 2, 0, true), ('2024-03-01', 4, 0, 0, 0, 1, true), ('2024-04-01', 5, 0, 0, 1, 0, true), ('2024-05-01', 5, 1, 1, 0, 0, true), ('2024-06-01', 5, 0, 0, 0, 0, false)$$, 'community: each month, where the running one is no decline');
-- Nobody knows since when m8 is a member: since the first.
select results_eq($$select period_start, member_count, active_member_count, new_member_count from a.community where period_grain = 'month' and community_id = 'club' order by 1$$,
	$$values (date '2024-01-01', 1::bigint, 0::bigint, 0::bigint), ('2024-02-01', 1, 0, 0), ('2024-03-01', 2, 2, 1), ('2024-04-01', 2, 0, 0), ('2024-05-01', 2, 1, 0), ('2024-06-01', 2, 0, 0)$$, 'the other one');
update a.setting set value = '2025-04-10' where name = 'as_of';
select is((select format('%s %s', active_member_count, year_ago_active_count) from a.community where id = 'month|2025-02-01|all|all|forum'), '0 3', 'a year ago there were three');
update a.setting set value = '2024-06-20' where name = 'as_of';
select results_eq('select x, _falls_in_a_row(x) from (values (null::bigint[]), (''{}''), (''{5}''), (''{5,4}''), (''{5,4,3}''), (''{3,5,4,3}''), (''{5,4,4}''), (''{9,8,9,8,7,6}'')) v(x)', $$values (null::bigint[], null::bigint), ('{}', 0), ('{5}', 0), ('{5,4}', 1), ('{5,4,3}', 2), ('{3,5,4,3}', 2), ('{5,4,4}', 0), ('{9,8,9,8,7,6}', 3)$$, 'falls in a row');

-- The day is that of the setting, whatever the session's zone is.
create temp table clv_by_account_before as select * from a.clv_by_account;
create temp table account_health_before as select * from a.account_health;
create temp table product_usage_before as select * from a.product_usage;
create temp table community_before as select * from a.community;
set timezone = 'Asia/Tokyo';
select pg_temp.same('select * from a.' || v, format('select * from %s_before', v), v || ' is the same in a session of another zone') from unnest(array['clv_by_account', 'account_health', 'product_usage', 'community']) v;
set timezone = 'UTC';

-- A filter reaches the scan: only one branch of the periods and one of the slices is left.
select matches(pg_temp.plan_of('select * from a.product_usage'), '''comparison_group''::text', 'all branches without a filter');
select doesnt_match(pg_temp.plan_of('select * from a.product_usage where period_grain = ''month'' and dimension = ''all'''), '''comparison_group''::text|''week''::text[,)]', 'product_usage: a filter leaves one branch of the slices, and one of the periods');
select doesnt_match(pg_temp.plan_of('select * from a.community where period_grain = ''month'''), '''week''::text[,)]', 'community: a filter leaves one branch of the periods');
drop schema a cascade;
select * from finish();

-- The KPI views of leads, over the leads of docs/recipes-leads.md, whose figures are counted there by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select no_plan();

-- The columns of a view, in order.
create function pg_temp.columns_of(view_name text) returns text language sql as $$
	select string_agg(attname, ' ' order by attnum) from pg_attribute where attrelid = view_name::regclass and attnum > 0
$$;

-- Nothing, and nothing but NULL
create schema lead_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('lead_kpi', '{"settings": {"as_of": "2026-02-14", "min_n": "5"}}')), true, 'the views are made');
select is_empty('select * from lead_kpi.lead_flow', 'lead_flow of nothing has no rows');
select is_empty('select * from lead_kpi.lead_source', 'lead_source too');
select is(pg_temp.columns_of('lead_kpi.lead_flow'), 'id period_grain period_start is_complete dimension dimension_value dimension_label n is_thin lead_count new_lead_count reopened_count mql_count sql_count converted_count recycled_count gone_quiet_count disqualified_rate disqualified_rate_lo disqualified_rate_hi disqualified_count judged_count goal_count projected_count projected_count_lo projected_count_hi', 'the columns of lead_flow');
select is(pg_temp.columns_of('lead_kpi.lead_source'), 'id period_grain period_start is_complete dimension dimension_value dimension_label touch_rule n is_thin mql_rate mql_rate_lo mql_rate_hi mql_count lead_count sql_rate sql_rate_lo sql_rate_hi sql_count opportunity_rate opportunity_rate_lo opportunity_rate_hi opportunity_count won_rate won_rate_lo won_rate_hi won_count win_rate win_rate_lo win_rate_hi closed_count disqualified_rate disqualified_rate_lo disqualified_rate_hi disqualified_count judged_count won_value cost cost_per_lead cost_per_mql cost_per_won finding', 'the columns of lead_source');
insert into lead_kpi.lead (lead_id) values (null), (null);
insert into lead_kpi.touch (touch_id) values (null);
insert into lead_kpi.opportunity (opportunity_id) values (null);
insert into lead_kpi.campaign (campaign_id) values (null);
insert into lead_kpi.campaign_cost (campaign_id) values (null);
insert into lead_kpi.account (account_id) values (null);
select is_empty('select * from lead_kpi.lead_flow', 'rows of NULL are no leads');
select is_empty('select * from lead_kpi.lead_source', 'nor a source of any');
truncate lead_kpi.lead, lead_kpi.touch, lead_kpi.opportunity, lead_kpi.campaign, lead_kpi.campaign_cost, lead_kpi.account;

insert into lead_kpi.account (account_id, name, segment) select a, initcap(a), case when a < 'd' then 'near' else 'far' end
from unnest(array['acme', 'bolt', 'core', 'dyno', 'echo', 'zeta', 'hiss', 'iris', 'jazz']) a;
-- acme was put on the list between its two leads.
insert into lead_kpi.account_list values ('abm', 'acme', '1', '2026-01-10', null);
delete from lead_kpi.inbound_source;
insert into lead_kpi.inbound_source values ('organic');
insert into lead_kpi.campaign (campaign_id, name) values ('c1', 'One');
insert into lead_kpi.lead (lead_id, contact_id, account_id, created_at, source_class, campaign_id, mql_at, sql_at, converted_at, opportunity_id, disqualified_at, recycled_at, is_contactable, is_deleted) values
	('l01', 'ann', 'acme', '2026-01-03 09:00+00', 'organic', 'c1', '2026-01-05 09:00+00', '2026-01-07 09:00+00', '2026-01-10 09:00+00', 'o1', null, null, true, false),
	('l02', 'bob', 'bolt', '2026-01-04 09:00+00', 'paid', 'c2', '2026-01-10 09:00+00', null, '2026-01-20 09:00+00', 'o2', null, null, true, false),
	('l03', 'cat', 'core', '2026-01-08 09:00+00', 'organic', 'c1', '2026-01-09 09:00+00', null, null, null, '2026-01-11 09:00+00', null, true, false),
	('l04', null, 'dyno', '2026-01-15 09:00+00', null, null, '2026-01-18 09:00+00', null, null, null, null, '2026-01-25 09:00+00', true, false),
	('l05', null, 'echo', '2026-01-20 09:00+00', 'referral', null, null, null, null, null, null, null, true, null),
	('l06', 'ann', 'acme', '2026-01-22 09:00+00', 'paid', 'c2', null, null, null, null, null, null, true, false),
	('l07', 'x', 'acme', '2026-01-23 09:00+00', 'paid', 'c2', '2026-01-24 09:00+00', null, null, null, null, null, true, true),
	('l08', 'gus', 'zeta', '2026-01-25 09:00+00', 'organic', 'c1', null, null, null, null, null, null, false, false),
	('l09', 'hal', 'echo', '2026-02-02 09:00+00', 'paid', 'c2', '2026-02-05 09:00+00', '2026-02-06 09:00+00', '2026-02-08 09:00+00', 'o3', null, null, true, false),
	('l10', 'ida', 'core', '2026-02-03 09:00+00', 'organic', 'c1', '2026-02-12 09:00+00', null, null, null, null, null, true, false),
	('l11', 'joe', 'hiss', null, 'paid', 'c2', null, null, null, null, null, null, true, false),
	('l12', 'kim', 'iris', '2025-12-10 09:00+00', 'paid', 'c2', '2025-12-20 09:00+00', null, null, null, null, '2026-01-05 09:00+00', true, false),
	('l13', 'lea', 'jazz', '2026-02-09 09:00+00', 'referral', null, null, '2026-02-10 09:00+00', null, null, null, null, true, false);
insert into lead_kpi.opportunity (opportunity_id, account_id, created_at, close_on, status, amount_base) values
	('o1', 'acme', '2026-01-10 09:00+00', '2026-02-10', 'won', 9000), ('o2', 'bolt', '2026-01-20 09:00+00', '2026-02-12', 'lost', 4000),
	('o3', 'echo', '2026-02-08 09:00+00', null, 'open', 5000), ('o4', 'core', '2026-01-05 09:00+00', '2026-01-30', 'won', 2000);
insert into lead_kpi.touch (touch_id, occurred_at, lead_id, kind, direction, source_class, channel, page, is_bot) values
	('1', '2026-02-10 08:00+00', 'l04', 'visit', null, null, null, null, false), ('2', '2026-02-11 08:00+00', 'l04', 'content', null, null, null, null, false),
	('3', '2026-01-27 08:00+00', 'l12', 'visit', null, null, null, null, true), ('4', '2026-01-28 08:00+00', 'l12', 'call', 'outbound', null, null, null, false),
	('5', '2026-01-16 08:00+00', 'l04', 'content', null, null, null, null, false), ('6', '2026-01-20 08:00+00', 'l05', 'visit', null, null, null, null, true),
	('7', '2026-01-03 08:49+00', 'l01', 'visit', null, 'organic', 'web', '/a', null), ('8', '2026-01-04 08:00+00', 'l02', 'visit', null, 'paid', 'web', '/b', null),
	('9', '2026-01-08 08:00+00', 'l03', 'visit', null, 'organic', 'web', '/b', null), ('10', '2026-01-15 08:00+00', 'l04', 'visit', null, 'offline', 'web', '/a', null),
	-- after it qualified
	('11', '2026-01-19 08:00+00', 'l04', 'visit', null, 'paid', 'web', '/c', null);
insert into lead_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values
	('c1', '2026-01-01', 'media', 300), ('c2', '2026-01-01', 'media', 600), ('c2', '2026-01-01', 'labour', 300),
	('c1', '2026-02-01', 'media', 200), ('c2', '2026-02-01', 'labour', null), ('c1', '2025-11-01', 'media', 100);
insert into lead_kpi.goal values ('new_lead_count', 'month', '2026-02-01', 8), ('new_lead_count', 'quarter', '2026-01-01', 20), ('new_lead_count', 'month', '2026-01-01', 'NaN');

-- lead_flow
create temp view flow as select to_char(period_start, 'YYYY-MM') as month, f.* from lead_kpi.lead_flow f where period_grain = 'month';
select results_eq($$select month, lead_count, new_lead_count, reopened_count, mql_count, sql_count, converted_count, recycled_count, disqualified_count, judged_count from flow where dimension = 'all' order by 1$$,
	$$values ('2025-12', 1::bigint, 1::bigint, 0::bigint, 1::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint),
		-- l01 to l06 and l08; l01 to l05; l01 to l04; SQL l01, and l02 by its conversion; l04 and l12 are returned; unfit l03 of l01, l02, l03
		('2026-01', 7, 5, 0, 4, 2, 2, 2, 1, 3),
		-- l09, l10, l13; l04 is back; SQL l09, l13
		('2026-02', 3, 3, 1, 3, 2, 1, 0, 0, 2)$$, 'lead_flow by month');
select results_eq($$select n, is_thin, is_complete, round(disqualified_rate::numeric, 4) from flow where dimension = 'all' order by month$$,
	$$values (1::bigint, true, true, null::numeric), (7, false, true, 0.3333), (3, true, false, 0)$$, 'with n, which is thin below min_n, and no rate of nothing');
select results_eq($$select goal_count, projected_count, projected_count_lo, projected_count_hi from flow where dimension = 'all' order by month$$,
	-- half of February has passed: 3 / 0.5; at least the 3 that there are; (3 + 1.96 * sqrt(4 * 0.5)) / 0.5
	$$values (null::bigint, 1::bigint, 1::bigint, 1::bigint), (null, 5, 5, 5), (8, 6, 3, 12)$$, 'the goal, if it is a number, and where the month will end');
select is((select goal_count from lead_kpi.lead_flow where period_grain = 'quarter' and dimension = 'all' and period_start = '2026-01-01'), 20::bigint, 'a goal of a quarter is not that of its first month');
select is_empty($$select * from flow where dimension <> 'all' and goal_count is not null$$, 'goals are for all');
select is(sum(gone_quiet_count), 0::numeric, 'nobody has been quiet for 90 days') from flow where dimension = 'all';
update lead_kpi.setting set value = '30' where name = 'engagement_days';
-- l12, 30 days after it was created: a bot and a call of ours are no sign. l05 would be on 19 February.
select is((select string_agg(month || ' ' || gone_quiet_count, ', ' order by month) from flow where dimension = 'all'), '2025-12 0, 2026-01 1, 2026-02 0', 'one for 30');
update lead_kpi.setting set value = null where name = 'engagement_days';
select results_eq($$select dimension_value, sum(lead_count), sum(mql_count) from flow where dimension = 'comparison_group' group by 1 order by 1$$,
	$$values ('abm', 1::numeric, 0::numeric), ('inbound', 4, 3), ('other', 6, 5)$$, 'the list counts as of the day on which the lead was created');
select results_eq($$select dimension_value, dimension_label, sum(lead_count) from flow where dimension = 'campaign' group by 1, 2 order by 1$$,
	$$values ('(none)', '(none)', 3::numeric), ('c1', 'One', 4), ('c2', 'c2', 4)$$, 'campaigns have their names');
select is_empty($$
	select period_grain, period_start, sum(lead_count), sum(new_lead_count), sum(reopened_count), sum(mql_count), sum(sql_count), sum(converted_count), sum(recycled_count), sum(gone_quiet_count), sum(disqualified_count), sum(judged_count)
	from lead_kpi.lead_flow group by dimension, period_grain, period_start
	except
	select period_grain, period_start, lead_count, new_lead_count, reopened_count, mql_count, sql_count, converted_count, recycled_count, gone_quiet_count, disqualified_count, judged_count from lead_kpi.lead_flow where dimension = 'all'$$,
	'the slices of each dimension add up');
select results_eq($$select count(distinct dimension), count(distinct period_grain), count(*) = count(distinct id) from lead_kpi.lead_flow$$, $$values (7::bigint, 4::bigint, true)$$, 'all dimensions and grains are there, each row once');
-- From Monday 8 December to that of 9 February there are ten weeks, in each of which every source has a row.
select is_empty($$select dimension_value from lead_kpi.lead_flow where period_grain = 'week' and dimension = 'source_class' group by 1 having count(*) <> 10 or min(period_start) <> '2025-12-08' or max(period_start) <> '2026-02-09'$$, 'weeks without leads are rows');

-- lead_source
create temp view source as select to_char(period_start, 'YYYY-MM') as month, s.* from lead_kpi.lead_source s where period_grain = 'month';
select results_eq($$select dimension_value, lead_count, mql_count, sql_count, opportunity_count, won_count, closed_count, disqualified_count, judged_count, won_value
	from lead_kpi.lead_source where period_grain = 'year' and period_start = '2026-01-01' and dimension = 'source_class' and touch_rule = 'first' order by 1$$,
	$$values ('(none)', 1::bigint, 1::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::numeric), ('organic', 4, 3, 1, 1, 1, 1, 1, 2, 9000),
		('paid', 2, 2, 2, 2, 0, 1, 0, 2, 0), ('referral', 2, 1, 1, 0, 0, 0, 0, 1, 0)$$, 'people by their first source, as in K35');
select results_eq($$select dimension_value, mql_count from lead_kpi.lead_source where period_grain = 'year' and period_start = '2026-01-01' and dimension = 'source_class' and touch_rule = 'last' and mql_count > 0 order by 1$$,
	$$values ('(none)', 3::bigint), ('offline', 1), ('organic', 2), ('paid', 1)$$, 'and by the last touch before they qualified');
select results_eq($$select dimension_value, lead_count from lead_kpi.lead_source where period_grain = 'year' and period_start = '2026-01-01' and dimension = 'landing_page' and touch_rule = 'last' order by 1$$,
	$$values ('(none)', 5::bigint), ('/a', 2), ('/b', 2)$$, 'whose page it is then');
select results_eq($$select month, dimension_value, lead_count, cost, cost_per_lead, cost_per_mql, cost_per_won from source where dimension = 'campaign' and touch_rule = 'first' and dimension_value <> '(none)' order by 1, 2$$,
	$$values ('2025-11', 'c1', 0::bigint, 100.00, null::numeric, null::numeric, null::numeric), ('2025-11', 'c2', 0, null, null, null, null), ('2025-12', 'c1', 0, null, null, null, null), ('2025-12', 'c2', 1, null, null, null, null),
		('2026-01', 'c1', 3, 300.00, 100.00, 150.00, 300.00), ('2026-01', 'c2', 1, 900.00, 900.00, 900.00, null), ('2026-02', 'c1', 1, 200.00, 200.00, 200.00, null), ('2026-02', 'c2', 1, null, null, null, null)$$, 'the cost of campaigns is that of the month; unknown is unknown');
select results_eq($$select month, lead_count, cost, cost_per_lead, cost_per_mql from source where dimension = 'all' and touch_rule = 'first' order by 1$$,
	$$values ('2025-11', 0::bigint, 100.00, null::numeric, null::numeric), ('2025-12', 1, null, null, null), ('2026-01', 6, 1200.00, 200.00, 300.00), ('2026-02', 3, null, null, null)$$, 'of all, as in K23');
select results_eq($$select dimension_value, cost from source where dimension = 'source_class' and month = '2026-01' and touch_rule = 'first' order by 1$$,
	$$values ('(none)', null::numeric), ('organic', 300.00), ('paid', 900.00), ('referral', null)$$, 'divided among the people, whatever they are cut by');
select is_empty($$
	select period_grain, period_start, touch_rule, sum(lead_count), sum(mql_count), sum(sql_count), sum(opportunity_count), sum(won_count), sum(closed_count), sum(judged_count), sum(won_value)
	from lead_kpi.lead_source group by dimension, period_grain, period_start, touch_rule
	except
	select period_grain, period_start, touch_rule, lead_count, mql_count, sql_count, opportunity_count, won_count, closed_count, judged_count, won_value from lead_kpi.lead_source where dimension = 'all'$$,
	'the slices of each dimension add up');
select is_empty($$select period_grain, period_start, lead_count, mql_count, won_value, cost from lead_kpi.lead_source where dimension = 'all' and touch_rule = 'last'
	except select period_grain, period_start, lead_count, mql_count, won_value, cost from lead_kpi.lead_source where dimension = 'all' and touch_rule = 'first'$$, 'the rules divide the same people and costs');
select is((select count(*) = count(distinct id) from lead_kpi.lead_source), true, 'each row once');
update lead_kpi.setting set value = '20' where name = 'lead_window_days';
select is((select string_agg(month || ' ' || is_complete, ', ' order by month) from source where dimension = 'all' and touch_rule = 'first'), '2025-11 true, 2025-12 true, 2026-01 false, 2026-02 false', 'a cohort is complete when its last lead has been waited for');
update lead_kpi.setting set value = null where name = 'lead_window_days';

-- A deal of two people is worth what it is worth; rates of win count people.
insert into lead_kpi.lead (lead_id, contact_id, created_at, opportunity_id) values ('l14', 'may', '2026-01-30 09:00+00', 'o1');
select results_eq($$select won_count, won_value from source where month = '2026-01' and dimension = 'all' and touch_rule = 'first'$$, $$values (2::bigint, 9000.00)$$, 'a deal of two people is counted once by value');
delete from lead_kpi.lead where lead_id = 'l14';
-- A cost without a campaign, and one that is a refund
insert into lead_kpi.campaign_cost (campaign_id, cost_on, amount_base) values (null, '2026-01-15', 50), ('c1', '2026-01-20', -30);
select results_eq($$select dimension_value, cost from source where month = '2026-01' and dimension = 'campaign' and touch_rule = 'first' order by 1$$, $$values ('(none)', 50.00), ('c1', 270.00), ('c2', 900.00)$$, 'a cost of marketing as a whole belongs to no campaign');
select is((select cost from source where month = '2026-01' and dimension = 'all' and touch_rule = 'last'), 1220.00, 'and to all');
delete from lead_kpi.campaign_cost where campaign_id is null or amount_base < 0;

-- Dirt changes no figure.
create temp table flow_before as select * from lead_kpi.lead_flow;
create temp table source_before as select * from lead_kpi.lead_source;
insert into lead_kpi.lead (lead_id, created_at, source_class, campaign_id, mql_at) values ('d1', 'infinity', 'paid', 'c1', null), ('d2', '-infinity', 'paid', 'c1', null),
	('d3', '0044-03-15 00:00+00 BC', 'paid', 'c1', null), ('d4', '2026-02-15 00:00+00', 'paid', 'c1', null), ('d5', '9999-12-31 00:00+00', 'paid', 'c1', 'infinity');
update lead_kpi.lead set sql_at = 'infinity', recycled_at = '-infinity', disqualified_at = '2999-01-01 00:00+00' where lead_id in ('l05', 'l08');
update lead_kpi.lead set mql_at = '-infinity' where lead_id = 'l06';
insert into lead_kpi.touch (touch_id, occurred_at, lead_id, kind, source_class, duration_s) values ('d1', 'infinity', 'l04', 'visit', 'paid', 'NaN'), ('d2', '-infinity', 'l04', 'visit', 'paid', '-Infinity'),
	('d3', '2026-03-01 00:00+00', 'l12', 'visit', 'paid', 1), ('d4', null, 'l05', null, null, null), ('d5', '2026-02-01 00:00+00', 'nobody', 'dance', 'paid', 'Infinity');
insert into lead_kpi.opportunity (opportunity_id, created_at, close_on, status, amount_base) values ('x1', 'infinity', '-infinity', 'won', 'NaN'), ('x2', null, 'infinity', 'maybe', 'Infinity');
insert into lead_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('c1', 'infinity', 'media', 1), ('c1', '-infinity', 'media', 1), ('c1', null, 'media', 1), ('c1', '2026-03-01', 'media', 1);
insert into lead_kpi.goal values ('new_lead_count', 'day', '2026-02-01', 1), ('new_lead_count', 'year', '2026-01-01', 'Infinity'), ('new_lead_count', 'month', '2025-12-01', null);
select is_empty('select * from lead_kpi.lead_flow except select * from flow_before', 'dirty rows change nothing in lead_flow');
select is_empty('select * from lead_kpi.lead_source except select * from source_before', 'nor in lead_source');
select is((select count(*) from lead_kpi.lead_source), (select count(*) from source_before), 'and add no row');
insert into lead_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('c2', '2026-01-31', 'media', 'NaN');
select results_eq($$select dimension_value, cost from source where month = '2026-01' and dimension = 'campaign' and touch_rule = 'first' order by 1$$, $$values ('(none)', null::numeric), ('c1', 300.00), ('c2', null)$$, 'a cost that is no number is not known');
update lead_kpi.opportunity set amount_base = 'NaN' where opportunity_id = 'o1';
select is((select won_value from source where month = '2026-01' and dimension = 'all' and touch_rule = 'first'), 0.00, 'a value that is no number is none');
update lead_kpi.lead set opportunity_id = 'x1' where lead_id = 'l03';
select lives_ok('select * from lead_kpi.lead_source', 'deals that cannot be do not break it');

-- Findings, of 200 leads of which 40 of one source are won
create schema lead_finding;
select is((select count(*) > 20 from abm_kpi_create_views('lead_finding', '{"settings": {"as_of": "2026-02-14"}}')), true, 'another schema');
insert into lead_finding.lead (lead_id, created_at, source, opportunity_id) select i, '2026-01-05 00:00+00', case when i <= 100 then 'good' when i <= 200 then 'bad' else 'new' end, 'o' || i from generate_series(1, 205) i;
insert into lead_finding.opportunity (opportunity_id, close_on, status, amount_base) select 'o' || i, '2026-02-01', case when i <= 40 or i = 201 then 'won' else 'lost' end, 10 from generate_series(1, 205) i;
select results_eq($$select dimension_value, won_count, finding from lead_finding.lead_source where period_grain = 'month' and dimension in ('source', 'all') and touch_rule = 'first' and lead_count > 0 order by 1$$,
	$$values ('all', 41::bigint, null), ('bad', 0, 'lower'), ('good', 40, 'higher'), ('new', 1, 'too few')$$, 'findings speak when the interval does');
select is(_finding(rate_summary(20, 100), rate_summary(41, 200), 30), 'no clear difference', 'and say so when it does not');
select is(_finding(rate_summary(20, 100), rate_summary(20, 100), 30), 'too few', 'there is nothing to compare with');

-- The last judgement counts; what brings a lead back is a visit, content or a form of theirs; a won deal counts by a close that can be, to the cent.
create schema lead_last;
select count(*) as made from abm_kpi_create_views('lead_last', '{"settings": {"as_of": "2026-02-14"}}') \gset
insert into lead_last.lead (lead_id, created_at, sql_at, disqualified_at, recycled_at, opportunity_id) values ('unfit', '2026-01-01', '2026-01-05', '2026-01-10', null, null), ('fit', '2026-01-01', '2026-01-10', '2026-01-05', null, null),
	('same', '2026-01-01', '2026-01-05', '2026-01-05', null, null), ('form', '2026-01-01', null, null, '2026-01-15', null), ('mail', '2026-01-01', null, null, '2026-01-15', null), ('early', '2026-01-01', null, null, '2026-01-15', null),
	('won', '2026-01-01', null, null, null, 'o1'), ('never', '2026-01-01', null, null, null, 'o2');
insert into lead_last.touch (touch_id, lead_id, occurred_at, kind) values ('t1', 'form', '2026-01-20', 'form'), ('t2', 'mail', '2026-01-20', 'email_open'), ('t3', 'early', '2026-01-10', 'form');
insert into lead_last.opportunity (opportunity_id, status, close_on, amount_base) values ('o1', 'won', '2026-02-01', 10.006), ('o2', 'won', '-infinity', 5);
select results_eq($$select disqualified_count, judged_count, reopened_count from lead_last.lead_flow where period_grain = 'month' and dimension = 'all' and period_start = '2026-01-01'$$, $$values (2::bigint, 3::bigint, 1::bigint)$$, 'two are unfit, one fit, one is back');
select results_eq($$select opportunity_count, won_count, closed_count, won_value from lead_last.lead_source where period_grain = 'month' and dimension = 'all' and touch_rule = 'first' and lead_count > 0$$,
	$$values (2::bigint, 1::bigint, 1::bigint, 10.01::numeric(18,2))$$, 'a deal that was won on a day that cannot be is in no figure');
drop schema lead_last cascade;

-- A filter on the grain and the dimension leaves one branch of each.
select matches(pg_temp.plan_of('select * from lead_kpi.lead_flow'), 'date_trunc\(''week''.*''source_class''::text', 'without a filter every grain and dimension is computed');
select doesnt_match(pg_temp.plan_of($$select * from lead_kpi.lead_flow where period_grain = 'month' and dimension = 'all'$$), 'date_trunc\(''(week|quarter|year)''|''(source_class|owner|segment)''::text', 'the filter reaches the scan of lead_flow');
select matches(pg_temp.plan_of('select * from lead_kpi.lead_source'), 'on lead_kpi\.touch', 'the last touch needs the touches');
select doesnt_match(pg_temp.plan_of($$select * from lead_kpi.lead_source where period_grain = 'month' and dimension = 'all' and touch_rule = 'first'$$), 'date_trunc\(''(quarter|year)''|''(source_class|landing_page)''::text|''last''|on lead_kpi\.touch', 'the filter reaches the scan of lead_source, which then needs none');
select * from finish();

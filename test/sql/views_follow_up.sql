-- The KPI views of hand-over, meetings and cost, over the leads of docs/recipes-leads.md, whose figures are counted there by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

-- Nothing, and nothing but NULL
create schema sale_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('sale_kpi', '{"settings": {"as_of": "2026-02-14", "min_n": "5"}}')), true, 'the views are made');
create function pg_temp.rows_there() returns text language sql as $$
	select concat_ws(' ', (select count(*) from sale_kpi.follow_up), (select count(*) from sale_kpi.meetings), (select count(*) from sale_kpi.mql_cost))
$$;
select is(pg_temp.rows_there(), '0 0 0', 'views of nothing have no rows');
insert into sale_kpi.touch (touch_id, kind) values (null, 'meeting'), (null, null);
insert into sale_kpi.lead (lead_id) values (null);
insert into sale_kpi.campaign_cost (campaign_id) values (null);
insert into sale_kpi.opportunity (opportunity_id) values (null);
insert into sale_kpi.campaign (campaign_id) values (null);
select is(pg_temp.rows_there(), '0 0 0', 'rows of NULL are nothing');
truncate sale_kpi.touch, sale_kpi.lead, sale_kpi.campaign_cost, sale_kpi.opportunity, sale_kpi.campaign;

insert into sale_kpi.account (account_id, name, owner_id, owner_name) values ('acme', 'Acme', 'o', 'Owner'), ('bolt', 'Bolt', 'o', 'Owner'), ('core', 'Core', null, null), ('echo', 'Echo', null, null);
insert into sale_kpi.account_list values ('abm', 'acme', '1', '2026-01-10', null);
delete from sale_kpi.inbound_source;
insert into sale_kpi.inbound_source values ('organic');
insert into sale_kpi.owner_team values ('u1', 'North');
insert into sale_kpi.holiday values ('2026-01-19'), ('infinity');
insert into sale_kpi.campaign (campaign_id, name, program, channel) values ('c1', 'One', 'Search', 'web'), ('c2', 'Two', 'Ads', 'paid');
insert into sale_kpi.lead (lead_id, contact_id, account_id, created_at, source_class, source, campaign_id, mql_at, sql_at, converted_at, opportunity_id, recycled_at, owner_id, is_deleted) values
	('l01', 'ann', 'acme', '2026-01-03 09:00+00', 'organic', 'seo', 'c1', '2026-01-05 09:00+00', '2026-01-07 09:00+00', '2026-01-10 09:00+00', 'o1', null, 'u1', false),
	('l02', 'bob', 'bolt', '2026-01-04 09:00+00', 'paid', 'ads', 'c2', '2026-01-10 09:00+00', null, '2026-01-20 09:00+00', 'o2', null, 'u1', false),
	('l03', 'cat', 'core', '2026-01-08 09:00+00', 'organic', 'seo', 'c1', '2026-01-09 09:00+00', null, null, null, null, 'u1', false),
	('l04', null, null, '2026-01-15 09:00+00', null, null, null, '2026-01-18 09:00+00', null, null, null, '2026-01-25 09:00+00', 'u1', false),
	('l05', null, 'echo', '2026-01-20 09:00+00', 'referral', null, null, null, null, null, null, null, 'u2', null),
	('l06', 'ann', 'acme', '2026-01-22 09:00+00', 'paid', 'ads', 'c2', null, null, null, null, null, 'u2', false),
	('l07', 'x', 'acme', '2026-01-23 09:00+00', 'paid', 'ads', 'c2', '2026-01-24 09:00+00', null, null, null, null, 'u2', true),
	('l08', 'gus', null, '2026-01-25 09:00+00', 'organic', 'seo', 'c1', null, null, null, null, null, 'u2', false),
	('l09', 'hal', 'echo', '2026-02-02 09:00+00', 'paid', 'ads', 'c2', '2026-02-05 09:00+00', '2026-02-06 09:00+00', '2026-02-08 09:00+00', 'o3', null, 'u2', false),
	('l10', 'ida', 'core', '2026-02-03 09:00+00', 'organic', 'seo', 'c1', '2026-02-12 09:00+00', null, null, null, null, 'u2', false),
	('l12', 'kim', null, '2025-12-10 09:00+00', 'paid', 'ads', 'c2', '2025-12-20 09:00+00', null, null, null, '2026-01-05 09:00+00', 'u2', false),
	('l13', 'lea', null, '2026-02-09 09:00+00', 'referral', null, null, null, '2026-02-10 09:00+00', null, null, null, 'u2', false),
	-- kim again
	('l14', 'kim', null, '2026-02-01 09:00+00', 'paid', 'ads', 'c2', '2026-02-03 09:00+00', null, '2026-02-04 09:00+00', 'o5', null, 'u2', false);
insert into sale_kpi.opportunity (opportunity_id, account_id, created_at, close_on, status, amount_base, campaign_id, owner_id, owner_name, source, source_class) values
	('o1', 'acme', '2026-01-10 09:00+00', '2026-02-10', 'won', 9000, 'c1', 'r1', 'Rep', 'seo', 'organic'), ('o2', 'bolt', '2026-01-20 09:00+00', '2026-02-12', 'lost', 4000, 'c2', 'r2', null, 'ads', 'paid'),
	('o3', 'echo', '2026-02-08 09:00+00', null, 'open', 5000, 'c2', 'r1', 'Rep', null, null), ('o4', 'core', '2026-01-05 09:00+00', '2026-01-30', 'won', 2000, null, 'r1', 'Rep', null, null),
	('o5', null, '2026-02-04 09:00+00', '2026-02-09', 'won', null, null, 'r1', 'Rep', null, null);
insert into sale_kpi.touch (touch_id, occurred_at, lead_id, contact_id, kind, direction, outcome, is_bot) values
	('1', '2026-01-05 13:00+00', 'l01', null, 'call', 'outbound', null, false),
	-- before it qualified
	('2', '2026-01-09 12:00+00', 'l02', null, 'call', 'outbound', null, false), ('3', '2026-01-13 09:00+00', 'l02', null, 'call', 'out', null, false),
	-- a program, her own call, a meeting that was cancelled; then a mail, which is known by the contact
	('4', '2026-01-09 09:05+00', 'l03', null, 'email', 'outbound', null, true), ('5', '2026-01-09 11:00+00', 'l03', null, 'call', 'inbound', null, false), ('6', '2026-01-09 12:00+00', 'l03', null, 'call', 'out', 'cancelled', false), ('7', '2026-01-10 03:00+00', null, 'cat', 'email', 'outbound', null, false),
	('8', '2026-01-20 09:00+00', 'l04', null, 'call', 'outbound', 'no_show', null), ('9', '2026-02-05 09:30+00', 'l09', null, 'call', 'outbound', null, false), ('10', '2026-02-16 09:30+00', 'l10', null, 'call', 'outbound', null, false);

-- follow_up: in January l01 after 4 hours, l02 72, l03 18, l04 48; in February l09 half an hour, l10 and l13 wait.
select results_eq($$select to_char(period_start, 'YYYY-MM'), mql_count, followed_up_count, within_sla_count, judged_count, accepted_count, returned_count, again_mql_count, returned_won_count, untouched_count, is_complete from sale_kpi.follow_up where period_grain = 'month' and dimension = 'all' order by 1$$,
	-- kim of December was returned, qualified again and was won; nobody called her
	$$values ('2025-12', 1::bigint, 0::bigint, 0::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, false), ('2026-01', 4, 4, 2, 4, 2, 1, 0, 0, 0, false), ('2026-02', 3, 1, 1, 3, 2, 0, 0, 0, 2, false)$$, 'follow_up by month');
select results_eq($$select mql_count, round(within_sla_rate::numeric, 4), median_first_touch_days, median_first_touch_business_days, n, is_thin from sale_kpi.follow_up where period_grain = 'year' and dimension = 'all' and period_start = '2026-01-01'$$,
	-- 0, 4, 18, 48, 72 hours and two that wait: half of seven is reached at 48. In business days 0, 1/16, 1/2, 1 and 1, and two that wait for 2 and 4.
	$$values (7::bigint, 0.4286, 2::float8, 1::float8, 7::bigint, false)$$, 'those who wait are not left out of the median, as in K34');
select results_eq($$select dimension, dimension_value, mql_count, median_first_touch_days, untouched_count from sale_kpi.follow_up where period_grain = 'year' and dimension in ('team', 'source', 'comparison_group') and period_start = '2026-01-01' order by 1, 2$$,
	$$values ('comparison_group', 'inbound', 3::bigint, 0.75::float8, 1::bigint), ('comparison_group', 'other', 4, 2.5, 1), ('source', '(none)', 2, 79.5 / 24, 1), ('source', 'ads', 2, 36.25 / 24, 0), ('source', 'seo', 3, 0.75, 1), ('team', '(none)', 3, null, 2), ('team', 'North', 4, 33 / 24.0, 0)$$, 'by team, source and group; where exactly half have had it, the middle up to the next; none while more wait');
update sale_kpi.setting set value = '18:00' where name = 'opens_at';
select results_eq($$select mql_count, median_first_touch_days, median_first_touch_business_days from sale_kpi.follow_up where period_grain = 'year' and dimension = 'all' and period_start = '2026-01-01'$$,
	$$values (7::bigint, 2::float8, null::float8)$$, 'a day that closes before it opens has no hours');
update sale_kpi.setting set value = null where name = 'opens_at';
update sale_kpi.setting set value = '3' where name = 'follow_up_days';
select results_eq($$select within_sla_count, judged_count from sale_kpi.follow_up where period_grain = 'month' and dimension = 'all' and period_start >= '2026-01-01' order by period_start$$,
	-- the three days of l10 are not over
	$$values (4::bigint, 4::bigint), (1, 2)$$, 'who still has time is not judged');
update sale_kpi.setting set value = '2026-07-01' where name = 'as_of';
select is((select bool_and(is_complete) from sale_kpi.follow_up where period_grain = 'month' and dimension = 'all' and period_start < '2026-03-01'), true, 'a cohort is complete after lead_window_days');
update sale_kpi.setting set value = '2026-02-14' where name = 'as_of';
select is((select count(*) from sale_kpi.follow_up where period_grain = 'week' and dimension = 'all'), 9::bigint, 'weeks from 15 December to 9 February');

-- meetings
insert into sale_kpi.touch (touch_id, occurred_at, booked_at, scheduled_at, kind, account_id, lead_id, outcome, is_bot) values
	('m1', '2026-01-12 10:00+00', '2026-01-05 10:00+00', '2026-01-12 10:00+00', 'demo', 'acme', null, 'held', false), ('m2', '2026-01-22 10:00+00', '2026-01-10 10:00+00', '2026-01-22 10:00+00', 'meeting', 'bolt', null, 'no_show', null),
	-- moved to February
	('m3', '2026-01-15 10:00+00', '2026-01-11 10:00+00', '2026-01-15 10:00+00', 'meeting', 'bolt', null, 'moved', false), ('m4', '2026-02-02 10:00+00', '2026-01-14 10:00+00', '2026-02-02 10:00+00', 'meeting', 'bolt', null, 'held', false),
	('m5', '2026-01-20 10:00+00', null, '2026-01-20 10:00+00', 'call', 'echo', 'l05', 'cancelled', false), ('m6', '2026-01-20 10:00+00', null, null, 'call', 'echo', null, 'held', false),
	('m7', '2026-02-20 10:00+00', '2026-02-10 10:00+00', '2026-02-20 10:00+00', 'meeting', 'echo', null, null, false), ('m8', '2026-01-25 10:00+00', null, null, 'meeting', 'core', null, 'perhaps', false),
	('m9', '2026-01-25 10:00+00', null, null, 'meeting', 'core', null, 'held', true), ('m10', 'infinity', 'infinity', '-infinity', 'meeting', 'core', null, 'held', false), ('m11', '1900-01-01', null, null, 'meeting', 'core', null, 'held', false);
select results_eq($$select to_char(period_start, 'YYYY-MM'), scheduled_count, due_count, held_count, held_or_no_show_count, no_show_count, cancelled_count, moved_count, without_outcome_count, account_count, won_with_count, closed_with_count, won_without_count, closed_without_count from sale_kpi.meetings where period_grain = 'month' and dimension = 'all' order by 1$$,
	-- o1 had a demo, o2, o4 and o5 had none
	$$values ('2026-01', 5::bigint, 4::bigint, 1::bigint, 2::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 0::bigint, 0::bigint, 1::bigint, 1::bigint), ('2026-02', 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 2)$$, 'one that was moved is one meeting; a call that nobody arranged is none');
select results_eq($$select dimension, dimension_value, dimension_label, due_count, held_count from sale_kpi.meetings where period_grain = 'year' and dimension <> 'all' and due_count > 0 order by 1, 2$$,
	-- m1 is of the owner of o1, m2 and m4 of o2, m5 of its lead, m8 of o4
	$$values ('comparison_group', 'abm', 'abm', 1::bigint, 1::bigint), ('comparison_group', 'other', 'other', 4, 1), ('meeting_kind', 'call', 'call', 1, 0), ('meeting_kind', 'demo', 'demo', 1, 1), ('meeting_kind', 'meeting', 'meeting', 3, 1),
		('owner', 'r1', 'Rep', 2, 1), ('owner', 'r2', 'r2', 2, 1), ('owner', 'u2', 'u2', 1, 0), ('source', '(none)', '(none)', 2, 0), ('source', 'ads', 'ads', 2, 1), ('source', 'seo', 'seo', 1, 1)$$, 'whose meeting it is');
select is_empty($$select period_grain, period_start, sum(scheduled_count), sum(due_count), sum(held_count), sum(moved_count), sum(closed_with_count) from sale_kpi.meetings group by dimension, period_grain, period_start
	except select period_grain, period_start, scheduled_count, due_count, held_count, moved_count, closed_with_count from sale_kpi.meetings where dimension = 'all'$$, 'the slices add up');
select results_eq($$select n, value from sale_kpi.overview where kpi = 'show_rate' and dimension = 'all' and period_grain = 'month' and period_start = '2026-01-01'$$, $$select held_or_no_show_count, show_rate from sale_kpi.meetings where dimension = 'all' and period_grain = 'month' and period_start = '2026-01-01'$$, 'overview has the same show rate');

-- mql_cost, as in K23
insert into sale_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values
	('c1', '2026-01-01', 'media', 300), ('c2', '2026-01-01', 'media', 600), ('c2', '2026-01-01', 'labour', 300), ('c1', '2026-02-01', 'media', 200), ('c2', '2026-02-01', 'labour', null), ('c1', '2025-11-01', 'media', 100), ('c1', 'infinity', 'media', 7);
select results_eq($$select to_char(period_start, 'YYYY-MM'), media_cost, labour_cost, technology_cost, total_cost, cost_is_known, lead_count, mql_count, opportunity_count, new_customer_count from sale_kpi.mql_cost where period_grain = 'month' and dimension = 'all' order by 1$$,
	$$values ('2025-11', 100.00, null::numeric, null::numeric, 100.00, true, 0::bigint, 0::bigint, 0::bigint, 0::bigint), ('2025-12', null, null, null, null, false, 1, 1, 0, 0),
		('2026-01', 900, 300, null, 1200, true, 6, 4, 3, 1), ('2026-02', 200, null, null, null, false, 3, 3, 2, 1)$$, 'unknown cost is not 0');
select results_eq($$select to_char(period_start, 'YYYY-MM'), cost_per_lead, cost_per_mql, cost_per_opportunity, cost_per_new_customer, pipeline_value_per_mql, won_value_per_mql from sale_kpi.mql_cost where period_grain = 'month' and dimension = 'all' order by 1$$,
	$$values ('2025-11', null::numeric, null::numeric, null::numeric, null::numeric, null::numeric, null::numeric), ('2025-12', null, null, null, null, 0, 0), ('2026-01', 200.00, 300.00, 400.00, 1200.00, 0.00, 500.00), ('2026-02', null, null, null, null, 1666.67, 3000.00)$$, 'costs for each, beside what a qualified lead is worth');
select results_eq($$select dimension, dimension_value, total_cost, mql_count from sale_kpi.mql_cost where period_grain = 'month' and period_start = '2026-01-01' and dimension <> 'all' order by 1, 2$$,
	$$values ('campaign', '(none)', null::numeric, 1::bigint), ('campaign', 'c1', 300.00, 2), ('campaign', 'c2', 900.00, 1), ('channel', '(none)', null, 1), ('channel', 'paid', 900, 1), ('channel', 'web', 300, 2),
		('comparison_group', '(none)', null, 0), ('comparison_group', 'abm', null, 0), ('comparison_group', 'inbound', 300, 2), ('comparison_group', 'other', 900, 2), ('program', '(none)', null, 1), ('program', 'Ads', 900, 1), ('program', 'Search', 300, 2)$$, 'by campaign; by group as the people whom the campaign brought');
-- A cost of a campaign that brought two of three inbound is divided.
insert into sale_kpi.lead (lead_id, created_at, source_class, campaign_id) values ('l20', '2026-01-09', 'paid', 'c1'), ('l21', '2026-01-09', 'paid', 'c1'), ('l22', '2026-01-09', 'paid', 'c1');
select results_eq($$select dimension_value, total_cost from sale_kpi.mql_cost where period_grain = 'month' and period_start = '2026-01-01' and dimension = 'comparison_group' order by 1$$, $$values ('(none)', null::numeric), ('abm', null), ('inbound', 150.00), ('other', 1050.00)$$, 'and divided among groups');
select is_empty($$select period_grain, period_start, sum(lead_count), sum(mql_count), sum(opportunity_count), sum(new_customer_count), case when bool_and(cost_is_known or total_cost is null) then null end from sale_kpi.mql_cost group by dimension, period_grain, period_start
	except select period_grain, period_start, lead_count, mql_count, opportunity_count, new_customer_count, null from sale_kpi.mql_cost where dimension = 'all'$$, 'the slices add up');
select is_empty($$select dimension, sum(total_cost) from sale_kpi.mql_cost where period_grain = 'month' and period_start = '2026-01-01' group by dimension having sum(total_cost) <> 1200$$, 'so do known costs');
select is((select count(*) = count(distinct id) from sale_kpi.follow_up) and (select count(*) = count(distinct id) from sale_kpi.meetings) and (select count(*) = count(distinct id) from sale_kpi.mql_cost), true, 'each row once');

select doesnt_match(pg_temp.plan_of($$select * from sale_kpi.follow_up where period_grain = 'month' and dimension = 'owner'$$), 'date_trunc\(''(week|quarter|year)''|''(team|source|comparison_group)''::text', 'the filters of follow_up reach the scan');
select doesnt_match(pg_temp.plan_of($$select * from sale_kpi.meetings where period_grain = 'month' and dimension = 'owner'$$), 'date_trunc\(''(week|quarter|year)''|''(meeting_kind|source|comparison_group)''::text', 'those of meetings');
select doesnt_match(pg_temp.plan_of($$select * from sale_kpi.mql_cost where period_grain = 'year' and dimension = 'program'$$), 'date_trunc\(''(week|quarter)''|''(campaign|channel|comparison_group)''::text', 'those of mql_cost');
select * from finish();
rollback;

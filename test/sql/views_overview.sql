-- overview, abm_comparison, data_quality and kpi_status over a small schema of canonical tables.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select no_plan();

create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(%1$s except all %2$s) union all (%2$s except all %1$s)', '(' || a || ')', '(' || b || ')'), what)
$$;

-- Nothing to read
create schema none;
select lives_ok($$select abm_kpi_create_views('none')$$, 'views are made over nothing');
select is_empty('select * from none.overview', 'overview of nothing has no rows');
select is_empty('select * from none.abm_comparison', 'nor has abm_comparison');
select is_empty('select * from none.data_quality', 'nothing has no faults');
select is((select format('%s %s %s', count(*), count(distinct kpi), string_agg(distinct status, ',')) from none.kpi_status), '55 55 empty', 'each of the 55 KPIs is empty');
select is_empty('select kpi from none.kpi_status where reason is null or row_count <> 0', 'and says why');
drop schema none cascade;

-- A layout without surveys says so.
\set crm crm_overview
\set include :srcdir '/include/crm.sql'
\i :include
select is((select count(*) > 0 from abm_kpi_connect(null, 'crm_overview', 'sf', '{"settings": {"as_of": "2024-04-30"}}')), true, 'a CRM without surveys connects');
select is((select format('%s; %s; %s; %s', status, reason, next_step, view_name) from sf.kpi_status where kpi = 'nps'), 'empty; the layout salesforce_fivetran has no survey_response; fill survey_response; nps', 'NPS is empty because the layout has no surveys');
select is((select format('%s %s %s %s', status, row_count, newest_on, history_from_on) from sf.kpi_status where kpi = 'win_rate'), (select format('ready 48 %s %s', date '2024-02-29', date '2024-01-02')), 'win_rate is ready: 48 closed deals, the last created on day 59');
insert into sf.lead (lead_id, created_at, converted_at, disqualified_at) values ('l', '2024-01-01', '2024-01-02', '2024-01-03');
select is((select reason from sf.kpi_status where kpi = 'predicted_rate'), 'the layout salesforce_fivetran has no touch', 'of several relations the one that is empty is named');
delete from sf.lead;
select is((select format('%s; %s', status, reason) from sf.kpi_status where kpi = 'baseline_value'), 'empty; the settings table baseline is empty', 'an empty settings table too');
update sf.setting set value = '2025-04-30' where name = 'as_of';
select is((select format('%s: %s', status, reason) from sf.kpi_status where kpi = 'win_rate'), format('stale: nothing in opportunity since %s', date '2024-02-29'), 'a year later it is stale');
update sf.setting set value = '2024-04-30' where name = 'as_of';
update sf.setting set value = '49' where name = 'min_n';
select is((select format('%s: %s', status, reason) from sf.kpi_status where kpi = 'win_rate'), 'thin: only 48 rows in opportunity', 'with a higher min_n it is thin');
select columns_are('sf', 'kpi_status', array['id', 'kpi', 'n', 'is_thin', 'label', 'view_name', 'column_name', 'entity_needed', 'row_count', 'newest_on', 'history_from_on', 'status', 'reason', 'next_step', 'good_direction'], 'kpi_status has its columns');
select columns_are('sf', 'data_quality', array['id', 'entity', 'problem', 'n', 'is_thin', 'row_count', 'row_share_rate', 'row_share_rate_lo', 'row_share_rate_hi', 'entity_count', 'value_affected', 'example_keys', 'views_affected', 'first_seen_on'], 'data_quality too');
select columns_are('sf', 'overview', array['id', 'kpi', 'period_grain', 'period_start', 'dimension', 'dimension_value', 'n', 'is_thin', 'is_complete', 'dimension_label', 'kpi_label', 'journey_phase', 'unit', 'value', 'value_lo', 'value_hi',
	'previous_value', 'change', 'change_lo', 'change_hi', 'year_ago_value', 'change_year_ago', 'change_year_ago_lo', 'change_year_ago_hi', 'goal_value', 'baseline_value', 'good_direction', 'finding'], 'overview too');
select columns_are('sf', 'abm_comparison', array['id', 'kpi', 'period_grain', 'period_start', 'compared_with', 'n', 'is_thin', 'is_complete', 'unit', 'abm_value', 'abm_value_lo', 'abm_value_hi', 'abm_n', 'rival_value', 'rival_value_lo', 'rival_value_hi', 'rival_n',
	'difference', 'difference_lo', 'difference_hi', 'lift', 'p_value', 'expected_direction', 'as_expected', 'target_share_of_wins_rate', 'target_share_of_wins_rate_lo', 'target_share_of_wins_rate_hi', 'target_won_count', 'won_count'], 'abm_comparison too');

-- Deals of two years: i % 3 says whose, those of a1 are ABM.
create schema k;
create table k.account as select 'a' || i as account_id, 'A' || i as name, 'seg' as segment from generate_series(0, 2) i;
create table k.opportunity as
select 'd' || lpad(i::text, 3, '0') as opportunity_id, 'a' || i % 3 as account_id, timestamptz '2023-01-01 12:00+00' + i * interval '3 days' as created_at, date '2023-01-11' + i * 3 + i % 7 as close_on,
	case when i % 4 = 0 or i % 3 = 1 and i % 2 = 0 then 'won' when i % 11 = 0 then 'disqualified' when i % 13 = 0 then 'open' else 'lost' end as status, (100 + i * i % 37)::numeric as amount, (100 + i * i % 37)::numeric as amount_base,
	null::text as currency, case i % 3 when 2 then 'organic_search' else 'paid' end as source_class, 0.5::float8 as probability, false as is_deleted
from generate_series(1, 160) i;
create table k.lead as select 'l' || i as lead_id, 'c' || i as contact_id, 'a' || i % 3 as account_id, timestamptz '2024-01-01' + i * interval '1 day' as created_at, case when i % 4 = 0 then timestamptz '2024-01-03' + i * interval '1 day' end as mql_at,
	case i % 3 when 2 then 'organic_search' else 'paid' end as source_class, 1::float8 as score, case when i % 8 = 0 then 'd' || lpad(i::text, 3, '0') end as opportunity_id from generate_series(1, 80) i;
create table k.survey_response as select 'r' || i as response_id, 'nps' as kind, 'p' || i as contact_id, 'a' || i % 3 as account_id, timestamptz '2024-02-01' + i * interval '1 day' as answered_at, (i * 5 % 11)::numeric as score from generate_series(1, 60) i;
create table k.subscription as select 's' || i as subscription_id, 'a' || i as account_id, date '2023-01-01' as start_on, case i when 2 then date '2024-03-01' end as end_on, (100 * (i + 1))::numeric as mrr_base, null::text as product from generate_series(0, 2) i
	union all select 'more', 'a1', '2024-03-10', null, 50, null;
select count(*) > 0 as made from abm_kpi_create_views('k', '{"settings": {"as_of": "2024-05-20", "min_n": 8}}') \gset
insert into k.account_list values ('abm', 'a1', '1', '2022-01-01', null);
insert into k.inbound_source values ('organic_search') on conflict do nothing;

create temp view period as
select 'month' as grain, t::date as starts, (t + interval '1 month')::date as stops, (t - interval '1 month')::date as before, (t - interval '1 year')::date as year_ago from generate_series(timestamp '2023-01-01', '2024-05-01', '1 month') t
union all select 'quarter', t::date, (t + interval '3 months')::date, (t - interval '3 months')::date, (t - interval '1 year')::date from generate_series(timestamp '2023-01-01', '2024-04-01', '3 months') t
union all select 'trailing_year', t::date, (t + interval '1 year')::date, (t - interval '1 year')::date, (t - interval '1 year')::date from generate_series(timestamp '2023-01-01', '2023-06-01', '1 month') t;
create temp view closed as
select p.*, s.value as slice, count(*) filter (where o.status = 'won') as won, count(*) filter (where o.status in ('won', 'lost')) as ended, sum(o.amount_base) filter (where o.status = 'won') as won_value, sum(o.amount_base) as closed_value,
	avg(o.amount_base) filter (where o.status = 'won') as average, avg(o.close_on - o.created_at::date) filter (where o.status = 'won') as days, count(*) filter (where o.status = 'disqualified') as unfit, count(*) as judged, stddev_samp(o.amount_base) filter (where o.status = 'won') as spread
from period p join k.opportunity o on o.close_on >= p.starts and o.close_on < least(p.stops, '2024-05-21') and o.status <> 'open'
cross join lateral (values ('all'), (case o.account_id when 'a1' then 'abm' when 'a2' then 'inbound' else 'other' end)) s(value)
group by p.grain, p.starts, p.stops, p.before, p.year_ago, s.value;
create temp view expected as
select grain, starts, before, year_ago, slice, e.kpi, e.value, e.n from closed c cross join lateral (values ('win_rate', c.won::numeric / nullif(c.ended, 0), c.ended), ('won_count', c.won, c.won), ('won_value', coalesce(c.won_value, 0), c.won), ('average_deal_value', c.average, c.won),
	('average_days', c.days, c.won), ('disqualified_rate', c.unfit::numeric / c.judged, c.judged), ('velocity', c.won_value / nullif(c.days, 0), c.ended)) e(kpi, value, n);

select pg_temp.same($$select kpi, period_grain, period_start, dimension_value, n, round(value::numeric, 6) from k.overview where period_grain <> 'year' and n > 0
		and kpi in ('win_rate', 'won_count', 'won_value', 'average_deal_value', 'average_days', 'disqualified_rate', 'velocity')$$,
	$$select kpi, grain, starts, slice, n, round(value, 6) from expected where n > 0$$, 'overview: the figures of deals');
select pg_temp.same($$select kpi, period_grain, period_start, dimension_value, round(previous_value::numeric, 6), round(year_ago_value::numeric, 6) from k.overview where period_grain <> 'year' and n > 0
		and kpi in ('win_rate', 'average_deal_value', 'average_days', 'disqualified_rate')$$,
	$$select e.kpi, e.grain, e.starts, e.slice, round(b.value, 6), round(y.value, 6) from expected e left join expected b on (b.kpi, b.grain, b.slice, b.starts) = (e.kpi, e.grain, e.slice, e.before)
		left join expected y on (y.kpi, y.grain, y.slice, y.starts) = (e.kpi, e.grain, e.slice, e.year_ago) where e.n > 0 and e.kpi in ('win_rate', 'average_deal_value', 'average_days', 'disqualified_rate')$$, 'overview: the figures before');
select is_empty($$select id, change, value, previous_value from k.overview where abs(change - (value - previous_value)) > 1e-9 or (change is null) <> (value is null or previous_value is null or kpi = 'won_value' and not is_complete or kpi ~ '_count$' and not is_complete)$$, 'overview: the change is that of both, but for counts of the running period');
select is_empty($$select id from k.overview where kpi <> 'nps' and (change_lo > change or change_hi < change or value_lo > value or value_hi < value)$$, 'overview: figures are within their limits');
select is_empty($$select id, finding from k.overview where finding = 'higher' and not (change_lo > 0 and n >= 8) or finding = 'lower' and not (change_hi < 0 and n >= 8) or finding = 'no clear difference' and not (change_lo <= 0 and change_hi >= 0)$$, 'overview: findings speak if the interval does');
select is((select count(*) > 0 from k.overview where finding = 'too few') and (select count(*) > 0 from k.overview where finding = 'no clear difference'), true, 'overview: and there are some');
select is((select format('%s %s', n, value) from k.overview where id = 'mql_rate|month|2024-02-01|all|all'), (select format('%s %s', count(*), avg((mql_at is not null)::int)::float8) from k.lead where created_at >= '2024-02-01' and created_at < '2024-03-01'), 'overview: the MQL rate of a month of leads');
select is((select format('%s %s', n, value) from k.overview where id = 'mql_count|month|2024-02-01|all|all'), (select format('%s %s', count(*), count(*)) from k.lead where mql_at >= '2024-02-01' and mql_at < '2024-03-01'), 'overview: the MQLs of a month');
select is((select format('%s %s', n, value) from k.overview where id = 'won_rate|quarter|2024-01-01|all|all'), (select format('%s %s', count(*), avg((o.status is not null)::int)::float8) from k.lead l left join k.opportunity o on o.opportunity_id = l.opportunity_id and o.status = 'won' and o.close_on <= '2024-05-20' where l.created_at < '2024-04-01'), 'overview: leads won');
select is((select format('%s %s', n, round(value::numeric, 6)) from k.overview where id = 'nps|quarter|2024-01-01|all|all'), (select format('%s %s', count(*), round(100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score <= 6)) / count(*), 6)) from k.survey_response where answered_at < '2024-04-01'), 'overview: NPS');
-- a2 left with 300 of 600; a1 went from 200 to 250.
select is((select string_agg(format('%s %s %s', kpi, n, round(value::numeric, 6)), ', ' order by kpi) from k.overview where kpi ~ 'retention' and period_grain = 'quarter' and period_start = '2024-01-01' and dimension = 'all'), 'gross_retention_rate 3 0.500000, logo_retention_rate 3 0.666667, net_retention_rate 3 0.583333', 'overview: retention, by hand');
insert into k.goal values ('win_rate', 'month', '2024-01-01', 0.4), ('win_rate', 'quarter', '2024-01-01', 'NaN'), ('win_rate', 'year', '2024-01-01', 0.5);
insert into k.baseline values ('old', 'win_rate', 'all', 'all', '2022-01-01', '2022-06-01', 0.1, 9), ('new', 'win_rate', 'all', 'all', '2022-01-01', '2022-07-01', 0.2, 9), ('new', 'win_rate', 'comparison_group', 'abm', '2022-01-01', '2022-07-01', 'Infinity', 9);
select pg_temp.same($$select period_grain, dimension_value, goal_value, baseline_value from k.overview where kpi = 'win_rate' and period_start = '2024-01-01' and period_grain <> 'trailing_year' and dimension_value in ('all', 'abm')$$,
	$$values ('month', 'all', 0.4::float8, 0.2::float8), ('quarter', 'all', null, 0.2), ('year', 'all', 0.5, 0.2), ('month', 'abm', null, null), ('quarter', 'abm', null, null), ('year', 'abm', null, null)$$, 'overview: the goal of the grain, the latest baseline');
select is_empty($$select kpi from k.overview o where not exists (select from _kpi_catalogue() c where c.kpi = o.kpi and c.label = o.kpi_label and c.unit = o.unit and c.journey_phase = o.journey_phase and c.good_direction = o.good_direction)$$, 'overview: names as in the catalogue');
select results_eq($$select good_direction from k.overview where kpi = 'average_days' limit 1$$, array['neutral'], 'a longer cycle is not worse');

-- ABM against the others
select pg_temp.same($$select kpi, period_grain, period_start, compared_with, abm_n, rival_n, round(abm_value::numeric, 6), round(rival_value::numeric, 6), round(difference::numeric, 6), round(lift::numeric, 6) from k.abm_comparison
		where period_grain <> 'year' and compared_with <> 'all_other' and kpi in ('win_rate', 'average_deal_value', 'average_days', 'velocity', 'disqualified_rate') and abm_n > 0 and rival_n > 0$$,
	$$select a.kpi, a.grain, a.starts, r.slice, a.n, r.n, round(a.value, 6), round(r.value, 6), round(a.value - r.value, 6), round(a.value / nullif(r.value, 0) - 1, 6) from expected a join expected r on (r.kpi, r.grain, r.starts) = (a.kpi, a.grain, a.starts) and r.slice in ('inbound', 'other') and r.n > 0
		where a.slice = 'abm' and a.n > 0 and a.kpi in ('win_rate', 'average_deal_value', 'average_days', 'velocity', 'disqualified_rate')$$, 'abm_comparison: both sides and what is between them');
select is((select format('%s %s', rival_n, round(rival_value::numeric, 6)) from k.abm_comparison where id = 'win_rate|trailing_year|2023-06-01|all_other'),
	(select format('%s %s', sum(ended), round(sum(won) / sum(ended), 6)) from closed where grain = 'trailing_year' and starts = '2023-06-01' and slice in ('inbound', 'other')), 'abm_comparison: all others together');
-- Newcombe's interval is that of the Wilson limits of both sides.
select is_empty($$select id from k.abm_comparison where kpi in ('win_rate', 'mql_rate') and abm_n > 0 and rival_n > 0
	and (abs(difference_lo - (difference - sqrt((abm_value - abm_value_lo) ^ 2 + (rival_value_hi - rival_value) ^ 2))) > 1e-9 or abs(difference_hi - (difference + sqrt((abm_value_hi - abm_value) ^ 2 + (rival_value - rival_value_lo) ^ 2))) > 1e-9)$$, 'abm_comparison: the limits of a difference of rates');
select pg_temp.same($$select distinct period_start, target_won_count, won_count, round(target_share_of_wins_rate::numeric, 6) from k.abm_comparison where period_grain = 'trailing_year' and kpi = 'win_rate'$$,
	$$select starts, sum(won) filter (where slice = 'abm'), sum(won) filter (where slice = 'all'), round(sum(won) filter (where slice = 'abm') / sum(won) filter (where slice = 'all'), 6) from closed where grain = 'trailing_year' group by starts$$, 'abm_comparison: the share of wins');
select is_empty($$select id from k.abm_comparison where as_expected = 'yes' and not (difference_lo > 0 and expected_direction = 'higher' or difference_hi < 0 and expected_direction = 'lower') or as_expected = 'no' and not (difference_lo > 0 and expected_direction = 'lower' or difference_hi < 0 and expected_direction = 'higher') or as_expected <> 'too few' and least(abm_n, rival_n) < 8$$, 'abm_comparison: yes and no only if the interval says so');
select is((select format('%s %s %s', as_expected, abm_n, rival_n) from k.abm_comparison where id = 'win_rate|trailing_year|2023-06-01|all_other'), (select 'yes ' || sum(ended) filter (where slice = 'abm') || ' ' || sum(ended) filter (where slice in ('inbound', 'other')) from closed where grain = 'trailing_year' and starts = '2023-06-01'), 'abm_comparison: it is as expected here');
select is_empty($$select id from k.abm_comparison where kpi in ('won_count', 'enps')$$, 'abm_comparison: counts are not compared');

-- What people do, and what customers are worth, by hand. t1 is a target all the time, t2 from the middle of March on; of i1 the lead is inbound; n1 came in the middle of April; calls of ours and ads are no sign of theirs.
-- Of x three people saw an ad in March; c1 read it in March, c2 in April, c3 not at all; the second ad for c1 changes nothing.
create schema e;
select count(*) > 0 as made from abm_kpi_create_views('e', '{"settings": {"as_of": "2024-05-20", "min_n": 1}}') \gset
insert into e.account (account_id, created_at, is_deleted) select v, case v when 'n1' then timestamptz '2024-04-10' else '2023-05-01' end, v = 'gone' from unnest(array['t1', 't2', 'i1', 'o1', 'o2', 'n1', 'gone']) v;
insert into e.account_list values ('abm', 't1', '1', '2023-05-01', null), ('abm', 't2', '1', '2024-03-15', null);
insert into e.lead (lead_id, account_id, created_at, source_class) values ('l1', 'i1', '2023-06-01', 'organic_search');
insert into e.touch (touch_id, occurred_at, account_id, contact_id, kind, direction, asset_id, source_class) values ('1', '2024-03-02', 't1', 'c1', 'ad', null, 'x', null), ('2', '2024-03-10', 't1', 'c1', 'content', null, 'x', null), ('3', '2024-03-20', 't1', 'c1', 'ad', null, 'x', null),
	('4', '2024-03-30', 'i1', 'c2', 'ad', null, 'x', 'organic_search'), ('5', '2024-04-02', 'i1', 'c2', 'content', null, 'x', null), ('6', '2024-03-05', 'o1', 'c3', 'ad', null, 'x', null), ('7', '2024-03-20', 't2', null, 'visit', null, null, null), ('8', '2024-04-05', 't2', null, 'visit', null, null, null),
	('9', '2024-04-20', 'o1', 'c3', 'visit', null, null, null), ('10', '2024-04-03', 'o2', null, 'call', 'out', null, null), ('11', '2024-04-12', 'n1', null, 'visit', null, null, null), ('12', '2024-04-12', 'gone', null, 'visit', null, null, null);
insert into e.opportunity (opportunity_id, account_id, created_at, close_on, status, amount_base, source_class) values ('d1', 't1', '2023-06-01', '2023-06-20', 'won', 1, 'paid'), ('d2', 'i1', '2023-06-01', '2023-06-20', 'won', 1, 'organic_search'), ('d3', 'o1', '2023-06-01', '2023-06-20', 'won', 1, 'paid');
insert into e.revenue (revenue_id, account_id, booked_at, amount_base) values ('1', 't1', '2023-07-01', 100), ('2', 't1', '2023-10-01', 200), ('3', 'o1', '2023-06-01', 60), ('4', 'o1', '2023-06-02', 60), ('5', 'o1', '2023-06-03', 60), ('6', 'i1', '2023-06-01', 60);
insert into e.survey_response (response_id, kind, contact_id, account_id, answered_at, score) values ('1', 'nps', 'c1', 't1', '2024-05-01', 9);
select pg_temp.same($$select period_grain, period_start, compared_with, round(abm_value::numeric, 6), abm_n, round(rival_value::numeric, 6), rival_n from e.abm_comparison where kpi = 'engagement_rate' and (period_grain = 'trailing_year' or period_grain in ('month', 'quarter') and period_start >= '2024-03-01')$$,
	$$values ('month', date '2024-03-01', 'inbound', 1::numeric, 1::bigint, 0::numeric, 1::bigint), ('month', '2024-03-01', 'other', 1, 1, 0.333333, 3), ('month', '2024-03-01', 'all_other', 1, 1, 0.25, 4),
		('month', '2024-04-01', 'inbound', 0.5, 2, 1, 1), ('month', '2024-04-01', 'other', 0.5, 2, 0.5, 2), ('month', '2024-04-01', 'all_other', 0.5, 2, 0.666667, 3),
		('month', '2024-05-01', 'inbound', 0, 2, 0, 1), ('month', '2024-05-01', 'other', 0, 2, 0, 3), ('month', '2024-05-01', 'all_other', 0, 2, 0, 4),
		('quarter', '2024-04-01', 'inbound', 0.5, 2, 1, 1), ('quarter', '2024-04-01', 'other', 0.5, 2, 0.5, 2), ('quarter', '2024-04-01', 'all_other', 0.5, 2, 0.666667, 3),
		('trailing_year', '2023-05-01', 'inbound', 1, 1, 1, 1), ('trailing_year', '2023-05-01', 'other', 1, 1, 0.666667, 3), ('trailing_year', '2023-05-01', 'all_other', 1, 1, 0.75, 4),
		('trailing_year', '2023-06-01', 'inbound', 1, 1, 1, 1), ('trailing_year', '2023-06-01', 'other', 1, 1, 0.666667, 3), ('trailing_year', '2023-06-01', 'all_other', 1, 1, 0.75, 4)$$, 'abm_comparison: engagement of accounts on the list and of the others');
select pg_temp.same($$select dimension_value, period_grain, n, value from e.overview where kpi = 'engagement_rate' and period_grain in ('quarter', 'trailing_year') and period_start in ('2024-04-01', '2023-06-01')$$,
	$$values ('all', 'quarter', 2::bigint, 0.5::float8), ('abm', 'quarter', 2, 0.5), ('all', 'trailing_year', 1, 1), ('abm', 'trailing_year', 1, 1)$$, 'overview: that of target accounts alone');
select pg_temp.same($$select period_grain, compared_with, abm_value, abm_n, rival_value, rival_n from e.abm_comparison where kpi = 'content_engagement_rate' and rival_n > 0$$,
	$$select v.* from (values ('month', 'inbound', 1::float8, 1::bigint, 0::float8, 1::bigint), ('month', 'other', 1, 1, 0, 1), ('month', 'all_other', 1, 1, 0, 2), ('quarter', 'inbound', 1, 1, 0, 1), ('quarter', 'other', 1, 1, 0, 1), ('quarter', 'all_other', 1, 1, 0, 2),
		('year', 'inbound', 1, 1, 1, 1), ('year', 'other', 1, 1, 0, 1), ('year', 'all_other', 1, 1, 0.5, 2), ('trailing_year', 'inbound', 1, 1, 1, 1), ('trailing_year', 'other', 1, 1, 0, 1), ('trailing_year', 'all_other', 1, 1, 0.5, 2)) v$$, 'abm_comparison: engagement with content, in the period in which it was shown');
-- A year to come of t1: 2 of 150 in 324 days, the first not counted; of o1: 3 of 60 in 354 days; of i1, which bought once, nothing. Health: signs in one of three months, and of t1 a 9 as well.
select pg_temp.same($$select kpi, compared_with, period_grain, period_start, round(abm_value::numeric, 2), abm_n, round(rival_value::numeric, 3), rival_n from e.abm_comparison where kpi in ('clv', 'health_score')$$,
	$$values ('clv', 'inbound', 'trailing_year', date '2023-06-01', round(150 * 12 * 30.4375 / 324, 2), 1::bigint, 0::numeric, 1::bigint), ('clv', 'other', 'trailing_year', '2023-06-01', round(150 * 12 * 30.4375 / 324, 2), 1, round(60 * 2 * 12 * 30.4375 / 354, 2), 1),
		('clv', 'all_other', 'trailing_year', '2023-06-01', round(150 * 12 * 30.4375 / 324, 2), 1, round(60 * 2 * 12 * 30.4375 / 354, 2) / 2, 2), ('health_score', 'inbound', 'trailing_year', '2023-06-01', 61.67, 1, 33.333, 1),
		('health_score', 'other', 'trailing_year', '2023-06-01', 61.67, 1, 33.333, 1), ('health_score', 'all_other', 'trailing_year', '2023-06-01', 61.67, 1, 33.333, 2)$$, 'abm_comparison: worth and health of customers, as of today');
delete from e.revenue;
insert into e.subscription (subscription_id, account_id, start_on, end_on, mrr_base) values ('1', 't1', '2023-01-01', null, 10), ('2', 'o1', '2023-01-01', '2024-01-01', 10);
select is((select format('%s %s', value, n) from e.overview where kpi = 'clv' and dimension = 'all'), (select format('%s %s', avg(expected_value)::float8, count(expected_value)) from e.clv_by_account where method = 'contract'), 'overview: without bookings, by contracts');
select count(*) as frozen from abm_kpi_freeze_baseline('e', 'Q1', '2024-01-01', '2024-04-01') \gset
select pg_temp.same($$select kpi, dimension_value, value, n from e.baseline where kpi ~ 'engagement'$$, $$select kpi, dimension_value, value, n from e.overview where kpi ~ 'engagement' and period_grain = 'quarter' and period_start = '2024-01-01' and n > 0$$, 'what is frozen of them is what overview shows');
select is((select count(*) from e.baseline where kpi ~ 'engagement'), 6::bigint, 'for all, and each group');
drop schema e cascade;

-- A filter reaches the scan.
select doesnt_match(pg_temp.plan_of($$select * from k.overview where kpi = 'win_rate' and period_grain = 'month' and dimension = 'all'$$), 'k\.(survey_response|subscription|lead)\M', 'overview: a filter on kpi reads what that needs');
select matches(pg_temp.plan_of($$select * from k.overview$$), 'k\.survey_response\M', 'which without it is all');
select doesnt_match(pg_temp.plan_of($$select * from k.abm_comparison where kpi = 'nps' and period_grain = 'quarter'$$), 'k\.(lead|subscription)\M', 'abm_comparison: likewise');
select doesnt_match(pg_temp.plan_of($$select * from k.data_quality where entity = 'lead'$$), 'k\.(opportunity|survey_response)\M', 'data_quality: a filter on entity likewise');

-- Dirt: a known number of each
insert into k.opportunity values ('before', 'a1', '2024-03-01', '2024-02-01', 'won', 10, 10, null, 'paid', 0.5, false), ('nodate', 'a1', '2024-03-01', null, 'lost', 10, 10, null, 'paid', 0.5, false),
	('future', 'a1', '2024-03-01', '2025-01-01', 'won', 10, 10, null, 'paid', 0.5, false), ('p1000', 'a1', '2024-03-01', '2024-06-01', 'open', 10, 10, null, 'paid', 1000, false), ('pnan', 'a1', '2024-03-01', '2024-06-01', 'open', 10, 10, null, 'paid', 'NaN', false),
	('norate', 'a1', '2024-03-01', '2024-06-01', 'open', 10, null, 'XXX', 'paid', 0.5, false), ('noamount', 'a1', '2024-03-01', '2024-04-01', 'won', null, null, null, 'paid', 0.5, false), ('nan', 'a1', '2024-03-01', '2024-04-01', 'lost', 'NaN', 'NaN', null, 'paid', 0.5, false),
	('inf', 'a1', '2024-03-01', '2024-04-01', 'won', 'Infinity', 'Infinity', null, 'paid', 0.5, false), ('far', 'a1', 'infinity', '-infinity', 'won', 1, 1, null, 'paid', 0.5, false), ('weird', 'ghost', '2024-03-01', '2024-06-01', 'parked', 1, 1, null, 'paid', 0.5, false),
	('twin', 'a1', '2024-03-01', '2024-06-01', 'open', 1, 1, null, 'paid', 0.5, false), ('twin', 'a1', '2024-03-01', '2024-06-01', 'open', 1, 1, null, 'paid', 0.5, false), ('late', 'a0', '2024-03-01', '2024-04-01', 'won', 500, 500, null, 'paid', 0.5, false),
	('deleted', 'a1', '2024-03-01', '2024-02-01', 'won', 10, 10, null, 'paid', 0.5, true);
delete from k.account where account_id = 'a9';
insert into k.account values ('late', 'Late', 'seg');
update k.opportunity set account_id = 'late' where opportunity_id = 'late';
insert into k.account_list values ('abm', 'late', '1', '2024-05-01', null), ('abm', 'ghost', '1', '2024-05-01', null);
insert into k.lead values ('twin', 'c1', 'a1', '2024-04-01', null, 'paid', 'NaN', null), ('early', 'cx', 'a1', '2024-04-01', '2024-03-01', 'paid', 1, null), ('null', null, null, null, null, null, null, null), ('inf', 'cy', 'a1', 'infinity', '-infinity', 'paid', 1, null);
insert into k.survey_response values ('off', 'nps', 'x', 'a1', '2024-04-01', 11), ('half', 'nps', 'x', 'a1', '2024-04-01', 7.5), ('nan', 'nps', 'x', 'a1', '2024-04-01', 'NaN'), ('undated', 'nps', 'x', 'a1', null, 5), ('inf', 'nps', 'x', 'a1', 'infinity', 5);
insert into k.subscription values ('neg', 'a1', '2024-01-01', null, -1, null), ('inf', 'a1', '2024-01-01', null, 'Infinity', null), ('back', 'a1', '2024-01-01', '2023-01-01', 1, null), ('nobody', null, null, null, 1, null);
insert into k.touch (touch_id, occurred_at, account_id, is_bot, duration_s) values ('bot', '2024-01-01', 'a1', true, 1), ('dur', '2024-01-01', 'a1', false, 'NaN'), ('none', null, null, null, null), ('soon', '2024-06-01', 'a1', false, null);
insert into k.email_event (send_id, occurred_at, kind, is_bot) values ('s', '2024-01-01', 'sent', false), ('s', '2024-01-01', 'open', true), ('lost', '2024-01-02', 'click', false);
insert into k.ticket (ticket_id, created_at, first_reply_at, solved_at) values ('t', '2024-02-02', '2024-02-01', '2024-02-01'), ('ok', '2024-02-02', '2024-02-03', null);
insert into k.campaign_cost (campaign_id, cost_on, amount, amount_base) values ('c', '2024-01-01', 5, null), ('c', '2024-01-01', 'NaN', 'NaN');
insert into k.revenue (account_id, booked_at, amount_base) values (null, '2024-01-01', 'NaN');
update k.setting set value = '2' where name = 'fiscal_year_start';
-- Of new_lead_count only lead_flow has goals. With a fiscal year from February on the quarter and year of win_rate do not begin in January.
insert into k.goal values ('win_rat', 'month', '2024-01-01', 1), ('lead_score', 'month', '2024-01-01', 1), ('new_lead_count', 'month', '2024-01-01', 1), ('nps', 'week', '2024-01-01', 1), ('nps', 'month', '2024-01-02', 1), ('nps', 'quarter', '2024-02-01', 1), ('roi', 'quarter', '2024-01-01', 1), ('clv', 'year', 'infinity', 'Infinity'), ('nps', 'month', '4713-01-01 BC', 1);
insert into k.stage_history (entity, entity_id, entered_at, exited_at) values ('opportunity', 'x', '2024-01-02', '2024-01-01'), ('opportunity', 'y', null, null);
select results_eq($$select entity, problem, row_count, example_keys from k.data_quality order by entity collate "C", problem collate "C"$$, $$values
	('account_list', 'account is not there', 1::bigint, 'ghost'),
	('campaign_cost', 'amount out of range', 1, 'c'), ('campaign_cost', 'currency without a rate', 1, 'c'),
	('email_event', 'done by a bot', 1, 's'), ('email_event', 'of an e-mail whose sending is unknown', 1, 'lost'),
	('goal', 'no period begins on this day', 6, 'clv, nps, roi, win_rate'), ('goal', 'unknown figure', 2, 'lead_score, win_rat'), ('goal', 'unknown period grain', 1, 'nps'), ('goal', 'value out of range', 2, 'clv, win_rate'),
	('lead', 'date out of range', 1, 'inf'), ('lead', 'duplicate of a contact', 1, 'twin'), ('lead', 'no creation date', 1, 'null'), ('lead', 'qualified before it was created', 2, 'early, inf'), ('lead', 'score out of range', 1, 'twin'),
	('opportunity', 'account is not there', 1, 'weird'), ('opportunity', 'account listed after its deal', 1, 'late'), ('opportunity', 'amount out of range', 2, 'inf, nan'), ('opportunity', 'closed before it was created', 1, 'before'), ('opportunity', 'closed in the future', 1, 'future'),
	('opportunity', 'closed without a close date', 1, 'nodate'), ('opportunity', 'currency without a rate', 1, 'norate'), ('opportunity', 'date out of range', 1, 'far'), ('opportunity', 'identifier used twice', 2, 'twin'), ('opportunity', 'probability out of range', 2, 'p1000, pnan'),
	('opportunity', 'unknown status', 1, 'weird'), ('opportunity', 'won without an amount', 1, 'noamount'),
	('revenue', 'amount out of range', 1, null), ('revenue', 'no account', 1, null),
	('stage_history', 'left before it was entered', 1, 'x'), ('stage_history', 'no date or one out of range', 1, 'y'),
	('subscription', 'ends before it starts', 1, 'back'), ('subscription', 'no account', 1, 'nobody'), ('subscription', 'no start', 1, 'nobody'), ('subscription', 'revenue out of range', 2, 'inf, neg'),
	('survey_response', 'date out of range', 1, 'inf'), ('survey_response', 'score is not a whole number', 1, 'half'), ('survey_response', 'score off the scale', 2, 'nan, off'), ('survey_response', 'score without a date', 1, 'undated'),
	('ticket', 'answered before it was asked', 1, 't'), ('ticket', 'solved before it was asked', 1, 't'),
	('touch', 'done by a bot', 1, 'bot'), ('touch', 'duration out of range', 1, 'dur'), ('touch', 'in the future', 1, 'soon'), ('touch', 'no date or one out of range', 1, 'none'), ('touch', 'of nobody', 1, 'none')$$, 'data_quality: each kind of dirt, with its keys');
update k.setting set value = null where name = 'fiscal_year_start';
select is((select format('%s %s %s %s %s', row_share_rate, row_count, entity_count, first_seen_on = '2024-03-01', value_affected) from k.data_quality where id = 'opportunity|account listed after its deal'), format('%s 1 175 t 500.00', 1 / 175.0::float8), 'data_quality: the share, the value and the first day');
select lives_ok(format('create temp table t_%1$s as select * from k.%1$s', v), 'dirty rows do not break ' || v) from unnest(array['nps', 'retention', 'overview', 'abm_comparison', 'kpi_status']) v;
select is((select format('%s %s', n, round(value::numeric, 6)) from k.overview where id = 'nps|quarter|2024-01-01|all|all'), (select format('%s %s', count(*), round(100.0 * (count(*) filter (where score >= 9) - count(*) filter (where score <= 6)) / count(*), 6)) from k.survey_response where answered_at < '2024-04-01'), 'nor move NPS');
select is((select count(*) from k.kpi_status), 55::bigint, 'kpi_status has a row per KPI');
select pg_temp.same('select number from _kpi_catalogue() where number is not null', 'select * from generate_series(1, 64) i where i not in (19, 36, 37, 38, 39, 56, 57, 58, 59)', 'the numbers of the catalogue, with their gaps');
select is_empty($$select kpi from _kpi_catalogue() group by kpi having count(*) > 1$$, 'names are unique');
select is_empty($$select kpi from _measure() m where not exists (select from _kpi_catalogue() c where c.kpi = m.kpi)$$, 'what is measured is in the catalogue');
select is_empty($$select kpi from k.kpi_status s where view_name is null and exists (select from _kpi_catalogue() c join _view() v on v.name = c.view_name where c.kpi = s.kpi)$$, 'each column that the catalogue names of a view is there');
drop schema k, sf, crm_overview cascade;
select * from finish();

-- The KPI views of web, scores and follow-up over the demo company, each beside a figure that plain SQL counts in its rows, and
-- what the story of the company says of them.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\pset fieldsep '\n'
begin;
select no_plan();
select lives_ok($$select * from abm_kpi_demo('halden', 'canonical', 1000)$$, 'a company of 1,000 deals');
select lives_ok($$select * from abm_kpi_create_views('halden')$$, 'gets its views');
select lives_ok($$select * from abm_kpi_demo_settings('halden')$$, 'and settings');
set search_path = halden, public;
create temp view live_lead as select *, created_at at time zone 'Europe/Berlin' as made_at from lead where not is_deleted;
-- Read once
create temp table landing as select * from landing_page where period_grain = 'year' and dimension = 'all';
create temp table profile as select * from lead_score_profile where dimension = 'all';
create temp table called as select * from follow_up where period_grain = 'year' and dimension in ('all', 'owner');

-- traffic: a session of each visit, as every visit has its own session_id there
select results_eq($$select period_start, session_count, known_source_session_count from traffic where period_grain = 'year' and dimension = 'all' order by 1$$,
	$$select date_trunc('year', occurred_at at time zone 'Europe/Berlin')::date, count(*), count(source_class) from touch where kind = 'visit' group by 1 order by 1$$, 'as many sessions as there are visits');
select results_eq($$select sum(lead_count), sum(mql_count) from traffic where period_grain = 'year' and dimension = 'all'$$, $$select count(distinct coalesce(contact_id, lead_id))::numeric, (select count(distinct coalesce(contact_id, lead_id)) from live_lead where coalesce(mql_at, sql_at, converted_at) is not null)::numeric from live_lead$$, 'of as many people');

-- One page has most visitors and no lead, until content is syndicated, of which only those who became a lead are known.
select results_eq($$select page, lead_count, finding from landing where period_start = '2023-01-01' order by visitor_count desc limit 1$$, $$values ('/calculator', 0::bigint, 'lower')$$, 'most visitors come by a page that brings no lead');
select is((select sum(lead_count) from landing where page = '/guide'), (select count(distinct lead_id) from live_lead l where landing_page = '/guide' and (contact_id is null or created_at = (select min(created_at) from live_lead x where x.contact_id = l.contact_id))
	and not exists (select from touch t where t.kind = 'visit' and t.contact_id = l.contact_id and t.occurred_at < l.created_at - interval '10 minutes'))::numeric, 'each lead of the guide is a visitor of it, but for who had come by another page');

-- Forms: each is sent once by a lead
select results_eq($$select point_id, sum(submission_count) from form_conversion where period_grain = 'year' and dimension = 'all' and point_kind = 'form' group by 1 order by 1$$, $$select asset_id, count(*)::numeric from touch where kind = 'form' group by 1 order by 1$$, 'as many submissions as there are forms');
select is_empty($$select point_id from form_conversion where period_grain = 'year' and dimension = 'all' and submitter_count > visitor_count$$, 'nobody sends a form without being there');

-- Content: what people did with each asset. Ads are what was shown to them, forms are in form_conversion.
select results_eq($$select asset_id, sum(touch_count), bool_or(engagement_rate is not null) from content_performance where period_grain = 'year' and dimension = 'all' group by 1 having sum(touch_count) > 0 order by 1$$,
	$$select asset_id, count(*) filter (where kind <> 'ad')::numeric, bool_or(kind = 'ad') from touch where kind <> 'form' and asset_id is not null group by 1 having count(*) filter (where kind <> 'ad') > 0 order by 1$$, 'as many touches, and no rate without exposures');
select results_eq($$select asset_id, engaged_contact_count, engaged_account_count from content_performance where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'all' and touch_count > 0 order by 1$$,
	$$select asset_id, count(distinct coalesce(contact_id, lead_id, anonymous_id)), count(distinct account_id) from touch where kind not in ('form', 'ad') and asset_id is not null and extract(year from occurred_at at time zone 'Europe/Berlin') = 2024 group by 1 order by 1$$, 'by as many people and accounts');

-- Many leads, no wins: the profile falls from 38 to 29 while there are 90 % more.
select cmp_ok(abs(avg(median_score) filter (where period_start < '2023-12-01') - 38), '<', 3::float8, 'half of the leads had 38 points'), cmp_ok(abs(avg(median_score) filter (where period_start between '2024-01-01' and '2025-04-01') - 29), '<', 3::float8, 'then 29'),
	cmp_ok(avg(lead_count) filter (where period_start between '2024-01-01' and '2024-12-01') / avg(lead_count) filter (where period_start between '2023-01-01' and '2023-08-01'), '>', 1.7, 'and there are many more of them') from profile;
select results_eq($$select lead_count, median_score, round(average_score::numeric, 6) from profile where period_start = '2024-03-01'$$,
	$$select count(*), percentile_cont(0.5) within group (order by score), round(avg(score)::numeric, 6) from (select distinct on (coalesce(contact_id, lead_id)) * from live_lead order by coalesce(contact_id, lead_id), created_at, lead_id) l where date_trunc('month', made_at) = '2024-03-01'$$, 'as plain SQL has them');
select results_eq($$select count(*), count(score), count(predicted_rate), count(*) filter (where readiness is not null) from lead_score_current$$, $$select count(*), count(*), count(*) filter (where is_open and first_at > timestamptz '2025-05-27 00:00 Europe/Berlin' - interval '90 days'), count(*) filter (where is_open)
	from (select opportunity_id is null and (disqualified_at is null or coalesce(sql_at, converted_at) > disqualified_at) as is_open, min(created_at) over (partition by coalesce(contact_id, lead_id)) as first_at from live_lead) l$$, 'every lead has a score, and the open ones of ninety days a prediction');
select results_eq($$select likely > 3 * other, other > 0.001 from (select avg(predicted_rate) filter (where asks) as likely, avg(predicted_rate) filter (where not asks) as other
	from (select c.predicted_rate, exists (select from touch t where t.lead_id = c.lead_id and t.kind = 'demo_request') as asks from lead_score_current c) c) a$$, $$values (true, true)$$, 'who asks for a demo is likelier to become an opportunity');

-- What tells who will buy
select results_eq($$select driver, finding from score_drivers where dimension = 'all' and period_start = '2022-06-01' and driver in ('pricing_page', 'demo_request', 'email_open') order by 1$$, $$values ('demo_request', 'raises'), ('email_open', 'no effect seen'), ('pricing_page', 'raises')$$, 'who reads the prices or asks for a demo is converted; who opens a newsletter is not the more');
select results_eq($$select driver, points, points_share_rate > 0, bool_or(finding in ('raises', 'lowers')) from score_drivers where dimension = 'all' and driver = 'email_open' group by 1, 2, 3$$, $$values ('email_open', 1::float8, true, false)$$, 'whenever, though it has points');
select results_eq($$select with_count, lead_count, converted_with_count from score_drivers where dimension = 'all' and period_start = '2024-06-01' and driver = 'email_open'$$,
	$$select count(*) filter (where opened_at < created_at + interval '14 days'), count(*), count(*) filter (where opened_at < created_at + interval '14 days' and converted_at < created_at + interval '90 days')
	from live_lead left join (select lead_id, min(occurred_at) as opened_at from email_event where kind = 'open' and not is_bot group by 1) e using (lead_id)
	where made_at >= '2024-06-01' and created_at <= timestamptz '2025-05-27 00:00 Europe/Berlin' - interval '90 days' and coalesce(converted_at >= created_at + interval '14 days', true)$$, 'so many did, and so many of them became a deal');
select is((select with_count from score_drivers where dimension = 'all' and period_start = '2024-06-01' and driver = 'pricing_page'),
	(select count(*) from (select distinct on (coalesce(contact_id, lead_id)) * from live_lead order by coalesce(contact_id, lead_id), created_at, lead_id) l where made_at >= '2024-06-01' and created_at <= timestamptz '2025-05-27 00:00 Europe/Berlin' - interval '90 days' and coalesce(converted_at >= created_at + interval '14 days', true)
		and exists (select from touch t join live_lead o on o.lead_id = t.lead_id where coalesce(o.contact_id, o.lead_id) = coalesce(l.contact_id, l.lead_id) and t.kind = 'pricing_page' and t.occurred_at >= l.created_at - interval '1 day' and t.occurred_at < l.created_at + interval '14 days')), 'as many had read them in two weeks');

-- Follow-up within a day 71 %, one rep 22 %
select cmp_ok(abs(sum(within_sla_count) / sum(judged_count) - 0.71), '<', 0.03, 'sales calls 71 % within a day') from called where dimension = 'all';
select cmp_ok(sum(within_sla_count) / sum(judged_count), '<', 0.35, 'but for one') from called where dimension = 'owner' and dimension_value = '7';
select is((select sum(untouched_count) from called where dimension = 'all'), (select count(*) from (select coalesce(contact_id, lead_id) as person, min(coalesce(mql_at, sql_at, converted_at)) as at from live_lead group by 1) m
	where at is not null and not exists (select from touch t left join live_lead l on l.lead_id = t.lead_id where t.direction = 'out' and t.outcome <> 'cancelled' and t.occurred_at >= m.at and m.person in (coalesce(l.contact_id, l.lead_id), t.contact_id)))::numeric, 'as many have not been called');

-- Meetings: those of a deal, not the calls of leads
select results_eq($$select sum(due_count), sum(held_count), sum(no_show_count), sum(cancelled_count) from meetings where period_grain = 'year' and dimension = 'all'$$,
	$$select count(*)::numeric, count(*) filter (where outcome = 'held')::numeric, count(*) filter (where outcome = 'no_show')::numeric, count(*) filter (where outcome = 'cancelled')::numeric from touch where kind in ('meeting', 'demo', 'call') and scheduled_at is not null$$, 'as many meetings');
select results_eq($$select sum(won_with_count + won_without_count), sum(closed_with_count + closed_without_count) from meetings where period_grain = 'year' and dimension = 'all'$$, $$select count(*) filter (where status = 'won')::numeric, count(*)::numeric from opportunity where status in ('won', 'lost')$$, 'and deals, with and without a demo');

-- Cost: syndicated content is the cheapest
select results_eq($$select dimension_value, sum(total_cost) from mql_cost where period_grain = 'year' and dimension = 'program' and total_cost is not null group by 1 order by 1$$, $$select program, sum(amount_base)::numeric from campaign_cost join campaign using (campaign_id) group by 1 order by 1$$, 'costs by program');
select is((select dimension_value from mql_cost where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'program' order by cost_per_mql limit 1), 'Content syndication', 'it has the lowest cost for each qualified lead'),
	is((select won_value_per_mql from mql_cost where period_grain = 'year' and period_start = '2024-01-01' and dimension = 'program' and dimension_value = 'Content syndication'), 0.00, 'which bring nothing');
reset search_path;
select * from finish();
rollback;

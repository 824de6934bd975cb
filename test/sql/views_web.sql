-- The KPI views of pages, forms, content and traffic. What is expected is counted by hand beside the rows.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

-- Nothing, and nothing but NULL
create schema web_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('web_kpi', '{"settings": {"as_of": "2026-02-14", "min_n": "2"}}')), true, 'the views are made');
create function pg_temp.rows_there() returns text language sql as $$
	select concat_ws(' ', (select count(*) from web_kpi.traffic), (select count(*) from web_kpi.landing_page), (select count(*) from web_kpi.form_conversion), (select count(*) from web_kpi.content_performance))
$$;
select is(pg_temp.rows_there(), '0 0 0 0', 'views of nothing have no rows');
insert into web_kpi.touch (touch_id, kind) values (null, null), (null, 'visit'), ('n1', 'form'), (null, 'content');
insert into web_kpi.lead (lead_id) values (null);
insert into web_kpi.contact (contact_id) values (null);
insert into web_kpi.account (account_id) values (null);
insert into web_kpi.opportunity (opportunity_id) values (null);
insert into web_kpi.asset (asset_id) values (null);
select is(pg_temp.rows_there(), '0 0 0 0', 'rows of NULL are nothing');
truncate web_kpi.touch, web_kpi.lead, web_kpi.contact, web_kpi.account, web_kpi.opportunity, web_kpi.asset;

insert into web_kpi.account (account_id, name, segment) values ('acme', 'Acme', 'near'), ('bolt', 'Bolt', 'far');
insert into web_kpi.account_list values ('abm', 'acme', '1', '2026-02-01', null);
delete from web_kpi.inbound_source;
insert into web_kpi.inbound_source values ('organic_search');
insert into web_kpi.contact (contact_id, account_id, role) values ('ann', 'acme', 'buyer'), ('bob', 'acme', null), ('dan', 'bolt', null), ('eve', 'bolt', 'user');
insert into web_kpi.lead (lead_id, contact_id, created_at, source_class, mql_at, opportunity_id) values
	('l1', 'ann', '2026-01-05 08:07+00', 'organic_search', '2026-01-07 09:00+00', 'o2'),
	('l2', 'dan', '2026-02-05 09:00+00', null, '2026-02-06 09:00+00', null);
insert into web_kpi.opportunity (opportunity_id, account_id, created_at, close_on, status, amount_base, source_class) values
	('o1', 'bolt', '2026-01-10 09:00+00', '2026-04-01', 'open', 500, 'paid_search'), ('o2', 'acme', '2026-01-08 09:00+00', '2026-02-10', 'won', 900, 'organic_search');
insert into web_kpi.touch (touch_id, occurred_at, kind, anonymous_id, contact_id, lead_id, account_id, page, session_id, duration_s, source_class, channel, referrer, asset_id, cta_id, is_bot) values
	-- ann, a stranger until her form: one session of two pages and two forms
	('01', '2026-01-05 08:00+00', 'visit', 'v1', null, null, null, '/a', 's1', 30, 'organic_search', 'web', null, null, null, false),
	('02', '2026-01-05 08:05+00', 'visit', 'v1', null, null, null, '/b', 's1', null, 'organic_search', 'web', null, null, null, null),
	('03', '2026-01-05 08:06+00', 'form', 'v1', null, 'l1', null, '/b', null, null, null, 'web', null, 'f1', null, false),
	('04', '2026-01-05 08:10+00', 'form', null, null, 'l1', null, '/b', null, null, null, 'web', null, 'f1', null, false),
	-- v2: 12 seconds and a button; after 31 minutes another glance
	('05', '2026-01-06 08:00+00', 'visit', 'v2', null, null, null, '/a', null, 12, 'paid_search', 'web', null, null, null, false),
	('06', '2026-01-06 08:01+00', 'click', 'v2', null, null, null, '/a', null, null, null, 'web', null, null, 'demo-button', false),
	('07', '2026-01-06 08:32+00', 'visit', 'v2', null, null, null, '/a', null, null, 'paid_search', 'web', null, null, null, false),
	-- v3 of unknown source, v5 direct
	('08', '2026-01-07 08:00+00', 'visit', 'v3', null, null, null, '/c', 's3', 5, null, 'web', null, null, null, false),
	('09', '2026-01-09 08:00+00', 'visit', 'v5', null, null, null, '/b', 's5', 3, 'direct', 'web', null, null, null, false),
	-- forms without a recorded visit: gus on a page with visits, hal on one without
	('10', '2026-01-08 08:00+00', 'form', null, 'gus', null, null, '/b', null, null, null, 'web', null, 'f1', null, false),
	('11', '2026-01-08 08:00+00', 'form', null, 'hal', null, null, '/z', null, null, null, 'web', null, 'f2', null, false),
	-- February: bob, whose company is a target now; exactly ten seconds are a glance
	('12', '2026-02-03 08:00+00', 'visit', null, 'bob', null, 'acme', '/a', 's9', 10, 'organic_search', 'web', null, null, null, false),
	('13', '2026-02-10 08:00+00', 'visit', 'v1', null, null, null, '/c', 's10', null, 'referral', 'web', 'news.example', null, null, false),
	('14', '2026-02-11 08:00+00', 'visit', 'v4', null, null, null, '/a', 's11', null, 'word_of_mouth', 'web', null, null, null, false),
	-- dan was a lead already
	('15', '2026-02-12 08:00+00', 'visit', null, 'dan', null, null, '/d', 's12', null, 'social', 'linkedin', null, null, null, false),
	-- nobody, a program, the future, and what cannot be
	('16', '2026-02-12 08:00+00', 'visit', null, null, null, null, '/a', null, 60, 'direct', 'web', null, null, null, false),
	('17', '2026-02-12 08:00+00', 'visit', 'v9', null, null, null, '/a', null, 60, 'direct', 'web', null, null, null, true),
	('18', '2026-02-15 08:00+00', 'visit', 'v9', null, null, null, '/a', null, 60, 'direct', 'web', null, null, null, false),
	('19', 'infinity', 'visit', 'v9', null, null, null, '/a', null, 'NaN', 'direct', 'web', null, 'guide', 'x', false),
	('20', '-infinity', 'form', 'v9', null, null, null, '/a', null, '-Infinity', 'direct', 'web', null, 'guide', 'x', false);

-- traffic: sessions are of ann, v2 twice, v3 and v5 in January, of bob, ann, v4 and dan in February.
create temp view traffic as select to_char(period_start, 'YYYY-MM') as month, t.* from web_kpi.traffic t where period_grain = 'month';
select results_eq($$select month, session_count, engaged_session_count, visitor_count, lead_count, mql_count, pipeline_value, n, is_thin, is_complete from traffic where dimension = 'all' order by 1$$,
	$$values ('2026-01', 5::bigint, 2::bigint, 4::bigint, 1::bigint, 1::bigint, 500.00, 5::bigint, false, true), ('2026-02', 4, 0, 4, 1, 1, 0.00, 4, false, false)$$, 'traffic by month');
select results_eq($$select dimension_value, session_count, all_session_count, known_source_session_count, all_known_session_count, round(session_share_rate::numeric, 4), round(known_session_share_rate::numeric, 4), is_unpaid, is_earned from traffic where dimension = 'source_class' and month = '2026-01' order by 1$$,
	$$values ('(none)', 1::bigint, 5::bigint, 0::bigint, 4::bigint, 0.2, 0::numeric, null::boolean, null::boolean), ('direct', 1, 5, 1, 4, 0.2, 0.25, true, false), ('organic_search', 1, 5, 1, 4, 0.2, 0.25, true, false),
		('paid_search', 2, 5, 2, 4, 0.4, 0.5, false, false), ('referral', 0, 5, 0, 4, 0, 0, null, null), ('social', 0, 5, 0, 4, 0, 0, null, null), ('word_of_mouth', 0, 5, 0, 4, 0, 0, null, null)$$, 'shares with and without what is of unknown source; word of mouth is a class of its own');
select results_eq($$select month, unpaid_session_count, round(unpaid_session_rate::numeric, 4), round(unpaid_all_session_rate::numeric, 4), is_unpaid, round(unpaid_lead_rate::numeric, 4), known_source_lead_count from traffic where dimension = 'all' order by 1$$,
	$$values ('2026-01', 2::bigint, 0.5, 0.4, null::boolean, 1::numeric, 1::bigint), ('2026-02', 4, 1, 1, null, null, 0)$$, 'half of the sessions of known source are unpaid, two of all five');
select results_eq($$select dimension, dimension_value, sum(session_count) from traffic where dimension in ('media', 'referrer', 'network', 'comparison_group') group by 1, 2 having sum(session_count) > 0 order by 1, 2$$,
	-- ann's first session is inbound by its source, bob's is abm by the list
	$$values ('comparison_group', 'abm', 1::numeric), ('comparison_group', 'inbound', 1), ('comparison_group', 'other', 7), ('media', '(none)', 1), ('media', 'earned', 2), ('media', 'paid', 2), ('media', 'unpaid', 4),
		('network', '(none)', 8), ('network', 'linkedin', 1), ('referrer', '(none)', 8), ('referrer', 'news.example', 1)$$, 'by media, network, referrer and group');
select is_empty($$
	select period_grain, period_start, sum(session_count), sum(engaged_session_count), sum(lead_count), sum(mql_count), sum(pipeline_value) from web_kpi.traffic group by dimension, period_grain, period_start
	except select period_grain, period_start, session_count, engaged_session_count, lead_count, mql_count, pipeline_value from web_kpi.traffic where dimension = 'all'$$, 'the slices of each dimension add up');
select is((select count(*) from web_kpi.traffic where expected_session_count is not null and period_start < '2026-02-02'), 0::bigint, 'there is nothing to expect before four weeks are over');
-- The year before, as in K31: 4, 6, 5 and 6 sessions in the weeks from 24 November, 25 in that of 22 December.
insert into web_kpi.touch (touch_id, occurred_at, kind, anonymous_id, page, source_class, referrer)
select 'w' || w || '-' || i, timestamptz '2025-11-24 00:00+00' + (w - 1) * interval '7 days' + i * interval '3 hours', 'visit', 'w' || w || '-' || i, '/news', 'press', 'news.example'
from (values (1, 4), (2, 6), (3, 5), (4, 6), (5, 25)) v(w, n), generate_series(1, n) i;
select results_eq($$select session_count, expected_session_count, extra_session_count, round(extra_session_count_lo::numeric, 2), round(extra_session_count_hi::numeric, 2), is_earned from web_kpi.traffic where period_grain = 'week' and period_start = '2025-12-22' and dimension = 'referrer' and dimension_value = 'news.example'$$,
	-- 25 - 21 / 4, more or less 1.96 * sqrt(26 + 22 / 16)
	$$values (25::bigint, 5::bigint, 20::bigint, 9.50, 30.00, true)$$, 'a week against the four before');
select results_eq($$select expected_session_count, extra_session_count from web_kpi.traffic where period_grain = 'week' and period_start = '2026-02-09' and dimension = 'all'$$,
	-- 1 + 0 + 0 + 0 + 1 in the weeks from 12 January on: one, bob's, of which six days of seven have passed: 0.25 * 6 / 7
	$$values (0::bigint, 3::bigint)$$, 'of the running week as much as has passed');
delete from web_kpi.touch where touch_id like 'w%';

-- landing_page: ann, v2, bob and v4 came in by /a, v3 by /c, v5 by /b; dan was a lead before.
select results_eq($$select page, visitor_count, lead_count, non_converting_count, mql_count, won_count, bounced_count, round(lead_rate::numeric, 4), finding from web_kpi.landing_page where period_grain = 'year' and dimension = 'all' order by 1$$,
	$$values ('/a', 4::bigint, 1::bigint, 3::bigint, 1::bigint, 1::bigint, 2::bigint, 0.25, 'no clear difference'), ('/b', 1, 0, 1, 0, 0, 1, 0, 'too few'), ('/c', 1, 0, 1, 0, 0, 1, 0, 'too few')$$, 'pages with visitors and without leads stay');
select results_eq($$select to_char(period_start, 'YYYY-MM'), page, visitor_count, lead_rate from web_kpi.landing_page where period_grain = 'month' and dimension = 'all' and page <> '/b' order by 1, 2$$,
	$$values ('2026-01', '/a', 2::bigint, 0.5::float8), ('2026-01', '/c', 1, 0), ('2026-02', '/a', 2, 0), ('2026-02', '/c', 0, null)$$, 'by the month of the first visit');
select results_eq($$select dimension_value, sum(visitor_count) from web_kpi.landing_page where period_grain = 'year' and dimension = 'source' and page = '/a' group by 1 order by 1$$,
	$$values ('organic_search', 2::numeric), ('paid_search', 1), ('word_of_mouth', 1)$$, 'by source');
select is((select sum(visitor_count) from web_kpi.landing_page where period_grain = 'year' and dimension = 'all'), (select count(distinct coalesce(anonymous_id, contact_id)) - 1 from web_kpi.touch where kind = 'visit' and touch_id < '16')::numeric, 'each visitor is in once, but for dan');

-- form_conversion
select results_eq($$select to_char(period_start, 'YYYY-MM'), point_kind, point_id, visitor_count, submitter_count, form_rate, submission_count, new_lead_count, mql_count, click_rate from web_kpi.form_conversion where period_grain = 'month' and dimension = 'all' order by 2, 3, 1$$,
	-- the button is on /a: ann and v2, then bob and v4. f1 is on /b: ann sent it twice and became a lead, gus came without a visit, v5 did not send it.
	$$values ('2026-01', 'cta', 'demo-button', 2::bigint, 1::bigint, 0.5::float8, 1::bigint, 0::bigint, 0::bigint, 0.5::float8), ('2026-02', 'cta', 'demo-button', 2, 0, 0, 0, 0, 0, 0),
		('2026-01', 'form', 'f1', 3, 2, 2 / 3.0::float8, 3, 1, 1, null), ('2026-02', 'form', 'f1', 0, 0, null, 0, 0, 0, null),
		('2026-01', 'form', 'f2', 0, 1, null, 1, 0, 0, null), ('2026-02', 'form', 'f2', 0, 0, null, 0, 0, 0, null)$$, 'submissions are not submitters, and without visits there is no rate');
select results_eq($$select dimension, dimension_value, submitter_count from web_kpi.form_conversion where period_grain = 'year' and point_id = 'f1' and dimension in ('page', 'comparison_group') and submitter_count > 0 order by 1, 2$$,
	$$values ('comparison_group', 'inbound', 1::bigint), ('comparison_group', 'other', 1), ('page', '/b', 2)$$, 'by page and group');
select is_empty($$
	select period_grain, period_start, point_kind, point_id, sum(submission_count), sum(submitter_count), sum(new_lead_count) from web_kpi.form_conversion group by dimension, period_grain, period_start, point_kind, point_id
	except select period_grain, period_start, point_kind, point_id, submission_count, submitter_count, new_lead_count from web_kpi.form_conversion where dimension = 'all'$$, 'the slices of each dimension add up');
insert into web_kpi.asset (asset_id, name, kind, topic, published_on) values ('f1', 'Guide form', 'form', null, '2026-01-01');
select is((select min(point_name) from web_kpi.form_conversion where point_id = 'f1'), 'Guide form', 'forms have the names of the relation asset');
delete from web_kpi.asset;

-- content_performance
insert into web_kpi.asset (asset_id, name, kind, topic, published_on) values ('guide', 'The guide', 'document', 'quality', '2026-01-02'), ('old', 'Old paper', 'document', null, '2025-12-15'), ('later', 'To come', 'document', null, '2026-03-01'),
	('ever', 'Without a date', 'video', null, null), ('never', 'Out of time', 'video', null, 'infinity');
insert into web_kpi.touch (touch_id, occurred_at, kind, contact_id, anonymous_id, account_id, asset_id, duration_s) values
	('a1', '2026-01-10 08:00+00', 'ad', 'ann', null, 'acme', 'guide', null), ('a2', '2026-01-10 09:00+00', 'ad', 'ann', null, 'acme', 'guide', null), ('a3', '2026-01-10 08:00+00', 'ad', 'bob', null, 'acme', 'guide', null),
	('a4', '2026-01-11 08:00+00', 'ad', 'dan', null, 'bolt', 'guide', null), ('a5', '2026-01-12 08:00+00', 'content', 'ann', null, 'acme', 'guide', 300), ('a6', '2026-01-13 08:00+00', 'content', 'dan', null, 'bolt', 'guide', 100),
	('a7', '2026-01-14 08:00+00', 'content', 'eve', null, 'bolt', 'guide', 60), ('a8', '2026-01-15 08:00+00', 'content', null, 'x8', null, 'guide', 20), ('a9', '2026-01-14 08:05+00', 'form', 'eve', null, 'bolt', 'guide', null),
	('b1', '2026-01-16 08:00+00', 'content', null, null, null, 'guide', null), ('b2', '2026-02-03 08:00+00', 'event', 'bob', null, 'acme', 'fair', 1800);
-- eve again, by a button
insert into web_kpi.touch (touch_id, occurred_at, kind, contact_id, account_id, asset_id, cta_id) values ('b3', '2026-02-04 08:00+00', 'content', 'eve', 'bolt', 'guide', 'more');
select results_eq($$select to_char(period_start, 'YYYY-MM'), asset_id, asset_kind, engaged_contact_count, engaged_exposed_count, exposed_contact_count, engaged_account_count, engaged_target_account_count, touch_count, average_minutes, cta_count, engaged_count, mql_after_count, won_after_count, last_touch_on
	from web_kpi.content_performance where period_grain = 'month' and dimension = 'all' and period_start >= '2026-01-01' order by 2, 1$$,
	-- Guide: shown to ann, bob and dan, read by ann, dan, eve, x8 and somebody unknown, of 300, 100, 60 and 20 seconds; eve sent a form; dan qualified on 6 February, acme won on the 10th.
	$$values ('2026-01', 'ever', 'video', 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, 0::bigint, null::float8, 0::bigint, 0::bigint, 0::bigint, 0::bigint, null::date), ('2026-02', 'ever', 'video', 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null),
		('2026-01', 'fair', 'event', 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null), ('2026-02', 'fair', 'event', 1, 0, 0, 1, 1, 1, 30, 0, 1, 0, 1, '2026-02-03'),
		('2026-01', 'guide', 'document', 4, 2, 3, 2, 0, 5, 2, 1, 4, 1, 1, '2026-01-16'), ('2026-02', 'guide', 'document', 1, 0, 0, 1, 0, 1, null, 1, 1, 0, 0, '2026-02-04'),
		('2026-01', 'old', 'document', 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null), ('2026-02', 'old', 'document', 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, null)$$, 'what nobody looked at is a row; what is to come is not');
select results_eq($$select asset_id, asset_name, round(engagement_rate::numeric, 4), finding, is_thin from web_kpi.content_performance where period_grain = 'trailing_year' and dimension = 'all' and period_start = '2025-03-01' order by 1$$,
	$$values ('ever', 'Without a date', null::numeric, 'too few', true), ('fair', 'fair', null, 'too few', true), ('guide', 'The guide', 0.6667, 'too few', false), ('old', 'Old paper', null, 'too few', true)$$, 'without exposures no rate');
select results_eq($$select dimension_value, engaged_contact_count from web_kpi.content_performance where period_grain = 'year' and dimension = 'role' and asset_id = 'guide' and period_start = '2026-01-01' order by 1$$,
	$$values ('(none)', 2::bigint), ('buyer', 1), ('user', 1)$$, 'by role');
-- ten more who saw it, and another document which all of ten read
insert into web_kpi.touch (touch_id, occurred_at, kind, anonymous_id, asset_id) select k || i, '2026-01-20', k, 'y' || i, a from (values ('ad', 'guide', 1, 10), ('ad', 'old', 11, 20), ('content', 'old', 11, 20)) v(k, a, b, c), generate_series(b, c) i;
select results_eq($$select asset_id, engaged_exposed_count, exposed_contact_count, finding from web_kpi.content_performance where period_grain = 'month' and period_start = '2026-01-01' and dimension = 'all' and asset_kind = 'document' order by 1$$,
	$$values ('guide', 2::bigint, 13::bigint, 'lower'), ('old', 10, 10, 'higher')$$, 'assets are compared with those of their kind');

select is((select count(*) = count(distinct id) from web_kpi.traffic) and (select count(*) = count(distinct id) from web_kpi.landing_page) and (select count(*) = count(distinct id) from web_kpi.form_conversion) and (select count(*) = count(distinct id) from web_kpi.content_performance), true, 'each row once');
select is_empty($$select v, d from (select 'traffic' as v, count(distinct dimension) as d from web_kpi.traffic union all select 'landing_page', count(distinct dimension) from web_kpi.landing_page union all select 'form_conversion', count(distinct dimension) from web_kpi.form_conversion
	union all select 'content_performance', count(distinct dimension) from web_kpi.content_performance) x where (v, d) not in (('traffic', 6), ('landing_page', 3), ('form_conversion', 4), ('content_performance', 4))$$, 'all dimensions are there');
-- A filter on the grain and the dimension leaves one branch each.
select doesnt_match(pg_temp.plan_of($$select * from web_kpi.traffic where period_grain = 'month' and dimension = 'source_class'$$), 'date_trunc\(''(week|quarter|year)''|''(referrer|network|media)''::text', 'the filters of traffic reach the scan');
select matches(pg_temp.plan_of('select * from web_kpi.traffic'), 'date_trunc\(''quarter''.*''referrer''::text', 'which without them computes all');
select doesnt_match(pg_temp.plan_of($$select * from web_kpi.landing_page where period_grain = 'month' and dimension = 'source'$$), 'date_trunc\(''(quarter|year)''|''comparison_group''::text', 'those of landing_page');
select doesnt_match(pg_temp.plan_of($$select * from web_kpi.form_conversion where period_grain = 'month' and dimension = 'source'$$), 'date_trunc\(''(week|quarter|year)''|''(page|comparison_group)''::text', 'those of form_conversion');
select doesnt_match(pg_temp.plan_of($$select * from web_kpi.content_performance where period_grain = 'year' and dimension = 'role'$$), 'date_trunc\(''(week|quarter)''|''(segment|comparison_group)''::text', 'those of content_performance');
select * from finish();
rollback;

-- The KPI views of e-mail, engagement and campaigns. The mails and touches are those of docs/recipes-engagement.md, whose
-- figures are counted there by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
select no_plan();

create function pg_temp.columns_of(view_name text) returns text language sql as $$
	select string_agg(attname, ' ' order by attnum) from pg_attribute where attrelid = view_name::regclass and attnum > 0
$$;

-- Nothing, and nothing but NULL
create schema mail_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('mail_kpi', '{"settings": {"as_of": "2026-03-31", "min_n": "5"}}')), true, 'the views are made');
select is_empty('select * from mail_kpi.' || v, v || ' of nothing has no rows') from unnest(array['email_performance', 'engagement_by_account', 'campaign_roi']) v;
insert into mail_kpi.email_event (send_id) values (null), ('s');
insert into mail_kpi.touch (touch_id) values (null);
insert into mail_kpi.opportunity (opportunity_id) values (null);
insert into mail_kpi.lead (lead_id) values (null);
insert into mail_kpi.contact (contact_id) values (null);
select is_empty('select * from mail_kpi.' || v, v || ' of rows of NULL neither') from unnest(array['email_performance', 'engagement_by_account']) v;
select results_eq($$select level, level_value, opportunity_count, total_cost, won_value_last from mail_kpi.campaign_roi order by level collate "C"$$,
	$$select l, '(none)', 1::bigint, null::numeric, 0.00 from unnest(array['campaign', 'channel', 'is_abm', 'program', 'top_campaign']) l$$, 'a deal of no campaign is that of (none)');
truncate mail_kpi.email_event, mail_kpi.touch, mail_kpi.opportunity, mail_kpi.lead, mail_kpi.contact;
select is(pg_temp.columns_of('mail_kpi.email_performance'), 'id period_grain period_start is_complete dimension dimension_value dimension_label n is_thin delivery_rate delivery_rate_lo delivery_rate_hi delivered_count sent_count click_rate click_rate_lo click_rate_hi clicked_count click_through_rate click_through_rate_lo click_through_rate_hi opened_count reply_rate reply_rate_lo reply_rate_hi replied_count unsubscribe_rate unsubscribe_rate_lo unsubscribe_rate_hi unsubscribed_count spam_rate spam_rate_lo spam_rate_hi spam_count open_rate open_rate_lo open_rate_hi click_rate_change click_rate_change_lo click_rate_change_hi bounced_count opened_by_click_only_count bot_event_count total_open_count', 'the columns of email_performance');
select is(pg_temp.columns_of('mail_kpi.engagement_by_account'), 'id account_id n is_thin as_of account_name comparison_group tier owner score score_before score_change session_count site_minutes email_open_count email_click_count content_count social_count form_count call_count meeting_count event_count contact_count engaged_contact_count top_contact_id top_asset_id top_topic last_touch_on days_silent finding', 'the columns of engagement_by_account');
select is(pg_temp.columns_of('mail_kpi.campaign_roi'), 'id level level_value n is_thin as_of level_label started_on is_complete media_cost program_cost labour_cost technology_cost total_cost lead_count mql_count opportunity_count pipeline_value won_count won_value_primary won_value_last won_value_linear won_value_markov roi_primary roi_last roi_markov roas payback_days cac', 'the columns of campaign_roi');

-- Mails
insert into mail_kpi.account (account_id, name, segment, owner_name) select a, initcap(a), 'near', 'Ann' from unnest(array['acme', 'bolt', 'core', 'echo', 'zeta', 'void']) a;
insert into mail_kpi.account_list values ('abm', 'acme', '1', '2025-07-01', null), ('abm', 'bolt', '2', '2025-07-01', null), ('abm', 'core', '2', '2026-02-15', null);
delete from mail_kpi.inbound_source;
insert into mail_kpi.inbound_source values ('organic');
insert into mail_kpi.contact (contact_id, account_id, is_employee) values ('ann', 'acme', null), ('bob', 'acme', false), ('cat', 'bolt', null), ('dan', 'zeta', null), ('eve', 'core', null), ('gus', 'zeta', null), ('our', 'zeta', true);
insert into mail_kpi.lead (lead_id, contact_id, account_id, created_at, source_class) values ('l1', 'dan', 'zeta', '2026-01-01 00:00+00', 'organic'), ('l2', 'dan', 'zeta', '2026-02-01 00:00+00', 'paid');
insert into mail_kpi.email_event (send_id, occurred_at, kind, contact_id, account_id, email_id, subject, url, is_bot)
select s, at::timestamptz, kind, contact, case contact when 'cat' then 'bolt' when 'dan' then 'zeta' when 'gus' then 'zeta' when 'eve' then 'core' else 'acme' end, substr(at, 6, 2), 'Mail of ' || substr(at, 6, 2), url, bot
from (values ('s1', '2026-01-10 08:00+00', 'sent', 'ann', null, null), ('s1', '2026-01-10 08:01+00', 'delivered', 'ann', null, null),
	('s1', '2026-01-10 08:02+00', 'open', 'ann', null, false), ('s1', '2026-01-10 08:30+00', 'open', 'ann', null, false), ('s1', '2026-01-10 08:31+00', 'click', 'ann', '/pricing', false),
	('s2', '2026-01-10 08:00+00', 'sent', 'bob', null, null), ('s2', '2026-01-10 08:01+00', 'delivered', 'bob', null, null), ('s2', '2026-01-11 10:00+00', 'click', 'bob', '/docs', null),
	('s3', '2026-01-10 08:00+00', 'sent', 'cat', null, null), ('s3', '2026-01-10 08:01+00', 'delivered', 'cat', null, null),
	('s3', '2026-01-10 08:01+00', 'open', 'cat', null, true), ('s3', '2026-01-10 08:01+00', 'click', 'cat', '/pricing', true),
	('s4', '2026-01-10 08:00+00', 'sent', 'dan', null, null), ('s4', '2026-01-10 08:01+00', 'delivered', 'dan', null, null), ('s4', '2026-01-10 09:00+00', 'open', 'dan', null, false),
	('s4', '2026-01-10 09:01+00', 'click', 'dan', '/unsubscribe?u=4', false), ('s4', '2026-01-10 09:01+00', 'unsubscribe', 'dan', null, false),
	('s5', '2026-02-01 08:00+00', 'sent', 'ann', null, null), ('s5', '2026-02-01 08:01+00', 'bounce_soft', 'ann', null, null), ('s5', '2026-02-01 14:00+00', 'delivered', 'ann', null, null),
	('s6', '2026-02-01 08:00+00', 'sent', 'bob', null, null), ('s6', '2026-02-01 08:01+00', 'bounce_hard', 'bob', null, null), ('s7', '2026-02-01 08:00+00', 'dropped', 'cat', null, null),
	('s8', '2026-02-01 08:00+00', 'sent', 'eve', null, null), ('s8', '2026-02-01 08:01+00', 'delivered', 'eve', null, null), ('s8', '2026-02-01 11:00+00', 'spam', 'eve', null, null),
	('s9', '2026-02-02 08:00+00', 'open', 'ann', null, false),
	('s10', '2026-02-01 08:00+00', 'sent', 'gus', null, null), ('s10', '2026-02-01 08:01+00', 'delivered', 'gus', null, null), ('s10', '2026-02-22 08:00+00', 'open', 'gus', null, false),
	('s11', '2026-03-01 08:00+00', 'sent', 'bob', null, null), ('s11', '2026-03-01 08:01+00', 'delivered', 'bob', null, null), ('s11', '2026-03-01 08:09+00', 'bounce_hard', 'bob', null, null),
	('s12', '2026-03-01 08:00+00', 'sent', 'cat', null, null)) e(s, at, kind, contact, url, bot);
select results_eq($$select sent_count, delivered_count, opened_count, clicked_count, unsubscribed_count, spam_count, replied_count, bounced_count, opened_by_click_only_count, bot_event_count, total_open_count
	from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'all'$$,
	-- As in K1 to K5; bounced s6, s11; only s2 has no open of its own; the scanner did two things; opens s1 twice, s4, s10
	$$values (10::bigint, 7::bigint, 3::bigint, 2::bigint, 1::bigint, 1::bigint, 0::bigint, 2::bigint, 1::bigint, 2::bigint, 4::bigint)$$, 'mails of the quarter');
select results_eq($$select round(delivery_rate::numeric, 4), round(open_rate::numeric, 4), round(click_rate::numeric, 4), round(click_rate_lo::numeric, 4), round(click_rate_hi::numeric, 4), round(click_through_rate::numeric, 4), round(unsubscribe_rate::numeric, 4), n, is_thin
	from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'all'$$, $$values (0.7000, 0.4286, 0.2857, 0.0822, 0.6411, 0.6667, 0.1429, 7::bigint, false)$$, 'and their rates');
select results_eq($$select period_start, sent_count, clicked_count, delivered_count, bounced_count, is_complete, round(click_rate_change::numeric, 4) from mail_kpi.email_performance where period_grain = 'month' and dimension = 'all' order by 1$$,
	-- 0 of 3 less 2 of 4; nothing was delivered in March
	$$values (date '2026-01-01', 4::bigint, 2::bigint, 4::bigint, 0::bigint, true, null::numeric), ('2026-02-01', 4, 0, 3, 1, true, -0.5), ('2026-03-01', 2, 0, 0, 1, false, null)$$, 'by month, complete a week after its end, with the change of the click rate');
update mail_kpi.setting set value = '2026-03-29' where name = 'as_of';
select is((select string_agg(is_complete::text, ' ' order by period_start) from mail_kpi.email_performance where period_grain = 'week' and dimension = 'all' and period_start >= '2026-03-09'), 'true true false', 'the week to 22 March is complete on the 29th');
update mail_kpi.setting set value = '2026-03-31' where name = 'as_of';
select results_eq($$select dimension_value, sent_count, clicked_count from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'comparison_group' order by 1$$,
	-- core is on the list from 15 February; dan came from organic search first
	$$values ('abm', 7::bigint, 2::bigint), ('inbound', 1, 0), ('other', 2, 0)$$, 'the list counts as of the day on which the mail was sent');
select results_eq($$select dimension_value, dimension_label, sent_count from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'email' order by 1$$,
	$$values ('01', 'Mail of 01', 4::bigint), ('02', 'Mail of 02', 4), ('03', 'Mail of 03', 2)$$, 'mails have their subjects');
insert into mail_kpi.opportunity (opportunity_id, account_id, status, created_at, close_on) values ('q1', 'acme', 'won', '2026-01-01 00:00+00', '2026-01-20');
select is((select string_agg(dimension_value || ' ' || sent_count, ', ' order by 1) from (select * from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'audience' order by dimension_value) e), 'customer 3, prospect 7', 'customers are those who had bought by then');
delete from mail_kpi.opportunity;
select is_empty($$select period_grain, period_start, sum(sent_count), sum(delivered_count), sum(opened_count), sum(clicked_count), sum(unsubscribed_count), sum(bounced_count), sum(total_open_count) from mail_kpi.email_performance group by dimension, period_grain, period_start
	except select period_grain, period_start, sent_count, delivered_count, opened_count, clicked_count, unsubscribed_count, bounced_count, total_open_count from mail_kpi.email_performance where dimension = 'all'$$, 'the slices of each dimension add up');
select results_eq($$select count(distinct dimension), count(distinct period_grain), count(*) = count(distinct id) from mail_kpi.email_performance$$, $$values (8::bigint, 4::bigint, true)$$, 'all dimensions and grains are there, each row once');
-- Weeks from 5 January to 30 March
select is_empty($$select dimension_value from mail_kpi.email_performance where period_grain = 'week' and dimension = 'audience' group by 1 having count(*) <> 13$$, 'weeks without mails are rows');
create temp table mail_before as select * from mail_kpi.email_performance;
insert into mail_kpi.email_event (send_id, occurred_at, kind, is_bot) values ('s1', 'infinity', 'click', null), ('s1', '-infinity', 'delivered', null), ('s5', '2026-04-01 00:00+00', 'click', null), ('s6', null, 'delivered', null),
	('e1', '2026-05-01 00:00+00', 'sent', null), ('e2', '-infinity', 'sent', null), (null, '2026-02-01 00:00+00', 'sent', null), ('s8', '2026-02-01 10:00+00', 'sneezed', null), ('s1', '2026-01-10 08:00+00', 'sent', null), ('s1', '2026-01-10 08:31+00', 'click', null);
insert into mail_kpi.email_event (send_id, occurred_at, kind, is_marketing) values ('e3', '2026-02-01 00:00+00', 'sent', false);
select is_empty('select * from mail_kpi.email_performance except select * from mail_before', 'dirty and double events, those to come, and mails of sales change nothing');
delete from mail_kpi.email_event where send_id ~ '^e' or send_id is null or not isfinite(occurred_at) or occurred_at is null or occurred_at > '2026-03-31' or contact_id is null;
delete from mail_kpi.email_event where kind = 'delivered';
select results_eq($$select delivered_count, bounced_count from mail_kpi.email_performance where period_grain = 'quarter' and dimension = 'all'$$, $$values (7::bigint, 3::bigint)$$, 'where deliveries are not recorded, what did not bounce was delivered: all but s5, s6, s11');

-- Engagement
insert into mail_kpi.scoring_rule values ('v', 'visit', 1, 30), ('c', 'content', 5, null), ('f', 'form', 20, 30), ('bad', 'visit', 'NaN', 30), ('worse', 'visit', 5, 0), ('worst', 'visit', 5, 'Infinity'), ('none', null, 5, 5);
insert into mail_kpi.touch (touch_id, occurred_at, account_id, contact_id, anonymous_id, kind, asset_id, topic, duration_s, is_bot) select row_number() over (), t.* from (values
	('2025-12-30 09:00+00'::timestamptz, 'acme', 'bob', null, 'visit', null, null, 100::float8, false), ('2026-01-10 09:00+00', 'acme', 'ann', null, 'visit', null, 'price', 5, false), ('2026-01-10 09:01+00', 'acme', 'ann', null, 'visit', null, 'price', 40, null),
	('2026-01-10 10:00+00', 'acme', 'ann', null, 'visit', null, 'docs', null, false), ('2026-02-03 12:00+00', 'bolt', null, 'x1', 'visit', null, null, 12, false), ('2026-02-04 12:00+00', null, null, 'x2', 'visit', null, null, 10, false),
	('2026-02-05 12:00+00', 'echo', null, 'x3', 'visit', null, null, 900, true), ('2026-03-01 12:00+00', 'zeta', 'dan', null, 'visit', null, null, 8, false), ('2026-03-01 12:01+00', 'zeta', 'dan', null, 'form', null, null, null, false),
	('2026-03-01 12:02+00', 'zeta', 'dan', null, 'form', null, null, null, false), ('2026-03-02 12:00+00', 'zeta', 'gus', null, 'form', null, null, null, false), ('2026-01-05 09:00+00', 'acme', 'ann', null, 'ad', 'guide', null, null, false),
	('2026-01-09 09:00+00', 'acme', 'ann', null, 'content', 'guide', null, 300, false), ('2026-01-09 15:00+00', 'acme', 'ann', null, 'content', 'guide', null, 100, false), ('2026-01-09 15:05+00', 'acme', 'ann', null, 'form', 'form', null, null, false),
	('2026-01-16 09:00+00', 'zeta', 'dan', null, 'content', 'guide', null, null, false), ('2026-02-20 09:00+00', 'core', 'eve', null, 'content', 'guide', null, 60, false), ('2026-02-21 09:00+00', 'bolt', 'cat', null, 'content', 'webinar', null, 1800, false),
	('2026-02-22 09:00+00', 'zeta', 'gus', null, 'content', 'guide', null, 1, true)) t;
insert into mail_kpi.touch (touch_id, occurred_at, account_id, contact_id, kind, scheduled_at, outcome, direction) values
	('m1', '2026-01-05 09:00+00', 'acme', 'ann', 'demo', '2026-01-12 15:00+00', 'held', 'out'), ('m2', '2026-01-20 09:00+00', 'acme', 'bob', 'call', '2026-01-22 15:00+00', 'no_show', null),
	('m3', '2026-03-25 09:00+00', 'acme', 'ann', 'call', '2026-04-10 15:00+00', null, null), ('m4', '2026-03-20 09:00+00', 'echo', null, 'call', null, null, 'out'), ('m5', '2026-03-03 09:00+00', 'zeta', 'our', 'social', null, null, null);
-- As K9 and K10, the content with the half-life of the setting. mail: opened s1, s2 and s9, clicked s1, s2.
select results_eq($$select account_id, round(score::numeric, 2), session_count, round(site_minutes::numeric, 2), email_open_count, email_click_count, content_count, social_count, form_count, call_count, meeting_count, contact_count, engaged_contact_count, n
	from mail_kpi.engagement_by_account order by account_id$$,
	$$values ('acme', 5.16, 2::bigint, 0.75, 3::bigint, 2::bigint, 2::bigint, 0::bigint, 1::bigint, 0::bigint, 1::bigint, 2::bigint, 2::bigint, 9::bigint), ('bolt', 2.32, 1, 0.20, 0, 0, 1, 0, 0, 0, 0, 1, 1, 2),
		('core', 2.00, 0, null, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1), ('echo', 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), ('void', 0, 0, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), ('zeta', 31.27, 1, 0.13, 2, 0, 1, 1, 3, 0, 0, 2, 2, 6)$$,
	'engagement of each account; silent ones are rows of zeros');
-- A call that is to come says that they were there when it was booked, and is no call yet.
select results_eq($$select account_id, comparison_group, owner, top_contact_id, top_asset_id, top_topic, last_touch_on, days_silent, finding from mail_kpi.engagement_by_account order by account_id$$,
	$$values ('acme', 'abm', 'Ann', 'ann', 'guide', 'price', date '2026-03-25', 6::bigint, 'too few'), ('bolt', 'abm', 'Ann', 'cat', 'webinar', null, '2026-02-21', 38, 'too few'), ('core', 'abm', 'Ann', 'eve', 'guide', null, '2026-02-20', 39, 'too few'),
		('echo', 'other', 'Ann', null, null, null, null, null, 'too few'), ('void', 'other', 'Ann', null, null, null, null, null, 'too few'), ('zeta', 'inbound', 'Ann', 'dan', 'guide', null, '2026-03-03', 28, 'too few')$$, 'who, what and when');
create temp view by_hand as
select a.account_id, coalesce(sum(w.points * power(2, -extract(epoch from d.at - t.occurred_at) / 86400 / 30)) filter (where t.occurred_at < d.at), 0)::numeric as score, d.at
from (values (timestamptz '2026-04-01 00:00+00'), ('2026-03-02 00:00+00')) d(at) cross join mail_kpi.account a
left join mail_kpi.touch t on t.account_id = a.account_id and t.is_bot is not true
left join (values ('visit', 1), ('content', 5), ('form', 20)) w(kind, points) on w.kind = t.kind
group by a.account_id, d.at;
select is_empty($$select account_id, round(score::numeric, 9), round(score_before::numeric, 9), round(score_change::numeric, 9) from mail_kpi.engagement_by_account
	except select n.account_id, round(n.score, 9), round(b.score, 9), round(n.score - b.score, 9) from by_hand n join by_hand b using (account_id) where n.at > '2026-03-15' and b.at < '2026-03-15'$$, 'scores of now and of 30 days ago, by plain SQL');
insert into mail_kpi.scoring_rule values ('k', 'email_click', 4, null), ('o', 'email_open', 0, null);
select is(round((e.score - h.score::float8)::numeric, 9), round((4 * power(2, -extract(epoch from h.at - '2026-01-10 08:31+00') / 86400 / 30) + 4 * power(2, -extract(epoch from h.at - '2026-01-11 10:00+00') / 86400 / 30))::numeric, 9), 'a mail that was clicked counts once, an open nothing')
from mail_kpi.engagement_by_account e join by_hand h using (account_id) where account_id = 'acme' and h.at > '2026-03-15';
create temp table engaged_before as select * from mail_kpi.engagement_by_account;
insert into mail_kpi.touch (touch_id, occurred_at, account_id, kind, duration_s) values ('d1', 'infinity', 'echo', 'visit', 1), ('d2', '-infinity', 'echo', 'visit', 1), ('d3', null, 'echo', 'visit', 1), ('d4', '2026-05-01 00:00+00', 'echo', 'visit', 1), ('d5', '2026-03-01 00:00+00', 'nowhere', 'visit', 1);
insert into mail_kpi.email_event (send_id, occurred_at, kind, account_id) values ('d1', 'infinity', 'click', 'echo'), ('d2', '-infinity', 'click', 'echo'), ('d3', null, 'click', 'echo'), ('d4', '2026-05-01 00:00+00', 'click', 'echo'), (null, null, null, null);
insert into mail_kpi.scoring_rule values ('x', 'visit', 'Infinity', 30), ('y', 'visit', 1e300, 30), ('z', 'visit', 1, -3);
select is_empty('select * from mail_kpi.engagement_by_account except select * from engaged_before', 'times and rules that cannot be change nothing');
insert into mail_kpi.touch (touch_id, occurred_at, account_id, kind, duration_s, session_id) values ('d6', '2026-03-30 00:00+00', 'echo', 'visit', 'NaN', 's'), ('d7', '2026-03-30 00:01+00', 'echo', 'visit', 'Infinity', 's'), ('d8', '2026-03-30 03:00+00', 'echo', 'dance', -5, 's'), ('d9', '2026-03-30 05:00+00', 'echo', 'visit', 60, 's');
select results_eq($$select session_count, site_minutes from mail_kpi.engagement_by_account where account_id = 'echo'$$, $$values (1::bigint, 1::float8)$$, 'a session is what the tracker says, and lengths that cannot be are not counted');
delete from mail_kpi.scoring_rule;
select is((select count(score) from mail_kpi.engagement_by_account), 0::bigint, 'without rules there is no score');
insert into mail_kpi.touch (touch_id, occurred_at, account_id, contact_id, kind) select 'w' || i, timestamptz '2026-03-30 12:00+00' - i * interval '1 day', 'void', 'vic', 'visit' from generate_series(0, 7) i;
insert into mail_kpi.touch (touch_id, occurred_at, account_id, contact_id, kind) select 'z' || i, timestamptz '2026-02-20 12:00+00' - i * interval '1 day', 'core', 'eve', 'visit' from generate_series(1, 8) i;
select results_eq($$select account_id, finding from mail_kpi.engagement_by_account where account_id in ('void', 'core') order by 1$$, $$values ('core', 'lower'), ('void', 'higher')$$, 'who warmed up and who cooled down');

-- Mails to a lead that is no contact, and to one that is: of the one only the lead is known, of the other its person.
insert into mail_kpi.lead (lead_id, account_id, created_at, source_class) values ('l9', 'echo', '2026-01-01 00:00+00', 'organic');
insert into mail_kpi.email_event (send_id, occurred_at, kind, contact_id, lead_id, account_id) values ('L1', '2026-03-20 08:00+00', 'sent', null, 'l9', 'echo'), ('L1', '2026-03-20 09:00+00', 'click', null, 'l9', 'echo'), ('L2', '2026-03-20 08:00+00', 'sent', 'dan', 'l2', 'zeta');
select results_eq($$select dimension_value, sent_count, clicked_count from mail_kpi.email_performance where period_grain = 'month' and period_start = '2026-03-01' and dimension = 'comparison_group' and sent_count > 0 and dimension_value <> 'abm'$$, $$values ('inbound', 2::bigint, 1::bigint)$$, 'both came by themselves, first');
select results_eq($$select contact_count, engaged_contact_count, top_contact_id, email_click_count from mail_kpi.engagement_by_account where account_id = 'echo'$$, $$values (1::bigint, 1::bigint, 'l9', 1::bigint)$$, 'and a lead is somebody to call');

-- Campaigns: b is part of a, which is part of top; two are part of each other.
create schema roi_kpi;
select is((select count(*) > 20 from abm_kpi_create_views('roi_kpi', '{"settings": {"as_of": "2026-03-31"}}')), true, 'another schema');
insert into roi_kpi.account (account_id) values ('acme'), ('bolt'), ('core');
insert into roi_kpi.campaign (campaign_id, parent_id, name, program, channel, is_abm, start_on) values ('top', null, 'Top', null, null, null, null), ('a', 'top', 'A', 'p1', 'web', true, '2025-12-01'), ('b', 'a', 'B', 'p1', 'event', false, '2026-03-15'),
	('l1', 'l2', null, null, null, null, 'infinity'), ('l2', 'l1', null, null, null, null, null);
insert into roi_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('a', '2025-12-01', 'media', 1000), ('a', '2026-01-01', 'labour', 500), ('a', '2026-05-01', 'media', 9999), ('b', '2026-03-01', 'media', 400), ('b', '2026-03-01', 'program', null), ('l1', '2026-01-01', 'media', 0), (null, '2026-01-01', 'media', 50);
insert into roi_kpi.opportunity (opportunity_id, account_id, campaign_id, status, created_at, close_on, amount_base) values ('o1', 'acme', 'a', 'won', '2026-01-10 00:00+00', '2026-02-10', 1200), ('o2', 'acme', 'a', 'won', '2026-01-01 00:00+00', '2026-03-01', 800),
	('o3', 'bolt', 'b', 'won', '2026-03-01 00:00+00', '2026-03-10', 600), ('o4', 'core', null, 'won', '2026-03-01 00:00+00', '2026-03-15', 1000), ('o5', 'bolt', 'a', 'open', '2026-03-01 00:00+00', '2026-05-01', 5000), ('o6', 'bolt', 'b', 'lost', '2026-02-01 00:00+00', '2026-03-01', 100);
insert into roi_kpi.lead (lead_id, contact_id, created_at, campaign_id, mql_at) values ('1', 'x', '2026-01-01 00:00+00', 'a', '2026-01-02 00:00+00'), ('2', 'x', '2026-01-03 00:00+00', 'b', null), ('3', 'y', '2026-01-01 00:00+00', 'a', null);
insert into roi_kpi.touch (touch_id, occurred_at, account_id, campaign_id, is_bot) values ('0', '2025-10-01 00:00+00', 'acme', 'b', null), ('1', '2026-01-05 00:00+00', 'acme', 'a', null), ('2', '2026-02-01 00:00+00', 'acme', 'b', null), ('3', '2026-02-20 00:00+00', 'acme', 'a', null),
	('4', '2026-02-09 00:00+00', 'acme', null, null), ('5', '2026-02-09 00:00+00', 'acme', 'b', true), ('6', '2026-03-05 00:00+00', 'bolt', 'ghost', null), ('7', '2026-03-11 00:00+00', 'bolt', 'a', null);
-- o1 was touched by a and b, o2 by a, b and a, o3 by a campaign that nobody knows, o4 by none.
select results_eq($$select level_value, level_label, lead_count, mql_count, opportunity_count, pipeline_value, won_count, won_value_primary, won_value_last, won_value_linear from roi_kpi.campaign_roi where level = 'campaign' order by level_value collate "C"$$,
	$$values ('(none)', '(none)', 0::bigint, 0::bigint, 1::bigint, 0.00, 1::bigint, 1000.00, 1000.00, 1000.00), ('a', 'A', 2, 1, 3, 5000, 2, 2000, 800, 1133.33), ('b', 'B', 0, 0, 2, 0, 1, 600, 1200, 866.67), ('ghost', 'ghost', 0, 0, 0, 0, 0, 0, 600, 600),
		('l1', 'l1', 0, 0, 0, 0, 0, 0, 0, 0), ('l2', 'l2', 0, 0, 0, 0, 0, 0, 0, 0), ('top', 'Top', 0, 0, 0, 0, 0, 0, 0, 0)$$, 'what campaigns brought');
-- Won after 31, 59, 9 and 14 days: half within 22. a has its 1500 back with o2; acme is one new customer.
select results_eq($$select level_value, started_on, is_complete, media_cost, program_cost, labour_cost, technology_cost, total_cost, round(roi_primary::numeric, 4), round(roi_last::numeric, 4), round(roas::numeric, 4), payback_days, cac from roi_kpi.campaign_roi where level = 'campaign' and level_value in ('(none)', 'a', 'b', 'l1') order by level_value collate "C"$$,
	$$values ('(none)', null::date, null::boolean, 50.00, null::numeric, null::numeric, null::numeric, 50.00, 19::numeric, 19::numeric, 20::numeric, null::bigint, 50.00), ('a', '2025-12-01', true, 1000, null, 500, null, 1500, 0.3333, -0.4667, 1.3333, 90, 1500),
		('b', '2026-03-15', false, 400, null, null, null, null, null, null, null, null, null), ('l1', '2026-01-01', true, 0, null, null, null, 0, null, null, null, null, null)$$, 'what they cost, where that is known, and their return');
select results_eq($$select level_value, total_cost, won_value_primary, won_value_last, payback_days from roi_kpi.campaign_roi where level = 'top_campaign' and level_value !~ '^l' order by level_value collate "C"$$,
	$$values ('(none)', 50.00, 1000.00, 1000.00, null::bigint), ('ghost', null, 0, 600, null), ('top', null, 2600, 2000, null)$$, 'a campaign with those below it');
select results_eq($$select level_value, level_label, won_value_primary from roi_kpi.campaign_roi where level = 'is_abm' order by level_value collate "C"$$, $$values ('(none)', '(none)', 1000.00), ('abm', 'ABM', 2000), ('other', 'Not ABM', 600)$$, 'by programme');
select results_eq($$select level, sum(lead_count), sum(opportunity_count), sum(won_count), sum(won_value_primary), sum(won_value_last), round(sum(won_value_linear)) from roi_kpi.campaign_roi group by 1 order by level collate "C"$$,
	$$select l, 2::numeric, 6::numeric, 4::numeric, 3600.00, 3600.00, 3600::numeric from unnest(array['campaign', 'channel', 'is_abm', 'program', 'top_campaign']) l$$, 'each level sums to everything, by each model to what was won');
select results_eq($$select channel.won, credit.total from (select sum(won_value_linear) as won from roi_kpi.campaign_roi where level = 'channel' and level_value = 'web') channel,
		(select round(sum(c.credit), 2) as total from (values (array['a', 'b'], 1200), (array['a', 'b', 'a'], 800)) p(path, value), lateral attribution(p.path, 'linear', p.value) c where c.channel = 'a') credit$$,
	$$values (1133.33, 1133.33)$$, 'as attribution() divides it');
-- By Markov. a is visited 3 times (2 starts, 1 from b): twice b follows, once 800 is won; b twice: once a, once 1200 is won; ghost once: 600. With
-- nothing left out a path is worth 2600 / 3. Without ghost 2000 are left, without a 600; without b two starts * 1/3 * 800 and 600. So the effects are
-- 600 / 2600, 2000 / 2600 and 1 - 1133.33 / 2600, and each gets 2600 * effect / (4066.67 / 2600). Merged into top, a and b are one touch.
select results_eq($$select level, level_value, won_value_markov, round(roi_markov::numeric, 4) from roi_kpi.campaign_roi where level in ('campaign', 'top_campaign') and won_value_markov <> 0 order by level, level_value collate "C"$$,
	$$values ('campaign', '(none)', 1000.00, 19::numeric), ('campaign', 'a', 1278.69, -0.1475), ('campaign', 'b', 937.70, null), ('campaign', 'ghost', 383.61, null), ('top_campaign', '(none)', 1000, 19), ('top_campaign', 'ghost', 600, null), ('top_campaign', 'top', 2000, null)$$, 'by Markov chain, one of each level');
select results_eq($$select level, round(sum(won_value_markov)) from roi_kpi.campaign_roi group by 1 order by level collate "C"$$, $$select l, 3600::numeric from unnest(array['campaign', 'channel', 'is_abm', 'program', 'top_campaign']) l$$, 'which sums to what was won on each');
create temp table roi_before as select * from roi_kpi.campaign_roi;
insert into roi_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('a', 'infinity', 'media', 1), ('a', null, 'media', 'NaN'), ('a', '2026-04-01', 'media', 'Infinity');
insert into roi_kpi.opportunity (opportunity_id, account_id, campaign_id, status, created_at, close_on, amount_base) values ('d1', 'acme', 'a', 'won', '2026-01-01 00:00+00', '2026-05-01', 1), ('d2', 'acme', 'a', 'won', 'infinity', 'infinity', 1), ('d3', 'acme', 'a', 'won', '2026-01-01 00:00+00', 'infinity', 1), ('d4', 'acme', 'a', 'won', '2026-01-01 00:00+00', '-infinity', 1);
insert into roi_kpi.touch (touch_id, occurred_at, account_id, campaign_id) values ('d1', 'infinity', 'acme', 'a'), ('d2', '-infinity', 'acme', 'a'), ('d3', null, 'acme', 'a');
update roi_kpi.campaign set start_on = '-infinity' where campaign_id = 'top';
select is_empty($$select to_jsonb(r) - 'opportunity_count' from roi_kpi.campaign_roi r except select to_jsonb(b) - 'opportunity_count' from roi_before b$$, 'days that cannot be change nothing, but that these are deals');
insert into roi_kpi.opportunity (opportunity_id, account_id, campaign_id, status, created_at, close_on, amount_base) values ('d5', 'bolt', 'l2', 'won', '2026-01-01 00:00+00', '2026-02-01', 'NaN'), ('d6', 'bolt', 'l2', 'won', null, '2026-02-01', 'Infinity'), ('d7', null, 'l2', 'won', '2026-01-01 00:00+00', null, 5), (null, null, 'l2', null, null, null, null);
insert into roi_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('l2', '2026-01-01', 'lunch', -10), ('l2', '2026-01-01', 'media', 'NaN');
select results_eq($$select opportunity_count, won_count, won_value_primary, total_cost, roi_primary from roi_kpi.campaign_roi where level = 'campaign' and level_value = 'l2'$$, $$values (4::bigint, 2::bigint, 0.00, null::numeric, null::float8)$$, 'nor do values that are none break it');
select is((select count(*) = count(distinct id) from roi_kpi.campaign_roi), true, 'each row once');

-- Edges: seven days to the second; a bounce with the delivery; ninety days, the close the last of them; a cost that is just earned; the youngest campaign of a program.
create schema edge_kpi;
select count(*) as made from abm_kpi_create_views('edge_kpi', '{"settings": {"as_of": "2026-03-31"}}') \gset
insert into edge_kpi.email_event (send_id, kind, occurred_at) values ('s1', 'sent', '2026-03-01 10:00+00'), ('s1', 'delivered', '2026-03-01 10:01+00'), ('s1', 'open', '2026-03-08 10:00+00'), ('s2', 'sent', '2026-03-01 10:00+00'), ('s2', 'delivered', '2026-03-01 10:01+00'),
	('s2', 'bounce_hard', '2026-03-01 10:01+00'), ('s3', 'sent', '2026-03-01 10:00+00'), ('s3', 'delivered', '2026-03-01 10:01+00'), ('s3', 'open', '2026-03-08 09:59:59+00');
select results_eq($$select sent_count, delivered_count, opened_count, bounced_count from edge_kpi.email_performance where period_grain = 'month' and dimension = 'all'$$, $$values (3::bigint, 2::bigint, 1::bigint, 1::bigint)$$, 'the edges of a mail');
insert into edge_kpi.campaign (campaign_id, program, start_on) values ('c1', 'p', '2026-01-01'), ('c2', 'p', '2026-03-30');
insert into edge_kpi.campaign_cost (campaign_id, cost_on, kind, amount_base) values ('c1', '2026-01-01', 'media', 100);
insert into edge_kpi.opportunity (opportunity_id, account_id, campaign_id, status, created_at, close_on, amount_base) values ('o', 'a', 'c1', 'won', '2026-03-01', '2026-03-31', 100);
insert into edge_kpi.touch (touch_id, account_id, campaign_id, kind, occurred_at) values ('t1', 'a', 'c1', 'visit', '2026-01-01 00:00+00'), ('t2', 'a', 'c2', 'visit', '2025-12-31 23:59:59+00'), ('t3', 'a', 'c2', 'visit', '2026-04-01 00:00+00');
select results_eq($$select level_value, won_value_primary, won_value_last, won_value_linear, roi_primary, payback_days, is_complete from edge_kpi.campaign_roi where level in ('campaign', 'program') order by level, level_value$$,
	$$values ('c1', 100::numeric(18,2), 100::numeric(18,2), 100::numeric(18,2), 0::float8, 89::bigint, true), ('c2', 0, 0, 0, null, null, false), ('p', 100, 100, 100, 0, 89, false)$$, 'the edges of a campaign');
drop schema edge_kpi cascade;

select doesnt_match(pg_temp.plan_of($$select * from mail_kpi.email_performance where period_grain = 'month' and dimension = 'all'$$), 'date_trunc\(''(week|quarter|year)''|''(audience|segment|campaign|program)''::text', 'the filter reaches the scan of email_performance');
select matches(pg_temp.plan_of('select * from mail_kpi.email_performance'), 'date_trunc\(''quarter''.*''audience''::text', 'which without one computes all');
select doesnt_match(pg_temp.plan_of($$select * from roi_kpi.campaign_roi where level = 'campaign'$$), '''(channel|is_abm|top_campaign)''::text', 'that of campaign_roi');
select matches(pg_temp.plan_of($$select * from mail_kpi.engagement_by_account where account_id = 'acme'$$), 'touch.*Filter: [^\n]*account_id = ''acme''::text', 'and that of engagement_by_account');
select * from finish();

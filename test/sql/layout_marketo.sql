-- The layout of Marketo: what the canonical relations hold of hand-made rows, each with something that goes wrong when it
-- is read naively. Expected values are worked out beside the rows.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
set time zone 'Asia/Tokyo';		-- nothing may depend on it
select plan(37);

-- ---- Nothing there ----
create schema mk_bare;
create table mk_bare.lead (id bigint, created_at timestamptz, email text);
create table mk_bare.activity_send_email (lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int);
select is(abm_kpi_detect('mk_bare'), 'marketo_fivetran', 'leads and sends are Marketo');
select results_eq($$select name, detail from abm_kpi_connect(null, 'mk_bare', 'mk_bare_kpi') where name in ('account', 'opportunity', 'email_event', 'touch', 'score_history')$$,
	$$values ('account', 'from mk_bare.lead'), ('opportunity', 'the CRM has none: fill the table yourself'), ('touch', 'no table activity_click_email, activity_fill_out_form, activity_visit_webpage'),
		('email_event', 'from mk_bare.activity_send_email; no table activity_click_email, activity_email_bounced, activity_email_bounced_soft, activity_email_delivered, activity_open_email, activity_unsubscribe_email'),
		('score_history', 'no table activity_change_data_value, activity_change_score')$$, 'tables that are missing are named');
select is((select count(*) from mk_bare_kpi.account) + (select count(*) from mk_bare_kpi.lead) + (select count(*) from mk_bare_kpi.contact) + (select count(*) from mk_bare_kpi.email_event), 0::bigint, 'and nothing is in it');
insert into mk_bare.lead values (null, null, null);
insert into mk_bare.activity_send_email values (null, null, null, null, null);
select results_eq('select lead_id, account_id, mql_at, disqualified_at, is_contactable, is_deleted from mk_bare_kpi.lead', $$values (null::text, null::text, null::timestamptz, null::timestamptz, null::boolean, false)$$, 'a row of NULLs is a lead of which nothing is known');
select results_eq('select send_id, kind from mk_bare_kpi.email_event', $$values ('//', 'sent')$$, 'and a send of nobody knows what');
drop table mk_bare.activity_send_email cascade;
select throws_ok($$select abm_kpi_detect('mk_bare')$$, '22023', 'schema "mk_bare" fits no layout', 'leads alone are not Marketo');

-- ---- Tables as Fivetran makes them ----
create schema marketo;
create table marketo.lead (id bigint, created_at timestamptz, email text, company text, website text, industry text, country text, title text, unsubscribed boolean, email_invalid boolean, lead_status text, lead_source text,
	lead_score int, acquisition_program_id int, mql_date timestamptz, converted_date timestamptz, _fivetran_deleted boolean, _fivetran_synced timestamptz);
insert into marketo.lead (id, created_at, email, company, website, industry, unsubscribed, email_invalid, lead_status, lead_source, lead_score, acquisition_program_id) values
	(1, '2026-01-01Z', 'a@acme.com', 'Acme Corp', 'https://www.acme.com/x', 'Steel', false, false, 'MQL', 'Web', 30, 70),
	(2, '2026-01-02Z', 'b@gmail.com', ' ACME corp ', null, 'Steel', true, false, 'Disqualified', 'Webinar', null, null),
	(3, '2026-01-03Z', 'c@bolt.io', 'Bolt', null, null, false, true, 'Unqualified', null, 5, null),
	(4, '2026-01-04Z', 'd@gmail.com', 'n/a', null, null, null, null, 'Parked', 'Unheard of', null, null),
	(5, '2026-01-05Z', null, null, null, null, null, null, null, null, null, null),
	-- 6 was merged into 7, and 7 into 1.
	(6, '2025-06-01Z', 'a@acme.com', 'Gone Inc', null, null, null, null, 'MQL', null, 99, null),
	(7, '2025-07-01Z', 'a@acme.com', 'Gone Inc', null, null, null, null, 'MQL', null, 99, null),
	(8, '2026-01-08Z', 'h@bolt.io', 'Bolt', null, null, null, null, null, null, null, null);
create table marketo.activity_merge_leads (lead_id bigint, merge_ids text, activity_date timestamptz, _fivetran_synced timestamptz);
insert into marketo.activity_merge_leads values (7, '[6]', '2026-02-01Z', null), (1, '[7, 1]', '2026-02-02Z', null);
create table marketo.activity_delete_lead (lead_id bigint, activity_date timestamptz);
insert into marketo.activity_delete_lead values (8, '2026-02-01Z'), (8, '2026-02-02Z');
create table marketo.program (id int, name text, channel text, type text, start_date timestamp, end_date timestamp, _fivetran_synced timestamptz);
insert into marketo.program values (70, 'Spring webinar', 'Webinar', 'event', '2026-02-01', '2026-02-28', null), (71, 'ABM nurture', 'Nurture', 'engagement', null, null, null), (72, 'Newsletter', 'Email Send', 'email', null, null, null),
	(73, 'Reply', 'Operational', 'default', null, null, null);
create table marketo.campaign (id int, program_id int, type text, _fivetran_synced timestamptz);
insert into marketo.campaign values (700, 70, 'batch', null), (710, 71, 'trigger', null), (720, 72, 'batch', null), (730, 73, 'trigger', null);
create table marketo.email_template_history (id int, subject text, updated_at timestamptz);
insert into marketo.email_template_history values (9, 'Draft', '2026-01-01Z'), (9, 'Hello', '2026-01-02Z');
create table marketo.activity_send_email (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int, email_template_id int);
insert into marketo.activity_send_email values (1, 1, '2026-02-03 10:00Z', 50, 700, 1, 9), (2, 6, '2026-02-03 10:00Z', 51, 710, 1, null), (3, 3, '2026-02-03 10:00Z', 50, 700, 1, 9),
	(4, 2, '2026-02-03 10:00Z', 50, 720, null, null), (5, 4, '2026-02-03 10:00Z', 52, 730, 2, null), (6, 1, '2026-02-10 10:00Z', 50, 700, 2, 9);
create table marketo.activity_email_delivered as select * from marketo.activity_send_email where lead_id in (1, 6);
create table marketo.activity_open_email (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int, is_bot_activity boolean);
insert into marketo.activity_open_email values (1, 1, '2026-02-03 11:00Z', 50, 700, 1, false), (2, 1, '2026-02-03 12:00Z', 50, 700, 1, true),
	-- Opened after the merge a mail that was sent before it; opened what was sent without a run.
	(3, 1, '2026-02-04 11:00Z', 51, 710, 1, null), (4, 2, '2026-02-04 11:00Z', 50, 720, null, null),
	-- Sends that are not in the tables: another run, another person, another asset, another campaign.
	(5, 1, '2026-02-04Z', 50, 700, 3, null), (6, 5, '2026-02-04Z', 50, 700, 1, null), (7, 1, '2026-02-04Z', 53, 700, 1, null), (8, 1, '2026-02-04Z', 50, 710, 1, null), (9, 2, '2026-02-04Z', 50, 720, 1, null);
create table marketo.activity_click_email (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int, link text, is_bot_activity boolean, _fivetran_synced timestamptz);
insert into marketo.activity_click_email values (1, 1, '2026-02-03 11:01Z', 50, 700, 1, 'https://acme.com/a?x=1', false, null), (2, 7, '2025-02-03 11:01Z', 60, 1, 1, 'https://acme.com/b', true, null);
create table marketo.activity_email_bounced (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int, category text);
insert into marketo.activity_email_bounced values (1, 3, '2026-02-03 10:01Z', 50, 700, 1, '2'), (2, 4, '2026-02-03 10:01Z', 52, 730, 2, '3'), (3, 2, '2026-02-03 10:01Z', 50, 720, null, null), (4, 5, '2026-02-03Z', 1, 1, 1, '2');
create table marketo.activity_email_bounced_soft (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int);
insert into marketo.activity_email_bounced_soft values (1, 3, '2026-02-03 10:00:30Z', 50, 700, 1);
create table marketo.activity_unsubscribe_email (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value_id int, campaign_id int, campaign_run_id int);
insert into marketo.activity_unsubscribe_email values (1, 2, '2026-02-05Z', 50, 720, null), (2, 5, '2026-02-05Z', 50, 720, null);
create table marketo.activity_visit_webpage (id bigint, lead_id bigint, activity_date timestamptz, campaign_id int, primary_attribute_value text, webpage_url text, query_parameters text, referrer_url text, search_engine text, _fivetran_synced timestamptz);
insert into marketo.activity_visit_webpage values (1, 1, '2026-02-06Z', 700, 'x', '/pricing?a=1', 'utm_source=g&utm_medium=cpc', 'https://google.com', 'Google', null), (2, 6, '2025-06-02Z', null, '/home', null, null, null, null, null),
	(3, 5, '2026-02-06Z', null, '/home', null, null, 'https://google.com', 'Google', null), (4, 5, '2026-02-07Z', null, '/home', null, null, 'https://news.example/x', null, null);
create table marketo.activity_fill_out_form (id bigint, lead_id bigint, activity_date timestamptz, campaign_id int, primary_attribute_value_id int, query_parameters text, referrer_url text, _fivetran_synced timestamptz);
insert into marketo.activity_fill_out_form values (1, 7, '2026-02-06 01:00Z', null, 33, 'utm_medium=email', 'https://acme.com/demo?x=1', null);
create table marketo.activity_change_data_value (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value text, old_value text, new_value text, reason text, source text);
insert into marketo.activity_change_data_value values
	(1, 1, '2026-01-05Z', 'Lead Status', 'New', 'MQL', null, null), (2, 1, '2026-01-06Z', 'Lead Status', 'MQL', 'Recycled', null, null), (3, 1, '2026-01-07Z', 'Lead Status', 'Recycled', 'MQL', null, null),
	(4, 1, '2026-01-08Z', 'Lead Score', '10', '25', null, 'Web form'), (5, 1, '2026-01-09Z', 'Lead Score', '25', 'many', null, null), (6, 1, '2026-01-10Z', 'Lead Score', '25', '30', null, null),
	(7, 1, '2026-01-11Z', 'Behavior Score', '1', '99', null, null), (8, 3, '2026-01-12Z', 'Lead Status', null, 'Unqualified', null, null), (9, 6, '2025-06-05Z', 'Lead Score', '0', '99', null, null), (10, 6, '2025-06-05Z', 'Lead Status', 'New', 'MQL', null, null),
	(11, 2, '2026-01-06Z', 'Company', 'MQL', 'MQL', null, null);
create table marketo.activity_change_score (id bigint, lead_id bigint, activity_date timestamptz, primary_attribute_value text, old_value int, new_value int, change_value text, reason text);
insert into marketo.activity_change_score values (1, 1, '2026-01-10Z', 'Lead Score', 25, 30, '+5', 'Visits pricing'), (2, 1, '2026-01-13Z', 'Person Score', 1, 2, '+1', 'x'), (3, 3, '2026-01-14Z', 'Lead Score', 0, 5, null, 'Opens');

select lives_ok($$select abm_kpi_connect(null, 'marketo', 'mk_kpi', '{"settings": {"time_zone": "America/New_York"}}')$$, 'it connects');
insert into mk_kpi.stage_map values ('lead', 'Parked', 'disqualified');
-- The leads merged away have no company that counts; gmail is nobody's domain.
select results_eq('select account_id, name, domain, industry, created_at from mk_kpi.account order by account_id collate "C"',
	$$values ('acme corp', 'ACME corp', 'acme.com', 'Steel', timestamptz '2026-01-01Z'), ('bolt', 'Bolt', 'bolt.io', null, '2026-01-03Z')$$, 'companies of leads, without case and blanks');
select results_eq('select contact_id, account_id, is_deleted from mk_kpi.contact order by 1',
	$$values ('1', 'acme corp', false), ('2', 'acme corp', false), ('3', 'bolt', false), ('4', null, false), ('5', null, false), ('6', 'gone inc', true), ('7', 'gone inc', true), ('8', 'bolt', true)$$, 'people: merged and deleted ones count nowhere');
select results_eq('select lead_id, contact_id, mql_at, recycled_at, disqualified_at from mk_kpi.lead where not is_deleted order by 1',
	$$values ('1', '1', timestamptz '2026-01-05Z', timestamptz '2026-01-06Z', null::timestamptz), ('2', '2', null, null, '2026-01-02Z'), ('3', '3', null, null, '2026-01-12Z'), ('4', '4', null, null, '2026-01-04Z'), ('5', '5', null, null, null)$$,
	'leads: dates from the log of changes, the first time qualified, the creation where there is none');
select results_eq('select lead_id, is_contactable, source_class, campaign_id, score from mk_kpi.lead where not is_deleted order by 1',
	$$values ('1', true, 'web', '70', 30::float8), ('2', false, 'webinar', null, null), ('3', false, null, null, 5), ('4', true, 'other', null, null), ('5', null, null, null, null)$$, 'who can be written to, and where they came from');
update marketo.lead set mql_date = '2026-01-04Z', converted_date = '2026-03-01Z' where id in (1, 3);
select results_eq($$select lead_id, mql_at, converted_at, disqualified_at from mk_kpi.lead where lead_id in ('1', '3') order by 1$$,
	$$values ('1', timestamptz '2026-01-04Z', timestamptz '2026-03-01Z', null::timestamptz), ('3', '2026-01-04Z', '2026-03-01Z', null)$$, 'columns of one''s own go before the log, and who was converted is not unfit');
select results_eq('select entity, entity_id, stage_id, entered_at, exited_at from mk_kpi.stage_history order by 2, 4',
	$$values ('lead', '1', 'MQL', timestamptz '2026-01-05Z', timestamptz '2026-01-06Z'), ('lead', '1', 'Recycled', '2026-01-06Z', '2026-01-07Z'), ('lead', '1', 'MQL', '2026-01-07Z', null), ('lead', '3', 'Unqualified', '2026-01-12Z', null)$$, 'visits of leads to a status, not those of who was merged away');
-- That of 10 January is in both logs and once here; "many" is no score; other scores are others.
select results_eq('select entity, entity_id, at, score, rule_id, delta from mk_kpi.score_history order by 2, 3',
	$$values ('lead', '1', timestamptz '2026-01-08Z', 25::float8, 'Web form', 15::float8), ('lead', '1', '2026-01-10Z', 30, 'Visits pricing', 5), ('lead', '3', '2026-01-14Z', 5, 'Opens', 5)$$, 'scores from both logs');
select results_eq('select campaign_id, channel, program, kind, is_abm, start_on from mk_kpi.campaign order by 1',
	$$values ('70', 'webinar', 'Spring webinar', null, false, date '2026-02-01'), ('71', 'nurture', 'ABM nurture', 'drip', true, null), ('72', 'email', 'Newsletter', 'one_off', false, null), ('73', 'operational', 'Reply', null, false, null)$$, 'programs are campaigns');
-- E-mail
select results_eq($$select send_id, occurred_at, contact_id, account_id, email_id, subject, campaign_id, program, program_kind from mk_kpi.email_event where kind = 'sent' order by send_id collate "C"$$,
	$$values ('50/700/1/1', timestamptz '2026-02-03 10:00Z', '1', 'acme corp', '50', 'Hello', '70', 'Spring webinar', 'one_off'), ('50/700/1/3', '2026-02-03 10:00Z', '3', 'bolt', '50', 'Hello', '70', 'Spring webinar', 'one_off'),
		('50/700/2/1', '2026-02-10 10:00Z', '1', 'acme corp', '50', 'Hello', '70', 'Spring webinar', 'one_off'), ('50/720//2', '2026-02-03 10:00Z', '2', 'acme corp', '50', null, '72', 'Newsletter', 'one_off'),
		('51/710/1/1', '2026-02-03 10:00Z', '1', 'acme corp', '51', null, '71', 'ABM nurture', 'drip'), ('52/730/2/4', '2026-02-03 10:00Z', '4', null, '52', null, '73', 'Reply', 'trigger')$$,
	'a send is asset, smart campaign, run and person, as merged');
select results_eq($$select send_id, occurred_at, is_bot from mk_kpi.email_event where kind = 'open' order by 2$$,
	$$values ('50/700/1/1', timestamptz '2026-02-03 11:00Z', false), ('50/700/1/1', '2026-02-03 12:00Z', true), ('51/710/1/1', '2026-02-04 11:00Z', false), ('50/720//2', '2026-02-04 11:00Z', false)$$, 'opens whose send is known');
select results_eq($$select send_id, kind, url from mk_kpi.email_event where kind not in ('open', 'sent') order by send_id collate "C", kind collate "C"$$,
	$$values ('50/700/1/1', 'click', 'https://acme.com/a?x=1'), ('50/700/1/1', 'delivered', null), ('50/700/1/3', 'bounce_hard', null), ('50/700/1/3', 'bounce_soft', null), ('50/700/2/1', 'delivered', null), ('50/720//2', 'bounce_hard', null),
		('50/720//2', 'unsubscribe', null), ('51/710/1/1', 'delivered', null), ('52/730/2/4', 'bounce_soft', null)$$, 'and everything else, bounces by their category');
select is_empty('select from mk_kpi.email_event where lead_id is distinct from contact_id', 'a person is the lead');
select is((select count(*) from mk_kpi.email_event), (select count(*) from (select distinct send_id, occurred_at, kind, url from mk_kpi.email_event) k), 'the key is one');
-- Touches: a click counts as one whether its send is known or not.
select results_eq('select touch_id, occurred_at, contact_id, account_id, campaign_id, channel, kind, page, source_class, is_bot from mk_kpi.touch order by touch_id collate "C"',
	$$values ('email_click:1', timestamptz '2026-02-03 11:01Z', '1', 'acme corp', '70', 'email', 'email_click', 'https://acme.com/a', 'email', false), ('email_click:2', '2025-02-03 11:01Z', '1', 'acme corp', null, 'email', 'email_click', 'https://acme.com/b', 'email', true),
		('form:1', '2026-02-06 01:00Z', '1', 'acme corp', null, 'web', 'form', 'https://acme.com/demo', 'email', false), ('visit:1', '2026-02-06Z', '1', 'acme corp', '70', 'web', 'visit', '/pricing', 'paid_search', false),
		('visit:2', '2025-06-02Z', '1', 'acme corp', null, 'web', 'visit', '/home', 'direct', false), ('visit:3', '2026-02-06Z', '5', null, null, 'web', 'visit', '/home', 'organic_search', false),
		('visit:4', '2026-02-07Z', '5', null, null, 'web', 'visit', '/home', null, false)$$, 'visits, forms and clicks, those of who was merged away by who is left');
select is((select count(*) from mk_kpi.opportunity) + (select count(*) from mk_kpi.campaign_cost) + (select count(*) from mk_kpi.survey_response) + (select count(*) from mk_kpi.win_rate), 0::bigint, 'what Marketo has not is empty');
select lives_ok($$insert into mk_kpi.opportunity (opportunity_id, status, created_at, close_on) values ('006A', 'won', '2026-01-01', '2026-02-01')$$, 'and can be filled');
select lives_ok($$select abm_kpi_reconnect('mk_kpi')$$, 'what is filled stays');
select is((select count(*) from mk_kpi.opportunity), 1::bigint, 'when it is connected again');

-- ---- Merges that cannot be ----
insert into marketo.activity_merge_leads values (4, '3', '2026-03-01Z', null), (3, '4', '2026-03-02Z', null), (5, null, null, null), (null, '2', null, null), (5, 'nobody', null, null);
select is((select count(*) from mk_kpi.contact), 8::bigint, 'leads merged into each other do not hang it');
select results_eq($$select contact_id, is_deleted from mk_kpi.contact where contact_id in ('2', '3', '4', '5') order by 1$$, $$values ('2', false), ('3', true), ('4', true), ('5', false)$$, 'nor does one that was merged into nobody');
delete from marketo.activity_merge_leads where lead_id is distinct from 7 and lead_id is distinct from 1;

-- ---- Copies, spellings, columns of one's own ----
select lives_ok($$select abm_kpi_connect(null, 'marketo', 'mk_copied', '{"mode": "copy"}')$$, 'it is copied');
select is_empty(format('(select * from mk_kpi.%1$I except all select * from mk_copied.%1$I) union all (select * from mk_copied.%1$I except all select * from mk_kpi.%1$I)', r), format('%s is the same', r))
from unnest(array['account', 'contact', 'email_event', 'touch']) r;
insert into marketo.activity_merge_leads values (5, '[4]', '2026-04-01Z', now());
select lives_ok($$select abm_kpi_refresh('mk_copied')$$, 'and refreshed after a merge');
select is_empty('(select * from mk_kpi.email_event except all select * from mk_copied.email_event) union all (select * from mk_copied.email_event except all select * from mk_kpi.email_event)', 'sends are not there twice');
create schema own;
create table own.lead as select *, '2026-05-05Z'::text as "Became MQL -> (åter)", '["x"]'::jsonb as odd from marketo.lead;
create table own.activity_send_email as select * from marketo.activity_send_email;
alter table own.activity_send_email rename campaign_run_id to "campaignRunId";
select lives_ok($$select abm_kpi_connect(null, 'own', 'own_kpi', '{"columns": {"lead": {"mql_date": "Became MQL -> (åter)", "company": "odd"}}}')$$, 'a column of one''s own, and camelCase, connect');
select results_eq($$select mql_at, account_id from own_kpi.lead where lead_id = '2'$$, $$values (timestamptz '2026-05-05Z', '["x"]')$$, 'and are read');
select throws_ok($$select abm_kpi_connect('marketo_fivetran', 'own', 'other_kpi', '{"columns": {"lead": {"mql": "x"}}}')$$, '22023', 'layout marketo_fivetran has no column lead.mql', 'a column that the layout does not read is refused');

select * from finish();
rollback;

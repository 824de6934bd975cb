-- The layouts of Salesforce: what the canonical relations hold of hand-made rows, each with something that goes wrong
-- when it is read naively. Expected values are worked out beside the rows.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
set time zone 'Asia/Tokyo';		-- nothing may depend on it
select plan(86);

-- ---- Nothing there ----
create schema sf_bare;
create table sf_bare.account (id text, name text);
create table sf_bare.opportunity (id text, account_id text, stage_name text, close_date date, created_date timestamptz, is_closed boolean, is_won boolean);
select is(abm_kpi_detect('sf_bare'), 'salesforce_fivetran', 'two tables with the columns that count are Salesforce');
select results_eq($$select name, detail from abm_kpi_connect(null, 'sf_bare', 'sf_bare_kpi') where name in ('account', 'lead', 'touch', 'email_event', 'revenue', 'subscription', 'stage_history')$$,
	$$values ('account', 'from sf_bare.account'), ('lead', 'no table lead'), ('stage_history', 'from sf_bare.opportunity; no table lead_history, opportunity_field_history, opportunity_history'),
		('touch', 'no table campaign_member, event, task'), ('email_event', 'the CRM has none: fill the table yourself'), ('revenue', 'no table order'), ('subscription', 'no table contract, order')$$,
	'tables that are missing are named');
select is((select count(*) from sf_bare_kpi.opportunity) + (select count(*) from sf_bare_kpi.account) + (select count(*) from sf_bare_kpi.lead) + (select count(*) from sf_bare_kpi.win_rate), 0::bigint, 'and nothing is in it');
insert into sf_bare.account values (null, null);
insert into sf_bare.opportunity values (null, null, null, null, null, null, null);
select results_eq('select opportunity_id, status, amount, kind, source_class, is_deleted from sf_bare_kpi.opportunity', $$values (null::text, 'open', null::numeric, null::text, null::text, false)$$,
	'a row of NULLs is an open deal of which nothing is known');
select is((select count(*) from sf_bare_kpi.stage_history), 0::bigint, 'and it was in no stage');

-- ---- Tables as Fivetran makes them ----
create schema sf;
create table sf.account (id text, name text, parent_id text, master_record_id text, industry text, website text, billing_country text, owner_id text, created_date timestamptz, is_deleted boolean,
	tier_c text, _fivetran_active boolean, _fivetran_synced timestamptz);
insert into sf.account values
	('001A', 'Acme', '001C', null, 'Steel', ' HTTPS://www.Acme.com:443/en', 'SE', '005U', '2025-12-01', false, 'A', true, '2026-06-01'),
	('001B', 'Acme old', null, '001A', null, 'acme.com', null, '005U', '2025-12-01', true, null, true, '2026-06-01'),
	('001C', 'Acme older', null, '001B', null, null, null, 'queue', '2025-12-01', true, null, null, '2026-06-01'),
	-- Two that were merged into each other, and one into itself: dirt that must not hang.
	('001X', 'Loop', null, '001Y', null, null, null, null, null, true, null, true, null),
	('001Y', 'Loop', null, '001X', null, null, null, null, null, true, null, true, null),
	('001Z', 'Self', null, '001Z', null, null, null, null, null, true, null, true, null),
	-- A version of history mode that is no longer current.
	('001A', 'Acne', null, null, null, null, null, null, null, false, null, false, '2026-01-01');
create table sf."user" (id text, name text);
insert into sf."user" values ('005U', 'Ann'), ('005V', 'Bo');
create table sf.opportunity (id text, account_id text, name text, owner_id text, campaign_id text, amount float8, currency_iso_code text, probability float8, stage_name text, forecast_category text,
	close_date timestamp, created_date timestamptz, last_stage_change_date timestamptz, is_closed boolean, is_won boolean, is_deleted boolean, type text, lead_source text, mrr_c numeric, arr_c numeric,
	loss_reason_c text, _fivetran_active boolean, _fivetran_synced timestamptz);
insert into sf.opportunity (id, account_id, owner_id, amount, currency_iso_code, probability, stage_name, close_date, created_date, is_closed, is_won, type, lead_source, arr_c) values
	('006A', '001A', '005U', 1000, 'EUR', 100, 'Closed Won', '2026-02-01', '2026-01-01 10:00Z', true, true, 'New Customer', 'Web', 1200),
	('006B', '001B', '005U', 500, 'USD', 0, 'Closed Lost', '2026-02-10', '2026-01-05 10:00Z', true, false, 'Existing Customer - Upgrade', 'Organic Search', null),
	('006C', '001C', 'queue', 300, 'JPY', 1000, 'Demo', '2026-09-01', '2026-01-06 10:00Z', false, false, 'Renewal', 'Purchased List', null),
	('006D', '001A', '005V', 'NaN', null, 50, 'Closed Lost', '2026-02-12', '2026-01-07 10:00Z', null, null, 'Existing Customer - Replacement', 'somewhere', null),
	('006E', '001A', '005V', 40, null, 0, 'no_fit', '2026-02-13', '2026-01-08 10:00Z', true, false, '', '', null),
	('006F', '001Z', '005V', 'Infinity', null, -1, 'Demo', null, '2026-01-09 10:00Z', false, false, 'New product, existing customer', 'Spring Webinar 2026', null);
insert into sf.opportunity (id, account_id, stage_name, is_deleted, is_closed, is_won) values ('006G', '001A', 'Closed Won', true, true, true);
insert into sf.opportunity (id, account_id, stage_name, _fivetran_active, is_closed, is_won) values ('006A', '001A', 'Demo', false, false, false);
create table sf.opportunity_stage (id text, api_name text, master_label text, sort_order int, is_closed boolean, is_won boolean, default_probability numeric);
insert into sf.opportunity_stage values ('1', 'Demo', 'Demonstration', 1, false, false, 40), ('2', 'Closed Won', 'Closed Won', 2, true, true, 100), ('3', 'Closed Lost', 'Closed Lost', 3, true, false, 0),
	('4', 'no_fit', 'No fit', 4, true, false, 0);
create table sf.contact (id text, account_id text, master_record_id text, title text, is_deleted boolean, created_date timestamptz);
insert into sf.contact values ('003A', '001B', null, 'CTO', false, '2026-01-01'), ('003B', '001A', '003A', 'CTO', true, '2026-01-01'), ('003C', '001A', null, null, null, null);
create table sf.opportunity_contact_role (id text, opportunity_id text, contact_id text, role text, is_primary boolean, created_date timestamptz, is_deleted boolean);
insert into sf.opportunity_contact_role values ('r1', '006A', '003A', 'Assessor', false, '2026-01-02Z', false), ('r2', '006A', '003B', 'Decision Maker', true, '2026-01-03Z', false),
	('r3', '006A', '003C', null, false, '2026-01-04Z', false), ('r4', '006B', '003C', 'User', true, '2026-01-04Z', true), ('r5', '006B', null, 'User', true, null, null);
create table sf.lead (id text, created_date timestamptz, last_modified_date timestamptz, status text, lead_source text, email text, owner_id text, is_converted boolean, converted_date timestamp, converted_account_id text,
	converted_contact_id text, converted_opportunity_id text, has_opted_out_of_email boolean, email_bounced_date timestamptz, mql_date_c date, first_mql_date_c date, behavioral_score_c numeric, is_deleted boolean, master_record_id text);
insert into sf.lead (id, created_date, last_modified_date, status, lead_source, email, is_converted, converted_date, converted_account_id, converted_contact_id, converted_opportunity_id, has_opted_out_of_email, email_bounced_date, mql_date_c, first_mql_date_c, behavioral_score_c, is_deleted, master_record_id) values
	-- Converted and qualified on the day it was created, which is not before it was created.
	('00QA', '2026-01-10 15:00Z', null, 'Qualified', 'Partner Referral', 'a@x.com', true, '2026-01-10', '001C', '003B', '006A', false, null, '2026-02-20', '2026-01-10', 61, false, null),
	('00QB', '2026-01-11 15:00Z', '2026-02-01Z', 'Unqualified', 'Email', 'b@x.com', false, null, null, null, null, true, null, null, null, null, false, null),
	('00QC', '2026-01-12 15:00Z', '2026-02-01Z', 'Open - Not Contacted', 'Event', 'c@x.com', false, '2026-01-13', null, null, null, false, '2026-02-02', null, null, null, false, null),
	('00QD', '2026-01-13 15:00Z', '2026-02-01Z', 'Closed - Not Converted', null, null, null, null, null, null, null, null, null, null, null, null, null, null),
	('00QE', '2026-01-14 15:00Z', '2026-02-03Z', 'Parked', 'Other', 'b@x.com', null, null, null, null, null, null, null, '2026-01-01', null, null, null, null),
	('00QF', '2026-01-14 15:00Z', '2026-02-03Z', 'Qualified', null, 'e@x.com', null, null, null, null, null, null, null, null, null, null, null, '00QE');
create table sf.lead_history (id text, lead_id text, field text, new_value text, created_date timestamptz);
insert into sf.lead_history values ('1', '00QB', 'Status', 'Unqualified', '2026-01-20Z'), ('2', '00QB', 'Owner', 'Unqualified', '2026-01-25Z'), ('3', '00QC', 'Status', 'MQL', '2026-01-21Z'),
	('4', '00QC', 'Status', 'Recycled', '2026-01-22Z'), ('5', '00QC', 'Status', 'MQL', '2026-01-23Z'), ('6', '00QC', 'Status', 'Open - Not Contacted', '2026-01-24Z');
create table sf.opportunity_history (id text, opportunity_id text, stage_name text, amount numeric, close_date date, created_date timestamptz);
insert into sf.opportunity_history values
	('1', '006A', 'Demo', 800, '2026-03-01', '2026-01-01Z'), ('2', '006A', 'Demo', 900, '2026-04-01', '2026-01-05Z'), ('3', '006A', 'Offer', 900, '2026-04-01', '2026-01-10Z'),
	('4', '006A', 'Demo', 900, '2026-04-01', '2026-01-12Z'), ('5', '006A', 'Closed Won', 1000, '2026-02-01', '2026-02-01Z'), ('6', '006B', 'Demo', 500, null, '2026-01-05Z'), ('7', '006B', null, null, null, '2026-01-06Z');
create table sf.opportunity_field_history (id text, opportunity_id text, field text, old_value text, new_value text, created_date timestamptz);
insert into sf.opportunity_field_history values ('1', '006A', 'StageName', 'Demo', 'Offer', '2026-01-10Z'), ('2', '006A', 'Amount', '1', 'Offer', '2026-01-11Z'), ('3', '006A', 'StageName', 'Offer', 'Closed Won', '2026-02-01Z');
create table sf.campaign (id text, parent_id text, name text, type text, start_date timestamp, end_date date, created_date timestamptz, actual_cost numeric, currency_iso_code text, is_deleted boolean);
insert into sf.campaign values ('701A', null, 'Programme', 'ABM', null, null, '2026-01-01 02:00Z', 0, null, false), ('701B', '701A', 'Spring', 'Webinar', '2026-02-01', '2026-02-28', '2026-01-01', 500, 'USD', false),
	('701C', null, 'Fair', 'Trade Show', '2026-02-01', null, '2026-01-01', null, null, null), ('701D', null, 'Gone', 'Email', '2026-02-01', null, '2026-01-01', 9, null, true), ('701E', null, 'Mag', 'Print Ad', null, null, null, 7, 'JPY', null);
create table sf.campaign_member (id text, campaign_id text, lead_id text, contact_id text, has_responded boolean, first_responded_date date, created_date timestamptz, is_deleted boolean);
insert into sf.campaign_member values ('00vA', '701B', '00QA', null, true, '2026-02-05', '2026-02-01 12:00Z', false), ('00vB', '701B', null, '003B', true, '2026-02-01', '2026-02-01 12:00Z', false),
	('00vC', '701C', '00QB', null, true, null, '2026-01-15 12:00Z', false), ('00vD', '701C', '00QC', null, false, null, '2026-02-01', false), ('00vE', '701C', '00QC', null, true, '2026-02-01', '2026-02-01', true),
	('00vF', '701C', '00QA', null, false, null, '2026-01-20 12:00Z', false);
create table sf.task (id text, account_id text, who_id text, what_id text, type text, task_subtype text, status text, is_closed boolean, activity_date timestamp, completed_date_time timestamptz, created_date timestamptz,
	call_type text, call_disposition text, call_duration_in_seconds int, is_recurrence boolean, is_deleted boolean);
insert into sf.task values
	('00TA', null, '00QA', null, 'Call', 'Call', 'Completed', true, '2026-03-01', '2026-03-02 09:00Z', '2026-02-01', 'Outbound', 'Reached', 120, false, false),
	('00TB', '001B', '003B', null, null, 'Email', 'Completed', null, '2026-03-01', null, '2026-02-01', null, null, null, false, false),
	('00TC', '001A', '003A', null, 'Call', null, 'Open', false, '2026-03-01', null, '2026-02-01', null, null, null, false, false),
	('00TD', '001A', '003A', null, 'Call', null, 'Completed', true, '2026-03-01', null, '2026-02-01', null, null, null, true, false),
	('00TE', '001A', '003A', null, 'Call', null, 'Completed', true, '2026-03-01', null, '2026-02-01', null, null, null, false, true),
	('00TF', null, '00Q?', '001C', 'Send offer', 'Task', 'Completed', true, null, null, '2026-02-01Z', null, null, null, null, null);
create table sf.event (id text, account_id text, who_id text, what_id text, type text, subject text, activity_date timestamp, start_date_time timestamptz, end_date_time timestamptz, no_show_c boolean, is_child boolean, is_recurrence boolean, is_deleted boolean);
insert into sf.event values
	('00UA', '001A', '003A', null, 'Demo', 'Show it', '2026-03-03', '2026-03-03 10:00Z', '2026-03-03 11:00Z', null, false, false, false),
	('00UB', '001A', '003C', null, 'Demo', 'Show it', '2026-03-03', '2026-03-03 10:00Z', '2026-03-03 11:00Z', null, true, false, false),
	('00UC', '001A', '003A', null, 'Meeting', 'Weekly', '2026-03-03', '2026-03-03 10:00Z', '2026-03-03 11:00Z', null, false, true, false),
	('00UD', null, '003C', null, null, 'Meet', '2026-03-04', null, null, true, null, null, null),
	('00UE', '001A', '003A', null, null, 'Canceled: Meet', '2026-03-05', '2026-03-05 10:00Z', null, false, null, null, null),
	('00UF', '001A', '003A', null, 'Webinar', 'Meet', '2026-08-05', '2026-08-05 10:00Z', null, false, null, null, null);
create table sf."order" (id text, account_id text, opportunity_id text, effective_date date, end_date date, total_amount numeric, currency_iso_code text, status text, is_reduction_order boolean);
insert into sf."order" values ('801A', '001B', '006A', '2026-02-01', '2027-01-31', 1200, null, 'Activated', false), ('801B', '001A', '006A', '2026-03-01', null, -200, 'USD', 'Activated', true),
	('801C', '001A', '006A', '2026-03-01', '2026-03-31', 100, 'EUR', 'Activated', true), ('801D', '001A', '006A', '2026-03-01', '2026-03-31', 100, null, 'Draft', false);
create table sf.contract (id text, account_id text, start_date date, end_date date, status text, mrr_c numeric);
insert into sf.contract values ('800A', '001C', '2026-02-01', '2027-01-31', 'Activated', null);
create table sf."case" (id text, account_id text, contact_id text, owner_id text, priority text, created_date timestamptz, closed_date timestamptz, is_deleted boolean);
insert into sf."case" values ('500A', '001B', '003B', '005U', 'High', '2026-03-01 10:00Z', '2026-03-02Z', false), ('500B', '001A', null, 'queue', null, '2026-03-01Z', null, false), ('500C', null, null, null, null, '2026-03-01Z', null, true);
create table sf.email_message (id text, parent_id text, incoming boolean, message_date timestamptz);
insert into sf.email_message values ('1', '500A', true, '2026-03-01 10:00Z'), ('2', '500A', false, '2026-03-01 12:00Z'), ('3', '500A', false, '2026-03-01 13:00Z'), ('4', '500B', true, '2026-03-01Z');

select lives_ok($$select abm_kpi_connect('salesforce_fivetran', 'sf', 'sf_kpi', '{"settings": {"time_zone": "America/New_York", "base_currency": "EUR", "as_of": "2026-06-30"}}')$$, 'it connects');
insert into sf_kpi.fx_rate values ('USD', '2026-01-01', 0.8), ('USD', '2026-02-05', 0.9);
insert into sf_kpi.stage_map values (null, 'No fit', 'disqualified'), ('lead', 'Parked', 'disqualified');

-- Accounts
select results_eq($$select account_id, parent_id, domain, segment, tier, owner_name, is_deleted from sf_kpi.account order by account_id$$,
	$$values ('001A', '001A', 'acme.com', 'Steel', 'A', 'Ann', false), ('001B', null, 'acme.com', null, null, 'Ann', true), ('001C', null, null, null, null, null, true),
		('001X', null, null, null, null, null, true), ('001Y', null, null, null, null, null, true), ('001Z', null, null, null, null, null, true)$$,
	'accounts: merged ones are deleted, what points to them points to what is left, older versions are not there');
-- Deals
select results_eq($$select opportunity_id, account_id, status, stage_name, kind, source_class, owner_name from sf_kpi.opportunity order by opportunity_id$$,
	$$values ('006A', '001A', 'won', 'Closed Won', 'new', 'web', 'Ann'), ('006B', '001A', 'lost', 'Closed Lost', 'expansion', 'organic_search', 'Ann'), ('006C', '001A', 'open', 'Demonstration', 'renewal', 'purchased_list', null),
		('006D', '001A', 'lost', 'Closed Lost', 'other', 'other', 'Bo'), ('006E', '001A', 'disqualified', 'No fit', null, null, 'Bo'), ('006F', '001Z', 'open', 'Demonstration', 'other', 'webinar', 'Bo'), ('006G', '001A', 'won', 'Closed Won', null, null, null)$$,
	'deals: the flags say what was won, without them the stage does, and stage_map before all');
-- 006A at 1, 006B at the rate of its close (0.9), 006C has no rate, NaN and infinite are nothing.
select results_eq($$select opportunity_id, amount, amount_base, recurring_amount_monthly, probability from sf_kpi.opportunity order by opportunity_id$$,
	$$values ('006A', 1000::numeric, 1000::numeric, 100::numeric, 1::float8), ('006B', 500, 450, null, 0), ('006C', 300, null, null, 10), ('006D', null, null, null, 0.5), ('006E', 40, 40, null, 0), ('006F', null, null, null, -0.01), ('006G', null, null, null, null)$$,
	'amounts in the base currency, and probabilities of 0 to 1, those that cannot be as they are');
select results_eq($$select opportunity_id, problem from sf_kpi.deal_fact where problem is not null order by 1$$, $$values ('006C', 'probability out of range'), ('006F', 'probability out of range')$$, 'which the facts say');
select results_eq($$select opportunity_id, close_on, created_at = '2026-01-01 10:00Z' from sf_kpi.opportunity where opportunity_id = '006A'$$, $$values ('006A', date '2026-02-01', true)$$, 'a close date at midnight is a day, wherever one is');
select results_eq($$select win_rate, won_count, closed_count, disqualified_count from sf_kpi.win_rate where period_grain = 'year' and dimension = 'all'$$, $$values (1 / 3::float8, 1::bigint, 3::bigint, 1::bigint)$$, 'and the win rate is that of deals not deleted');
select results_eq($$select contact_id from sf_kpi.opportunity where opportunity_id in ('006A', '006B') order by opportunity_id$$, $$values ('003A'), (null)$$, 'the main contact is the primary one, as merged');
select results_eq('select opportunity_id, contact_id, role, added_at from sf_kpi.opportunity_contact order by 2', $$values ('006A', '003A', 'Decision Maker', timestamptz '2026-01-02Z'), ('006A', '003C', null, '2026-01-04Z')$$,
	'a person takes part in a deal once, also after a merge, with the primary role');
select results_eq('select contact_id, account_id, is_deleted from sf_kpi.contact order by 1', $$values ('003A', '001A', false), ('003B', '001A', true), ('003C', '001A', false)$$, 'contacts');
select results_eq('select stage_id, label, sort_order, is_closed, is_won, probability from sf_kpi.stage order by sort_order',
	$$values ('Demo', 'Demonstration', 1::float8, false, false, 0.4::float8), ('Closed Won', 'Closed Won', 2, true, true, 1), ('Closed Lost', 'Closed Lost', 3, true, false, 0), ('no_fit', 'No fit', 4, true, false, 0)$$, 'stages');
-- Leads. 00QA: created 10:00 in New York on the 10th; both days are that day.
select results_eq('select lead_id, mql_at, converted_at, account_id, contact_id, opportunity_id from sf_kpi.lead order by 1',
	$$values ('00QA', timestamptz '2026-01-10 15:00Z', timestamptz '2026-01-10 15:00Z', '001A', '003A', '006A'), ('00QB', null, null, null, null, null), ('00QC', '2026-01-21Z', null, null, null, null),
		('00QD', null, null, null, null, null), ('00QE', '2026-01-01 05:00Z', null, null, null, null), ('00QF', null, null, null, null, null)$$,
	'leads: a day is an instant not before the creation on that day; the first of the dates of qualification, or of the history, counts');
-- 00QB by its history, 00QD and 00QE by when they were last changed.
select results_eq('select lead_id, disqualified_at, recycled_at from sf_kpi.lead where coalesce(disqualified_at, recycled_at) is not null order by 1',
	$$values ('00QB', timestamptz '2026-01-20Z', null::timestamptz), ('00QC', null, '2026-01-22Z'), ('00QD', '2026-02-01Z', null), ('00QE', '2026-02-03Z', null)$$, 'who was disqualified or recycled, and when');
select results_eq('select lead_id, is_contactable, is_deleted, score, source_class from sf_kpi.lead order by 1',
	$$values ('00QA', true, false, 61::float8, 'partner'), ('00QB', false, false, null, 'email'), ('00QC', false, false, null, 'event'), ('00QD', null, false, null, null), ('00QE', true, false, null, 'other'), ('00QF', true, true, null, null)$$,
	'who can be written to; a second lead with an address stays one');
select results_eq($$select lead_id, campaign_id from sf_kpi.lead where campaign_id is not null order by 1$$, $$values ('00QA', '701C'), ('00QB', '701C'), ('00QC', '701C')$$, 'the first campaign brought it, responded or not');
-- Visits: a row without a change of the stage is none; a stage that was gone back to is one more.
select results_eq($$select entity_id, stage_id, entered_at, exited_at, amount, close_on from sf_kpi.stage_history where entity = 'opportunity' order by 1, 3$$,
	$$values ('006A', 'Demo', timestamptz '2026-01-01Z', timestamptz '2026-01-10Z', 800::numeric, date '2026-03-01'), ('006A', 'Offer', '2026-01-10Z', '2026-01-12Z', 900, '2026-04-01'),
		('006A', 'Demo', '2026-01-12Z', '2026-02-01Z', 900, '2026-04-01'), ('006A', 'Closed Won', '2026-02-01Z', null, 1000, '2026-02-01'), ('006B', 'Demo', '2026-01-05Z', null, 500, null)$$,
	'visits to stages from the object, which goes before the history of fields');
select results_eq($$select entity_id, stage_id, entered_at, exited_at from sf_kpi.stage_history where entity = 'lead' order by 1, 3$$,
	$$values ('00QB', 'Unqualified', timestamptz '2026-01-20Z', null::timestamptz), ('00QC', 'MQL', '2026-01-21Z', '2026-01-22Z'), ('00QC', 'Recycled', '2026-01-22Z', '2026-01-23Z'),
		('00QC', 'MQL', '2026-01-23Z', '2026-01-24Z'), ('00QC', 'Open - Not Contacted', '2026-01-24Z', null)$$, 'and of leads');
-- Touches. 00TB was due on 1 March in New York, which begins at 05:00 UTC; 00vA answered on 5 February, 00vB when it became a member.
select results_eq('select touch_id, kind, channel, occurred_at, account_id, contact_id, lead_id from sf_kpi.touch order by touch_id collate "C"',
	$$values ('00TA', 'call', 'phone', timestamptz '2026-03-02 09:00Z', '001A', '003A', '00QA'), ('00TB', 'email', 'email', '2026-03-01 05:00Z', '001A', '003A', null), ('00TF', 'other', 'sales', '2026-02-01Z', '001A', null, '00Q?'),
		('00UA', 'demo', 'meeting', '2026-03-03 10:00Z', '001A', '003A', null), ('00UD', 'meeting', 'meeting', '2026-03-04 05:00Z', '001A', '003C', null), ('00UE', 'meeting', 'meeting', '2026-03-05 10:00Z', '001A', '003A', null),
		('00UF', 'event', 'meeting', '2026-08-05 10:00Z', '001A', '003A', null),
		('00vA', 'event', 'webinar', '2026-02-05 05:00Z', '001A', '003A', '00QA'), ('00vB', 'event', 'webinar', '2026-02-01 12:00Z', '001A', '003A', null), ('00vC', 'event', 'event', '2026-01-15 12:00Z', null, null, '00QB')$$,
	'touches: completed tasks, events without the copies of invitees and heads of series, members that responded');
select results_eq('select touch_id, outcome, direction, duration_s from sf_kpi.touch where coalesce(outcome, direction) is not null order by touch_id collate "C"',
	$$values ('00TA', 'Reached', 'out', 120::float8), ('00UA', 'held', null, 3600), ('00UD', 'no_show', null, null), ('00UE', 'cancelled', null, null)$$, 'what came of them; nothing yet of what is to come');
-- Campaigns and their cost. 701A was created at 21:00 on the day before in New York.
select results_eq('select campaign_id, parent_id, channel, program, is_abm, start_on, end_on from sf_kpi.campaign order by 1',
	$$values ('701A', null, 'abm', 'Programme', true, null::date, null::date), ('701B', '701A', 'webinar', 'Programme', false, '2026-02-01', '2026-02-28'), ('701C', null, 'event', 'Fair', false, '2026-02-01', null), ('701E', null, 'print_ad', 'Mag', false, null, null)$$, 'campaigns');
select results_eq('select campaign_id, cost_on, kind, amount, amount_base from sf_kpi.campaign_cost order by 1',
	$$values ('701A', date '2025-12-31', 'media', 0::numeric, 0::numeric), ('701B', '2026-02-01', 'media', 500, 400), ('701E', null, 'media', 7, null)$$, 'what they cost, at the rate of their first day; what is not known is no cost of 0');
-- Orders
select results_eq('select revenue_id, account_id, booked_at, amount_base, kind from sf_kpi.revenue order by 1',
	$$values ('801A', '001A', timestamptz '2026-02-01 05:00Z', 1200::numeric, 'invoice'), ('801B', '001A', '2026-03-01 05:00Z', -180, 'refund'), ('801C', '001A', '2026-03-01 05:00Z', -100, 'refund')$$, 'orders, with those that reduce one negative however they are stored');
-- 1200 in 365 days are 100.07 in an average month of 30.4375; -100 in 31 days are -98.19. Without an end nothing recurs.
select results_eq('select subscription_id, account_id, start_on, end_on, mrr_base from sf_kpi.subscription order by 1',
	$$values ('801A', '001A', date '2026-02-01', date '2027-02-01', 100.07), ('801C', '001A', '2026-03-01', '2026-04-01', -98.19)$$, 'orders with an end recur, as long as contracts have no recurring revenue');
update sf.contract set mrr_c = 99;
select results_eq('select subscription_id, account_id, start_on, end_on, mrr_base from sf_kpi.subscription order by 1', $$values ('800A', '001A', date '2026-02-01', date '2027-02-01', 99::numeric)$$, 'and contracts if they have');
select results_eq('select ticket_id, account_id, contact_id, team, first_reply_at, solved_at from sf_kpi.ticket order by 1',
	$$values ('500A', '001A', '003A', 'Ann', timestamptz '2026-03-01 12:00Z', timestamptz '2026-03-02Z'), ('500B', '001A', null, 'queue', null, null)$$, 'cases, answered by the first mail that went out');
select is((select count(*) from sf_kpi.email_event) + (select count(*) from sf_kpi.survey_response) + (select count(*) from sf_kpi.score_history), 0::bigint, 'what Salesforce has not is empty');

-- ---- The other histories ----
alter table sf.opportunity_history rename to put_away;
update sf.opportunity set last_stage_change_date = '2026-02-01 20:00Z' where id in ('006A', '006C');
select lives_ok($$select abm_kpi_reconnect('sf_kpi')$$, 'without the object it reconnects');
-- 006A changed; the others that are open have been where they are since they were created; of closed ones without a change nothing is known.
select results_eq($$select entity_id, stage_id, entered_at, exited_at, amount from sf_kpi.stage_history where entity = 'opportunity' order by 1, 3$$,
	$$values ('006A', 'Demo', timestamptz '2026-01-01 10:00Z', timestamptz '2026-01-10Z', null::numeric), ('006A', 'Offer', '2026-01-10Z', '2026-02-01Z', null), ('006A', 'Closed Won', '2026-02-01Z', null, null),
		('006C', 'Demo', '2026-01-06 10:00Z', null, null), ('006D', 'Closed Lost', '2026-01-07 10:00Z', null, null), ('006F', 'Demo', '2026-01-09 10:00Z', null, null)$$, 'visits from the history of fields, the first from the creation on');
delete from sf.opportunity_field_history where field = 'StageName';
select results_eq($$select entity_id, stage_id, entered_at from sf_kpi.stage_history where entity = 'opportunity' order by 1$$,
	$$values ('006A', 'Closed Won', timestamptz '2026-02-01 20:00Z'), ('006C', 'Demo', '2026-02-01 20:00Z')$$, 'with no history at all, the stage since it last changed');
select results_eq($$select opportunity_id, closed_at from sf_kpi.opportunity where closed_at is not null$$, $$values ('006A', timestamptz '2026-02-01 20:00Z')$$, 'which is when a closed deal was closed');
create schema versions;
create table versions.account as select * from sf.account;
create table versions.opportunity (id text, account_id text, stage_name text, amount int, close_date date, created_date timestamp, is_closed boolean, is_won boolean, _fivetran_start timestamptz, _fivetran_end timestamptz, _fivetran_active boolean);
insert into versions.opportunity values
	('006A', '001A', 'Demo', 1, '2026-02-01', '2026-01-01', false, false, '2026-01-01Z', '2026-01-05Z', false), ('006A', '001A', 'Demo', 2, '2026-02-01', '2026-01-01', false, false, '2026-01-05Z', '2026-01-09Z', false),
	('006A', '001A', 'Closed Won', 2, '2026-02-01', '2026-01-01', true, true, '2026-01-09Z', '9999-12-31 23:59:59Z', true),
	('006B', '001A', 'Demo', 2, '2026-02-01', '2026-01-01', false, false, '2026-01-03Z', '2026-01-04Z', false);
select lives_ok($$select abm_kpi_connect(null, 'versions', 'versions_kpi')$$, 'history mode connects');
select results_eq('select entity_id, stage_id, entered_at, exited_at from versions_kpi.stage_history order by 1, 3',
	$$values ('006A', 'Demo', timestamptz '2026-01-01Z', timestamptz '2026-01-09Z'), ('006A', 'Closed Won', '2026-01-09Z', null), ('006B', 'Demo', '2026-01-03Z', '2026-01-04Z')$$, 'visits from versions; the end of time is none');
select results_eq('select opportunity_id, status, amount from versions_kpi.opportunity', $$values ('006A', 'won', 2::numeric)$$, 'and deals as they are now');

-- The object OpportunityHistory kept with its versions has days of its own.
create table versions.opportunity_history (id text, opportunity_id text, stage_name text, created_date timestamptz, _fivetran_start timestamptz, _fivetran_end timestamptz, _fivetran_active boolean);
insert into versions.opportunity_history values ('1', '006A', 'Demo', '2026-01-01Z', '2026-05-01Z', '9999-12-31 23:59:59Z', true), ('2', '006A', 'Closed Won', '2026-01-07Z', '2026-05-01Z', '9999-12-31 23:59:59Z', true);
select lives_ok($$select abm_kpi_reconnect('versions_kpi')$$, 'with the object');
select results_eq('select stage_id, entered_at, exited_at from versions_kpi.stage_history order by 2',
	$$values ('Demo', timestamptz '2026-01-01Z', timestamptz '2026-01-07Z'), ('Closed Won', '2026-01-07Z', null)$$, 'visits are of its days, not of those on which it was synced');
-- Two accounts merged into each other, in two hundred versions each: ways through them are without number.
create schema loops;
create table loops.account as select i, 'a' || i % 2 as id, 'Loop' as name, 'a' || (i + 1) % 2 as master_record_id from generate_series(1, 400) i;
create table loops.opportunity as select 'o1' as id, 'a1' as account_id, 'New' as stage_name, date '2026-03-01' as close_date, timestamptz '2026-01-01' as created_date, false as is_closed, false as is_won;
select count(*) as connected from abm_kpi_connect(null, 'loops', 'loops_kpi') \gset
select is((select count(*) from loops_kpi.opportunity), 1::bigint, 'merges in a circle, in many versions, end');
-- Times without an end, and years that end before they begin.
create table versions.event (id text, start_date_time timestamptz, end_date_time timestamptz);
insert into versions.event values ('00UA', '2026-03-03 10:00Z', 'infinity'), ('00UB', '-infinity', 'infinity'), ('00UC', '4713-01-01 BC', '2026-03-03 10:00Z');
create table versions."order" (id text, account_id text, effective_date date, end_date date, total_amount numeric);
insert into versions."order" values ('801A', '001A', '2026-03-01', '2026-02-28', 100), ('801B', '001A', '2026-03-01', 'infinity', 100), ('801C', '001A', '-infinity', 'infinity', 100), ('801D', '001A', '2026-03-01', '2026-03-31', 100);
select lives_ok($$select abm_kpi_reconnect('versions_kpi'); select t::text from versions_kpi.touch t; select o::text from versions_kpi.revenue o$$, 'times at infinity raise nothing');
select results_eq($$select subscription_id, mrr_base from versions_kpi.subscription order by 1$$, $$values ('801B', null::numeric), ('801C', null), ('801D', 98.19)$$, 'an order without an end has no monthly part; 100 * 30.4375 / 31 has');

-- ---- Days, whatever holds them ----
create function pg_temp.close_on(type text, value text, zone text) returns date language plpgsql as $$
declare
	found_day date;
begin
	create schema days;
	create table days.account (id text, name text);
	execute format('create table days.opportunity (id text, account_id text, stage_name text, close_date %s, created_date timestamptz, is_closed boolean, is_won boolean)', type);
	insert into days.opportunity values ('006A', '001A', 'Won', null, '2026-01-01', true, true);
	execute format('update days.opportunity set close_date = %L', value);
	perform abm_kpi_connect(null, 'days', 'days_kpi', jsonb_build_object('settings', jsonb_build_object('time_zone', zone)));
	select close_on into found_day from days_kpi.opportunity;
	set local client_min_messages = error;
	drop schema days_kpi, days cascade;
	return found_day;
end $$;
select is(pg_temp.close_on(t.type, t.value, z.zone), date '2026-03-01', format('%s in %s is the day itself', t.type, z.zone))
from (values ('date', '2026-03-01'), ('timestamp', '2026-03-01 00:00'), ('timestamptz', '2026-03-01 00:00Z'), ('text', '2026-03-01'), ('text', '2026-03-01T00:00:00Z')) t(type, value),
	(values ('America/New_York'), ('Pacific/Auckland')) z(zone);
select is(pg_temp.close_on('text', 'soon', 'UTC'), null, 'a text that is no day is none');

-- ---- Spellings ----
create schema camel;
create table camel.account (id text, name text, "masterRecordId" text);
create table camel."opportunity" (id text, "accountId" text, "stageName" text, stage_name text, "closeDate" date, "createdDate" timestamptz, "isClosed" boolean, "isWon" boolean, amount text);
insert into camel.opportunity values ('006A', '001A', 'New', null, '2026-03-01', '2026-01-01', true, true, ' 1e3 '), ('006B', '001A', null, 'Old', '2026-03-01', '2026-01-01', true, false, '12 EUR');
create table camel."opportunityContactRole" (id text, "opportunityId" text, "contactId" text);
insert into camel."opportunityContactRole" values ('1', '006A', '003A');
select lives_ok($$select abm_kpi_connect(null, 'camel', 'camel_kpi')$$, 'camelCase connects');
select results_eq('select opportunity_id, stage_id, status, amount from camel_kpi.opportunity order by 1', $$values ('006A', 'New', 'won', 1000::numeric), ('006B', 'Old', 'lost', null)$$, 'a column in two spellings is one; a text that is no amount is none');
select results_eq('select contact_id from camel_kpi.opportunity_contact', $$values ('003A')$$, 'and so are tables');

create schema "Air Byte";
create table "Air Byte"."Account" ("Id" text, "Name" text, "_airbyte_extracted_at" timestamptz);
create table "Air Byte"."Opportunity" ("Id" text, "AccountId" text, "StageName" text, "CloseDate" date, "CreatedDate" timestamptz, "IsClosed" boolean, "IsWon" boolean, "Amount" numeric, "OwnerId" text, "_airbyte_extracted_at" timestamptz);
create table "Air Byte"."User" ("Id" text, "Name" text, "_airbyte_extracted_at" timestamptz);
create table "Air Byte"."OpportunityHistory" ("Id" text, "OpportunityId" text, "StageName" text, "CreatedDate" timestamptz, "_airbyte_extracted_at" timestamptz);
create table "Air Byte"."Lead" ("Id" text, "CreatedDate" timestamptz, "MQL_Date__c" timestamptz, "Became MQL (åter)" text, "mkto71_Lead_Score__c" float8, "_airbyte_extracted_at" timestamptz);
-- All rows of one sync have one time.
insert into "Air Byte"."Account" values ('001A', 'Acme', '2026-01-01'), ('001B', 'Bolt', '2026-01-01'), ('001A', 'Acme Inc', '2026-01-02');
insert into "Air Byte"."User" values ('005A', 'Ann', '2026-01-01'), ('005A', 'Ann B', '2026-01-02');
insert into "Air Byte"."Opportunity" values ('006A', '001A', 'Demo', '2026-03-01', '2026-01-01', false, false, 10, '005A', '2026-01-01'), ('006A', '001A', 'Closed Won', '2026-03-01', '2026-01-01', true, true, 20, '005A', '2026-01-02'),
	('006B', '001B', 'Demo', '2026-03-01', '2026-01-01', false, false, 5, '005A', '2026-01-02');
insert into "Air Byte"."OpportunityHistory" values ('1', '006A', 'Demo', '2026-01-01Z', '2026-01-01'), ('1', '006A', 'Demo', '2026-01-01Z', '2026-01-02'), ('2', '006A', 'Closed Won', '2026-01-03Z', '2026-01-04');
insert into "Air Byte"."Lead" values ('00QA', '2026-01-01Z', '2026-01-05 10:00Z', '2026-01-04T09:30:00Z', 7, '2026-01-01'), ('00QB', '2026-01-01Z', '2026-01-05 10:00Z', null, 'NaN', '2026-01-01');
select is(abm_kpi_detect('Air Byte'), 'salesforce_airbyte', 'the names of Airbyte are known, before those of Fivetran');
select lives_ok($$select abm_kpi_connect(null, 'Air Byte', 'air_kpi', '{"append": true, "columns": {"lead": {"mql_date": "Became MQL (åter)"}}}')$$, 'all versions, and a column of one''s own, connect');
select results_eq('select opportunity_id, status, amount, owner_name from air_kpi.opportunity order by 1', $$values ('006A', 'won', 20::numeric, 'Ann B'), ('006B', 'open', 5, 'Ann B')$$, 'of each row the version synced last counts, also of what it is joined to');
select results_eq('select account_id, name from air_kpi.account order by 1', $$values ('001A', 'Acme Inc'), ('001B', 'Bolt')$$, 'rows of one sync are not versions of each other');
select results_eq('select stage_id, entered_at, exited_at from air_kpi.stage_history order by 2', $$values ('Demo', timestamptz '2026-01-01Z', timestamptz '2026-01-03Z'), ('Closed Won', '2026-01-03Z', null)$$, 'and of the history');
select results_eq('select lead_id, mql_at, score from air_kpi.lead order by 1', $$values ('00QA', timestamptz '2026-01-04 09:30Z', 7::float8), ('00QB', '2026-01-05 10:00Z', 'NaN')$$, 'a column that one names goes before those known');
select lives_ok($$select abm_kpi_connect(null, 'Air Byte', 'all_kpi')$$, 'without the option');
select is((select count(*) from all_kpi.opportunity where opportunity_id = '006A'), 4::bigint, 'each version is a row (two of it by two of its owner)');

create schema odd;
create table odd.account as select * from "Air Byte"."Account";
create table odd.opportunity as select * from "Air Byte"."Opportunity";
create table odd.lead ("Id" text, "CreatedDate" timestamptz, "MQL.date" timestamptz, "say ""MQL""; drop" text, _airbyte_extracted_at timestamptz);
insert into odd.lead values ('00QA', '2026-01-01Z', '2026-01-05 10:00Z', 'Fair', now());
select lives_ok($$select abm_kpi_connect(null, 'odd', 'odd_kpi', '{"columns": {"lead": {"mql_date": "MQL.date", "lead_source": "say \"MQL\"; drop"}}}')$$, 'odd names are names');
select results_eq('select mql_at, source, source_class from odd_kpi.lead', $$values (timestamptz '2026-01-05 10:00Z', 'Fair', 'other')$$, 'of columns that are read');

create schema mine_kpi;
create table mine_kpi.layout (layout text, kind text, name text, is_required boolean, definition text);
insert into mine_kpi.layout values ('mine', 'source', 'account', true, E'synced_at! timestamptz = _airbyte_extracted_at\nid! text\nname text'), ('mine', 'entity', 'account', false, E'account_id = a.id\nname = a.name\nfrom {account} a');
select lives_ok($$select abm_kpi_connect('mine', 'Air Byte', 'mine_kpi', '{"append": true}')$$, 'a layout of one''s own that names the time of the sync first');
select results_eq('select account_id, name from mine_kpi.account order by 1', $$values ('001A', 'Acme Inc'), ('001B', 'Bolt')$$, 'is read by the key too');

-- ---- Words ----
select results_eq($$select w, _source_class(w) from unnest(array['Web', 'WEB', 'Organic Search', 'Paid Search', 'Referral', 'Partner', 'Event', 'Webinar', 'Content Syndication', 'Email', 'Social', 'Purchased List', 'Phone Inquiry', 'Other',
		'Q3 Google Ads', 'Organic Social', 'Email Event', 'Channel Partner', 'Website - demo', 'Trade-Show 26', 'ppc', 'Retargeting Q1', 'x', '', null]) w$$,
	$$values ('Web', 'web'), ('WEB', 'web'), ('Organic Search', 'organic_search'), ('Paid Search', 'paid_search'), ('Referral', 'referral'), ('Partner', 'partner'), ('Event', 'event'), ('Webinar', 'webinar'), ('Content Syndication', 'content_syndication'),
		('Email', 'email'), ('Social', 'social'), ('Purchased List', 'purchased_list'), ('Phone Inquiry', 'phone'), ('Other', 'other'),
		('Q3 Google Ads', 'paid_search'), ('Organic Social', 'social'), ('Email Event', 'event'), ('Channel Partner', 'partner'), ('Website - demo', 'web'), ('Trade-Show 26', 'event'), ('ppc', 'paid_search'), ('Retargeting Q1', 'retargeting'), ('x', 'other'), ('', null), (null, null)$$,
	'what the words of a source mean');

-- ---- Copies ----
select lives_ok($$select abm_kpi_connect(null, 'sf', 'sf_copied', '{"mode": "copy", "settings": {"time_zone": "America/New_York", "base_currency": "EUR", "as_of": "2026-06-30"}}')$$, 'it is copied');
insert into sf_copied.fx_rate select * from sf_kpi.fx_rate;
insert into sf_copied.stage_map select * from sf_kpi.stage_map;
select lives_ok($$select abm_kpi_refresh('sf_copied', true)$$, 'and refreshed');
select is_empty(format('(select * from sf_kpi.%1$I except all select * from sf_copied.%1$I) union all (select * from sf_copied.%1$I except all select * from sf_kpi.%1$I)', r), format('%s is the same', r))
from unnest(array['account', 'opportunity', 'lead', 'touch', 'stage_history', 'subscription']) r;

-- ---- What is refused ----
create function pg_temp.failure(call text) returns text language plpgsql as $$
declare
	state text;
	message text;
	detail text;
	hint text;
begin
	execute call;
	return 'no failure';
exception when others then
	get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
	return concat_ws(' | ', state, message, nullif(detail, ''), nullif(hint, ''));
end $$;
create schema part;
create table part.account (id text, name text);
create table part.opportunity (id text, account_id text, stage_name text, close_date date, created_date timestamptz, is_closed boolean);
select is(pg_temp.failure($$select abm_kpi_connect('salesforce_fivetran', 'part', 'part_kpi')$$),
	'22023 | schema "part" does not have the layout salesforce_fivetran | Missing: column opportunity.is_won. | abm_kpi_detect names the layout that fits.', 'a layout without a column that it is known by');
select matches(pg_temp.failure($$select abm_kpi_detect('part')$$), '^22023 \| schema "part" fits no layout \| The nearest is salesforce_fivetran, for which this is missing: column opportunity.is_won\.', 'and what the nearest lacks');
select is(pg_temp.failure($$select abm_kpi_connect('salesforce_airbyte', 'sf', 'part_kpi')$$),
	'22023 | schema "sf" does not have the layout salesforce_airbyte | Missing: column account._airbyte_extracted_at, column opportunity._airbyte_extracted_at. | abm_kpi_detect names the layout that fits.', 'the other tool''s layout');
select is(pg_temp.failure($$select abm_kpi_connect(null, 'sf', 'part_kpi', '{"columns": {"lead": {"mql": "x"}, "leads": {}}}')$$),
	'22023 | layout salesforce_fivetran has no column lead.mql, leads. | docs/model.md lists the tables and columns that a layout reads.', 'a column that the layout does not read');
select is(pg_temp.failure($$select abm_kpi_connect(null, 'sf', 'part_kpi', '{"columns": {"lead": {"mql_date": "no_such_c"}}}')$$),
	'42703 | table "lead" in schema "sf" has no column for mql_date.no_such_c | Right of the dot is the column that the option columns names.', 'a column that is not there');
select is(pg_temp.failure($$select abm_kpi_connect(null, 'sf', 'part_kpi', '{"columns": {"lead": {"mql_date": "MQL -- date", "score": "a|b", "sql_date": null}}}')$$),
	'22023 | columns cannot name "a|b", "MQL -- date", "" | For a column whose name is empty, begins or ends with a blank, or contains | or --, connect a view over the table.', 'a name that cannot be written in a layout');
alter table part.opportunity add is_won boolean, add amount point;
select matches(pg_temp.failure($$select abm_kpi_connect(null, 'part', 'part_kpi')$$), '^42804 \| column part.opportunity.amount is of type point, which cannot be read as numeric', 'a column of a type that cannot be read');
alter table part.opportunity drop amount;
create table part."Account" (id text, name text);
create table part."ACCOUNT" (id text, name text);
drop table part.account;
select matches(pg_temp.failure($$select abm_kpi_detect('part')$$), '^42P09 \| schema "part" has several tables that may be "account": "ACCOUNT", "Account"', 'two tables that may be the one');

select * from finish();
rollback;

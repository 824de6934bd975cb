-- The layouts hubspot_fivetran and hubspot_airbyte: each row is there for one hard spot, named beside it; what must come
-- out is counted by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

-- The least that there can be: two tables, no properties but the date, nothing to join.
create schema hubspot_least;
create table hubspot_least.company (id bigint);
create table hubspot_least.deal (deal_id bigint, deal_pipeline_id text, deal_pipeline_stage_id text, property_createdate timestamptz);
select is(abm_kpi_detect('hubspot_least'), 'hubspot_fivetran', 'two tables are enough to be recognised');
select lives_ok($$select abm_kpi_connect(null, 'hubspot_least', 'hubspot_least_kpi')$$, 'and to connect');
select is_empty($$select * from hubspot_least_kpi.opportunity$$, 'no deals, no rows');
insert into hubspot_least.deal values (1, 'default', 'closedwon', '2024-01-01 10:00+00'), (2, null, 'closedlost', null), (3, 'default', null, null), (null, null, null, null);
select results_eq($$select opportunity_id, status, account_id, close_on, amount, is_deleted from hubspot_least_kpi.opportunity order by 1$$,
	$$values ('1', 'won', null::text, null::date, null::numeric, false), ('2', 'lost', null, null, null, false), ('3', 'open', null, null, null, false), (null, 'open', null, null, null, false)$$,
	'without a stage table HubSpot''s own stages are known by their names, and what is missing is NULL');
select set_eq($$select relname::text from pg_class where relnamespace = 'hubspot_least_kpi'::regnamespace and relkind = 'v' and relname in ('stage', 'contact', 'lead', 'touch', 'email_event', 'ticket', 'stage_history', 'opportunity_contact', 'account', 'opportunity', 'subscription')$$,
	array['account', 'opportunity', 'subscription'], 'what has no table is a table to fill, not a view');
select lives_ok($$select id from hubspot_least_kpi.win_rate$$, 'and the KPI views can be read');
-- Sources: what HubSpot calls them, and what the drill-down says of those that are not in its list.
create schema hubspot_source;
create table hubspot_source.company (id bigint);
create table hubspot_source.deal as select n as deal_id, 'default' as deal_pipeline_id, 'x' as deal_pipeline_stage_id, timestamptz '2024-01-01 10:00+00' as property_createdate, s as property_hs_analytics_source, d1 as property_hs_analytics_source_data_1, d2 as property_hs_analytics_source_data_2
from (values (1, null, 'x', 'y'), (2, 'ORGANIC_SEARCH', 'google', 'abm'), (3, 'DIRECT_TRAFFIC', 'halden.example', null), (4, 'SOCIAL_MEDIA', 'LinkedIn', null), (5, 'OTHER_CAMPAIGNS', 'Autumn webinar', 'mail'), (6, 'OTHER_CAMPAIGNS', 'Autumn', null), (7, 'OTHER_CAMPAIGNS', null, null),
	(8, 'OFFLINE', 'IMPORT', 'Trade show'), (9, 'OFFLINE', 'CRM_UI', '12345'), (10, 'OFFLINE', 'Partner', null), (11, 'PAID_SOCIAL', null, null)) v(n, s, d1, d2);
select lives_ok($$select abm_kpi_connect(null, 'hubspot_source', 'hubspot_source_kpi')$$, 'sources of deals');
select results_eq($$select opportunity_id::integer, source, source_class from hubspot_source_kpi.opportunity order by 1$$, $$values (1, null, null), (2, 'Organic Search', 'organic_search'), (3, 'Direct Traffic', 'direct'), (4, 'Social Media', 'social'), (5, 'Autumn webinar', 'webinar'),
	(6, 'Autumn', 'other_campaigns'), (7, 'Other Campaigns', 'other_campaigns'), (8, 'Trade show', 'event'), (9, 'Offline', 'offline'), (10, 'Partner', 'partner'), (11, 'Paid Social', 'paid_social')$$, 'are read with their drill-down');
-- Rows of one's own for a built-in layout: added, or in its place.
create table hubspot_source_kpi.layout (layout text, kind text, name text, is_required boolean, definition text);
insert into hubspot_source_kpi.layout values ('hubspot_fivetran', 'entity', 'opportunity', false, E'opportunity_id = ''0'' || d.id\nsource = ''mine''\nfrom {deal} d\nwhere d.id = ''5''');
select lives_ok($$select abm_kpi_reconnect('hubspot_source_kpi')$$, 'a part of one''s own');
select results_eq($$select count(*), count(*) filter (where source = 'mine') from hubspot_source_kpi.opportunity$$, $$values (12::bigint, 1::bigint)$$, 'is added');
update hubspot_source_kpi.layout set is_required = true;
select lives_ok($$select abm_kpi_reconnect('hubspot_source_kpi')$$, 'a required one');
select results_eq($$select opportunity_id, source from hubspot_source_kpi.opportunity$$, $$values ('05', 'mine')$$, 'takes the place of what comes with the layout');

create schema hubspot_near;
create table hubspot_near.deal (deal_id bigint, deal_pipeline_stage_id text, property_createdate timestamptz);
create table hubspot_near.company (id bigint);
create function pg_temp.refused(statement text) returns text language plpgsql as $$
declare
	said text;
	more text;
	hint text;
begin
	execute statement;
	return 'nothing was refused';
exception when others then
	get stacked diagnostics said = message_text, more = pg_exception_detail, hint = pg_exception_hint;
	return concat_ws(' / ', sqlstate, said, nullif(more, ''), nullif(hint, ''));
end
$$;
select is(pg_temp.refused($$select abm_kpi_detect('hubspot_near')$$),
	'22023 / schema "hubspot_near" fits no layout / The nearest is hubspot_fivetran, for which this is missing: column deal.deal_pipeline_id. / For another CRM, write the canonical relations as views into a schema of your own and call abm_kpi_create_views.',
	'a schema that lacks a column is told which');
select is(pg_temp.refused($$select abm_kpi_connect('hubspot_airbyte', 'hubspot_least', 'hubspot_other_kpi')$$),
	'22023 / schema "hubspot_least" does not have the layout hubspot_airbyte / Missing: table companies, table deals. / abm_kpi_detect names the layout that fits.',
	'one that has another layout is told what it lacks');
select is(pg_temp.refused($$select abm_kpi_connect(null, 'hubspot_least', 'hubspot_other_kpi', '{"columns": {"deal": {"promo_code": "property_hs_all-funky-a9384-syntax"}}}')$$),
	'42703 / table "deal" in schema "hubspot_least" has no column for promo_code.property_hs_all-funky-a9384-syntax / Right of the dot is the column that the option columns names.',
	'a column of the options that the table has not is refused');
select is(pg_temp.refused($$select abm_kpi_connect(null, 'hubspot_least', 'hubspot_other_kpi', '{"columns": {"deal": {"colour": "x"}}}')$$),
	'22023 / layout hubspot_fivetran has no column deal.colour / docs/model.md lists the tables and columns that a layout reads.',
	'one that the layout does not know, too');

-- Fivetran, all there is.
create schema hubspot;
create table hubspot.company (id bigint, is_deleted boolean, _fivetran_active boolean, property_name text, property_domain text, property_industry text, property_country text,
	property_createdate timestamptz, property_hubspot_owner_id text, property_hs_ideal_customer_profile text, property_hs_merged_object_ids text);
insert into hubspot.company values
	(9, false, true, 'Nine', 'https://www.Nine.example/x', 'Tools', 'DE', '2023-01-01 00:00+00', '7', 'tier_1', '11; 12'),
	(9, false, false, 'Nine before', null, null, null, null, null, null, null),        -- a former version of the row
	(10, null, true, 'Ten', 'ten.example', null, null, null, null, null, null),
	(11, false, true, 'Nine again', null, null, null, null, null, null, null),          -- merged into 9
	(13, true, true, 'Gone', null, null, null, null, null, null, null);
create table hubspot.owner (owner_id bigint, first_name text, last_name text, email text);
insert into hubspot.owner values (7, 'Ann', 'Lee', 'ann@us.example'), (8, null, null, 'bob@us.example');
create table hubspot.deal_pipeline_stage (stage_id text, pipeline_id text, label text, display_order integer, probability float8, is_closed boolean, closed_won boolean);
insert into hubspot.deal_pipeline_stage values
	('qualified', 'default', 'Qualified', 0, 0.2, false, false), ('closedwon', 'default', 'Won', 1, 1, true, true), ('closedlost', 'default', 'Lost', 2, 0, true, true), ('junk', 'default', 'Not a fit', 3, 0, true, true),
	('s1', 'p2', 'First', 0, 0.5, false, null), ('s2', 'p2', 'Signed', 1, 1, false, null), ('s3', 'p2', 'Dead', 2, 0, false, null),    -- nobody keeps the flag
	('z0', 'p3', 'Just in', 0, 0, false, null), ('z1', 'p3', 'Done', 1, 1, true, null), ('z2', 'p3', 'Closed, who knows', 2, null, true, null);     -- kept: an open stage with 0
create table hubspot.deal (deal_id bigint, is_deleted boolean, _fivetran_deleted boolean, deal_pipeline_id text, deal_pipeline_stage_id text, owner_id bigint, property_dealname text,
	property_amount numeric, property_deal_currency_code text, property_amount_in_home_currency float8, property_closedate timestamptz, property_createdate timestamptz,
	property_hs_is_closed_won text, property_hs_is_closed boolean, property_dealtype text, property_hs_mrr text, property_hs_analytics_source text, property_hs_deal_stage_probability text,
	property_closed_lost_reason text, "property_hs_all-funky-a9384-syntax" text, "Property_HS_ICP|odd.name" text);
insert into hubspot.deal (deal_id, deal_pipeline_id, deal_pipeline_stage_id, property_createdate) select i, 'default', 'qualified', timestamptz '2024-01-01 10:00+00' + i * interval '1 day' from generate_series(1, 13) i;
update hubspot.deal set deal_pipeline_stage_id = 'closedwon', property_dealname = 'Big', owner_id = 7, property_amount = 1000, property_deal_currency_code = 'EUR', property_amount_in_home_currency = 1100,
	property_closedate = '2024-03-30 23:00+00', property_dealtype = 'newbusiness', property_hs_mrr = '100', property_hs_analytics_source = 'REFERRALS', "property_hs_all-funky-a9384-syntax" = 'SPRING' where deal_id = 1;
update hubspot.deal set deal_pipeline_stage_id = 'closedlost', owner_id = 8, property_amount = 500, property_closed_lost_reason = 'price' where deal_id = 2;
update hubspot.deal set property_amount = 200, property_deal_currency_code = 'USD', property_closedate = '2024-06-30 22:00+00', property_dealtype = 'existingbusiness', property_hs_analytics_source = 'ORGANIC_SEARCH' where deal_id = 3;
update hubspot.deal set deal_pipeline_id = 'p2', deal_pipeline_stage_id = 's2', property_amount = 300, property_deal_currency_code = 'GBP', property_closedate = '2024-05-01 12:00+00', property_hs_mrr = '30' where deal_id = 4;
update hubspot.deal set deal_pipeline_id = 'p2', deal_pipeline_stage_id = 's3' where deal_id = 5;
update hubspot.deal set deal_pipeline_id = 'p3', deal_pipeline_stage_id = 'z0' where deal_id = 6;
update hubspot.deal set property_hs_is_closed_won = 'true', property_hs_deal_stage_probability = '0.35', property_closedate = '2025-02-28 23:00+00', property_dealtype = 'renewal', property_hs_mrr = '120.5' where deal_id = 7;    -- won, says the deal
update hubspot.deal set deal_pipeline_stage_id = 'closedwon', property_hs_is_closed = false where deal_id = 8;          -- open, says the deal
update hubspot.deal set deal_pipeline_stage_id = 'junk' where deal_id = 9;
update hubspot.deal set deal_pipeline_stage_id = 'closedwon', property_amount = 1e6, property_closedate = '2024-03-30 23:00+00', property_hs_mrr = '5000' where deal_id = 10;     -- merged into 1
update hubspot.deal set is_deleted = false, _fivetran_deleted = true where deal_id = 11;
update hubspot.deal set deal_pipeline_stage_id = 'closedwon', property_hs_is_closed_won = 'false' where deal_id = 12;   -- not won, says the deal
update hubspot.deal set deal_pipeline_id = 'p3', deal_pipeline_stage_id = 'z2', property_hs_is_closed = true where deal_id = 13;      -- closed, and nobody says how
create table hubspot.merged_deal (deal_id bigint, merged_deal_id bigint);
insert into hubspot.merged_deal values (1, 10), (2, 2);      -- 2 into itself is none
create table hubspot.deal_company (deal_id bigint, company_id bigint, type_id integer, category text);
insert into hubspot.deal_company values (1, 8, 341, 'HUBSPOT_DEFINED'), (1, 9, 5, 'HUBSPOT_DEFINED'), (1, 10, 341, 'HUBSPOT_DEFINED'), (1, 9, 341, null),      -- 9 is the primary one
	(2, 10, null, null), (2, 9, null, null), (2, null, null, null),      -- none is: 9 is below 10
	(4, 10, 5, null), (7, 9, 5, null), (10, 9, 5, null), (99, 9, 5, null);
create table hubspot.contact (id bigint, _fivetran_deleted boolean, property_email text, property_hs_additional_emails text, property_createdate timestamptz, property_jobtitle text, property_associatedcompanyid bigint,
	property_lifecyclestage text, property_hs_lifecyclestage_marketingqualifiedlead_date timestamptz, property_hs_lifecyclestage_salesqualifiedlead_date timestamptz,
	property_hs_lifecyclestage_opportunity_date timestamptz, property_hs_lifecyclestage_customer_date timestamptz, property_hs_lead_status text, property_hs_email_optout boolean,
	property_hs_email_hard_bounce_reason_enum text, property_hubspotscore text, property_hs_analytics_first_url text, property_hs_buying_role text, property_hs_merged_object_ids text);
insert into hubspot.contact (id, property_email, property_createdate) select i, 'P' || i || '@Nine.example', timestamptz '2024-01-01 00:00+00' + (i - 100) * interval '1 hour' from generate_series(101, 110) i;
update hubspot.contact set property_jobtitle = 'CTO', property_associatedcompanyid = 9, property_lifecyclestage = 'customer', property_hs_lifecyclestage_customer_date = '2024-03-31 08:00+00', property_hubspotscore = '42',
	property_hs_analytics_first_url = 'https://us.example/start?email=p101@nine.example#top', property_hs_buying_role = 'DECISION_MAKER;CHAMPION', property_hs_additional_emails = 'p101@old.example; other@old.example' where id = 101;     -- customer only
update hubspot.contact set property_lifecyclestage = 'salesqualifiedlead', property_hs_lifecyclestage_marketingqualifiedlead_date = '2024-02-05 00:00+00', property_hs_lifecyclestage_salesqualifiedlead_date = '2024-02-01 00:00+00' where id = 105;    -- back to MQL later
update hubspot.contact set property_lifecyclestage = 'subscriber' where id = 106;                -- no lead
update hubspot.contact set property_lifecyclestage = 'subscriber', property_hs_lifecyclestage_marketingqualifiedlead_date = '2024-02-05 00:00+00' where id = 107;       -- was one
update hubspot.contact set property_hs_email_optout = true, property_hs_lead_status = 'UNQUALIFIED' where id = 108;
update hubspot.contact set property_hs_email_hard_bounce_reason_enum = 'UNKNOWN_USER' where id = 109;
update hubspot.contact set property_email = null, property_hs_merged_object_ids = '120;' where id = 110;
update hubspot.contact set _fivetran_deleted = true where id = 102;
create table hubspot.contact_merge_audit (canonical_vid bigint, vid_to_merge bigint, contact_id bigint);
insert into hubspot.contact_merge_audit values (103, 102, 104), (104, 103, 104), (104, 104, 104);     -- 102 into 103 into 104
create table hubspot.deal_contact (deal_id bigint, contact_id bigint, type_id integer);
insert into hubspot.deal_contact values (1, 102, 3), (1, 101, 3), (1, 101, 4), (1, 103, 3), (3, 101, 3), (10, 101, 3), (2, 120, 3);
create table hubspot.deal_stage (deal_id bigint, value text, date_entered timestamptz, _fivetran_start timestamptz, _fivetran_end timestamptz, _fivetran_active boolean);
insert into hubspot.deal_stage values (1, 'qualified', '2024-01-02 10:00+00', '2024-01-02 10:00:01+00', '2024-03-31 07:59:59+00', false),
	(1, 'closedwon', '2024-03-31 08:00+00', '2024-03-31 08:00+00', '2050-01-01 00:00+00', true), (2, 'qualified', null, '2024-01-03 10:00+00', '9999-12-31 23:59:59+00', true), (3, null, '2024-01-03', '2024-01-03', null, true);
create table hubspot.deal_property_history (deal_id bigint, name text, value text, "timestamp" timestamptz);
insert into hubspot.deal_property_history values (1, 'dealstage', 'closedwon', '2024-03-31 08:00+00'), (1, 'dealstage', 'qualified', '2024-01-02 10:00+00'), (1, 'dealstage', 'qualified', '2024-01-05 10:00+00'),
	(1, 'amount', '1000', '2024-01-05 10:00+00'), (4, 'dealstage', 's1', '2024-01-05 10:00+00'), (4, 'dealstage', '', '2024-01-06 10:00+00');
create table hubspot.contact_property_history (contact_id bigint, name text, value text, "timestamp" timestamptz, source text);
insert into hubspot.contact_property_history values (101, 'lifecyclestage', 'lead', '2024-01-01 01:00+00'), (101, 'lifecyclestage', 'customer', '2024-03-31 08:00+00'), (101, 'hubspotscore', '42', '2024-02-01 00:00+00'), (101, 'hubspotscore', 'many', '2024-02-02 00:00+00'),
	(108, 'hs_lead_status', 'UNQUALIFIED', '2024-02-02 00:00+00'), (108, 'hs_lead_status', 'UNQUALIFIED', '2024-02-03 00:00+00'), (105, 'hs_lead_status', 'UNQUALIFIED', '2024-02-03 00:00+00');
create table hubspot.email_campaign (id bigint, name text, subject text, type text, content_id bigint);
insert into hubspot.email_campaign values (500, 'News', 'Hello', 'BATCH_EMAIL', 77), (501, 'Course', 'Step 1', 'AUTOMATED_EMAIL', null);
create table hubspot.email_event (id text, type text, created timestamptz, recipient text, email_campaign_id bigint, sent_by_id text, caused_by_id text, filtered_event boolean);
insert into hubspot.email_event values
	('s1', 'SENT', '2024-02-01 08:00+00', 'p101@nine.EXAMPLE ', 500, null, null, null), ('d1', 'DELIVERED', '2024-02-01 08:01+00', 'p101@nine.example', 500, 's1', null, null),
	('o1', 'OPEN', '2024-02-01 09:00+00', 'p101@nine.example', 500, 's1', null, true), ('k1', 'CLICK', '2024-02-01 09:01+00', 'p101@nine.example', 500, 's1', null, false),
	('u1', 'STATUSCHANGE', '2024-02-01 09:02+00', 'p101@nine.example', null, null, 'k1', null), ('u2', 'STATUSCHANGE', '2024-02-01 09:03+00', 'p101@nine.example', null, null, null, null),
	('s2', 'SENT', '2024-02-01 08:00+00', 'p102@nine.example', 501, 's2', null, null), ('b2', 'BOUNCE', '2024-02-01 08:02+00', 'p102@nine.example', 501, 's2', null, null),
	('s3', 'SENT', '2024-02-01 08:00+00', 'other@old.example', 501, null, null, null), ('b3', 'BOUNCE', '2024-02-01 08:03+00', 'other@old.example', 501, 's3', null, null),
	('s4', 'SENT', '2024-02-01 08:00+00', 'nobody@x.example', 501, null, null, null), ('x4', 'DROPPED', '2024-02-01 08:00:01+00', 'nobody@x.example', 501, 's4', null, null),      -- never sent
	('p5', 'PROCESSED', '2024-02-01 08:00+00', 'p101@nine.example', 500, 's1', null, null), ('r5', 'SPAMREPORT', '2024-02-02 08:00+00', null, 500, 's9', null, null),
	('u3', 'STATUSCHANGE', '2024-02-03 09:02+00', 'p105@nine.example', 500, 's8', null, null);
create table hubspot.email_event_click (id text, url text);
insert into hubspot.email_event_click values ('k1', 'https://us.example/go?mail=p101@nine.example');
create table hubspot.email_event_bounce (id text, category text, response text, status text);
insert into hubspot.email_event_bounce values ('b2', 'UNKNOWN_USER', 'no p102@nine.example here', '5.1.1'), ('b3', 'MAILBOX_FULL', null, '5.2.2');
create table hubspot.email_event_status_change (id text, bounced boolean, portal_subscription_status text, subscriptions text);
insert into hubspot.email_event_status_change values ('u1', false, 'UNSUBSCRIBED', null), ('u2', false, 'SUBSCRIBED', '[{"id": 1, "status": "SUBSCRIBED"}]'), ('u3', true, null, null);
create table hubspot.engagement_meeting (engagement_id bigint, start_time timestamptz, end_time timestamptz, meeting_outcome text, source text, title text, property_hs_activity_type text, _fivetran_deleted boolean);
insert into hubspot.engagement_meeting values (1, '2024-02-10 10:00+00', '2024-02-10 10:30+00', 'COMPLETED', 'MEETINGS_PUBLIC', 'x', 'Product Demo', false), (2, '2024-02-11 10:00+00', null, 'NO_SHOW', null, null, null, null),
	(3, '2024-02-12 10:00+00', null, 'CANCELED', null, null, 'Call', null), (4, '2024-02-13 10:00+00', null, 'RESCHEDULED', null, null, null, null), (5, '2024-02-14 10:00+00', null, 'SCHEDULED', null, null, null, null), (6, '2024-02-15 10:00+00', null, 'COMPLETED', null, null, null, true);
create table hubspot.engagement_call (engagement_id bigint, property_hs_timestamp timestamptz, property_hs_call_duration bigint, property_hs_call_direction text, property_hs_call_disposition text);
insert into hubspot.engagement_call values (7, '2024-02-16 10:00+00', 90000, 'OUTBOUND', 'f240bbac-87c9-4f6e-bf70-924b57d47db7');
create table hubspot.engagement_company (engagement_id bigint, company_id bigint);
insert into hubspot.engagement_company values (1, 10), (1, 9), (2, 10);
create table hubspot.engagement_contact (engagement_id bigint, contact_id bigint);
insert into hubspot.engagement_contact values (1, 102), (1, 105), (7, 101), (7, 105);
create table hubspot.contact_form_submission (contact_id bigint, form_id text, "timestamp" timestamptz, page_url text, conversion_id text);
insert into hubspot.contact_form_submission values (101, 'f1', '2024-01-01 01:00+00', 'https://us.example/start?utm_source=x', 'c-1'), (103, 'f1', '2024-01-01 02:00+00', null, null);
create table hubspot.ticket (id bigint, is_deleted boolean, property_createdate timestamptz, property_first_agent_reply_date timestamptz, property_closed_date timestamptz, property_hs_ticket_priority text, property_hs_pipeline text);
insert into hubspot.ticket values (1, false, '2024-04-01 08:00+00', '2024-04-01 09:00+00', '2024-04-02 08:00+00', 'HIGH', '0'), (2, false, '2024-04-03 08:00+00', null, null, null, '0'), (3, true, '2024-04-03 08:00+00', null, null, null, '0');
create table hubspot.ticket_company (ticket_id bigint, company_id bigint);
insert into hubspot.ticket_company values (1, 10), (1, 9);
create table hubspot.ticket_contact (ticket_id bigint, contact_id bigint);
insert into hubspot.ticket_contact values (2, 101);
create table hubspot.feedback_submission (id bigint, property_hs_survey_type text, property_hs_value text, property_hs_contact_id text, property_hs_submission_timestamp text, property_hs_survey_id text);
insert into hubspot.feedback_submission values (1, 'NPS', '9', '101', '1711872000000', 'v1'), (2, 'NPS', '11', '102', '2024-04-01T00:00:00Z', 'v1'), (3, 'CSAT', '2', null, null, 'v2');

select is(abm_kpi_detect('hubspot'), 'hubspot_fivetran', 'Fivetran is recognised');
select lives_ok($$select abm_kpi_connect('hubspot_fivetran', 'hubspot', 'hubspot_kpi', '{"columns": {"deal": {"promo_code": "property_hs_all-funky-a9384-syntax"}}, "settings": {"time_zone": "Europe/Berlin", "base_currency": "EUR", "as_of": "2025-06-30"}}')$$, 'and connects');
insert into hubspot_kpi.fx_rate values ('USD', '2024-01-01', 0.9);
select is_empty($$select column_name from information_schema.columns where table_schema = 'hubspot_kpi' and column_name ~ 'recipient|mail$'$$, 'no address has a column');

select results_eq($$select opportunity_id, status, probability from hubspot_kpi.opportunity where opportunity_id in ('1', '2', '3', '4', '5', '6', '7', '8', '9', '12', '13') order by opportunity_id::integer$$, $$values
	('1', 'won', 1::float8), ('2', 'lost', 0), ('3', 'open', 0.2),
	('4', 'won', 1), ('5', 'lost', 0),          -- by the probability, where no stage of the pipeline has the flag
	('6', 'open', 0),                           -- by the flag, where one has
	('7', 'won', 0.35), ('8', 'open', 1),       -- by the deal before its stage
	('9', 'lost', 0), ('12', 'lost', 1), ('13', 'lost', null)$$, 'won, lost and open');
insert into hubspot_kpi.stage_map values ('default', 'Not a fit', 'disqualified'), ('p2', 'closedwon', 'lost'), ('p3', 'z0', 'lost');
select results_eq($$select opportunity_id, status from hubspot_kpi.opportunity where opportunity_id in ('1', '6', '7', '9') order by 1$$,
	$$values ('1', 'won'), ('6', 'lost'), ('7', 'won'), ('9', 'disqualified')$$, 'stage_map goes before all that, by the name or identifier of a stage, in its pipeline');
select results_eq($$select stage_id, is_closed, is_won from hubspot_kpi.stage where pipeline_id in ('p2', 'p3') or stage_id = 'junk' order by stage_id$$,
	$$values ('junk', true, false), ('s1', false, false), ('s2', true, true), ('s3', true, false), ('z0', true, false), ('z1', true, true), ('z2', true, false)$$, 'stages say the same');
delete from hubspot_kpi.stage_map;
select results_eq($$select opportunity_id, account_id, contact_id from hubspot_kpi.opportunity where account_id is not null or contact_id is not null order by opportunity_id::integer$$,
	$$values ('1', '9', '101'), ('2', '9', '110'), ('3', null, '101'), ('4', '10', null), ('7', '9', null), ('10', '9', '101')$$,
	'one account and contact for each deal: the primary one, else the lowest number; people merged away are the survivor');
select is((select count(*) from hubspot_kpi.opportunity), 13::bigint, 'no link multiplies deals');
select results_eq($$select opportunity_id from hubspot_kpi.opportunity where is_deleted order by 1$$, array['10', '11'], 'deals merged away and deleted ones are marked');
select results_eq($$select opportunity_id, close_on, amount, currency, amount_base, recurring_amount_monthly from hubspot_kpi.opportunity where opportunity_id in ('1', '2', '3', '4', '7') order by 1$$, $$values
	('1', date '2024-03-31', 1000::numeric, 'EUR', 1100::numeric, 100::numeric),      -- the amount in home currency goes before; midnight in Berlin is the day before in UTC
	('2', null, 500, null, 500, null), ('3', '2024-07-01', 200, 'USD', 180.0, null), ('4', '2024-05-01', 300, 'GBP', null, null), ('7', '2025-03-01', null, null, null, 120.5)$$, 'days and amounts');
select results_eq($$select name, owner_id, owner_name, pipeline_id, stage_name, kind, source_class, source, promo_code from hubspot_kpi.opportunity where opportunity_id = '1'$$,
	$$values ('Big', '7', 'Ann Lee', 'default', 'Won', 'new', 'referral', 'Referrals', 'SPRING')$$, 'the rest of a deal, and a property named by the options');
select results_eq($$select opportunity_id, owner_name, lost_reason from hubspot_kpi.opportunity where opportunity_id = '2'$$, $$values ('2', null::text, 'price')$$, 'an owner without a name is not shown by the address');
select results_eq($$select account_id, name, domain, segment, tier, owner_name, is_deleted from hubspot_kpi.account order by account_id::integer$$, $$values
	('9', 'Nine', 'nine.example', 'Tools', 'tier_1', 'Ann Lee', false), ('10', 'Ten', 'ten.example', null, null, null, false),
	('11', 'Nine again', null, null, null, null, true), ('13', 'Gone', null, null, null, null, true)$$, 'accounts, of a table with former versions the active ones');
select results_eq($$select contact_id, account_id, title, role, is_deleted from hubspot_kpi.contact where contact_id in ('101', '102', '103', '104') order by 1$$,
	$$values ('101', '9', 'CTO', 'decision maker', false), ('102', null, null, null, true), ('103', null, null, null, true), ('104', null, null, null, false)$$, 'contacts');
select results_eq($$select lead_id, mql_at, sql_at, converted_at, opportunity_id, disqualified_at from hubspot_kpi.lead where lead_id not in ('102', '103') order by 1$$, $$values
	('101', timestamptz '2024-03-31 08:00+00', timestamptz '2024-03-31 08:00+00', timestamptz '2024-03-31 08:00+00', '1', null::timestamptz),      -- a customer was all before
	('104', null, null, null, null, null), ('105', '2024-02-01 00:00+00', '2024-02-01 00:00+00', null, null, null), ('107', '2024-02-05 00:00+00', null, null, null, null),
	('108', null, null, null, null, '2024-02-03 00:00+00'), ('109', null, null, null, null, null), ('110', null, null, null, null, null)$$, 'leads: a later stage implies the earlier ones; subscribers are none');
select results_eq($$select lead_id, is_contactable from hubspot_kpi.lead where not is_deleted order by 1$$,
	$$values ('101', true), ('104', true), ('105', true), ('107', true), ('108', false), ('109', false), ('110', false)$$, 'opted out, bounced and without an address cannot be written to');
select results_eq($$select landing_page, score, account_id, is_deleted from hubspot_kpi.lead where lead_id in ('101', '102') order by lead_id$$, $$values ('https://us.example/start', 42::float8, '9', false), (null, null, null, true)$$, 'the page without what follows it');
select results_eq($$select opportunity_id, contact_id, role from hubspot_kpi.opportunity_contact order by 1, 2$$,
	$$values ('1', '101', 'decision maker'), ('1', '104', null), ('10', '101', 'decision maker'), ('2', '110', null), ('3', '101', 'decision maker')$$, 'each person once for each deal');
select results_eq($$select entity, entity_id, stage_id, entered_at, exited_at from hubspot_kpi.stage_history order by 1, 2, 4$$, $$values
	('lead', '101', 'lead', timestamptz '2024-01-01 01:00+00', timestamptz '2024-03-31 08:00+00'), ('lead', '101', 'customer', '2024-03-31 08:00+00', null),
	('opportunity', '1', 'qualified', '2024-01-02 10:00+00', '2024-03-31 07:59:59+00'), ('opportunity', '1', 'closedwon', '2024-03-31 08:00+00', null), ('opportunity', '2', 'qualified', '2024-01-03 10:00+00', null)$$,
	'visits to stages; an end that never comes is none');
delete from hubspot.deal_stage;
select results_eq($$select entity_id, stage_id, entered_at, exited_at from hubspot_kpi.stage_history where entity = 'opportunity' order by 1, 3$$, $$values
	('1', 'qualified', timestamptz '2024-01-02 10:00+00', timestamptz '2024-03-31 08:00+00'), ('1', 'closedwon', '2024-03-31 08:00+00', null), ('4', 's1', '2024-01-05 10:00+00', '2024-01-06 10:00+00')$$,
	'without them the history of the property tells; a value written again is no visit, one taken away ends it');
select results_eq($$select send_id, kind, contact_id, account_id, campaign_id, email_id, subject, program_kind, url, is_bot from hubspot_kpi.email_event order by send_id, occurred_at$$, $$values
	('s1', 'sent', '101', '9', '500', '77', 'Hello', 'one_off', null, false), ('s1', 'delivered', '101', '9', '500', '77', 'Hello', 'one_off', null, false), ('s1', 'open', '101', '9', '500', '77', 'Hello', 'one_off', null, true),
	('s1', 'click', '101', '9', '500', '77', 'Hello', 'one_off', 'https://us.example/go', false), ('s1', 'unsubscribe', '101', '9', '500', '77', 'Hello', 'one_off', null, false),
	('s2', 'sent', '104', null, '501', '501', 'Step 1', 'drip', null, false), ('s2', 'bounce_hard', '104', null, '501', '501', 'Step 1', 'drip', null, false),
	('s3', 'sent', '101', '9', '501', '501', 'Step 1', 'drip', null, false), ('s3', 'bounce_soft', '101', '9', '501', '501', 'Step 1', 'drip', null, false),
	('s8', 'bounce_hard', '105', null, '500', '77', 'Hello', 'one_off', null, false), ('s9', 'spam', null, null, '500', '77', 'Hello', 'one_off', null, false)$$,
	'e-mail: by the send; what was dropped was never sent; an unsubscription is that of the click that caused it');
select is_empty('select from hubspot_kpi.email_event where lead_id is distinct from contact_id', 'a person is the lead');
select is_empty($$select 1 from hubspot_kpi.email_event e where e::text like '%@%' union all select 1 from hubspot_kpi.touch t where t::text like '%@%' union all select 1 from hubspot_kpi.lead l where l::text like '%@%'$$, 'no address in any row');
select results_eq($$select touch_id, kind, account_id, contact_id, outcome, direction, duration_s, page from hubspot_kpi.touch order by occurred_at$$, $$values
	('c-1', 'form', '9', '101', null, 'in', null::float8, 'https://us.example/start'), ('103|f1|1704074400.000000', 'form', null, '104', null, 'in', null, null),
	('1', 'demo', '9', '104', 'held', 'in', 1800, null), ('2', 'meeting', '10', null, 'no_show', null, null, null), ('3', 'meeting', null, null, 'cancelled', null, null, null),
	('4', 'meeting', null, null, 'moved', null, null, null), ('5', 'meeting', null, null, 'scheduled', null, null, null), ('7', 'call', '9', '101', 'held', 'out', 90, null)$$,
	'touches: one account for each; deleted ones are out');
select results_eq($$select campaign_id, name, channel, kind from hubspot_kpi.campaign order by 1$$, $$values ('500', 'News', 'email', 'one_off'), ('501', 'Course', 'email', 'drip')$$, 'campaigns');
select results_eq($$select ticket_id, account_id, contact_id, priority, solved_at - created_at, first_reply_at - created_at from hubspot_kpi.ticket order by 1$$,
	$$values ('1', '9', null, 'high', interval '1 day', interval '1 hour'), ('2', '9', '101', null, null, null)$$, 'tickets');
select results_eq($$select response_id, kind, contact_id, account_id, answered_at, score, scale_min, scale_max from hubspot_kpi.survey_response order by 1$$,
	$$values ('1', 'nps', '101', '9', timestamptz '2024-03-31 08:00+00', 9::numeric, 0::numeric, 10::numeric), ('2', 'nps', '104', null, '2024-04-01 00:00+00', 11, 0, 10), ('3', 'csat', null, null, null, 2, null, null)$$, 'answers, wrong ones too');
select results_eq($$select subscription_id, account_id, start_on, end_on, mrr_base from hubspot_kpi.subscription order by 1$$,
	$$values ('1', '9', date '2024-03-31', date '2025-03-01', 100::numeric), ('4', '10', '2024-05-01', null, null), ('7', '9', '2025-03-01', null, 120.5)$$, 'what recurs, until it is renewed');
select results_eq($$select entity_id, score from hubspot_kpi.score_history$$, $$values ('101', 42::float8)$$, 'scores as they were');
select results_eq($$select won_count, closed_count from hubspot_kpi.win_rate where period_grain = 'year' and dimension = 'all' order by period_start$$,
	$$values (2::bigint, 2::bigint), (1, 1)$$, 'and the views count: two won in 2024, one in 2025; closed without a day are left out');

-- Airbyte: properties in JSON, all of them text.
create schema hubspot_ab;
create table hubspot_ab.companies (id text, "createdAt" timestamptz, archived boolean, properties jsonb, _airbyte_extracted_at timestamptz);
insert into hubspot_ab.companies values ('9', '2023-01-01', false, '{"name": "Nine", "domain": "nine.example", "industry": "Tools"}', '2024-01-01'), ('9', '2023-01-01', false, '{"name": "Nine Ltd", "domain": "nine.example", "industry": "Tools"}', '2024-02-01'),
	('10', '2023-01-01', true, '{"name": "Ten"}', '2024-01-01');
create table hubspot_ab.deals (id text, "createdAt" timestamptz, archived boolean, companies jsonb, contacts jsonb, properties jsonb, _airbyte_extracted_at timestamptz);
insert into hubspot_ab.deals values
	('1', '2024-01-02 00:00+00', false, '["10", "9"]', '["101", "102"]', '{"dealname": "Big", "amount": "1000.50", "closedate": "2024-03-30T23:00:00.000Z", "createdate": "2024-01-02T10:00:00Z", "dealstage": "won9", "pipeline": "default", "hs_mrr": "10",
		"hs_date_entered_open1": "2024-01-02T10:00:00Z", "hs_date_exited_open1": "2024-03-31T08:00:00Z", "hs_v2_date_entered_won9": "2024-03-31T08:00:00Z", "hs_date_entered_lost9": null, "hs_date_entered_odd": "soon"}', '2024-02-01'),
	('2', '2024-01-03 00:00+00', false, '[]', null, '{"amount": "a lot", "dealstage": "lost9", "pipeline": "default", "hs_deal_stage_probability": "0.0", "hs_is_closed_won": "false"}', '2024-02-01'),
	('3', '2024-01-04 00:00+00', true, '{"not": "an array"}', '[103]', '{"amount": "1e3", "dealstage": "open1", "pipeline": "default"}', '2024-02-01'),
	('4', '2024-01-05 00:00+00', null, '["9"]', '[101]', '{"amount": "", "dealstage": "open1", "pipeline": "default", "hs_is_closed_won": "true", "hs_merged_object_ids": "5;6", "hs_primary_associated_company": "10"}', '2024-02-01'),
	('5', '2024-01-05 00:00+00', null, '["9"]', '[101]', '{"dealstage": "open1", "pipeline": "default"}', '2024-02-01');
create table hubspot_ab.deal_pipelines ("pipelineId" text, label text, stages jsonb);
insert into hubspot_ab.deal_pipelines values ('default', 'Sales', '[{"stageId": "open1", "label": "Open", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.4"}}, {"stageId": "won9", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true", "probability": "1.0"}},
	{"stageId": "lost9", "label": "Lost", "displayOrder": 2, "metadata": {"isClosed": "true", "probability": "0.0"}}, {"stageId": "odd", "label": "Odd", "displayOrder": "last", "metadata": {"isClosed": "perhaps", "probability": "half"}}]'), ('broken', null, '{}'), ('none', null, null);
create table hubspot_ab.contacts (id text, "createdAt" timestamptz, archived boolean, companies jsonb, properties jsonb);
insert into hubspot_ab.contacts values ('101', '2024-01-01', false, '["10", "9"]', '{"email": "p101@nine.example", "lifecyclestage": "opportunity", "hs_lifecyclestage_opportunity_date": "2024-01-02T10:00:00Z"}'),
	('102', '2024-01-01', false, null, '{"email": "p102@nine.example", "associatedcompanyid": "10"}'), ('103', '2024-01-01', true, null, '{}');
create table hubspot_ab.contacts_merged_audit ("canonical-vid" bigint, "vid-to-merge" bigint);
insert into hubspot_ab.contacts_merged_audit values (102, 104);
create table hubspot_ab.email_events (id text, type text, created bigint, recipient text, "emailCampaignId" bigint, "sentBy" jsonb, "filteredEvent" boolean, url text, bounced boolean, subscriptions jsonb, "causedBy" jsonb);
insert into hubspot_ab.email_events values ('s1', 'SENT', 1706774400000, 'P101@nine.example', 500, null, false, null, null, null, null), ('k1', 'CLICK', 1706778000000, 'p101@nine.example', 500, '{"id": "s1", "created": 1706774400000}', false, 'https://us.example/go?x=1', null, null, null),
	('u1', 'STATUSCHANGE', 1706778060000, 'p101@nine.example', null, null, null, null, null, '[{"id": 1, "status": "UNSUBSCRIBED"}]', '{"id": "k1", "created": 1706778000000}'), ('x2', 'DROPPED', 9223372036854775807, 'x@y.example', 500, '{"id": "s2"}', null, null, null, null, null),
	('s2', 'SENT', 1706774400000, 'x@y.example', 500, null, null, null, null, null, null), ('s3', 'SENT', 9223372036854775807, 'x@y.example', 500, null, null, null, null, null, null);
create table hubspot_ab.engagements_meetings (id text, "createdAt" timestamptz, archived boolean, companies jsonb, contacts jsonb, properties jsonb);
insert into hubspot_ab.engagements_meetings values ('1', '2024-02-01', false, '["10", "9"]', '["104", "105"]', '{"hs_meeting_start_time": "2024-02-10T10:00:00Z", "hs_meeting_outcome": "COMPLETED"}'), ('2', '2024-02-01', false, null, '["101"]', '{"hs_meeting_start_time": "2024-02-11T10:00:00Z", "hs_meeting_outcome": "NO_SHOW"}'),
	('3', '2024-02-01', true, null, null, '{"hs_meeting_start_time": "2024-02-11T10:00:00Z"}');
create table hubspot_ab.contacts_form_submissions ("canonical-vid" bigint, "conversion-id" text, "form-id" text, "timestamp" bigint, "page-url" text);
insert into hubspot_ab.contacts_form_submissions values (101, 'c-1', 'f1', 1706774400000, 'https://us.example/start?x=1');
create table hubspot_ab.feedback_submissions (id text, archived boolean, properties jsonb);
insert into hubspot_ab.feedback_submissions values ('1', false, '{"hs_survey_type": "NPS", "hs_value": "10", "hs_contact_id": "101", "hs_submission_timestamp": "2024-04-01T00:00:00Z"}');
create table hubspot_ab.tickets (id text, archived boolean, companies jsonb, contacts jsonb, properties jsonb);
insert into hubspot_ab.tickets values ('1', false, null, '[101]', '{"createdate": "2024-04-01T08:00:00Z", "closed_date": "2024-04-02T08:00:00Z"}');

select is(abm_kpi_detect('hubspot_ab'), 'hubspot_airbyte', 'Airbyte is recognised');
select lives_ok($$select abm_kpi_connect(null, 'hubspot_ab', 'hubspot_ab_kpi', '{"append": true, "settings": {"time_zone": "Europe/Berlin"}}')$$, 'and connects');
select results_eq($$select opportunity_id, name, account_id, contact_id, status, amount, close_on, created_at, stage_name, probability, is_deleted from hubspot_ab_kpi.opportunity order by 1$$, $$values
	('1', 'Big', '9', '101', 'won', 1000.50, date '2024-03-31', timestamptz '2024-01-02 10:00+00', 'Won', 1::float8, false), ('2', null, null, null, 'lost', null, null, '2024-01-03 00:00+00', 'Lost', 0, false),
	('3', null, null, '103', 'open', 1000, null, '2024-01-04 00:00+00', 'Open', 0.4, true), ('4', null, '10', '101', 'won', null, null, '2024-01-05 00:00+00', 'Open', 0.4, false), ('5', null, '9', '101', 'open', null, null, '2024-01-05 00:00+00', 'Open', 0.4, true)$$,
	'deals: text is read as what it says, the lowest company counts, archived and merged ones are deleted');
select results_eq($$select account_id, name, is_deleted from hubspot_ab_kpi.account order by 1$$, $$values ('10', 'Ten', true), ('9', 'Nine Ltd', false)$$, 'of the versions of a row that synced last counts');
select results_eq($$select contact_id, account_id, is_deleted from hubspot_ab_kpi.contact order by 1$$, $$values ('101', '9', false), ('102', '10', false), ('103', null, true)$$, 'contacts');
select results_eq($$select lead_id, mql_at, converted_at, opportunity_id from hubspot_ab_kpi.lead where not is_deleted order by 1$$, $$values ('101', timestamptz '2024-01-02 10:00+00', timestamptz '2024-01-02 10:00+00', '1'), ('102', null, null, null)$$, 'leads');
select results_eq($$select opportunity_id, contact_id from hubspot_ab_kpi.opportunity_contact order by 1, 2$$, $$values ('1', '101'), ('1', '102'), ('3', '103'), ('4', '101'), ('5', '101')$$, 'who takes part');
select results_eq($$select stage_id, label, sort_order, is_closed, is_won, probability from hubspot_ab_kpi.stage order by 1$$,
	$$values ('lost9', 'Lost', 2::float8, true, false, 0::float8), ('odd', 'Odd', null, false, false, null), ('open1', 'Open', 0, false, false, 0.4), ('won9', 'Won', 1, true, true, 1)$$, 'stages from the JSON of their pipeline');
select results_eq($$select entity_id, stage_id, entered_at, exited_at from hubspot_ab_kpi.stage_history order by 3$$,
	$$values ('1', 'open1', timestamptz '2024-01-02 10:00+00', timestamptz '2024-03-31 08:00+00'), ('1', 'won9', '2024-03-31 08:00+00', null)$$, 'history from the dates in the properties');
select results_eq($$select send_id, kind, occurred_at, contact_id, account_id, campaign_id, url from hubspot_ab_kpi.email_event order by 1, 3$$, $$values ('s1', 'sent', timestamptz '2024-02-01 08:00+00', '101', '9', '500', null),
	('s1', 'click', '2024-02-01 09:00+00', '101', '9', '500', 'https://us.example/go'), ('s1', 'unsubscribe', '2024-02-01 09:01+00', '101', '9', '500', null), ('s3', 'sent', null, null, null, '500', null)$$, 'e-mail; milliseconds that no calendar has are no time');
select results_eq($$select touch_id, kind, account_id, contact_id, outcome from hubspot_ab_kpi.touch order by occurred_at$$, $$values ('c-1', 'form', '9', '101', null), ('1', 'meeting', '9', '102', 'held'), ('2', 'meeting', '9', '101', 'no_show')$$, 'touches');
select results_eq($$select kind, score, account_id, answered_at from hubspot_ab_kpi.survey_response$$, $$values ('nps', 10::numeric, '9', timestamptz '2024-04-01 00:00+00')$$, 'answers');
select results_eq($$select ticket_id, account_id, solved_at - created_at from hubspot_ab_kpi.ticket$$, $$values ('1', '9', interval '1 day')$$, 'tickets');
select results_eq($$select subscription_id, account_id, start_on, end_on, mrr_base from hubspot_ab_kpi.subscription$$, $$values ('1', '9', date '2024-03-31', null::date, 10::numeric)$$, 'what recurs');

-- Airbyte, properties in columns: the same figures.
create schema hubspot_flat;
create table hubspot_flat.companies as select id, "createdAt", archived, properties ->> 'name' as properties_name, properties ->> 'domain' as properties_domain, properties ->> 'industry' as properties_industry from hubspot_ab.companies where _airbyte_extracted_at = '2024-02-01' or id = '10';
create table hubspot_flat.contacts as select id, "createdAt", archived, companies, properties ->> 'email' as properties_email, properties ->> 'lifecyclestage' as properties_lifecyclestage, properties ->> 'associatedcompanyid' as properties_associatedcompanyid,
	properties ->> 'hs_lifecyclestage_opportunity_date' as properties_hs_lifecyclestage_opportunity_date from hubspot_ab.contacts;
create table hubspot_flat.deals as select id, "createdAt", archived, companies, contacts, properties ->> 'dealname' as properties_dealname, properties ->> 'amount' as properties_amount, properties ->> 'closedate' as properties_closedate, properties ->> 'createdate' as properties_createdate,
	properties ->> 'dealstage' as properties_dealstage, properties ->> 'pipeline' as properties_pipeline, properties ->> 'hs_mrr' as properties_hs_mrr, properties ->> 'hs_deal_stage_probability' as properties_hs_deal_stage_probability, properties ->> 'hs_is_closed_won' as properties_hs_is_closed_won,
	properties ->> 'hs_merged_object_ids' as properties_hs_merged_object_ids, properties ->> 'hs_primary_associated_company' as properties_hs_primary_associated_company from hubspot_ab.deals;
create table hubspot_flat.deal_pipelines as select * from hubspot_ab.deal_pipelines;
create table hubspot_flat.deals_property_history ("dealId" bigint, property text, value text, "timestamp" timestamptz);
insert into hubspot_flat.deals_property_history values (1, 'dealstage', 'open1', '2024-01-02 10:00+00'), (1, 'dealstage', 'won9', '2024-03-31 08:00+00');
create table hubspot_flat.contacts_merged_audit as select * from hubspot_ab.contacts_merged_audit;
select is(abm_kpi_detect('hubspot_flat'), 'hubspot_airbyte', 'flattened properties are recognised');
select lives_ok($$select abm_kpi_connect(null, 'hubspot_flat', 'hubspot_flat_kpi', '{"mode": "copy", "settings": {"time_zone": "Europe/Berlin"}}')$$, 'and connect, as copies too');
select is_empty(format('(select * from hubspot_ab_kpi.%1$I except all select * from hubspot_flat_kpi.%1$I) union all (select * from hubspot_flat_kpi.%1$I except all select * from hubspot_ab_kpi.%1$I)', name), name || ' is the same')
from unnest(array['opportunity', 'account', 'contact', 'lead', 'opportunity_contact', 'stage', 'stage_history', 'subscription']) name;
select cmp_ok((select count(*) from hubspot_flat_kpi.opportunity), '=', 5::bigint, 'and there');

-- Meetings without an end.
create table hubspot_least.engagement_meeting (engagement_id bigint, start_time timestamptz, end_time timestamptz);
insert into hubspot_least.engagement_meeting values (1, '2024-01-01 10:00+00', 'infinity'), (2, '-infinity', 'infinity'), (3, '2024-01-01 10:00+00', '2024-01-01 10:30+00');
select lives_ok($$select abm_kpi_reconnect('hubspot_least_kpi')$$, 'meetings that came later are read');
select results_eq($$select touch_id, duration_s from hubspot_least_kpi.touch order by 1$$, $$values ('1', null::float8), ('2', null), ('3', 1800)$$, 'what has no end has no length');

-- What recurs: more in between is no renewal, an offer of one is none, and nothing ends before it begins.
alter table hubspot_least.deal add property_hs_mrr text, add property_closedate timestamptz, add property_dealtype text, add property_recurring_revenue_inactive_date timestamptz, add property_hs_primary_associated_company text;
delete from hubspot_least.deal;
insert into hubspot_least.deal values (1, 'default', 'closedwon', '2024-01-01', '10', '2024-02-01 12:00+00', 'newbusiness', null, '9'), (2, 'default', 'closedwon', '2024-01-01', '5', '2024-03-01 12:00+00', 'existingbusiness', '2024-01-15 12:00+00', '9'),
	(3, 'default', 'offered', '2024-01-01', '7', '2024-04-01 12:00+00', 'renewal', null, '9'), (4, 'default', 'closedwon', '2024-01-01', '12', '2024-05-01 12:00+00', 'renewal', null, '9');
select lives_ok($$select abm_kpi_reconnect('hubspot_least_kpi')$$, 'properties that came later are read');
select results_eq($$select subscription_id, start_on, end_on, mrr_base from hubspot_least_kpi.subscription order by 1$$,
	$$values ('1', date '2024-02-01', date '2024-05-01', 10::numeric), ('2', '2024-03-01', '2024-03-01', 5), ('4', '2024-05-01', null, 12)$$, 'what is won recurs until the next renewal that is won');
select results_eq($$select opportunity_id, kind from hubspot_least_kpi.opportunity order by 1$$, $$values ('1', 'new'), ('2', 'expansion'), ('3', 'renewal'), ('4', 'renewal')$$, 'kinds of deals');

select lives_ok($$drop schema hubspot_least_kpi, hubspot_kpi, hubspot_ab_kpi, hubspot_flat_kpi, hubspot_least, hubspot_near, hubspot, hubspot_ab, hubspot_flat cascade$$, 'nothing else is left');
select * from finish();
rollback;

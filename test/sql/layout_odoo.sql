-- layout odoo: the canonical relations from hand-made tables, before and after 18.2.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

create schema odoo;
set search_path = odoo, public;
create table res_partner (id int primary key, name varchar, is_company boolean, commercial_partner_id int, parent_id int, email varchar, country_id int, industry_id int, user_id int, active boolean, create_date timestamp, write_date timestamp);
create table res_users (id int, partner_id int);
create table res_country (id int, code varchar);
create table res_partner_industry (id int, name jsonb);
create table res_company (id int, currency_id int);
create table res_currency (id int, name varchar);
create table crm_stage (id int, name jsonb, sequence int, is_won boolean);
create table crm_lost_reason (id int, name jsonb);
create table utm_medium (id int, name varchar);
create table utm_source (id int, name varchar);
create table utm_campaign (id int, title jsonb, create_date timestamp);
create table crm_lead (id int primary key, type varchar, active boolean, name varchar, partner_id int, user_id int, team_id int, company_id int, stage_id int, probability float8, expected_revenue numeric,
	email_normalized varchar, create_date timestamp, write_date timestamp, date_closed timestamp, date_conversion timestamp, date_deadline date, lost_reason_id int, campaign_id int, medium_id int, source_id int);
create table mail_message (id int, model varchar, res_id int, date timestamp, mail_activity_type_id int);
create table mail_activity_type (id int, category varchar);
create table mail_tracking_value (id int, field int, old_value_integer int, new_value_integer int, mail_message_id int);
create table ir_model_fields (id int, model varchar, name varchar);
create table calendar_event (id int, name varchar, opportunity_id int, start timestamp, stop timestamp, active boolean, create_date timestamp);
create table mailing_trace (id int, trace_type varchar, mass_mailing_id int, campaign_id int, email varchar, model varchar, res_id int, trace_status varchar, sent_datetime timestamp, open_datetime timestamp,
	reply_datetime timestamp, links_click_datetime timestamp);
create table mailing_mailing (id int, subject jsonb);
create table survey_survey (id int, title jsonb);
create table survey_question (id int, scale_min int, scale_max int);
create table survey_user_input (id int, survey_id int, state varchar, test_entry boolean, partner_id int, create_date timestamp, end_datetime timestamp);
create table survey_user_input_line (id int, user_input_id int, question_id int, answer_type varchar, value_numerical_box float8);
create table account_move (id int, move_type varchar, state varchar, partner_id int, invoice_date date, amount_total_signed numeric);

insert into res_country values (1, 'DE');
insert into res_partner_industry values (1, '{"de_DE": "Handel", "en_US": "Trade"}');
insert into res_partner values
	(1, 'Acme', true, 1, null, 'info@ACME.example', 1, 1, 7, true, '2024-01-01', null), (2, 'Joe', false, 1, 1, 'joe@acme.example', null, null, null, true, '2024-01-02', null),
	(3, 'Seller', false, 3, null, null, null, null, null, true, '2023-01-01', null), (4, 'Acme Branch', true, 1, 1, null, null, null, null, true, '2024-01-03', null);
insert into res_users values (7, 3);
insert into res_currency values (1, 'EUR'), (2, 'USD');
insert into res_company values (1, 1), (2, 2);
insert into crm_stage values (1, '{"en_US": "New"}', 1, false), (2, '{"en_US": "Proposal"}', 2, false), (3, '{"en_US": "Won", "de_DE": "Gewonnen"}', 9, true);
insert into crm_lost_reason values (1, '{"en_US": "Too dear"}');
insert into utm_medium values (1, 'Organic Search');
insert into utm_source values (1, 'Google');
insert into utm_campaign values (1, '{"en_US": "Spring"}', '2024-01-01 23:30');
insert into crm_lead values
	-- won late in the evening, UTC; the next day in Berlin
	(1, 'opportunity', true, 'one', 2, 7, 5, 1, 3, 100, 500, 'joe@acme.example', '2024-01-01 23:30', null, '2024-02-01 23:30', '2024-01-10 08:00', null, null, 1, 1, 1),
	(2, 'opportunity', false, 'lost', 4, null, 5, 2, 2, 0, 700, null, '2024-01-01', null, '2024-02-03 10:00', null, null, 1, null, null, null),
	(3, 'opportunity', true, 'open', 1, null, 5, 1, 1, 10, 900, null, '2024-01-01', null, null, null, '2024-09-01', null, null, null, null),
	(4, 'opportunity', false, 'put aside', 1, null, 5, 1, 1, 10, 900, null, '2024-01-01', null, null, null, null, null, null, null, null),
	(5, 'lead', true, 'lead', null, null, null, 1, 1, 5, null, 'x@y.example', '2024-03-01', null, null, null, null, null, null, null, null),
	(6, 'lead', false, 'unfit', null, null, null, 1, 1, 0, null, null, '2024-03-01', null, '2024-03-05', null, null, 1, null, null, null),
	(7, 'opportunity', true, 'odd', 1, null, 5, 1, 2, -20, 1, null, '2024-01-01', null, null, null, null, null, null, null, null);
insert into ir_model_fields values (70, 'crm.lead', 'stage_id'), (71, 'crm.lead', 'user_id');
insert into mail_message values (10, 'crm.lead', 1, '2024-01-20', null), (11, 'crm.lead', 1, '2024-02-01 23:30', null), (12, 'crm.lead', 1, '2024-01-25', 1), (13, 'res.partner', 1, '2024-01-25', 1), (14, 'crm.lead', 2, '2024-01-15', null);
insert into mail_activity_type values (1, 'phonecall');
insert into mail_tracking_value values (1, 70, 1, 2, 10), (2, 70, 2, 3, 11), (3, 71, 4, 5, 10), (4, 70, 1, 2, 14);
insert into calendar_event values (1, 'Product demo', 1, '2024-01-22 10:00', '2024-01-22 10:45', true, '2024-01-15'), (2, 'Talk', 1, '2024-01-23 10:00', '2024-01-23 11:00', false, '2024-01-15');
insert into mailing_mailing values (1, '{"en_US": "Hello"}');
insert into mailing_trace values
	(1, 'mail', 1, 1, null, 'res.partner', 2, 'open', '2024-01-05 10:00', '2024-01-05 11:00', null, null), (2, 'mail', 1, 1, null, 'res.partner', 2, 'sent', '2024-01-06', null, null, '2024-01-06 12:00'),
	(3, 'mail', 1, 1, null, 'res.partner', 2, 'bounce', '2024-01-07', null, null, null), (4, 'mail', 1, 1, null, 'res.partner', 2, 'outgoing', null, null, null, null), (5, 'sms', 1, 1, null, 'res.partner', 2, 'sent', '2024-01-07', null, null, null);
insert into survey_survey values (1, '{"en_US": "NPS 2024"}'), (2, '{"en_US": "Employee NPS"}');
insert into survey_question values (1, 0, 10);
insert into survey_user_input values (1, 1, 'done', false, 2, '2024-03-01', '2024-03-02'), (2, 1, 'done', true, 2, '2024-03-01', '2024-03-02'), (3, 1, 'new', false, 2, '2024-03-01', null), (4, 2, 'done', null, null, '2024-03-01', '2024-03-02');
insert into survey_user_input_line values (1, 1, 1, 'scale', 9), (2, 2, 1, 'scale', 3), (3, 3, 1, 'scale', 3), (4, 4, 1, 'scale', 8), (5, 1, 1, 'text_box', null);
insert into account_move values (1, 'out_invoice', 'posted', 2, '2024-03-01', 100), (2, 'out_refund', 'posted', 1, '2024-03-05', -40), (3, 'out_invoice', 'draft', 1, '2024-03-01', 5), (4, 'in_invoice', 'posted', 1, '2024-03-01', 5);
reset search_path;

select is(abm_kpi_detect('odoo'), 'odoo', 'it is detected');
select lives_ok($$select abm_kpi_connect(null, 'odoo', 'kpi', '{"settings": {"time_zone": "Europe/Berlin", "as_of": "2024-06-30", "base_currency": "EUR"}}')$$, 'it connects');

select results_eq($$select account_id, name, domain, industry, country, owner_name from kpi.account order by 1$$,
	$$values ('1', 'Acme', 'acme.example', 'Trade', 'DE', 'Seller')$$, 'an account is a company that is its own commercial partner; a name is the English one');
select results_eq($$select contact_id, account_id from kpi.contact order by 1$$, $$values ('2', '1'), ('3', '3')$$, 'a person belongs to the commercial partner');
select results_eq($$select opportunity_id, account_id, status, close_on, is_deleted from kpi.opportunity order by 1$$, $$values
	('1', '1', 'won', date '2024-02-02', false), ('2', '1', 'lost', '2024-02-03', false), ('3', '1', 'open', '2024-09-01', false), ('4', '1', 'open', null, true), ('7', '1', 'open', null, false)$$,
	'won is active with 100 %, lost archived with 0 %, what is archived otherwise is put aside; the day of closing is that of the zone');
select results_eq($$select created_at from kpi.opportunity where opportunity_id = '1'$$, $$values (timestamptz '2024-01-10 08:00+00')$$, 'an opportunity that was a lead begins with its conversion');
select results_eq($$select opportunity_id, amount, currency, amount_base from kpi.opportunity where opportunity_id in ('1', '2') order by 1$$,
	$$values ('1', 500::numeric, 'EUR', 500::numeric), ('2', 700, 'USD', null)$$, 'a currency without a rate has no value');
insert into kpi.fx_rate values ('USD', '2024-01-01', 0.5), ('USD', '2024-02-04', 0.9);
select is((select amount_base from kpi.opportunity where opportunity_id = '2'), 350.0, 'with one it has that of the day of closing');
select results_eq($$select opportunity_id, probability from kpi.opportunity where opportunity_id in ('3', '7') order by 1$$, $$values ('3', 0.1::float8), ('7', -0.2)$$, 'probabilities are shares, and wrong ones stay wrong');
select results_eq($$select source_class, source, campaign_id, lost_reason from kpi.opportunity where opportunity_id in ('1', '2') order by opportunity_id$$,
	$$values ('organic_search', 'Google', '1', null), (null, null, null, 'Too dear')$$, 'source, campaign and reason');
select results_eq($$select lead_id, converted_at is not null, opportunity_id, disqualified_at, disqualify_reason, is_contactable from kpi.lead order by 1$$, $$values
	('1', true, '1', null::timestamptz, null, true), ('5', false, null, null, null, true), ('6', false, null, '2024-03-05 00:00+00', 'Too dear', false)$$, 'a lead is what is or was one');
select results_eq($$select entity_id, stage_id, entered_at, exited_at from kpi.stage_history where entity_id in ('1', '2', '3') order by 1, 3$$, $$values
	('1', '1', timestamptz '2024-01-10 08:00+00', timestamptz '2024-01-20 00:00+00'), ('1', '2', '2024-01-20 00:00+00', '2024-02-01 23:30+00'), ('1', '3', '2024-02-01 23:30+00', null),
	('2', '1', '2024-01-01 00:00+00', '2024-01-15 00:00+00'), ('2', '2', '2024-01-15 00:00+00', '2024-02-03 10:00+00'), ('2', 'lost', '2024-02-03 10:00+00', null), ('3', '1', '2024-01-01 00:00+00', null)$$,
	'the first stage has no tracking row, and a lost deal leaves its last for the one that Odoo does not have');
select results_eq($$select opportunity_id, stage_id, stage_name from kpi.opportunity where opportunity_id in ('1', '2', '4') order by 1$$, $$values ('1', '3', 'Won'), ('2', 'lost', 'Lost'), ('4', '1', 'New')$$, 'in which it is');
select results_eq($$select stage_id, label, sort_order, is_closed, is_won from kpi.stage order by 3$$, $$values ('1', 'New', 1::float8, false, false), ('2', 'Proposal', 2, false, false), ('3', 'Won', 9, true, true), ('lost', 'Lost', 10, true, false)$$, 'and which comes last');
select results_eq($$select touch_id, kind, account_id, duration_s, outcome from kpi.touch order by 1$$, $$values
	('activity:12', 'call', '1', null::float8, 'held'), ('meeting:1', 'demo', '1', 2700, null), ('meeting:2', 'meeting', '1', 3600, 'cancelled')$$, 'calls and meetings of deals');
select results_eq($$select send_id, kind, contact_id from kpi.email_event order by 1, 2$$, $$values ('1', 'delivered', '2'), ('1', 'open', '2'), ('1', 'sent', '2'), ('2', 'click', '2'), ('2', 'delivered', '2'), ('2', 'open', '2'),
	('2', 'sent', '2'), ('3', 'bounce_hard', '2'), ('3', 'sent', '2')$$, 'one row is one e-mail: a click implies an open, and what is outgoing was not sent');
select results_eq($$select campaign_id, name, start_on from kpi.campaign$$, $$values ('1', 'Spring', date '2024-01-02')$$, 'campaigns');
select results_eq($$select response_id, kind, score, scale_max, account_id from kpi.survey_response order by 1$$, $$values ('1', 'nps', 9::numeric, 10::numeric, '1'), ('4', 'enps', 8, 10, null)$$, 'answers that are done and no test');
select results_eq($$select kind, amount_base, account_id, booked_at from kpi.revenue order by 1$$,
	$$values ('invoice', 100::numeric, '1', timestamptz '2024-03-01 00:00 Europe/Berlin'), ('refund', -40, '1', '2024-03-05 00:00 Europe/Berlin')$$, 'posted invoices, refunds below 0');

-- Since 18.2 the status is stored, and an archived deal can be won; since 17 a tracking value has a field_id.
alter table odoo.crm_lead add won_status varchar;
update odoo.crm_lead set won_status = case id when 4 then 'won' when 2 then 'lost' else 'pending' end;
alter table odoo.mail_tracking_value rename field to field_id;
drop table odoo.crm_stage cascade;
create table odoo.crm_stage (id int, name varchar, sequence int, is_won boolean);
insert into odoo.crm_stage values (1, 'New', 1, false), (2, 'Proposal', 2, false), (3, 'Won', 9, true);
-- When it was archived, if that was tracked; who was invited, a person of the customer before one's own; fields that people add.
insert into odoo.ir_model_fields values (72, 'crm.lead', 'active');
insert into odoo.mail_message values (15, 'crm.lead', 2, '2024-02-02', null), (16, 'crm.lead', 2, '2024-02-01', null);
insert into odoo.mail_tracking_value values (5, 72, 1, 0, 15), (6, 72, 1, 0, 16);
create table odoo.calendar_attendee (event_id int, partner_id int);
insert into odoo.calendar_attendee values (1, 3), (1, 12), (1, 11);
insert into odoo.res_partner values (11, 'Ann', false, 1, 1), (12, 'Bob', false, 1, 1);
alter table odoo.res_partner add x_role text, add x_studio_seniority text;
update odoo.res_partner set x_role = 'champion', x_studio_seniority = 'director' where id = 11;
alter table odoo.crm_lead add x_landing_page text, add x_score float8, add x_forecast_category text;
update odoo.crm_lead set x_landing_page = '/x', x_score = 7, x_forecast_category = 'Commit' where id = 1;
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'reconnect takes the newer tables');
select results_eq($$select stage_id, entered_at, exited_at from kpi.stage_history where entity_id = '2' order by 2$$, $$values ('1', timestamptz '2024-01-01 00:00+00', timestamptz '2024-01-15 00:00+00'), ('2', '2024-01-15 00:00+00', '2024-02-02 00:00+00'), ('lost', '2024-02-02 00:00+00', null)$$, 'a deal is lost when it is archived the last time');
select results_eq($$select touch_id, contact_id from kpi.touch where kind in ('demo', 'meeting') order by 1$$, $$values ('meeting:1', '11'), ('meeting:2', '2')$$, 'a meeting is of someone who was invited');
select results_eq($$select c.role, c.seniority, l.landing_page, l.score, o.forecast_category from kpi.contact c, kpi.lead l, kpi.opportunity o where c.contact_id = '11' and l.lead_id = '1' and o.opportunity_id = '1'$$, $$values ('champion', 'director', '/x', 7::float8, 'Commit')$$, 'fields that people add are read');
select results_eq($$select opportunity_id, status from kpi.opportunity order by 1$$, $$values ('1', 'open'), ('2', 'lost'), ('3', 'open'), ('4', 'won'), ('7', 'open')$$, 'won_status says it');
select is((select count(*) from kpi.stage_history where entity_id = '1'), 3::bigint, 'the history is still read');
insert into kpi.stage_map values ('5', 'New', 'disqualified');
select results_eq($$select opportunity_id, status from kpi.opportunity where opportunity_id in ('3', '4') order by 1$$, $$values ('3', 'disqualified'), ('4', 'disqualified')$$, 'but stage_map goes before it');
select lives_ok($$select count(*) from kpi.win_rate$$, 'the views can be read');


-- What a DBA of Odoo meets: an archived deal that was won, a kind of no name we know, a company in another currency, tax,
-- meetings of nobody's deal, a time without an end, a partner of whom nobody has said whether it is a company.
update odoo.crm_lead set active = false, won_status = 'won' where id = 1;
delete from kpi.stage_map;
alter table odoo.crm_lead add x_kind varchar, add recurring_revenue_monthly numeric;
update odoo.crm_lead set x_kind = 'Renewal', recurring_revenue_monthly = 10 where id = 2;
update odoo.crm_lead set x_kind = 'Miscellaneous', recurring_revenue_monthly = 10 where id = 3;
alter table odoo.account_move add amount_untaxed_signed numeric, add company_id int;
update odoo.account_move set amount_untaxed_signed = amount_total_signed / 1.25, company_id = 2 where id = 1;
insert into odoo.calendar_event values (3, 'Our own', null, '2024-01-23 10:00', '2024-01-23 11:00', true, '2024-01-15'), (4, 'Endless', 3, '2024-01-24 10:00', 'infinity', true, '2024-01-15'), (5, 'Ever', 3, '-infinity', 'infinity', true, '2024-01-15');
insert into odoo.res_partner values (5, 'Ada', null, 1, 1, null, null, null, null, true, '2024-01-02', null);
update odoo.crm_lead set partner_id = 5 where id = 3;
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'more columns are taken');
select results_eq($$select lead_id, is_deleted from kpi.lead where lead_id = '1' union all select opportunity_id || status, is_deleted from kpi.opportunity where opportunity_id = '1'$$, $$values ('1', false), ('1won', false)$$, 'what was won and archived is a lead that was won');
select results_eq($$select opportunity_id, kind, recurring_amount_monthly, contact_id from kpi.opportunity where opportunity_id in ('2', '3') order by 1$$,
	$$values ('2', 'renewal', 5.0, null), ('3', 'other', 10, '5')$$, 'kinds are known or other; what recurs is converted at the rate of the day (0.5); a partner that is no company is a person');
select results_eq($$select kind, amount_base from kpi.revenue order by 1$$, $$values ('invoice', 72.0), ('refund', -40)$$, 'revenue is without tax where that is known, in the base currency: 100 / 1.25 at 0.9');
select results_eq($$select touch_id, duration_s from kpi.touch where kind = 'meeting' order by 1$$, $$values ('meeting:2', 3600::float8), ('meeting:4', null), ('meeting:5', null)$$, 'a meeting of no deal is none of ours; one without an end has no length');
select results_eq($$select stage_id, label, sort_order, is_closed, is_won from kpi.stage order by 1$$,
	$$values ('1', 'New', 1::float8, false, false), ('2', 'Proposal', 2, false, false), ('3', 'Won', 9, true, true), ('lost', 'Lost', 10, true, false)$$, 'stages');
insert into odoo.crm_lead (id, type, active, partner_id, stage_id, probability, create_date, date_closed, date_conversion) values
	(8, 'lead', true, 2, 1, 5, '2024-04-01', null, null), (9, 'opportunity', false, 1, 2, 0, '2024-04-01', '2024-05-01', '2024-04-02');
select results_eq($$select lead_id, status, is_contactable, disqualified_at from kpi.lead where lead_id > '4' order by 1$$,
	$$values ('5', 'New', true, null::timestamptz), ('6', 'lost', false, '2024-03-05 00:00+00'), ('8', 'New', true, null), ('9', 'converted', true, null)$$, 'the address of a partner will do; who was converted was not unfit, even if the deal was lost');
insert into odoo.mailing_trace values (6, 'mail', 1, 1, null, 'res.partner', 2, 'sent', '2024-01-08', null, null, null), (7, 'mail', 1, 1, null, 'res.partner', 2, 'reply', '2024-01-08', null, '2024-01-09', null);
select results_eq($$select send_id, kind, occurred_at from kpi.email_event where send_id in ('6', '7') order by 1, 2$$, $$values ('6', 'delivered', timestamptz '2024-01-08 00:00+00'), ('6', 'sent', '2024-01-08 00:00+00'),
	('7', 'delivered', '2024-01-08 00:00+00'), ('7', 'open', '2024-01-09 00:00+00'), ('7', 'reply', '2024-01-09 00:00+00'), ('7', 'sent', '2024-01-08 00:00+00')$$, 'sent is delivered, and who replies has read');
-- To a lead, to one that became a deal, to a deal that never was a lead, and to a company.
insert into odoo.mailing_trace values (8, 'mail', 1, 1, null, 'crm.lead', 5, 'sent', '2024-03-02', null, null, null), (9, 'mail', 1, 1, null, 'crm.lead', 1, 'sent', '2024-01-03', null, null, null), (10, 'mail', 1, 1, null, 'crm.lead', 2, 'sent', '2024-01-03', null, null, null),
	(11, 'mail', 1, 1, null, 'res.partner', 4, 'sent', '2024-01-03', null, null, null);
select results_eq($$select send_id, contact_id, lead_id, account_id from kpi.email_event where kind = 'sent' and send_id in ('6', '8', '9', '10', '11') order by send_id::int$$, $$values ('6', '2', null, '1'), ('8', null, '5', null), ('9', '2', '1', '1'), ('10', null, null, '1'), ('11', null, null, '1')$$, 'a mail to a lead is the lead''s, and its person''s');
select is((select scheduled_at from kpi.touch where touch_id = 'meeting:1'), timestamptz '2024-01-22 10:00+00', 'a meeting was to be when it begins');

-- Copies: a row of a mail changes in place, and so do partners.
select lives_ok($$select abm_kpi_connect(null, 'odoo', 'odoo_copy', '{"mode": "copy"}')$$, 'it is copied');
update odoo.mailing_trace set links_click_datetime = '2024-01-07 12:00' where id = 2;
update odoo.res_partner set commercial_partner_id = 4, write_date = '2024-06-01' where id = 5;
update odoo.crm_lead set write_date = '2024-01-01';
select lives_ok($$select abm_kpi_refresh('odoo_copy')$$, 'and refreshed');
select is((select count(*) from odoo_copy.email_event where kind = 'click'), 1::bigint, 'the last click of a mail takes the place of the one before');
select is((select account_id from odoo_copy.opportunity where opportunity_id = '3'), '4', 'a deal follows its partner to another company');

-- Of a new database there is next to nothing.
create schema bare;
create table bare.res_partner (id int, name varchar, is_company boolean, commercial_partner_id int);
create table bare.crm_lead (id int, type varchar, active boolean, stage_id int, probability float8, create_date timestamp);
create table bare.crm_stage (id int, name varchar, is_won boolean);
select lives_ok($$select abm_kpi_connect('odoo', 'bare', 'bare_kpi')$$, 'tables and columns that are missing are no error');
select is((select count(*) from bare_kpi.opportunity), 0::bigint, 'but empty');
select * from finish();
rollback;

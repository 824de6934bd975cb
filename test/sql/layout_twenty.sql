-- The layout twenty: each row is there for one hard spot, named beside it; what must come out is counted by hand.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();

create function pg_temp.refused(statement text) returns text language plpgsql as $$
declare
	said text;
	more text;
begin
	execute statement;
	return 'nothing was refused';
exception when others then
	get stacked diagnostics said = message_text, more = pg_exception_detail;
	return concat_ws(' / ', sqlstate, said, nullif(more, ''));
end
$$;

-- The least that there can be.
create schema workspace_1;
create table workspace_1.company (id uuid);
create table workspace_1.opportunity (id uuid, "amountAmountMicros" numeric, "amountCurrencyCode" text, stage text, "companyId" uuid, "createdAt" timestamptz);
select is(abm_kpi_detect('workspace_1'), 'twenty', 'two tables are enough to be recognised');
select lives_ok($$select abm_kpi_connect(null, 'workspace_1', 'twenty_least_kpi')$$, 'and to connect');
select is_empty($$select * from twenty_least_kpi.opportunity$$, 'no deals, no rows');
insert into workspace_1.opportunity values ('00000000-0000-0000-0000-000000000001', null, null, null, null, null);
select results_eq($$select status, amount, amount_base, close_on, is_deleted from twenty_least_kpi.opportunity$$, $$values ('open', null::numeric, null::numeric, null::date, false)$$, 'a deal of which nothing is known is open');
select is_empty($$select * from twenty_least_kpi.stage$$, 'and has no stage');
select set_eq($$select relname::text from pg_class where relnamespace = 'twenty_least_kpi'::regnamespace and relkind = 'r' and relname in ('contact', 'stage_history', 'touch', 'lead', 'campaign', 'email_event', 'survey_response', 'opportunity', 'account')$$,
	array['contact', 'stage_history', 'touch', 'lead', 'campaign', 'email_event', 'survey_response'], 'what it lacks is a table to fill');
select lives_ok($$select id from twenty_least_kpi.win_rate$$, 'and the KPI views can be read');
alter table workspace_1.opportunity rename column "amountCurrencyCode" to currency;
select is(pg_temp.refused($$select abm_kpi_detect('workspace_1')$$), '22023 / schema "workspace_1" fits no layout / The nearest is twenty, for which this is missing: column opportunity.amountCurrencyCode.', 'a schema that lacks a column is told which');
select is(pg_temp.refused($$select abm_kpi_connect('twenty', 'pg_catalog', 'twenty_other_kpi')$$), '22023 / schema "pg_catalog" does not have the layout twenty / Missing: table company, table opportunity.', 'or tables');

create schema workspace_2;
create table workspace_2."workspaceMember" (id text, "nameFirstName" text, "nameLastName" text);
insert into workspace_2."workspaceMember" values ('w1', 'Ann', 'Lee'), ('w2', '', '');
create table workspace_2.company (id text, name text, "domainNamePrimaryLinkUrl" text, "accountOwnerId" text, "addressAddressCountry" text, "idealCustomerProfile" boolean, "createdAt" timestamptz, "deletedAt" timestamptz, "Branche (neu)" text);
insert into workspace_2.company values ('c1', 'Acme', 'https://www.Acme.example', 'w1', 'DE', true, '2023-01-01 00:00+00', null, 'Tools'), ('c2', 'Gone', null, 'w2', null, null, null, '2024-01-01 00:00+00', null);
create table workspace_2.person (id text, "companyId" text, "jobTitle" text, "createdAt" timestamptz, "deletedAt" timestamptz);
insert into workspace_2.person values ('p1', 'c1', 'CTO', '2023-01-01 00:00+00', null), ('p2', 'c1', '', null, '2024-01-01 00:00+00');
create table workspace_2.opportunity (id text, name text, "amountAmountMicros" bigint, "amountCurrencyCode" text, "closeDate" timestamptz, stage text, "companyId" text, "pointOfContactId" text, "ownerId" text, "createdAt" timestamptz, "deletedAt" timestamptz);
insert into workspace_2.opportunity values
	('o1', 'Big', 1234567890000, 'EUR', '2024-03-30 23:00+00', 'CUSTOMER', 'c1', 'p1', 'w1', '2024-01-01 10:00+00', null),
	('o2', 'Other money', 500000000, 'USD', '2024-04-15 00:00+00', 'PROPOSAL', 'c1', null, 'w2', '2024-01-02 10:00+00', null),
	('o3', 'No rate', 500000000, 'GBP', null, 'LOST', 'c1', null, null, '2024-01-03 10:00+00', null),       -- a stage that somebody added
	('o4', 'No currency', 1, '', null, 'NEW', null, 'p2', null, '2024-01-04 10:00+00', null),
	('o5', 'Deleted', 1000000, 'EUR', '2024-04-15 00:00+00', 'CUSTOMER', 'c1', 'p1', null, '2024-01-05 10:00+00', '2024-02-01 00:00+00');
create table workspace_2."timelineActivity" (id text, name text, "happensAt" timestamptz, "targetOpportunityId" text, "targetCompanyId" text, properties jsonb, "deletedAt" timestamptz);
insert into workspace_2."timelineActivity" values
	('t1', 'opportunity.created', '2024-01-01 10:00+00', 'o1', null, '{"after": {"stage": "NEW"}}', null),
	('t2', 'opportunity.updated', '2024-01-10 10:00+00', 'o1', null, '{"diff": {"stage": {"before": "NEW", "after": "PROPOSAL"}, "name": {"before": "x", "after": "Big"}}}', null),
	('t3', 'opportunity.updated', '2024-01-11 10:00+00', 'o1', null, '{"diff": {"name": {"before": "x", "after": "y"}}}', null),       -- not the stage
	('t4', 'opportunity.updated', '2024-03-31 10:00+00', 'o1', null, '{"diff": {"stage": {"before": "PROPOSAL", "after": "CUSTOMER"}}}', null),
	('t5', 'company.updated', '2024-01-11 10:00+00', null, 'c1', '{"diff": {"stage": {"before": "A", "after": "B"}}}', null), ('t6', 'opportunity.updated', '2024-01-12 10:00+00', 'o1', null, null, null),
	('t7', 'opportunity.updated', '2024-01-13 10:00+00', 'o2', null, '{"diff": {"stage": {"before": "PROPOSAL", "after": "PROPOSAL"}}}', null);    -- to and fro within ten minutes, merged
create table workspace_2."calendarEvent" (id text, title text, "startsAt" timestamptz, "endsAt" timestamptz, "isCanceled" boolean, "deletedAt" timestamptz);
insert into workspace_2."calendarEvent" values ('e1', 'Demo for Acme', '2024-02-01 10:00+00', '2024-02-01 11:00+00', false, null), ('e2', 'Talk', '2024-02-02 10:00+00', null, true, null), ('e3', 'Ours only', '2024-02-03 10:00+00', null, false, null), ('e4', 'Talk', '2024-02-04 10:00+00', null, false, '2024-02-05 00:00+00');
create table workspace_2."calendarEventParticipant" (id text, "calendarEventId" text, "personId" text, "workspaceMemberId" text, handle text);
insert into workspace_2."calendarEventParticipant" values ('1', 'e1', 'p2', null, 'b@acme.example'), ('2', 'e1', 'p1', null, 'a@acme.example'), ('3', 'e2', 'p1', null, null), ('4', 'e3', null, 'w1', null), ('5', 'e4', 'p1', null, null);

select is(abm_kpi_detect('workspace_2'), 'twenty', 'Twenty is recognised');
select lives_ok($$select abm_kpi_connect(null, 'workspace_2', 'twenty_kpi', '{"columns": {"company": {"industry": "Branche (neu)"}}, "settings": {"time_zone": "Europe/Berlin", "base_currency": "EUR", "as_of": "2024-06-30"}}')$$, 'and connects');
insert into twenty_kpi.fx_rate values ('USD', '2024-01-01', 0.9), ('USD', '2024-04-16', 100);
select results_eq($$select opportunity_id, account_id, contact_id, owner_name, close_on, stage_id, status, amount, currency, amount_base, is_deleted from twenty_kpi.opportunity order by 1$$, $$values
	('o1', 'c1', 'p1', 'Ann Lee', date '2024-03-31', 'CUSTOMER', 'won', 1234567.89, 'EUR', 1234567.89, false), ('o2', 'c1', null, null, '2024-04-15', 'PROPOSAL', 'open', 500, 'USD', 450, false),
	('o3', 'c1', null, null, null, 'LOST', 'open', 500, 'GBP', null, false),          -- nobody has said yet what LOST means
	('o4', null, 'p2', null, null, 'NEW', 'open', 0.000001, null, 0.000001, false), ('o5', 'c1', 'p1', null, '2024-04-15', 'CUSTOMER', 'won', 1, 'EUR', 1, true)$$, 'deals: micros are millionths, CUSTOMER is won, no stage is lost');
insert into twenty_kpi.stage_map values (null, 'LOST', 'lost'), (null, 'CUSTOMER', 'won'), (null, 'PROPOSAL', 'disqualified');
select results_eq($$select opportunity_id, status from twenty_kpi.opportunity order by 1$$, $$values ('o1', 'won'), ('o2', 'disqualified'), ('o3', 'lost'), ('o4', 'open'), ('o5', 'won')$$, 'until stage_map says so');
select results_eq($$select stage_id, sort_order, is_closed, is_won from twenty_kpi.stage order by 1$$, $$values ('CUSTOMER', 5::float8, true, true), ('LOST', null, true, false), ('NEW', 1, false, false), ('PROPOSAL', 4, true, false)$$, 'stages that deals are in');
select results_eq($$select account_id, name, domain, industry, country, owner_name, is_deleted from twenty_kpi.account order by 1$$, $$values ('c1', 'Acme', 'acme.example', 'Tools', 'DE', 'Ann Lee', false), ('c2', 'Gone', null, null, null, null, true)$$, 'accounts, with a column named by the options');
select results_eq($$select contact_id, account_id, title, is_deleted from twenty_kpi.contact order by 1$$, $$values ('p1', 'c1', 'CTO', false), ('p2', 'c1', null, true)$$, 'people');
select results_eq($$select opportunity_id, contact_id from twenty_kpi.opportunity_contact order by 1$$, $$values ('o1', 'p1'), ('o4', 'p2')$$, 'who takes part');
select results_eq($$select entity_id, stage_id, entered_at, exited_at from twenty_kpi.stage_history order by 1, 3$$, $$values
	('o1', 'NEW', timestamptz '2024-01-01 10:00+00', timestamptz '2024-01-10 10:00+00'), ('o1', 'PROPOSAL', '2024-01-10 10:00+00', '2024-03-31 10:00+00'), ('o1', 'CUSTOMER', '2024-03-31 10:00+00', null),
	('o2', 'PROPOSAL', '2024-01-02 10:00+00', null), ('o3', 'LOST', '2024-01-03 10:00+00', null), ('o4', 'NEW', '2024-01-04 10:00+00', null), ('o5', 'CUSTOMER', '2024-01-05 10:00+00', null)$$, 'visits to stages, from the first on');
select results_eq($$select touch_id, kind, account_id, contact_id, outcome, duration_s from twenty_kpi.touch order by 1$$, $$values ('e1', 'demo', 'c1', 'p1', null, 3600::float8), ('e2', 'meeting', 'c1', 'p1', 'cancelled', null)$$, 'meetings with people, one touch each');
select is_empty($$select 1 from twenty_kpi.touch t where t::text like '%@%'$$, 'no address in any row');

insert into workspace_2."calendarEvent" values ('e5', 'No end', '2024-02-05 10:00+00', 'infinity', false, null), ('e6', 'Never', '-infinity', 'infinity', false, null);
insert into workspace_2."calendarEventParticipant" values ('6', 'e5', 'p1', null, null), ('7', 'e6', 'p1', null, null);
select results_eq($$select touch_id, duration_s from twenty_kpi.touch where touch_id >= 'e5' order by 1$$, $$values ('e5', null::float8), ('e6', null)$$, 'what has no end has no length');
alter table workspace_2."calendarEventParticipant" add "deletedAt" timestamptz;
insert into workspace_2."calendarEventParticipant" values ('8', 'e1', 'a0', null, null, '2024-02-01 00:00+00');
select results_eq($$select segment from twenty_kpi.account where account_id = 'c1'$$, $$values ('Tools')$$, 'the industry is the segment where there is none');
-- Stages are an enum there.
create type workspace_2.stages as enum ('NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER', 'LOST');
drop table workspace_2.opportunity cascade;
create table workspace_2.opportunity (id uuid, name text, "amountAmountMicros" numeric, "amountCurrencyCode" text, "closeDate" timestamptz, stage workspace_2.stages, "companyId" text, "createdAt" timestamptz, "winProbability" float8, type text, "leadSource" text, "lostReason" text);
insert into workspace_2.opportunity values ('00000000-0000-0000-0000-000000000009', 'Enum', 5e6, 'EUR', '2024-02-01', 'CUSTOMER', 'c1', '2024-01-11', 0.4, 'EXPANSION', 'Fair', 'Price');
-- Of changes in any order, one of them deleted, the first is before the deal was entered.
insert into workspace_2."timelineActivity" values
	('t8', 'opportunity.updated', '2024-01-20 10:00+00', '00000000-0000-0000-0000-000000000009', null, '{"diff": {"stage": {"before": "SCREENING", "after": "CUSTOMER"}}}', null),
	('t9', 'opportunity.updated', '2024-01-10 10:00+00', '00000000-0000-0000-0000-000000000009', null, '{"diff": {"stage": {"before": "NEW", "after": "SCREENING"}}}', null),
	('t10', 'opportunity.updated', '2024-01-15 10:00+00', '00000000-0000-0000-0000-000000000009', null, '{"diff": {"stage": {"before": "SCREENING", "after": "LOST"}}}', '2024-01-16 10:00+00');
select lives_ok($$select abm_kpi_reconnect('twenty_kpi')$$, 'a table with an enum and a uuid, in place of the one before');
select results_eq($$select name, status, amount_base, probability, kind, source, lost_reason from twenty_kpi.opportunity$$, $$values ('Enum', 'won', 5::numeric, 0.4::float8, 'expansion', 'Fair', 'Price')$$, 'is read');
select results_eq($$select stage_id, entered_at, exited_at from twenty_kpi.stage_history where entity_id like '0000%' order by 2, 3$$,
	$$values ('NEW', timestamptz '2024-01-10 10:00+00', timestamptz '2024-01-10 10:00+00'), ('SCREENING', '2024-01-10 10:00+00', '2024-01-20 10:00+00'), ('CUSTOMER', '2024-01-20 10:00+00', null)$$, 'with its visits');
select is((select contact_id from twenty_kpi.touch where touch_id = 'e1'), 'p1', 'who is no longer asked to a meeting was not there');
drop table workspace_2.opportunity cascade;
create table workspace_2.opportunity (id text, name text, "amountAmountMicros" bigint, "amountCurrencyCode" text, "closeDate" timestamptz, stage text, "companyId" text, "pointOfContactId" text, "ownerId" text, "createdAt" timestamptz, "deletedAt" timestamptz);
insert into workspace_2.opportunity values ('o1', 'Big', 1234567890000, 'EUR', '2024-03-30 23:00+00', 'CUSTOMER', 'c1', 'p1', 'w1', '2024-01-01 10:00+00', null),
	('o2', 'Other money', 500000000, 'USD', '2024-04-15 00:00+00', 'PROPOSAL', 'c1', null, 'w2', '2024-01-02 10:00+00', null), ('o3', 'No rate', 500000000, 'GBP', null, 'LOST', 'c1', null, null, '2024-01-03 10:00+00', null), ('o4', 'No currency', 1, '', null, 'NEW', null, 'p2', null, '2024-01-04 10:00+00', null);

-- Older releases name the target of an activity without "target".
alter table workspace_2."timelineActivity" rename column "targetOpportunityId" to "opportunityId";
select lives_ok($$select abm_kpi_reconnect('twenty_kpi')$$, 'an older release connects');
select is((select count(*) from twenty_kpi.stage_history where entity_id = 'o1'), 3::bigint, 'and has its history');
insert into twenty_kpi.account_list select 'abm', id, null, '2023-06-01', null from workspace_2.company where "idealCustomerProfile";
select results_eq($$select dimension_value, won_count from twenty_kpi.win_rate where period_grain = 'year' and dimension = 'comparison_group' order by 1$$, $$values ('abm', 1::bigint), ('other', 0)$$, 'and the views count, of those on the list');

select lives_ok($$drop schema twenty_least_kpi, twenty_kpi, workspace_1, workspace_2 cascade$$, 'nothing else is left');
select * from finish();
rollback;

-- Connecting a CRM: what it makes, who may, what it refuses, and that nothing is half made.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
\set crm crm
\set include :srcdir '/include/crm.sql'
\i :include
select no_plan();

-- The relations of a schema, by kind.
create function pg_temp.holds(of_schema text, kinds "char"[]) returns bigint language sql as $$
	select count(*) from pg_class c where c.relnamespace = quote_ident(of_schema)::regnamespace and c.relkind = any (kinds)
$$;
-- Deals won of deals closed in 2024, by a view.
create function pg_temp.rate(of_schema text) returns text language plpgsql as $$
declare
	figure text;
begin
	execute format('select won_count || ''/'' || closed_count from %I.win_rate where period_grain = ''year'' and dimension = ''all'' and period_start = ''2024-01-01''', of_schema) into figure;
	return figure;
end
$$;

-- Detection
select is(abm_kpi_detect('crm'), 'salesforce_fivetran', 'the layout is detected by tables and columns');
select throws_ok($$select abm_kpi_detect('nowhere')$$, '3F000', 'schema "nowhere" does not exist', 'a schema that is not there is named');
select throws_ok($$select abm_kpi_detect(null)$$, '22004', 'source_schema must not be NULL', 'NULL is no schema');
create schema nothing;
select throws_ok($$select abm_kpi_detect('nothing')$$, '22023', 'schema "nothing" fits no layout', 'a schema that is no CRM is refused');
create schema two;
create view two.account as select * from crm.account;
create view two.opportunity as select * from crm.opportunity;
create table two.res_partner (id int, name text, is_company boolean, commercial_partner_id int);
create table two.crm_lead (id int, type text, active boolean, stage_id int, probability float8, create_date timestamp);
create table two.crm_stage (id int, name text, is_won boolean);
select throws_ok($$select abm_kpi_detect('two')$$, '42P08', 'schema "two" fits several layouts: odoo, salesforce_fivetran', 'two layouts that both fit are named');
select is(abm_kpi_connect_sql('salesforce_fivetran', 'two', 'k') ~ 'two.opportunity', true, 'and one of them can be said');

-- Refusals leave nothing behind.
select throws_ok($$select abm_kpi_connect('sugar', 'crm', 'kpi')$$, '22023', 'layout "sugar" does not exist', 'an unknown layout is refused');
select throws_ok($$select abm_kpi_connect('odoo', 'crm', 'kpi')$$, '22023', 'schema "crm" does not have the layout odoo', 'one that does not fit too');
select throws_ok($$select abm_kpi_connect(null, 'crm', 'crm')$$, '22023', 'target schema "crm" is the source schema', 'the source is no target');
select throws_ok($$select abm_kpi_connect(null, 'crm', null)$$, '22004', 'target_schema must not be NULL', 'NULL is no target');
select throws_ok($$select abm_kpi_connect(null, 'crm', 'two')$$, '42710', 'schema "two" holds what abm_kpi did not make: table crm_lead, table crm_stage, table res_partner, view account, view opportunity', 'a schema with other things is refused, and they are named');
select throws_ok(format('select abm_kpi_connect(null, %L, %L, %L)', 'crm', 'kpi', o.options), '22023', o.message, 'options: ' || o.message)
from (values ('[]', 'options must be a JSON object, not array'), ('{"mod": 1}', 'unknown options: "mod"'), ('{"mode": "fast"}', 'mode cannot be "fast"'),
	('{"append": "yes"}', 'append must be true or false, not "yes"'), ('{"settings": {"zone": "UTC"}}', 'setting "zone" does not exist'),
	('{"settings": {"time_zone": "Mars/Base"}}', 'setting "time_zone" cannot be "Mars/Base"'), ('{"settings": {"min_n": 0}}', 'setting "min_n" cannot be "0"'),
	('{"columns": {"account": {"shoe": "size"}}}', 'layout salesforce_fivetran has no column account.shoe'), ('{"columns": {"boat": {}}}', 'layout salesforce_fivetran has no column boat.')) o(options, message);
select throws_ok($$select abm_kpi_connect(null, 'crm', 'kpi', '{"columns": {"account": {"industry": "branch"}}}')$$, '42703', 'table "account" in schema "crm" has no column for industry.branch', 'a column of yours that is not there is named');
select throws_ok($$select abm_kpi_connect(null, 'crm', 'kpi', null)$$, '22023', 'options must be a JSON object, not NULL', 'NULL is no object');
drop schema two cascade;
alter table crm.opportunity alter amount type bytea using null;
select throws_ok($$select abm_kpi_connect(null, 'crm', 'kpi')$$, '42804', 'column crm.opportunity.amount is of type bytea, which cannot be read as numeric', 'a column of a type that cannot be read is named');
alter table crm.opportunity alter amount type numeric using 100 * substr(id, 2)::numeric;
select hasnt_schema('kpi', 'and nothing was made');

-- What it makes
create temp table made as select * from abm_kpi_connect(null, 'crm', 'kpi', '{"settings": {"as_of": "2024-04-30"}}');
select is((select detail from made where name = 'account'), 'from crm.account', 'it says what a relation is read from');
select is((select detail from made where name = 'touch'), 'no table campaign_member, event, task', 'and which tables are missing');
select is_empty($$select m.entity from _model() m left join made d on d.name = m.entity where d.name is null$$, 'every canonical relation is there');
select is_empty($$select v.name from _view() v left join made d on d.name = v.name and d.kind = 'view' where d.name is null$$, 'every KPI view is');
-- Of 60 deals 48 are closed, and of those 12 won: the multiples of 4 up to 60 but those of 20.
select is(pg_temp.rate('kpi'), '12/48', 'the figures are right');
select is(count(*), 0::bigint, 'a relation that the CRM lacks is empty') from kpi.survey_response;
select throws_ok($$select abm_kpi_connect(null, 'crm', 'kpi')$$, '42710', 'schema "kpi" is connected already', 'a second connect is refused');

-- As text
select is(abm_kpi_connect_sql(null, 'crm', 'kpi_text', '{"settings": {"as_of": "2024-04-30"}}') ~ '^begin;.*commit;\s*$', true, 'connect_sql is one transaction');
select hasnt_schema('kpi_text', 'and runs nothing');
do $$ begin execute regexp_replace(abm_kpi_connect_sql(null, 'crm', 'kpi_text', '{"settings": {"as_of": "2024-04-30"}}'), '^begin;|commit;\s*$', '', 'g'); end $$;
reset search_path;
select is_empty($$
	select c.relname, replace(pg_get_viewdef(c.oid), 'kpi.', 'x.') from pg_class c where c.relnamespace = 'kpi'::regnamespace and c.relkind = 'v'
	except
	select c.relname, replace(pg_get_viewdef(c.oid), 'kpi_text.', 'x.') from pg_class c where c.relnamespace = 'kpi_text'::regnamespace$$, 'run, it makes the same');

-- Settings take effect at once, and are checked.
update kpi.setting set value = 'Europe/Berlin' where name = 'time_zone';
select is((select time_zone from kpi.parameter), 'Europe/Berlin', 'a setting takes effect at once');
select throws_ok($$update kpi.setting set value = '13' where name = 'fiscal_year_start'$$, '22023', 'setting "fiscal_year_start" cannot be "13"', 'a value out of range is refused');
select throws_ok($$update kpi.setting set value = '2024-02-30' where name = 'as_of'$$, '22008', null, 'a day that is none too');
update kpi.setting set value = '4' where name = 'fiscal_year_start';
select set_eq($$select distinct period_start from kpi.win_rate where period_grain = 'year'$$, array[date '2023-04-01', '2024-04-01'], 'the fiscal year begins in April');
update kpi.setting set value = null where name = 'fiscal_year_start';
insert into kpi.stage_map values (null, 'Closed Lost', 'disqualified');
select is(pg_temp.rate('kpi'), '12/12', 'stage_map goes before the flags of the CRM');
delete from kpi.stage_map;
select throws_ok($$insert into kpi.stage_map values (null, 'x', 'maybe')$$, '23514', null, 'a status that is none is refused');

-- Reconnect
create view public.mine as select win_rate from kpi.win_rate;
insert into kpi.account_list values ('abm', 'a1', '1', '2024-01-01', null);
insert into kpi.campaign_cost values ('c1', '2024-01-01', 'media', 100, null, 100);
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'reconnect runs although something is built on a view');
select is(pg_temp.rate('kpi'), '12/48', 'with the same figures');
create temp table kept as select * from crm.opportunity;
drop table crm.opportunity cascade;
select throws_ok($$select abm_kpi_reconnect('kpi')$$, '22023', 'schema "crm" does not have the layout salesforce_fivetran', 'a dropped source table is named');
create table crm.opportunity as select * from kept;
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'after a table was replaced the views are made anew');
select is(pg_temp.rate('kpi'), '12/48', 'with its rows');
select is((select value from kpi.setting where name = 'time_zone'), 'Europe/Berlin', 'settings survive it');
select is((select count(*) from kpi.account_list), 1::bigint, 'so does the account list');
select is((select count(*) from kpi.campaign_cost), 1::bigint, 'and what was filled in');
create table crm.campaign (id text, name text, actual_cost numeric, start_date date);
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'a table that the CRM has got is taken');
select is((select relkind from pg_class where oid = 'kpi.campaign'::regclass), 'v', 'in place of an empty one');
select is((select relkind from pg_class where oid = 'kpi.campaign_cost'::regclass), 'r', 'but not of one that was filled in');
select throws_ok($$select abm_kpi_reconnect('kpi', '{"mode": "copy"}')$$, '22023', 'mode cannot be changed from view to copy', 'the mode stays');
select throws_ok($$select abm_kpi_reconnect('nothing')$$, '42704', 'schema "nothing" is not connected', 'what is not connected cannot be reconnected');
select lives_ok($$select abm_kpi_reconnect('kpi', '{"mode": "view", "settings": {"min_n": 7}}')$$, 'mode view is that of no option');
select is((select p.min_n from kpi.parameter p), 7::bigint, 'settings that are given are set');
select is((select p.time_zone from kpi.parameter p), 'Europe/Berlin', 'and the others stay');
select throws_ok($$select abm_kpi_reconnect('kpi', '{"mod": 1}')$$, '22023', 'unknown options: "mod"', 'options are checked');
-- A view of the user in place of a table: its columns are read as they can be, and it is his.
drop table kpi.revenue cascade;
create view kpi.revenue as select 'a1' as account_id, date '2024-03-01' as booked_at, '12.5'::text as amount_base, 'invoice' as kind;
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'a view may be put in place of a table');
select is((select sum(r.amount_base::numeric) from kpi.revenue r), 12.5, 'and stays');
select is((select count(*) from pg_depend d join pg_rewrite w on w.oid = d.objid where d.refobjid = 'kpi.revenue'::regclass and w.ev_class <> d.refobjid and d.classid = 'pg_rewrite'::regclass) > 0, true, 'the KPI views read it');
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'again and again');
-- Something that is not ours where a view is to be.
drop view kpi.win_rate cascade;
create table kpi.win_rate (mine text);
delete from kpi.abm_kpi_made where name = 'win_rate';
select throws_ok($$select abm_kpi_reconnect('kpi')$$, '42710', 'relation kpi.win_rate is in the way: abm_kpi did not make it', 'what is in the way is named');
drop table kpi.win_rate;
select lives_ok($$select abm_kpi_reconnect('kpi')$$, 'and not once it is gone');

-- Disconnect
create table kpi.note (text text);
create view kpi.own as select * from kpi.win_rate;
select throws_ok($$select abm_kpi_disconnect('kpi')$$, '2BP01', null, 'what is built on it stops the removal');
select is(pg_temp.rate('kpi'), '12/48', 'and everything is still there');
drop view kpi.own;
select is((select count(*) > 20 from abm_kpi_disconnect('kpi')), true, 'disconnect names what it removes');
select set_eq($$select relname::text from pg_class where relnamespace = 'kpi'::regnamespace$$, array['note', 'revenue'], 'and removes nothing else, not the view in place of a table');
select lives_ok($$select abm_kpi_disconnect('kpi_text')$$, 'an empty schema');
select hasnt_schema('kpi_text', 'goes too');
select throws_ok($$select abm_kpi_disconnect('kpi')$$, '42704', 'schema "kpi" is not connected', 'once');
create schema given;
select lives_ok($$select abm_kpi_connect(null, 'crm', 'given'); select abm_kpi_reconnect('given'); select abm_kpi_disconnect('given')$$, 'a schema that was there before');
select has_schema('given', 'stays');

-- Names with quotes
\set crm 'it''s "a" {account} {stage_map}; drop schema crm; --'
\set include :srcdir '/include/crm.sql'
\i :include
select lives_ok(format('select abm_kpi_connect(null, %L, %L)', :'crm', 'k"''%I {opportunity} \1; --'), 'any name of a schema is quoted');
select is(pg_temp.rate('k"''%I {opportunity} \1; --'), '12/48', 'and read');
select lives_ok(format('select abm_kpi_reconnect(%1$L); select abm_kpi_disconnect(%1$L)', 'k"''%I {opportunity} \1; --'), 'reconnected and removed');

-- A layout of one's own
create schema mine_too;
create table mine_too.layout (layout text, kind text, name text, is_required boolean, definition text);
insert into mine_too.layout values ('espo', 'source', 'deal', true, E'id! text\nstage! text\namount numeric\nclosed! date = close_date\ncreated_at! timestamptz'),
	('espo', 'entity', 'opportunity', false, E'opportunity_id = d.id\nstatus = case d.stage when ''Closed Won'' then ''won'' when ''Closed Lost'' then ''lost'' else ''open'' end\ncreated_at = d.created_at\nclose_on = d.closed\namount_base = d.amount\nfrom {deal} d');
create schema espo;
create table espo.deal as select id, stage_name as stage, amount, close_date, created_date as created_at from crm.opportunity;
select is((select count(*) > 20 from abm_kpi_connect('espo', 'espo', 'mine_too')), true, 'a layout of one''s own connects');
select is(pg_temp.rate('mine_too'), '12/48', 'with the same figures');
create role stranger;
create role visitor;
create schema trap authorization stranger;
create table trap.layout as select * from mine_too.layout;
alter table trap.layout owner to stranger;
grant usage on schema trap to visitor;
grant select on trap.layout to visitor;
set role visitor;
select is_empty($$select layout from _layouts('trap') where layout = 'espo'$$, 'a layout of somebody else is not read');
reset role;
set role stranger;
select set_eq($$select layout from _layouts('trap') where layout = 'espo'$$, array['espo'], 'but by himself');
reset role;

-- What others have planted. A superuser has every role, and must not run what any of them wrote.
select is_empty($$select layout from _layouts('trap') where layout = 'espo'$$, 'a superuser does not read the layout of another role');
create role builder;
grant create on database :"DBNAME" to builder;
grant usage on schema crm to builder;
grant select on all tables in schema crm to builder;
set role builder;
select lives_ok($$select abm_kpi_connect(null, 'crm', 'built')$$, 'who owns no table of the CRM connects it');
create function built.planted() returns trigger language plpgsql as $$ begin raise exception 'planted, run by %', current_user; end $$;
create trigger planted before insert or update on built.setting execute function built.planted();
reset role;
select throws_ok(format('select %s', call), '42501', 'relation built.abm_kpi_connection belongs to role builder', call || ' leaves alone what another role connected')
from unnest(array[$$abm_kpi_reconnect('built')$$, $$abm_kpi_disconnect('built')$$, $$abm_kpi_refresh('built')$$, $$abm_kpi_grant('built', 'visitor')$$]) call;
create schema lent authorization builder;
select lives_ok($$select abm_kpi_connect(null, 'crm', 'lent')$$, 'into the schema of another role one may connect');
set role builder;
drop table lent.survey_response cascade;
create table lent.survey_response (response_id text);
reset role;
select throws_ok($$select abm_kpi_reconnect('lent')$$, '42501', 'relation lent.survey_response belongs to role builder', 'but a table that he put in the place of ours is not trusted');
create schema lure authorization builder;
set role builder;
create function lure.planted() returns text language plpgsql as $$ begin raise exception 'planted, run by %', current_user; end $$;
create view lure.abm_kpi_made as select lure.planted() as name;
reset role;
select lives_ok($$select abm_kpi_connect_sql(null, 'crm', 'lure')$$, 'connect_sql reads no books of another role');
create schema evil;
create function evil.quotient(float8, integer) returns float8 language sql as 'select 0::float8';
create operator evil./ (leftarg = float8, rightarg = integer, function = evil.quotient);
set search_path = evil, public;
select is(_instant('1700000000000'), timestamptz '2023-11-14 22:13:20+00', 'operators of the reader''s search_path are not run');
reset search_path;

-- Copies. Rows are of one day each; the last day is fetched once more, because what was updated then may have been committed later.
update crm.account set _fivetran_synced = timestamptz '2024-01-01 00:00+00' + right(id, 1)::integer * interval '2 days';
update crm.opportunity set _fivetran_synced = timestamptz '2024-03-01 00:00+00' + substr(id, 2)::integer * interval '1 day';
select is((select row_count from abm_kpi_connect(null, 'crm', 'copy', '{"mode": "copy"}') c, abm_kpi_refresh('copy') r where c.name = 'account' and r.name = 'account'), 1::bigint, 'a copy is filled, and has nothing new but the last day');
select is(pg_temp.rate('copy'), '12/48', 'its figures are the same');
update crm.opportunity set is_won = true, is_closed = true, _fivetran_synced = '2024-06-02 00:00+00' where id = 'd5';
select is((select row_count from abm_kpi_refresh('copy') where name = 'opportunity'), 2::bigint, 'one row was changed, one is of the last day');
select is(pg_temp.rate('copy'), '13/49', 'and counts');
update crm.opportunity set name = 'Late', _fivetran_synced = '2024-06-01 12:00+00' where id = 'd6';
update crm.opportunity set name = 'Unknown', _fivetran_synced = null where id = 'd7';
update crm.opportunity set name = 'Ahead', _fivetran_synced = 'infinity' where id = 'd8';
select lives_ok($$select abm_kpi_refresh('copy')$$, 'a row committed late, one without a time, one of the future');
select set_eq($$select name from copy.opportunity where opportunity_id in ('d6', 'd7', 'd8')$$, array['Late', 'Unknown', 'Ahead'], 'come too');
update crm.opportunity set name = 'Next', _fivetran_synced = '2024-06-03 00:00+00' where id = 'd9';
select lives_ok($$select abm_kpi_refresh('copy')$$, 'a row newer than all but that of the future');
select is((select name from copy.opportunity where opportunity_id = 'd9'), 'Next', 'comes as well');
-- Rates and the meaning of stages are read when rows are copied.
insert into copy.stage_map values (null, 'Closed Lost', 'disqualified');
select lives_ok($$select abm_kpi_refresh('copy')$$, 'after settings were changed');
select is(pg_temp.rate('copy'), '13/13', 'the copies follow');
delete from copy.stage_map;
-- What the user has filled is his, even if the CRM gets the table later.
insert into copy.ticket (ticket_id, account_id) values ('t1', 'a1');
create table crm."case" (id text, account_id text, created_date timestamptz);
select lives_ok($$select abm_kpi_refresh('copy', true)$$, 'the CRM has got a table');
select results_eq($$select ticket_id from copy.ticket$$, $$values ('t1')$$, 'for which the user has rows');
delete from copy.ticket;
insert into crm."case" values ('500A', 'a1', '2024-01-01 00:00+00');
select lives_ok($$select abm_kpi_refresh('copy')$$, 'and without them');
select results_eq($$select ticket_id from copy.ticket$$, $$values ('500A')$$, 'it is copied');
select is((select row_count from abm_kpi_refresh('copy', true) where name = 'opportunity'), 60::bigint, 'everything can be fetched anew');
select lives_ok($$select abm_kpi_reconnect('copy')$$, 'a copy can be reconnected');
select is(pg_temp.rate('copy'), '13/49', 'and is filled');
drop schema built, lent cascade;
select lives_ok($$select abm_kpi_connect(null, 'crm', 'beside', '{}')$$, 'the CRM is read live, too');
-- Whether a view of a copy has other rows. Only kpi_status says where they come from.
create function pg_temp.differs(view_name text) returns boolean language plpgsql as $$
declare
	columns text := case view_name when 'kpi_status' then 'kpi, row_count, status' else '*' end;
	found_one boolean;
begin
	execute format('select exists ((select %1$s from copy.%2$I except all select %1$s from beside.%2$I) union all (select %1$s from beside.%2$I except all select %1$s from copy.%2$I))', columns, view_name) into found_one;
	return found_one;
end
$$;
select is_empty('select v.name from _view() v where pg_temp.differs(v.name)', 'each view says the same in both modes');
select has_index('copy', 'customer_period_fact', 'customer_period_fact_period_grain_idx', 'period_grain', 'a copy is reconnected with its index');
select has_index('copy', 'traffic_fact', 'traffic_fact_period_grain_dimension_idx', array['period_grain', 'dimension'], 'and its sums with theirs');
select isnt_empty($$select abm_kpi_disconnect('beside')$$, 'what reads the CRM live is removed');
drop table crm.opportunity;
select is(pg_temp.rate('copy'), '13/49', 'a table may be dropped under a copy');
select throws_ok($$select abm_kpi_refresh('copy')$$, '22023', 'schema "crm" does not have the layout salesforce_fivetran', 'which then says what is missing');
select throws_ok($$select abm_kpi_refresh('mine_too')$$, '55000', 'schema "mine_too" reads the tables of the CRM live', 'there is nothing to refresh where nothing is copied');
select * from finish();
rollback;

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

-- Disconnect
create table kpi.note (text text);
create view kpi.own as select * from kpi.win_rate;
select throws_ok($$select abm_kpi_disconnect('kpi')$$, '2BP01', null, 'what is built on it stops the removal');
select is(pg_temp.rate('kpi'), '12/48', 'and everything is still there');
drop view kpi.own;
select is((select count(*) > 20 from abm_kpi_disconnect('kpi')), true, 'disconnect names what it removes');
select set_eq($$select relname::text from pg_class where relnamespace = 'kpi'::regnamespace$$, array['note'], 'and removes nothing else');
select lives_ok($$select abm_kpi_disconnect('kpi_text')$$, 'an empty schema');
select hasnt_schema('kpi_text', 'goes too');
select throws_ok($$select abm_kpi_disconnect('kpi')$$, '42704', 'schema "kpi" is not connected', 'once');

-- Names with quotes
\set crm 'it''s "a" {crm}; drop schema crm cascade; --'
\set include :srcdir '/include/crm.sql'
\i :include
select lives_ok(format('select abm_kpi_connect(null, %L, %L)', :'crm', 'k"''%I; --'), 'any name of a schema is quoted');
select is(pg_temp.rate('k"''%I; --'), '12/48', 'and read');
select lives_ok(format('select abm_kpi_reconnect(%1$L); select abm_kpi_disconnect(%1$L)', 'k"''%I; --'), 'reconnected and removed');

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

-- Copies
select is((select row_count from abm_kpi_connect(null, 'crm', 'copy', '{"mode": "copy"}') c, abm_kpi_refresh('copy') r where c.name = 'account' and r.name = 'account'), 0::bigint, 'a copy is filled, and has nothing new');
select is(pg_temp.rate('copy'), '12/48', 'its figures are the same');
update crm.opportunity set is_won = true, is_closed = true, _fivetran_synced = '2024-06-02 00:00+00' where id = 'd5';
select is((select row_count from abm_kpi_refresh('copy') where name = 'opportunity'), 1::bigint, 'one row was changed');
select is(pg_temp.rate('copy'), '13/49', 'and counts');
select is((select row_count from abm_kpi_refresh('copy', true) where name = 'opportunity'), 60::bigint, 'everything can be fetched anew');
select lives_ok($$select abm_kpi_reconnect('copy')$$, 'a copy can be reconnected');
select is(pg_temp.rate('copy'), '13/49', 'and is filled');
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
select has_index('copy', 'retention_fact', 'retention_fact_period_grain_idx', 'period_grain', 'a copy is reconnected with its index');
select isnt_empty($$select abm_kpi_disconnect('beside')$$, 'what reads the CRM live is removed');
drop table crm.opportunity;
select is(pg_temp.rate('copy'), '13/49', 'a table may be dropped under a copy');
select throws_ok($$select abm_kpi_refresh('copy')$$, '22023', 'schema "crm" does not have the layout salesforce_fivetran', 'which then says what is missing');
select throws_ok($$select abm_kpi_refresh('mine_too')$$, '55000', 'schema "mine_too" reads the tables of the CRM live', 'there is nothing to refresh where nothing is copied');
select * from finish();
rollback;

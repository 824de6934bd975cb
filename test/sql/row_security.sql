-- Row-level security of the CRM's tables holds in every view: who may see two of three accounts sees the KPIs of two.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
\set crm crm
\set include :srcdir '/include/crm.sql'
\i :include
select no_plan();

select lives_ok($$select abm_kpi_connect(null, 'crm', 'kpi', '{"settings": {"as_of": "2024-04-30"}}')$$, 'a CRM is connected');

-- Ann owns the accounts a1 and a2 and their deals, Ben a3.
create role ann;
create role ben;
create role nobody;
alter table crm.account enable row level security;
alter table crm.opportunity enable row level security;
create policy own on crm.account using (owner_id = case current_user when 'ann' then 'u1' when 'ben' then 'u2' end);
create policy own on crm.opportunity using (owner_id = case current_user when 'ann' then 'u1' when 'ben' then 'u2' end);
select is((select count(*) from abm_kpi_grant('kpi', 'ann') g where g in ('grant select on crm.opportunity to ann', 'grant usage on schema crm to ann')), 2::bigint, 'grant says what it grants');
select lives_ok($$select abm_kpi_grant('kpi', 'ben')$$, 'to another role too');
select throws_ok($$select abm_kpi_grant('kpi', 'carl')$$, '42704', 'role "carl" does not exist', 'a role that is not there is named');
grant usage on schema kpi to nobody;
grant select on all tables in schema kpi to nobody;

create function pg_temp.figures() returns text language sql as $$
	select string_agg(format('%s %s/%s', dimension_value, won_count, closed_count), ', ' order by dimension_value collate "C")
	from kpi.win_rate where period_grain = 'year' and period_start = '2024-01-01' and dimension in ('all', 'segment')
$$;
-- Deal i is of account 1 + i % 3 and owner Ben if i % 3 = 2; i % 5 = 0 is open; of the rest i % 4 = 0 is won. Of 60 deals 40 are Ann's:
-- 32 of them closed, of which 8 won (12, 24, 36, 48 of a1, 4, 16, 28, 52 of a2); Ben has 16 and 4 (8, 32, 44, 56).
select is(pg_temp.figures(), 'Food 4/16, Tools 8/32, all 12/48', 'the owner of the tables sees everything');
set role ann;
select is(pg_temp.figures(), 'Food 4/16, Tools 4/16, all 8/32', 'Ann sees the KPIs of her two accounts');
select is((select count(*) from kpi.deals), 40::bigint, 'and her deals');
set role ben;
select is(pg_temp.figures(), 'Tools 4/16, all 4/16', 'Ben those of his one');
reset role;
set role nobody;
select throws_ok($$select * from kpi.win_rate$$, '42501', 'permission denied for table opportunity', 'who may not read the tables sees nothing, and is told of which');
reset role;

-- No view reads anything with other rights than the reader's.
select is_empty($$select relname from pg_class where relnamespace = 'kpi'::regnamespace and relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)$$,
	'every view runs with the rights of its reader');
-- And each can be read by a role that sees a part.
set role ann;
do $$
declare
	v record;
begin
	for v in select relname from pg_class where relnamespace = 'kpi'::regnamespace and relkind = 'v' loop
		execute format('select count(*) from kpi.%I', v.relname);
	end loop;
end
$$;
reset role;
select pass('every view can be read by a role that sees a part');
select * from finish();
rollback;

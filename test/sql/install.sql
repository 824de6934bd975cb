-- create extension as an ordinary user, into a schema with an awkward name,
-- and use without a search_path.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
create role abm_kpi_ordinary;
create database abm_kpi_install owner abm_kpi_ordinary;
select current_database() as regression \gset
\c abm_kpi_install
set client_min_messages = warning;
create extension pgtap;
select plan(8);
create schema "Odd Schema" authorization abm_kpi_ordinary;
grant create on schema public to abm_kpi_ordinary;
set role abm_kpi_ordinary;
select lives_ok('create extension abm_kpi schema "Odd Schema"', 'an ordinary user may install it');

create function pg_temp.without_path(query text) returns text language plpgsql set search_path = '' as $$
declare
	result text;
begin
	execute query into result;
	return result;
end
$$;
select is(pg_temp.without_path('select "Odd Schema".win_rate(b) from (values (true), (false), (null)) v (b)'), '0.5',
	'aggregates work without a search_path');
select is(pg_temp.without_path('select "Odd Schema".rollup(s) from (select "Odd Schema".nps_agg(i) as s from generate_series(0, 10) i group by i) p'),
	'(1,1,1,1,1,1,1,1,1,1,1)', 'and so does rollup');
select is(pg_temp.without_path('select ("Odd Schema".rate_compare(''(1,2)'', ''(1,2)'')).difference'), '0',
	'and an accessor of a literal');
create table public.daily (day date, deals "Odd Schema".duration_summary);
insert into public.daily
select d, "Odd Schema".duration_agg(d, d + 5) from (select date '2026-01-01' + i as d from generate_series(0, 9) i) g group by d;
select is(pg_temp.without_path('select "Odd Schema".median_days("Odd Schema".rollup(deals)) from public.daily'), '5',
	'summaries can be stored');
select throws_ok('drop extension abm_kpi', '2BP01', null, 'an extension in use is not dropped');
drop table public.daily;
select lives_ok('drop extension abm_kpi', 'otherwise it is');
select is((select count(*)::int from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'Odd Schema'), 0,
	'and leaves nothing behind');
select * from finish();
reset role;
\c :regression
drop database abm_kpi_install;
drop role abm_kpi_ordinary;

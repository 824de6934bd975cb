-- A small Salesforce, as Fivetran writes it: three accounts of two owners, sixty deals. :crm is the schema.
create schema :"crm";
create table :"crm".account (id text primary key, name text, industry text, website text, owner_id text, created_date timestamptz, is_deleted boolean, _fivetran_synced timestamptz);
create table :"crm".opportunity (id text primary key, account_id text, name text, owner_id text, amount numeric, probability float8, stage_name text, close_date date,
	created_date timestamptz, is_closed boolean, is_won boolean, is_deleted boolean, type text, lead_source text, _fivetran_synced timestamptz);
create table :"crm"."user" (id text primary key, name text);
insert into :"crm"."user" values ('u1', 'Ann'), ('u2', 'Ben');
insert into :"crm".account values
	('a1', 'Acme', 'Food', 'https://www.acme.example/home', 'u1', '2023-01-01 00:00+00', false, '2024-01-01 00:00+00'),
	('a2', 'Bolt', 'Tools', 'bolt.example', 'u1', '2023-01-01 00:00+00', false, '2024-01-01 00:00+00'),
	('a3', 'Crux', 'Tools', null, 'u2', '2023-01-01 00:00+00', false, '2024-01-01 00:00+00');
-- Deal i is of account 1 + i % 3, created on day i of 2024 and closed 30 days later; i % 5 = 0 is open, i % 4 = 0 won.
insert into :"crm".opportunity
select 'd' || i, 'a' || 1 + i % 3, 'Deal ' || i, case 1 + i % 3 when 3 then 'u2' else 'u1' end, 100 * i, 20, case when i % 5 = 0 then 'Discovery' when i % 4 = 0 then 'Closed Won' else 'Closed Lost' end,
	date '2024-01-31' + i, timestamptz '2024-01-01 10:00+00' + i * interval '1 day', i % 5 <> 0, i % 5 <> 0 and i % 4 = 0, false, 'New Customer', 'Web', timestamptz '2024-06-01 00:00+00'
from generate_series(1, 60) i;

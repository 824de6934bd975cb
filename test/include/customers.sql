-- Four accounts in the schema k, whose people answer and whose contracts change, and rows that cannot be. As of 2024-05-20.
create schema k;
create table k.account (account_id text, name text, segment text, tier text, owner_id text, owner_name text, is_deleted boolean);
insert into k.account values ('a1', 'Acme', 'food', '1', 'u1', 'Ann', false), ('a2', 'Bolt', 'tools', '2', 'u1', 'Ann', null), ('a3', 'Crux', null, null, 'u2', 'Ben', false),
	('a4', 'Dune', 'tools', '2', 'u2', 'Ben', false), ('a9', 'Gone', 'food', '1', 'u1', 'Ann', true);
create table k.contact (contact_id text, account_id text, role text, is_employee boolean);
insert into k.contact select 'c' || i, 'a' || 1 + i % 4, case when i % 3 > 0 then (array['user', 'buyer'])[i % 3] end, false from generate_series(1, 12) i;
-- a1 was won as a target; a2 by an organic search; a4 before it was put on the list; a3 was never won.
create table k.opportunity (opportunity_id text, account_id text, created_at timestamptz, close_on date, status text, amount numeric, amount_base numeric, source_class text, probability float8, currency text);
insert into k.opportunity values ('d1', 'a1', '2023-08-01', '2023-09-01', 'won', 100, 100, 'paid', null, null), ('d2', 'a2', '2023-08-01', '2023-10-01', 'won', 50, 50, 'organic_search', null, null),
	('d4', 'a4', '2023-08-01', '2023-11-01', 'won', 70, 70, 'paid', null, null), ('d5', 'a1', '2023-12-01', '2024-01-10', 'lost', 20, 20, 'organic_search', null, null);
create table k.survey_response (response_id text, kind text, contact_id text, account_id text, invited_at timestamptz, answered_at timestamptz, score numeric, scale_min numeric, scale_max numeric, followed_up_at timestamptz);
-- Somebody is asked on every fifth day; of three two answer. The person of the answer before is asked again after 12 answers.
insert into k.survey_response select 'r' || i, 'nps', 'c' || 1 + i % 12, 'a' || 1 + (1 + i % 12) % 4, timestamptz '2023-11-03' + i * interval '5 days',
	case when i % 3 > 0 then timestamptz '2023-11-04 10:00+00' + i * interval '5 days' end, case when i % 3 > 0 then i * 7 % 11 end, 0, 10,
	case when i % 2 = 0 then timestamptz '2023-11-10' + i * interval '5 days' end from generate_series(0, 38) i;
insert into k.survey_response values
	('twice1', 'nps', 'c1', 'a2', null, '2024-03-01 08:00+00', 0, null, null, null), ('twice2', 'nps', 'c1', 'a2', null, '2024-03-01 09:00+00', 10, null, null, null),
	('nobody', 'nps', null, null, null, '2024-02-10 08:00+00', 9, null, null, null), ('by_contact', 'nps', 'c2', null, null, '2024-02-11 08:00+00', 6, null, null, '2024-02-12'),
	('early', 'nps', 'c3', 'a4', null, '2024-02-11 08:00+00', 5, null, null, '2024-01-12'),
	('noscore', 'nps', 'c4', 'a1', null, '2024-02-11 08:00+00', null, null, null, null);
-- What cannot be.
insert into k.survey_response values
	('off1', 'nps', 'c5', 'a2', null, '2024-02-20', 11, null, null, null), ('off2', 'nps', 'c5', 'a2', null, '2024-02-21', -1, null, null, null), ('off3', 'nps', 'c5', 'a2', null, '2024-02-22', 7.5, null, null, null),
	('off4', 'nps', 'c5', 'a2', null, '2024-02-23', 'NaN', null, null, null), ('off5', 'nps', 'c5', 'a2', null, '2024-02-24', 'Infinity', null, null, null), ('off6', 'nps', 'c5', 'a2', null, '2024-02-25', 4, 1, 5, null),
	('off7', 'nps', 'c5', 'a2', 'infinity', 'infinity', 9, null, null, null), ('off8', 'nps', 'c5', 'a2', null, '-infinity', 9, null, null, null), ('off9', 'nps', 'c5', 'a2', null, '2030-01-01', 9, null, null, null),
	('off10', 'nps', 'c5', 'a2', null, null, 9, null, null, null), ('off11', null, 'c5', 'a2', null, '2024-02-20', 9, null, null, null);
-- Employees: four answers in the first quarter, six in the second.
insert into k.survey_response select 'e' || i, 'enps', 'emp' || i, null, null, case when i <= 4 then timestamptz '2024-02-01' else '2024-04-01' end, i, 1, 10, null from generate_series(1, 10) i;
insert into k.survey_response values ('e0', 'enps', 'emp0', null, null, '2024-04-01', 0, null, null, null);

create table k.subscription (subscription_id text, account_id text, start_on date, end_on date, mrr_base numeric, product text);
insert into k.subscription values
	('s1', 'a1', '2023-01-10', null, 100, 'base'), ('s2', 'a1', '2023-12-15', null, 40.5, 'plus'),        -- grows by another product
	('s3', 'a2', '2023-02-01', '2024-01-01', 200, 'base'), ('s4', 'a2', '2024-01-01', null, 150, 'base'),   -- pays less from 1 January
	('s5', 'a3', '2023-03-01', '2024-02-01', 70, 'base'), ('s6', 'a3', '2024-04-10', null, 30, 'plus'),     -- leaves and comes back
	('s7', 'a4', '2024-03-01', '2024-04-01', 60, null), ('s8', 'a4', '2024-04-01', null, 90, null),           -- new, then pays more
	('s9', 'a2', '2024-02-05', '2024-02-20', 999, 'trial'),                                                   -- comes and goes within a month
	('bad1', 'a1', '2023-01-01', null, -5, 'base'), ('bad2', 'a1', '2023-01-01', null, 'NaN', 'base'), ('bad3', 'a1', '2023-01-01', null, 'Infinity', 'base'), ('bad4', 'a1', '2024-01-01', '2023-01-01', 7, 'base'),
	('bad5', null, '2023-01-01', null, 7, 'base'), ('bad6', 'a1', null, null, 7, 'base'), ('bad7', 'a1', '-infinity', 'infinity', 7, 'base'), ('bad8', 'a1', '4000-01-01', null, 7, 'base'),
	('bad9', 'a9', '2023-01-01', null, 7, 'base'), ('bad10', 'a1', '2023-01-01', null, 1e20, 'base');
select count(*) > 0 as made from abm_kpi_create_views('k', '{"settings": {"as_of": "2024-05-20", "min_n": 3}}') \gset
insert into k.account_list values ('abm', 'a1', '1', '2023-07-01', null), ('abm', 'a4', '1', '2024-03-01', null), ('other', 'a2', '1', '2000-01-01', null);
insert into k.inbound_source values ('organic_search') on conflict do nothing;

-- The views of target accounts and their people against plain SQL over the same rows that shares nothing with them.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
\pset fieldsep '\n'
select no_plan();
set timezone = 'UTC';

-- Whether two queries have the same rows, whatever their columns are called.
create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(%1$s except all %2$s) union all (%2$s except all %1$s)', '(' || a || ')', '(' || b || ')'), what)
$$;

-- Nothing to read
create schema none;
select lives_ok($$select abm_kpi_create_views('none')$$, 'views are made over nothing');
select is_empty('select * from none.' || v, v || ' has no rows then') from unnest(array['target_accounts', 'account_qualification', 'account_contacts']) v;
insert into none.account (account_id) values (null);
insert into none.contact (contact_id) values ('c'), (null);
insert into none.touch (touch_id) values ('t'), (null);
insert into none.opportunity (opportunity_id) values ('o'), (null);
select is_empty('select * from none.' || v, v || ' has none of rows of NULLs') from unnest(array['target_accounts', 'account_contacts']) v;
drop schema none cascade;

-- Six accounts, of which t1 to t3 and t5 were on the list: t3 until April, t2 from 10 February, t5 since ever, which is since
-- it was created. t9 is deleted. People, mails and touches go round; some are not ours to count. As of 2024-06-20.
create schema t;
create table t.account (account_id text, name text, segment text, tier text, country text, owner_id text, owner_name text, created_at timestamptz, is_deleted boolean);
insert into t.account values ('t1', 'Acme', 'food', '1', 'DE', 'u1', 'Ann', '2023-01-01', false), ('t2', 'Bolt', 'tools', '2', 'AT', 'u1', 'Ann', '2023-01-01', null), ('t3', 'Crux', null, null, null, 'u2', 'Ben', '2023-01-01', false),
	('t4', 'Dune', 'tools', '2', 'DE', 'u2', 'Ben', '2023-01-01', false), ('t5', 'Echo', 'food', '1', 'DE', 'u2', 'Ben', '2024-03-15', false), ('t6', 'Flux', 'food', '1', 'DE', 'u2', 'Ben', '2023-01-01', false), ('t9', 'Gone', 'food', '1', 'DE', 'u1', 'Ann', '2023-01-01', true);
create table t.contact (contact_id text, account_id text, role text, seniority text, created_at timestamptz, is_employee boolean, is_deleted boolean);
insert into t.contact select 'c' || i, 't' || 1 + i % 5, (array['Buyer', 'user ', null, ''])[1 + i % 4], 'level ' || i % 3, case when i % 7 > 0 then timestamptz '2023-12-20' + i * interval '9 days' end, i = 19, i = 20 from generate_series(1, 24) i;
insert into t.contact values ('nobody', null, 'buyer', null, null, false, false), ('late', 't1', 'buyer', null, '2024-06-10', false, false);
create table t.opportunity (opportunity_id text, account_id text, contact_id text, created_at timestamptz, close_on date, status text, amount_base numeric, source_class text, pipeline_id text, stage_id text, is_deleted boolean);
insert into t.opportunity select 'o' || i, 't' || 1 + i % 5, 'c' || i, timestamptz '2024-01-05 12:00+00' + i * interval '8 days', date '2024-01-20' + i * 9, (array['won', 'lost', 'open', 'won', 'disqualified'])[1 + i / 5 % 5], 100, (array['paid', 'organic_search'])[1 + i % 2], 'p', 's1', i = 12 from generate_series(1, 18) i;
insert into t.opportunity values ('bad1', 't1', null, 'infinity', '2024-02-01', 'won', 5, null, null, null, false), ('bad2', 't1', null, '-infinity', '2030-01-01', 'won', 5, null, null, null, false), ('bad3', 't9', null, '2024-02-02', '2024-03-01', 'won', 5, null, null, null, false);
create table t.opportunity_contact (opportunity_id text, contact_id text, role text, added_at timestamptz);
insert into t.opportunity_contact select 'o' || i, 'c' || (i + 5), case when i % 3 = 0 then 'Approver' end, null from generate_series(1, 15) i;
insert into t.opportunity_contact values ('o10', 'c10', null, null);
create table t.touch (touch_id text, occurred_at timestamptz, account_id text, contact_id text, lead_id text, anonymous_id text, channel text, source_class text, campaign_id text, kind text, asset_id text, page text, session_id text, duration_s float8, scheduled_at timestamptz, outcome text, direction text, topic text, cta_id text, is_bot boolean);
insert into t.touch (touch_id, occurred_at, account_id, contact_id, anonymous_id, kind, scheduled_at, outcome, direction, is_bot)
select 'x' || i, timestamptz '2023-12-25 03:00+00' + i * interval '10 hours', 't' || 1 + i * i % 7 % 6, case when i % 9 > 0 then 'c' || 1 + i * 7 % 24 end, case when i % 9 = 0 and i % 2 = 0 then 'v' || i % 5 end, (array['visit', 'content', 'form', 'call', 'meeting', 'ad'])[1 + i % 6],
	case when i % 6 in (3, 4) then timestamptz '2023-12-26 03:00+00' + i * interval '10 hours' end, case when i % 6 in (3, 4) then (array['held', 'no_show', 'cancelled', null])[1 + i % 4] end, case when i % 6 = 3 then 'out' when i % 10 = 7 then 'out' else 'in' end, i % 23 = 0
from generate_series(1, 460) i;
insert into t.touch (touch_id, occurred_at, account_id, contact_id, kind) values ('bad1', 'infinity', 't1', 'c5', 'form'), ('bad2', '-infinity', 't1', 'c5', 'form'), ('bad3', null, 't1', 'c5', 'form'), ('bad4', '2030-01-01', 't1', 'c5', 'form'), ('bad5', '2024-05-05', 't9', 'c99', 'form'), ('bad6', '2024-05-05', null, 'c97', 'form'), ('bad7', '2024-06-01', 't2', 'c98', 'email_open'), ('bad8', '2024-06-01', 't2', 'c98', 'email_click');
create table t.email_event (send_id text, occurred_at timestamptz, kind text, contact_id text, account_id text, email_id text, subject text, campaign_id text, program text, program_kind text, url text, is_marketing boolean, is_bot boolean);
insert into t.email_event (send_id, occurred_at, kind, contact_id, account_id, url, is_bot)
select 'm' || i, timestamptz '2024-01-03 09:00+00' + i * interval '31 hours' + k.n * interval '1 hour', k.kind, 'c' || 1 + i % 24, 't' || 1 + (1 + i % 24) % 5, case when k.kind = 'click' then case when i % 5 = 0 then '/unsubscribe' else '/x' end end, i % 11 = 0 and k.n > 2
from generate_series(1, 140) i, unnest(array['sent', 'delivered', 'open', 'click']) with ordinality k(kind, n) where k.n = 1 or k.n = 2 and i % 8 > 0 or k.n = 3 and i % 2 = 0 or k.n = 4 and i % 4 = 0;
select count(*) > 0 as made from abm_kpi_create_views('t', '{"settings": {"as_of": "2024-06-20", "min_n": 3, "mqa_points": 12, "engagement_days": 60}}') \gset
insert into t.account_list values ('abm', 't1', null, '2024-01-01', null), ('abm', 't2', '9', '2024-02-10', null), ('abm', 't3', null, '2024-01-01', '2024-04-01'), ('abm', 't5', null, null, null), ('abm', 't9', null, '2024-01-01', null), ('other', 't4', null, '2024-01-01', null);
insert into t.scoring_rule values ('v', 'visit', 1, null), ('c', 'content', 5, 45), ('f', 'form', 8, 20), ('m', 'meeting', 9, 45), ('e', 'email_click', 3, 10), ('minus', 'call', -4, 45), ('bad1', 'visit', 'NaN', 30), ('bad2', 'visit', 1, 0), ('bad3', 'visit', 'Infinity', 30);
insert into t.required_role values ('buyer'), ('User'), ('approver'), ('sponsor');

select columns_are('t', 'target_accounts', array['id', 'period_grain', 'period_start', 'is_complete', 'dimension', 'dimension_value', 'dimension_label', 'n', 'is_thin', 'target_account_count',
	'coverage_rate', 'coverage_rate_lo', 'coverage_rate_hi', 'covered_account_count', 'reach_rate', 'reach_rate_lo', 'reach_rate_hi', 'reached_account_count', 'engagement_rate', 'engagement_rate_lo', 'engagement_rate_hi', 'engaged_account_count',
	'mqa_rate', 'mqa_rate_lo', 'mqa_rate_hi', 'mqa_account_count', 'account_to_opportunity_rate', 'account_to_opportunity_rate_lo', 'account_to_opportunity_rate_hi', 'opportunity_account_count',
	'account_to_customer_rate', 'account_to_customer_rate_lo', 'account_to_customer_rate_hi', 'customer_account_count', 'contact_engagement_rate', 'contact_engagement_rate_lo', 'contact_engagement_rate_hi', 'engaged_contact_count', 'contacted_contact_count',
	'contacts_per_account', 'opportunity_count'], 'target_accounts has its columns');
select columns_are('t', 'account_qualification', array['id', 'account_id', 'n', 'is_thin', 'as_of', 'account_name', 'comparison_group', 'tier', 'segment', 'owner', 'status', 'score', 'contact_count', 'engaged_contact_count', 'mqa_on',
	'required_role_count', 'covered_role_count', 'missing_roles', 'unknown_role_count', 'first_opportunity_on'], 'account_qualification has its columns');
select columns_are('t', 'account_contacts', array['id', 'account_id', 'contact_id', 'n', 'is_thin', 'as_of', 'role', 'seniority', 'score', 'touch_count', 'last_touch_on', 'most_active_stage', 'is_on_open_deal', 'open_deal_count', 'won_deal_count'], 'account_contacts has its columns: no name, no address');

-- What counts, said again in other words.
create temp table sign as
select account_id, contact_id, anonymous_id, occurred_at as at, kind from t.touch
where touch_id !~ 'bad' and not is_bot and occurred_at < '2024-06-21' and coalesce(scheduled_at < '2024-06-21', true) and kind <> 'ad' and (outcome is null and direction = 'in' or outcome = 'held') and account_id <> 't9'
union all select account_id, contact_id, null, occurred_at, 'email_click' from t.email_event where kind = 'click' and not is_bot and url = '/x' and occurred_at < '2024-06-21';
create temp table ours as
select account_id, contact_id, occurred_at as at from t.touch
where touch_id !~ 'bad' and not is_bot and occurred_at < '2024-06-21' and coalesce(scheduled_at < '2024-06-21', true) and (kind = 'ad' or direction = 'out') and coalesce(outcome, 'held') = 'held' and account_id <> 't9'
union all select s.account_id, s.contact_id, s.occurred_at from t.email_event s where s.kind = 'sent' and s.occurred_at < '2024-06-21' and exists (select from t.email_event d where d.send_id = s.send_id and d.kind = 'delivered' and d.occurred_at < '2024-06-21');
delete from sign where contact_id = 'c19';
delete from ours where contact_id = 'c19';
create temp table worked (account_id text, person text, at timestamptz, points float8, half float8);
insert into worked select account_id, case when contact_id is distinct from 'c19' then coalesce(contact_id, anonymous_id) end, occurred_at, points, half_life
from t.touch join (values ('visit', 1::float8, 30::float8), ('content', 5, 45), ('form', 8, 20), ('meeting', 9, 45), ('call', -4, 45)) r(kind, points, half_life) using (kind)
where touch_id !~ 'bad' and not is_bot and occurred_at < '2024-06-21' and coalesce(scheduled_at < '2024-06-21', true) and (outcome is null and direction = 'in' or outcome = 'held');
insert into worked select account_id, case when contact_id <> 'c19' then contact_id end, occurred_at, 3, 10 from t.email_event where kind = 'click' and not is_bot and url = '/x' and occurred_at < '2024-06-21';
create temp table mqa as
select account_id, min(at)::date as mqa_on from worked w
where (select sum(b.points * 0.5 ^ (extract(epoch from w.at - b.at)::float8 / 86400 / b.half)) from worked b where b.account_id = w.account_id and b.at <= w.at) >= 12
	and (select count(distinct b.person) from worked b where b.account_id = w.account_id and b.at between w.at - interval '60 days' and w.at and b.points > 0) >= 2
group by account_id;
select cmp_ok((select count(*) from mqa), '>=', 3::bigint, 'some accounts were qualified') union all select cmp_ok((select count(distinct mqa_on) from mqa), '>=', 3::bigint, 'on different days');

-- Periods, and who was on the list on their first day.
create temp table period as
select 'week' as grain, t::date as starts, least(t::date + 6, '2024-06-20') as ends from generate_series(timestamp '2023-12-25', '2024-06-17', '7 days') t
union all select 'month', t::date, least((t + interval '1 month')::date - 1, '2024-06-20') from generate_series(timestamp '2024-01-01', '2024-06-01', '1 month') t
union all values ('quarter', date '2024-01-01', date '2024-03-31'), ('quarter', '2024-04-01', '2024-06-20'), ('year', '2024-01-01', '2024-06-20');
create temp table target as
select p.*, a.account_id, coalesce(l.tier, a.tier, '(none)') as tier, coalesce(a.segment, '(none)') as segment
from period p join (values ('t1', date '2024-01-01', date '9999-01-01', null), ('t2', '2024-02-10', '9999-01-01', '9'), ('t3', '2024-01-01', '2024-04-01', null), ('t5', '2024-03-15', '9999-01-01', null)) l(account_id, since, until, tier) on p.starts >= l.since and p.starts < l.until
join t.account a using (account_id);
create temp table did as
select t.grain, t.starts, t.account_id, t.tier, t.segment,
	(select count(*) from t.contact c where c.account_id = t.account_id and not c.is_employee and not c.is_deleted and (c.created_at is null or c.created_at::date <= t.ends)) as contacts,
	exists (select from sign s where s.account_id = t.account_id and s.at::date between t.starts and t.ends) as is_engaged,
	exists (select from sign s where s.account_id = t.account_id and s.at::date between t.starts and t.ends) or exists (select from ours o where o.account_id = t.account_id and o.at::date between t.starts and t.ends) as is_reached,
	exists (select from mqa m where m.account_id = t.account_id and m.mqa_on between t.starts and t.ends) as is_mqa,
	(select count(*) from t.opportunity o where o.account_id = t.account_id and o.opportunity_id !~ 'bad' and not o.is_deleted and o.created_at::date between t.starts and t.ends) as opportunities,
	exists (select from t.opportunity o where o.account_id = t.account_id and not o.is_deleted and o.status = 'won' and o.close_on between t.starts and t.ends) as is_won,
	(select count(distinct o.contact_id) from ours o where o.account_id = t.account_id and o.at::date between t.starts and t.ends) as contacted,
	(select count(distinct o.contact_id) from ours o where o.account_id = t.account_id and o.at::date between t.starts and t.ends
		and exists (select from sign s where s.account_id = t.account_id and s.contact_id = o.contact_id and s.at::date between t.starts and t.ends)) as answered
from target t;
create temp view slice as select 'all' as dimension, 'all' as value, d.* from did d union all select 'tier', tier, d.* from did d union all select 'segment', segment, d.* from did d;
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, n, target_account_count, covered_account_count, reached_account_count, engaged_account_count, mqa_account_count, opportunity_account_count, customer_account_count, contacted_contact_count, engaged_contact_count, opportunity_count, round(contacts_per_account::numeric, 6)
		from t.target_accounts where dimension in ('all', 'tier', 'segment') and n > 0$$,
	$$select grain, starts, dimension, value, count(*), count(*), count(*) filter (where contacts > 0), count(*) filter (where is_reached), count(*) filter (where is_engaged), count(*) filter (where is_mqa), count(*) filter (where opportunities > 0), count(*) filter (where is_won), sum(contacted)::bigint, sum(answered)::bigint, sum(opportunities)::bigint, round(avg(contacts), 6)
		from slice group by 1, 2, 3, 4$$, 'target_accounts: every count of each period and slice');
select pg_temp.same($$select period_grain, period_start, round(coverage_rate::numeric, 6), round(engagement_rate::numeric, 6), round(contact_engagement_rate::numeric, 6) from t.target_accounts where dimension = 'all' and n > 0$$,
	$$select grain, starts, round(avg((contacts > 0)::int), 6), round(avg(is_engaged::int), 6), round(sum(answered) / nullif(sum(contacted), 0), 6) from did group by 1, 2$$, 'and its rates');
select cmp_ok((select sum(mqa_account_count) from t.target_accounts where period_grain = 'month' and dimension = 'all'), '>', 0::numeric, 'there is something to compare: qualified');
select cmp_ok((select sum(engaged_contact_count) from t.target_accounts where period_grain = 'month' and dimension = 'all'), '<', (select sum(contacted_contact_count) from t.target_accounts where period_grain = 'month' and dimension = 'all'), 'and people who did not answer');
-- By hand: in January t1 and t3; from February on t2 too, but not in February itself; t3 not in April; t5 from April.
select results_eq($$select period_start, target_account_count from t.target_accounts where period_grain = 'month' and dimension = 'all' order by 1$$,
	$$values (date '2024-01-01', 2::bigint), ('2024-02-01', 2), ('2024-03-01', 3), ('2024-04-01', 3), ('2024-05-01', 3), ('2024-06-01', 3)$$, 'the denominator is who was on the list on the first day');
select results_eq($$select dimension_value, dimension_label, n, is_complete, is_thin from t.target_accounts where period_grain = 'month' and dimension = 'owner' and period_start = '2024-06-01' order by 1$$,
	$$values ('u1', 'Ann', 2::bigint, false, true), ('u2', 'Ben', 1, false, true)$$, 'owners, in the running month');
select is((select n from t.target_accounts where id = 'month|2024-04-01|country|(none)'), 0::bigint, 'a slice without accounts is a row of zeros then, as t3 was of no country');
update t.setting set value = '4' where name = 'fiscal_year_start';
select results_eq($$select period_start, n from t.target_accounts where period_grain = 'year' and dimension = 'all'$$, $$values (date '2024-04-01', 3::bigint)$$, 'the fiscal year begins in April');
update t.setting set value = null where name = 'fiscal_year_start';

-- How far accounts are.
select pg_temp.same('select account_id, mqa_on from t.account_qualification where mqa_on is not null', 'select account_id, mqa_on from mqa', 'account_qualification: the first day of qualification');
update t.setting set value = '6' where name = 'mqa_people';
create temp table mqa_of_six as
select account_id, min(at)::date as mqa_on from worked w
where (select sum(b.points * 0.5 ^ (extract(epoch from w.at - b.at)::float8 / 86400 / b.half)) from worked b where b.account_id = w.account_id and b.at <= w.at) >= 12
	and (select count(distinct b.person) from worked b where b.account_id = w.account_id and b.at between w.at - interval '60 days' and w.at and b.points > 0) >= 6
group by account_id;
select pg_temp.same('select account_id, mqa_on from t.account_qualification where mqa_on is not null', 'select account_id, mqa_on from mqa_of_six', 'and of so many people as mqa_people says');
select isnt((select string_agg(account_id || mqa_on, ' ' order by account_id) from mqa_of_six), (select string_agg(account_id || mqa_on, ' ' order by account_id) from mqa), 'which is later, or never');
update t.setting set value = null where name = 'mqa_people';
select pg_temp.same('select account_id, score is not distinct from e_score, engaged_contact_count, engaged from (select q.account_id, q.score, e.score as e_score, q.engaged_contact_count, e.engaged_contact_count as engaged from t.account_qualification q join t.engagement_by_account e using (account_id)) x',
	$$select a.account_id, true, n, n from t.account a, lateral (select count(distinct contact_id) as n from sign s where s.account_id = a.account_id and s.at >= timestamptz '2024-06-21' - interval '60 days') s where account_id <> 't9'$$, 'score and engaged people are those of engagement_by_account');
select pg_temp.same('select account_id, status, first_opportunity_on, comparison_group from t.account_qualification',
	$$select a.account_id, case when o.won then 'customer' when o.open then 'opportunity' when m.mqa_on is not null then 'mqa' when exists (select from sign s where s.account_id = a.account_id and s.at >= timestamptz '2024-06-21' - interval '60 days') then 'aware' else 'none' end,
			o.first_on, case when a.account_id in ('t1', 't2', 't5') then 'abm' when o.inbound then 'inbound' else 'other' end
		from t.account a left join mqa m using (account_id)
		left join (select account_id, bool_or(status = 'won' and close_on <= '2024-06-20') as won, bool_or(status = 'open') as open, min(created_at::date) filter (where isfinite(created_at)) as first_on, (array_agg(source_class order by created_at))[1] = 'organic_search' as inbound from t.opportunity where not is_deleted group by account_id) o using (account_id)
		where a.account_id <> 't9'$$, 'account_qualification: status, first deal and group');
-- t6 has no people and no deals; a contract makes a customer.
select is((select format('%s %s %s', status, contact_count, missing_roles) from t.account_qualification where account_id = 't6'), 'none 0 approver, buyer, sponsor, user', 'whom we do not know at all');
insert into t.subscription (subscription_id, account_id, start_on, mrr_base) values ('s', 't6', '2024-01-01', 5);
select is((select status from t.account_qualification where account_id = 't6'), 'customer', 'a contract makes a customer');
delete from t.subscription;
-- Roles, by plain SQL: c19 is ours, c20 deleted; a role of spaces is none; case does not matter; deals say roles too.
create temp view known as
select c.account_id, c.contact_id, case c.role when 'Buyer' then 'buyer' when 'user ' then 'user' when 'buyer' then 'buyer' end as role from t.contact c where c.contact_id not in ('c19', 'c20') and coalesce(c.role, '') <> ''
union select c.account_id, c.contact_id, 'approver' from t.opportunity_contact o join t.contact c using (contact_id) where o.role = 'Approver' and c.contact_id not in ('c19', 'c20');
select pg_temp.same('select account_id, required_role_count, covered_role_count, unknown_role_count, contact_count, coalesce(missing_roles, '''') from t.account_qualification',
	$$select a.account_id, 4::bigint, (select count(*) from unnest(array['approver', 'buyer', 'sponsor', 'user']) r where r in (select k.role from known k where k.account_id = a.account_id)),
		(select count(*) from t.contact c where c.account_id = a.account_id and c.contact_id not in ('c19', 'c20') and c.contact_id not in (select k.contact_id from known k)),
		(select count(*) from t.contact c where c.account_id = a.account_id and c.contact_id not in ('c19', 'c20')),
		coalesce((select string_agg(r, ', ' order by r) from unnest(array['approver', 'buyer', 'sponsor', 'user']) r where r not in (select k.role from known k where k.account_id = a.account_id)), '')
		from t.account a where a.account_id <> 't9'$$, 'account_qualification: roles that nobody has, and people of unknown role');
select cmp_ok((select count(*) from t.account_qualification where unknown_role_count > 0 and covered_role_count > 0), '>', 0::bigint, 'unknown is not missing: both are there');
delete from t.required_role;
select is((select format('%s %s %s', required_role_count, covered_role_count, missing_roles is null) from t.account_qualification where account_id = 't1'), '0 0 t', 'no role is required, so none is missing');
delete from t.scoring_rule;
select is_empty('select * from t.account_qualification where score is not null or mqa_on is not null', 'without rules no score and nobody qualified');
insert into t.scoring_rule values ('c', 'content', 5, 45);
-- The threshold is reached by one touch of just so many points, with one person.
update t.setting set value = case name when 'mqa_points' then '5' else '1' end where name in ('mqa_points', 'mqa_people');
select pg_temp.same('select account_id, mqa_on from t.account_qualification where mqa_on is not null', $$select account_id, min(at)::date from sign where kind = 'content' and account_id <> 't9' and coalesce(contact_id, anonymous_id) is not null group by 1$$, 'one touch is enough if it has the points, but not of nobody');
update t.setting set value = null where name in ('mqa_points', 'mqa_people');

-- People. A deal is for 15 days in the first stage, and then until its close in the second.
insert into t.stage (pipeline_id, stage_id, label, sort_order, is_closed) values ('p', 's1', 'First', 1, false), ('p', 's2', 'Second', 2, false);
insert into t.stage_history (entity, entity_id, stage_id, entered_at, exited_at)
select 'opportunity', opportunity_id, 's' || k, created_at + (k - 1) * interval '15 days', created_at + k * interval '15 days' from t.opportunity, generate_series(1, 2) k where opportunity_id !~ 'bad' and not is_deleted;
create temp table person as select c.contact_id, c.account_id from t.contact c where account_id is not null and contact_id not in ('c19', 'c20');
create temp view takes_part as
select distinct contact_id, opportunity_id from (select contact_id, opportunity_id from t.opportunity_contact union all select contact_id, opportunity_id from t.opportunity) x where contact_id is not null;
select pg_temp.same('select account_id, contact_id, n, touch_count, last_touch_on, open_deal_count, won_deal_count, is_on_open_deal from t.account_contacts',
	$$select p.account_id, p.contact_id, (select count(*) from sign s where s.contact_id = p.contact_id), (select count(*) from sign s where s.contact_id = p.contact_id), (select max(at)::date from sign s where s.contact_id = p.contact_id),
		(select count(*) from takes_part t join t.opportunity o using (opportunity_id) where t.contact_id = p.contact_id and o.status = 'open' and not o.is_deleted),
		(select count(*) from takes_part t join t.opportunity o using (opportunity_id) where t.contact_id = p.contact_id and o.status = 'won' and o.close_on <= '2024-06-20' and not o.is_deleted),
		exists (select from takes_part t join t.opportunity o using (opportunity_id) where t.contact_id = p.contact_id and o.status = 'open' and not o.is_deleted)
		from person p$$, 'account_contacts: what each did, and in which deals');
select pg_temp.same('select contact_id, round(score::numeric, 8) from t.account_contacts',
	$$select p.contact_id, round(coalesce((select sum(5 * 0.5 ^ (extract(epoch from timestamptz '2024-06-21' - s.at)::float8 / 86400 / 45)) from sign s where s.contact_id = p.contact_id and s.kind = 'content'), 0)::numeric, 8) from person p$$, 'account_contacts: the score, of content only');
select pg_temp.same('select contact_id, most_active_stage from t.account_contacts where most_active_stage is not null',
	$$select distinct on (contact_id) contact_id, stage from (
		select s.contact_id, h.stage_id, case h.stage_id when 's1' then 'First' else 'Second' end as stage, count(*) as n
		from sign s join t.opportunity o on o.account_id = s.account_id join t.stage_history h on h.entity_id = o.opportunity_id and s.at::date between h.entered_at::date and h.exited_at::date
		where s.contact_id in (select contact_id from person) group by 1, 2, 3) x order by contact_id, n desc, stage_id desc$$, 'account_contacts: the stage in which most of it was');
select cmp_ok((select count(distinct most_active_stage) from t.account_contacts), '=', 2::bigint, 'which is not the same for all');
select is((select format('%s %s', role, seniority) from t.account_contacts where contact_id = 'c4'), 'Buyer level 1', 'a role of the person goes before those in deals');
select is((select role from t.account_contacts where contact_id = 'c14'), 'Approver', 'which help where it is unknown');
select is((select role is null from t.account_contacts where contact_id = 'c2'), true, 'and otherwise it is unknown');
select is_empty($$select * from t.account_contacts where contact_id in ('c19', 'c20', 'nobody')$$, 'nobody of ours, deleted, or without an account');

-- A lead that is no contact yet is a person too: p1, who sent a form, and nobody else of these (a contact, one deleted, one without an account, one who has the number of a contact there).
create temp table known_before as select q.contact_count, q.engaged_contact_count, e.contact_count as engagement_contact_count, e.engaged_contact_count as engagement_engaged_count, (select sum(contacts_per_account * target_account_count) from t.target_accounts where period_grain = 'month' and period_start = '2024-06-01' and dimension = 'all') as people
from t.account_qualification q join t.engagement_by_account e using (account_id) where account_id = 't1';
insert into t.lead (lead_id, contact_id, account_id, created_at, is_deleted) values ('p1', null, 't1', '2024-03-01', false), ('p2', 'c1', 't1', '2024-03-01', false), ('p3', null, 't1', '2024-03-01', true), ('p4', null, null, '2024-03-01', false);
insert into t.lead (lead_id, account_id, created_at) select contact_id, account_id, '2024-03-01' from t.contact where account_id = 't1' order by contact_id limit 1;
insert into t.touch (touch_id, occurred_at, account_id, lead_id, kind) values ('p1', '2024-06-10', 't1', 'p1', 'form');
select results_eq($$select q.contact_count - b.contact_count, q.engaged_contact_count - b.engaged_contact_count, e.contact_count - b.engagement_contact_count, e.engaged_contact_count - b.engagement_engaged_count,
	round((select sum(contacts_per_account * target_account_count) from t.target_accounts where period_grain = 'month' and period_start = '2024-06-01' and dimension = 'all')::numeric - b.people::numeric)
	from known_before b, t.account_qualification q join t.engagement_by_account e using (account_id) where account_id = 't1'$$, 'values (1::bigint, 1::bigint, 1::bigint, 1::bigint, 1::numeric)', 'a lead that is no contact yet is one person more, everywhere');
select results_eq($$select contact_id, account_id, touch_count, last_touch_on, round(score::numeric, 6) from t.account_contacts where contact_id ~ '^p'$$,
	$$values ('p1', 't1', 1::bigint, date '2024-06-10', 0.000000)$$, 'and a row');
delete from t.lead;
delete from t.touch where touch_id = 'p1';

-- The day is that of the setting, whatever the session's zone is.
create temp table target_accounts_before as select * from t.target_accounts;
create temp table account_qualification_before as select * from t.account_qualification;
create temp table account_contacts_before as select * from t.account_contacts;
set timezone = 'Asia/Tokyo';
select pg_temp.same('select * from t.' || v, format('select * from %s_before', v), v || ' is the same in a session of another zone') from unnest(array['target_accounts', 'account_qualification', 'account_contacts']) v;
set timezone = 'UTC';

-- A filter reaches the scan: only one branch of the periods and one of the slices is left.
select matches(pg_temp.plan_of('select * from t.target_accounts'), '''country''::text.*''week''::text[,)]|''week''::text[,)].*''country''::text', 'all branches without a filter');
select doesnt_match(pg_temp.plan_of('select * from t.target_accounts where period_grain = ''month'' and dimension = ''all'''), '''country''::text|''week''::text[,)]', 'a filter leaves one branch of the slices, and one of the periods');
drop schema t cascade;
select * from finish();

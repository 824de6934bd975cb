-- The KPI views of the demo company against the definitions, in plain SQL over its relations that shares nothing with the views.
\set ECHO none
\getenv srcdir PG_ABS_SRCDIR
\set include :srcdir '/include/extension.sql'
\i :include
begin;
select no_plan();
select count(*) > 0 as made from abm_kpi_demo('halden', 'canonical', 200) \gset
select count(*) > 0 as made from abm_kpi_create_views('halden') \gset
select count(*) > 0 as made from abm_kpi_demo_settings('halden') \gset
set search_path = halden, public;
create index on email_event (send_id);
create index on touch (lead_id);
create index on lead (contact_id);
create index on lead (opportunity_id);
create index on opportunity_contact (opportunity_id);
analyze;
create function pg_temp.same(a text, b text, what text) returns text language sql as $$
	select is_empty(format('(select ''view'' as side, x.* from (%1$s except all %2$s) x) union all (select ''plain'', x.* from (%2$s except all %1$s) x) limit 6', '(' || a || ')', '(' || b || ')'), what)
$$;

-- Days are those of Berlin; read on 2025-05-26; fiscal years are those of the calendar.
create temp table period as
select g.grain, t::date as starts, (t + g.length)::date as stops
from (values ('week', timestamp '2021-12-27', interval '7 days', interval '7 days', timestamp '2025-05-26'), ('month', '2022-01-01', '1 month', '1 month', '2025-05-26'), ('quarter', '2022-01-01', '3 months', '3 months', '2025-05-26'),
		('year', '2022-01-01', '1 year', '1 year', '2025-05-26'), ('trailing_year', '2022-01-01', '1 month', '1 year', '2024-06-01')) g(grain, first, step, length, last), generate_series(g.first, g.last, g.step) t;
create temp table listing as select account_id, valid_from, coalesce(valid_to, 'infinity') as valid_to, tier from account_list where list_id = 'abm';
create temp table visible as
select t.touch_id, coalesce(t.account_id, (select c.account_id from contact c where c.contact_id = t.contact_id)) as account_id, t.contact_id, t.lead_id, t.occurred_at, t.kind, t.outcome, t.direction, t.campaign_id, t.source_class, t.channel, t.page, t.duration_s, t.session_id, t.anonymous_id, t.asset_id, t.topic, t.scheduled_at
from touch t where t.is_bot is not true and t.occurred_at >= '1970-01-02' and t.occurred_at < timestamp '2025-05-27' at time zone 'Europe/Berlin';
create index on visible (account_id, occurred_at);
create index on visible (lead_id);
create temp table deal as
select o.*, (o.created_at at time zone 'Europe/Berlin')::date as created_on, case when o.status <> 'open' and o.close_on <= '2025-05-26' then o.close_on end as closed_on,
	case when abs(o.amount_base) < 1e14 then round(o.amount_base, 2) end as worth,
	case when exists (select from listing l where l.account_id = o.account_id and (o.created_at at time zone 'Europe/Berlin')::date >= l.valid_from and (o.created_at at time zone 'Europe/Berlin')::date < l.valid_to) then 'abm'
		when o.source_class in (select source_class from inbound_source) then 'inbound' else 'other' end as grp,
	(select a.segment from account a where a.account_id = o.account_id and a.is_deleted is not true) as segment,
	coalesce((select l.tier from listing l where l.account_id = o.account_id order by l.valid_from desc limit 1), (select a.tier from account a where a.account_id = o.account_id)) as tier,
	(select count(distinct c.contact_id) from opportunity_contact c where c.opportunity_id = o.opportunity_id) as people,
	(select min((v.occurred_at at time zone 'Europe/Berlin')::date) from visible v where v.account_id = o.account_id) as touched_on,
	(select min((l.sql_at at time zone 'Europe/Berlin')::date) from lead l where l.opportunity_id = o.opportunity_id and l.is_deleted is not true) as sql_on
from opportunity o where o.is_deleted is not true;
create index on deal (account_id);
create index on deal (opportunity_id);
create temp table slice as
select d.opportunity_id, s.dimension, coalesce(s.value, '(none)') as value from deal d, lateral (values ('all', 'all'), ('comparison_group', d.grp), ('segment', d.segment), ('tier', d.tier), ('owner', d.owner_id), ('source', d.source), ('campaign', d.campaign_id), ('kind', d.kind),
	('stakeholder_band', case when d.people >= 4 then '4+' when d.people >= 2 then '2-3' when d.people = 1 then '1' end), ('lost_reason', d.lost_reason),
	('with_demo', case when exists (select from visible v where v.account_id = d.account_id and v.kind = 'demo' and coalesce(v.outcome, 'held') not in ('no_show', 'cancelled', 'moved')
		and v.occurred_at >= d.created_at - interval '90 days' and v.occurred_at < (coalesce(d.closed_on, case when d.status = 'open' then date '2025-05-26' end) + 1)::timestamp at time zone 'Europe/Berlin') then 'true' else 'false' end)) s(dimension, value);

-- Deals that were closed
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, won_count, lost_count, closed_count, won_value, closed_value, disqualified_count, judged_count, is_complete from win_rate where judged_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*) filter (where d.status = 'won'), count(*) filter (where d.status = 'lost'), count(*) filter (where d.status <> 'disqualified'), coalesce(sum(worth) filter (where d.status = 'won'), 0)::numeric(18,2),
			coalesce(sum(worth) filter (where d.status <> 'disqualified'), 0)::numeric(18,2), count(*) filter (where d.status = 'disqualified'), count(*), p.stops <= '2025-05-27'
		from period p join deal d on d.closed_on >= p.starts and d.closed_on < p.stops join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension <> 'lost_reason' group by 1, 2, 3, 4, p.stops$$, 'win_rate: deals by their close');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, cohort_won_count, cohort_closed_count, cohort_open_count from win_rate where cohort_closed_count + cohort_open_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*) filter (where d.status = 'won' and closed_on is not null), count(*) filter (where d.status in ('won', 'lost') and closed_on is not null), count(*) filter (where d.status = 'open')
		from period p join deal d on d.created_on >= p.starts and d.created_on < p.stops and d.created_on <= '2025-05-26' join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension <> 'lost_reason'
		group by 1, 2, 3, 4 having count(*) filter (where d.status = 'open' or d.status <> 'disqualified' and closed_on is not null) > 0$$, 'win_rate: deals by their creation');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, won_count, won_value, average_deal_value, median_deal_value, p90_deal_value, n_missing from deal_value where won_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*), coalesce(sum(worth), 0)::numeric(18,2), round(avg(worth), 2)::numeric(18,2), round(percentile_cont(0.5) within group (order by worth)::numeric, 2)::numeric(18,2), round(percentile_cont(0.9) within group (order by worth)::numeric, 2)::numeric(18,2), count(*) filter (where worth is null)
		from period p join deal d on d.closed_on >= p.starts and d.closed_on < p.stops and d.status = 'won' join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension <> 'lost_reason' group by 1, 2, 3, 4$$, 'deal_value');
create temp table cycle as
select d.*, c.point, d.closed_on - c.start_on as days, date '2025-05-26' - c.start_on as age, c.start_on from deal d, lateral (values ('created', d.created_on), ('first_touch', case when d.touched_on <= coalesce(d.closed_on, case when d.status = 'open' then date '2025-05-26' end) then d.touched_on end), ('sql', d.sql_on)) c(point, start_on) where d.status <> 'disqualified';
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, start_point, n, won_count, round(average_days::numeric, 6), round(median_days::numeric, 6), round(p90_days::numeric, 6), round(lost_median_days::numeric, 6), negative_count
		from cycle_length where won_count > 0 or lost_median_days is not null$$,
	$$select p.grain, p.starts, s.dimension, s.value, c.point, count(*) filter (where c.status = 'won' and days >= 0), count(*) filter (where c.status = 'won'), round(avg(days) filter (where c.status = 'won' and days >= 0), 6),
			round((percentile_cont(0.5) within group (order by days) filter (where c.status = 'won' and days >= 0))::numeric, 6), round((percentile_cont(0.9) within group (order by days) filter (where c.status = 'won' and days >= 0))::numeric, 6),
			round((percentile_cont(0.5) within group (order by days) filter (where c.status = 'lost' and days >= 0))::numeric, 6), count(*) filter (where c.status = 'won' and days < 0)
		from period p join cycle c on c.closed_on >= p.starts and c.closed_on < p.stops join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension <> 'lost_reason' group by 1, 2, 3, 4, 5
		having count(*) filter (where c.status = 'won' or days >= 0) > 0$$, 'cycle_length: won and lost deals');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, start_point, open_count, round(open_median_age_days::numeric, 6) from cycle_length where open_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, c.point, count(*), round((percentile_cont(0.5) within group (order by age) filter (where age >= 0))::numeric, 6)
		from period p join cycle c on c.created_on >= p.starts and c.created_on < p.stops and c.created_on <= '2025-05-26' join slice s using (opportunity_id) where c.status = 'open' and p.grain in ('month', 'quarter', 'year') and s.dimension <> 'lost_reason' group by 1, 2, 3, 4, 5$$, 'cycle_length: open deals');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, opportunity_count, won_count, average_deal_value, round(average_days::numeric, 6), velocity_value_per_day from sales_velocity where opportunity_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*), count(*) filter (where d.status = 'won'), round(avg(worth) filter (where d.status = 'won'), 2)::numeric(18,2), round(avg(closed_on - created_on) filter (where d.status = 'won' and closed_on >= created_on), 6),
			round(sum(worth) filter (where d.status = 'won') / nullif(avg(closed_on - created_on) filter (where d.status = 'won' and closed_on >= created_on), 0), 2)::numeric(18,2)
		from period p join deal d on d.closed_on >= p.starts and d.closed_on < p.stops and d.status <> 'disqualified' join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension in ('all', 'comparison_group', 'segment', 'owner') group by 1, 2, 3, 4$$, 'sales_velocity');
create temp table win as
select d.*, v.touches, v.before_creation, not exists (select from deal e where e.account_id = d.account_id and e.status = 'won' and e.closed_on is not null and (e.closed_on, e.created_at, e.opportunity_id) < (d.closed_on, d.created_at, d.opportunity_id)) as is_new
from deal d, lateral (select count(*) as touches, count(*) filter (where v.occurred_at < d.created_at) as before_creation from visible v where v.account_id = d.account_id and v.occurred_at < (d.closed_on + 1)::timestamp at time zone 'Europe/Berlin'
	and not exists (select from deal e where e.account_id = d.account_id and e.status = 'won' and (e.closed_on, e.opportunity_id) < (d.closed_on, d.opportunity_id) and v.occurred_at < (e.closed_on + 1)::timestamp at time zone 'Europe/Berlin')) v
where d.status = 'won' and d.closed_on is not null;
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, won_count, new_customer_count, existing_customer_count, median_touches_to_opportunity, round(average_touches_to_win::numeric, 6), median_touches_to_win, won_without_touch_count, kind_mismatch_count from closed_deals where won_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*), count(*) filter (where is_new and account_id is not null), count(*) filter (where not is_new and account_id is not null), percentile_cont(0.5) within group (order by before_creation) filter (where touches > 0), round(avg(touches) filter (where touches > 0), 6),
			percentile_cont(0.5) within group (order by touches) filter (where touches > 0), count(*) filter (where touches = 0), count(*) filter (where account_id is not null and (kind = 'new' and not is_new or kind in ('expansion', 'renewal') and is_new))
		from period p join win d on d.closed_on >= p.starts and d.closed_on < p.stops join slice s using (opportunity_id) where p.grain in ('month', 'quarter', 'year') and s.dimension in ('all', 'comparison_group', 'segment', 'owner', 'source', 'kind', 'lost_reason') group by 1, 2, 3, 4$$, 'closed_deals: new customers and touches');
select pg_temp.same($$select opportunity_id, account_id, comparison_group, segment, tier, owner_id, source, campaign_id, kind, status, deal_value, created_on, closed_on, cycle_days, age_days, stakeholder_count, first_touch_on, is_overdue from deals$$,
	$$select d.opportunity_id, account_id, grp, segment, tier, owner_id, source, campaign_id, kind, d.status, worth::numeric(18,2), created_on, closed_on, (closed_on - created_on)::float8, case when d.status = 'open' then date '2025-05-26' - created_on end::float8, people,
		case when touched_on <= coalesce(closed_on, case when d.status = 'open' then date '2025-05-26' end) then touched_on end, d.status = 'open' and coalesce(close_on < '2025-05-26', false) from deal d$$, 'deals');

-- In the order in which they end: a deal that is won is behind others that end with it.
create temp table ending as
select d.*, (case when d.status = 'open' then date '2025-05-26' else d.closed_on end + 1)::timestamp at time zone 'Europe/Berlin' as end_at, d.status = 'won' as is_won from deal d where d.account_id is not null and (d.status = 'open' or d.closed_on is not null);
create temp table expected_deal as
select d.opportunity_id, (select count(*) from visible v where v.account_id = d.account_id and v.occurred_at < d.end_at and not exists (select from ending e where e.account_id = d.account_id and e.is_won and (e.end_at, e.is_won, e.opportunity_id) < (d.end_at, d.is_won, d.opportunity_id) and v.occurred_at < e.end_at)) as touches,
	(select max((v.occurred_at at time zone 'Europe/Berlin')::date) from visible v where v.account_id = d.account_id and v.occurred_at < d.end_at) as last_on,
	case when d.is_won then not exists (select from deal e where e.account_id = d.account_id and e.status = 'won' and e.closed_on is not null and (e.closed_on, e.created_at, e.opportunity_id) < (d.closed_on, d.created_at, d.opportunity_id))
		else not exists (select from ending e where e.account_id = d.account_id and e.is_won and (e.closed_on < d.closed_on or d.status = 'open')) end as is_new
from ending d;
select pg_temp.same($$select opportunity_id, touch_count, last_touch_on, is_new_customer from deals where account_id is not null and (status = 'open' or closed_on is not null)$$, $$select opportunity_id, touches, last_on, is_new from expected_deal$$, 'deals: touches, and whether the customer is new');

-- Leads: persons, by the first of their leads
create temp table person as
select l.*, coalesce('c' || contact_id, 'l' || lead_id) as person, (created_at at time zone 'Europe/Berlin')::date as created_on,
	case when exists (select from listing i where i.account_id = l.account_id and (l.created_at at time zone 'Europe/Berlin')::date >= i.valid_from and (l.created_at at time zone 'Europe/Berlin')::date < i.valid_to) then 'abm' when l.source_class in (select source_class from inbound_source) then 'inbound' else 'other' end as grp,
	(select a.segment from account a where a.account_id = l.account_id and a.is_deleted is not true) as segment
from lead l where l.is_deleted is not true and l.created_at < timestamp '2025-05-27' at time zone 'Europe/Berlin';
create temp table first_lead as
select f.*, r.mql, r.accepted, r.has_deal, r.is_won, r.is_closed from (select distinct on (person) * from person order by person, created_at, lead_id) f
join (select p.person, (min(least(p.mql_at, p.sql_at, p.converted_at)) at time zone 'Europe/Berlin')::date as mql, (min(least(p.sql_at, p.converted_at)) at time zone 'Europe/Berlin')::date as accepted, bool_or(p.opportunity_id is not null or p.converted_at is not null) as has_deal,
	coalesce(bool_or(d.status = 'won' and d.closed_on is not null), false) as is_won, coalesce(bool_or(d.status in ('won', 'lost') and d.closed_on is not null), false) as is_closed
	from person p left join deal d on d.opportunity_id = p.opportunity_id group by p.person) r using (person);
create index on person (lead_id);
create temp table lead_slice as
select p.lead_id, s.* from person p, lateral (values ('all', 'all'), ('comparison_group', p.grp), ('source_class', coalesce(p.source_class, '(none)')), ('source', coalesce(p.source, '(none)')), ('campaign', coalesce(p.campaign_id, '(none)')),
	('segment', coalesce(p.segment, '(none)')), ('owner', coalesce(p.owner_id, '(none)')), ('landing_page', coalesce(p.landing_page, '(none)'))) s(dimension, value);
create temp table thing as
select lead_id, created_on as day, 'lead' as what from person union all select lead_id, created_on, 'new' from first_lead where is_contactable is not false
union all select lead_id, mql, 'mql' from first_lead where mql is not null union all select lead_id, accepted, 'sql' from first_lead where accepted is not null
union all select lead_id, (recycled_at at time zone 'Europe/Berlin')::date, 'recycled' from person where recycled_at is not null
union all select lead_id, (min(v.occurred_at) at time zone 'Europe/Berlin')::date, 'reopened' from person p join visible v using (lead_id) where v.occurred_at > p.recycled_at and v.kind in ('visit', 'content', 'form') group by lead_id
union all select lead_id, (greatest(disqualified_at, least(sql_at, converted_at)) at time zone 'Europe/Berlin')::date, case when disqualified_at >= least(sql_at, converted_at) or least(sql_at, converted_at) is null then 'unfit' else 'fit' end from person where disqualified_at is not null or sql_at is not null or converted_at is not null;
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, lead_count, new_lead_count, reopened_count, mql_count, sql_count, recycled_count, disqualified_count, judged_count from lead_flow where lead_count + new_lead_count + reopened_count + mql_count + sql_count + recycled_count + judged_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*) filter (where what = 'lead'), count(*) filter (where what = 'new'), count(*) filter (where what = 'reopened'), count(*) filter (where what = 'mql'), count(*) filter (where what = 'sql'), count(*) filter (where what = 'recycled'),
			count(*) filter (where what = 'unfit'), count(*) filter (where what in ('unfit', 'fit')) from period p join thing t on t.day >= p.starts and t.day < p.stops and t.day <= '2025-05-26' join lead_slice s using (lead_id) where p.grain <> 'trailing_year' and s.dimension <> 'landing_page' group by 1, 2, 3, 4$$, 'lead_flow');
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, lead_count, mql_count, sql_count, opportunity_count, won_count, closed_count, is_complete from lead_source where touch_rule = 'first' and lead_count > 0$$,
	$$select p.grain, p.starts, s.dimension, s.value, count(*), count(mql), count(accepted), count(*) filter (where has_deal), count(*) filter (where is_won), count(*) filter (where is_closed), p.stops - 1 + 90 <= '2025-05-26'
		from period p join first_lead f on f.created_on >= p.starts and f.created_on < p.stops join lead_slice s using (lead_id) where p.grain in ('month', 'quarter', 'year') and s.dimension in ('all', 'source_class', 'source', 'campaign', 'landing_page', 'comparison_group') group by 1, 2, 3, 4, p.stops$$, 'lead_source: by the first touch');
select pg_temp.same($$select sum(won_value), sum(lead_count) from lead_source where touch_rule = 'first' and dimension = 'campaign' and period_grain = 'year'$$,
	$$select (select sum(worth) from deal d where status = 'won' and closed_on is not null and exists (select from person p where p.opportunity_id = d.opportunity_id)), (select count(*)::numeric from first_lead)$$, 'lead_source: the value of the deals of leads');
select pg_temp.same($$select period_grain, period_start, cost from lead_source where touch_rule = 'first' and dimension = 'all' and cost is not null$$,
	$$select p.grain, p.starts, sum(k.amount_base)::numeric(18,2) from period p join campaign_cost k on date_trunc('month', k.cost_on) >= p.starts and date_trunc('month', k.cost_on) < p.stops and k.cost_on <= '2025-05-26' where p.grain in ('month', 'quarter', 'year') group by 1, 2$$, 'lead_source: what it cost');

-- Mails, a row each
create temp table mail as
select e.send_id, min(e.occurred_at) filter (where kind = 'sent') as sent_at, max(e.occurred_at) filter (where kind = 'delivered') as delivered_at, max(e.occurred_at) filter (where kind like 'bounce%') as bounced_at, bool_or(kind = 'unsubscribe') as left_us, bool_or(kind = 'spam') as spam,
	min(account_id) as account_id, min(contact_id) as contact_id, min(lead_id) as lead_id, min(email_id) as email_id, min(campaign_id) as campaign_id, min(program) as program, min(program_kind) as program_kind, count(*) filter (where is_bot) as bots
from email_event e where is_marketing is not false and e.occurred_at < timestamp '2025-05-27' at time zone 'Europe/Berlin' group by send_id;
create temp table mail_row as
select m.*, (m.sent_at at time zone 'Europe/Berlin')::date as day, coalesce(m.delivered_at > m.bounced_at, m.delivered_at is not null) as delivered,
	exists (select from email_event e where e.send_id = m.send_id and e.kind in ('open', 'click') and e.is_bot is not true and e.occurred_at < m.sent_at + interval '7 days') as opened,
	exists (select from email_event e where e.send_id = m.send_id and e.kind = 'click' and e.is_bot is not true and e.occurred_at < m.sent_at + interval '7 days' and coalesce(e.url, '') !~ 'unsubscribe|preferences') as clicked,
	exists (select from email_event e where e.send_id = m.send_id and e.kind = 'reply' and e.is_bot is not true and e.occurred_at < m.sent_at + interval '7 days') as replied,
	case when exists (select from listing l where l.account_id = m.account_id and (m.sent_at at time zone 'Europe/Berlin')::date >= l.valid_from and (m.sent_at at time zone 'Europe/Berlin')::date < l.valid_to) then 'abm'
		when (select l.source_class in (select source_class from inbound_source) from lead l where (l.contact_id = m.contact_id or l.lead_id = m.lead_id) and l.is_deleted is not true order by l.created_at, l.lead_id limit 1) then 'inbound' else 'other' end as grp,
	case when exists (select from deal d where d.account_id = m.account_id and d.status = 'won' and d.close_on <= (m.sent_at at time zone 'Europe/Berlin')::date) then 'customer' else 'prospect' end as audience
from mail m where m.sent_at is not null;
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, sent_count, delivered_count, opened_count, clicked_count, replied_count, unsubscribed_count, spam_count, bot_event_count, is_complete from email_performance where sent_count > 0 and dimension in ('all', 'comparison_group', 'audience', 'campaign', 'program', 'program_kind', 'email')$$,
	$$select p.grain, p.starts, s.dimension, coalesce(s.value, '(none)'), count(*), count(*) filter (where delivered), count(*) filter (where delivered and opened), count(*) filter (where delivered and clicked), count(*) filter (where delivered and replied), count(*) filter (where delivered and left_us), count(*) filter (where delivered and spam), sum(bots)::bigint, p.stops + 6 <= '2025-05-26'
		from period p join mail_row m on m.day >= p.starts and m.day < p.stops, lateral (values ('all', 'all'), ('comparison_group', grp), ('audience', audience), ('campaign', campaign_id), ('program', program), ('program_kind', program_kind), ('email', email_id)) s(dimension, value) where p.grain <> 'trailing_year' group by 1, 2, 3, 4, p.stops$$, 'email_performance');

-- Answers: the last of each person in the period
create temp table customer as
select a.account_id, (select d.grp from deal d where d.account_id = a.account_id and d.status = 'won' and d.closed_on is not null order by d.closed_on, d.opportunity_id limit 1) as grp, a.segment from account a where a.is_deleted is not true;
create temp table answer as
select r.*, (coalesce(answered_at, invited_at) at time zone 'Europe/Berlin')::date as day, coalesce('c' || contact_id, 'r' || response_id) as person, coalesce(r.account_id, (select c.account_id from contact c where c.contact_id = r.contact_id)) as at_account
from survey_response r where kind in ('nps', 'enps') and (answered_at is null or score is null or score between (case kind when 'nps' then 0 else 1 end) and 10) and coalesce(answered_at, invited_at) < timestamp '2025-05-27' at time zone 'Europe/Berlin';
create temp table heard as
select distinct on (p.grain, p.starts, a.kind, a.person) p.grain, p.starts, a.*, case when answered_at is not null then score end as points, case when at_account is not null or kind = 'nps' then coalesce(c.grp, case when exists (select from listing l where l.account_id = a.at_account and a.day >= l.valid_from and a.day < l.valid_to) then 'abm' else 'other' end) end as grp
from period p join answer a on a.day >= p.starts and a.day < p.stops left join customer c on c.account_id = a.at_account order by p.grain, p.starts, a.kind, a.person, (answered_at is null or score is null), answered_at desc nulls last, response_id desc;
select pg_temp.same($$select period_grain, period_start, survey_kind, dimension, dimension_value, response_count, invited_count, promoter_count, detractor_count, round(nps::numeric, 6), round(average_score::numeric, 6), round(score_stddev::numeric, 6) from nps where dimension in ('all', 'comparison_group') and invited_count > 0 and (period_grain <> 'trailing_year' or period_start >= (select date_trunc('month', min(day)) from answer))$$,
	$$select grain, starts, kind, s.dimension, coalesce(s.value, '(none)'), count(points), count(*), count(*) filter (where points >= 9), count(*) filter (where points <= 6), round(100.0 * (count(*) filter (where points >= 9) - count(*) filter (where points <= 6)) / nullif(count(points), 0), 6), round(avg(points), 6), round(stddev_samp(points), 6)
		from heard, lateral (values ('all', 'all'), ('comparison_group', grp)) s(dimension, value) where grain <> 'week' and (grain <> 'trailing_year' or starts >= (select date_trunc('month', min(day)) from answer)) group by 1, 2, 3, 4, 5 having kind = 'nps' or count(points) >= 5$$, 'nps');

-- Contracts: what each account paid on the eve of a period and on its last day
create temp table paid as
select p.grain, p.starts, p.stops, s.account_id, coalesce(sum(s.mrr_base) filter (where s.start_on < p.starts and coalesce(s.end_on, 'infinity') > p.starts - 1), 0) as before,
	coalesce(sum(s.mrr_base) filter (where s.start_on <= least(p.stops - 1, '2025-05-26') and coalesce(s.end_on, 'infinity') > least(p.stops - 1, '2025-05-26')), 0) as now, min(s.start_on) as since
from period p cross join subscription s where s.mrr_base > 0 and s.account_id not in (select a.account_id from account a where a.is_deleted) group by 1, 2, 3, 4;
select pg_temp.same($$select period_grain, period_start, dimension_value, retained_count, start_count, churned_count, new_count, reactivated_count, start_value, now_value, kept_value, expansion_value, contraction_value, churned_value from retention where dimension in ('all', 'comparison_group') and start_count + new_count + reactivated_count > 0 and period_start >= '2022-01-01'$$,
	$$select grain, starts, s.value, count(*) filter (where before > 0 and now > 0), count(*) filter (where before > 0), count(*) filter (where before > 0 and now = 0), count(*) filter (where before = 0 and now > 0 and since >= starts), count(*) filter (where before = 0 and now > 0 and since < starts),
			sum(before)::numeric(18,2), coalesce(sum(now) filter (where before > 0), 0)::numeric(18,2), sum(least(before, now))::numeric(18,2), coalesce(sum(now - before) filter (where before > 0 and now > before), 0)::numeric(18,2), coalesce(sum(before - now) filter (where now > 0 and now < before), 0)::numeric(18,2), coalesce(sum(before) filter (where now = 0), 0)::numeric(18,2)
		from paid left join customer c using (account_id), lateral (values ('all'), (coalesce(c.grp, case when exists (select from listing l where l.account_id = paid.account_id and paid.since >= l.valid_from and paid.since < l.valid_to) then 'abm' else 'other' end))) s(value)
		where grain <> 'week' and (before > 0 or now > 0) group by 1, 2, 3$$, 'retention');

-- Campaigns
create temp table route as
select d.opportunity_id, d.worth, v.campaign_id, row_number() over (partition by d.opportunity_id order by v.occurred_at desc, v.touch_id desc) as from_end, count(*) over (partition by d.opportunity_id) as n
from deal d left join visible v on v.account_id = d.account_id and v.campaign_id is not null and v.occurred_at >= (d.closed_on - 89)::timestamp at time zone 'Europe/Berlin' and v.occurred_at < (d.closed_on + 1)::timestamp at time zone 'Europe/Berlin' where d.status = 'won' and d.closed_on is not null;
select pg_temp.same($$select level_value, total_cost, lead_count, mql_count, opportunity_count, pipeline_value, won_count, won_value_primary, won_value_last, abs(won_value_linear - round(won_value_linear)) < 1, round(roi_primary::numeric, 6) from campaign_roi where level = 'campaign' and level_value <> '(none)'$$,
	$$select c.campaign_id, (select sum(k.amount_base)::numeric(18,2) from campaign_cost k where k.campaign_id = c.campaign_id and k.cost_on <= '2025-05-26'), (select count(*) from first_lead f where f.campaign_id = c.campaign_id), (select count(mql) from first_lead f where f.campaign_id = c.campaign_id),
			count(d.opportunity_id), coalesce(sum(d.worth) filter (where d.status = 'open'), 0)::numeric(18,2), count(*) filter (where d.status = 'won' and d.closed_on is not null), coalesce(sum(d.worth) filter (where d.status = 'won' and closed_on is not null), 0)::numeric(18,2),
			(select coalesce(sum(r.worth), 0)::numeric(18,2) from route r where r.campaign_id = c.campaign_id and r.from_end = 1), true,
			(select round((coalesce(sum(d.worth) filter (where d.status = 'won' and closed_on is not null), 0) - sum(k.amount_base)) / nullif(sum(k.amount_base), 0), 6) from campaign_cost k where k.campaign_id = c.campaign_id and k.cost_on <= '2025-05-26')
		from campaign c left join deal d on d.campaign_id = c.campaign_id group by c.campaign_id$$, 'campaign_roi');
select is_empty($$select c.level_value from campaign_roi c where c.level = 'campaign' and abs(c.won_value_linear - coalesce((select sum(r.worth / r.n) from route r where coalesce(r.campaign_id, '(none)') = c.level_value), 0)) > 0.01$$, 'campaign_roi: linear credit');

select pg_temp.same($$select period_grain, period_start, dimension_value, n, round(value::numeric, 6) from overview where kpi = 'touches_to_win' and n > 0$$,
	$$select p.grain, p.starts, s.value, count(*), round(avg(touches), 6) from period p join win w on w.closed_on >= p.starts and w.closed_on < p.stops and w.touches > 0 join slice s using (opportunity_id)
		where p.grain <> 'week' and s.dimension in ('all', 'comparison_group') and (p.grain <> 'trailing_year' or p.starts >= (select date_trunc('month', min(closed_on)) from win where touches > 0)) group by 1, 2, 3$$, 'overview: touches until won');
select pg_temp.same($$select period_grain, period_start, n, round(abm_value::numeric, 6), round(rival_value::numeric, 6) from abm_comparison where kpi = 'roi' and compared_with = 'all_other' and abm_n > 0 and rival_n > 0$$,
	$$select p.grain, p.starts, least(count(*) filter (where is_abm and cost is null), count(*) filter (where not is_abm and cost is null)), round(sum(worth) filter (where is_abm) / sum(cost) filter (where is_abm) - 1, 6), round(sum(worth) filter (where not is_abm) / sum(cost) filter (where not is_abm) - 1, 6)
		from period p join (select closed_on as day, campaign_id, worth, null::numeric as cost from deal where status = 'won' union all select cost_on, campaign_id, null, amount_base from campaign_cost) r on r.day >= p.starts and r.day < p.stops and r.day <= '2025-05-26' join campaign using (campaign_id)
		where p.grain <> 'week' group by 1, 2 having count(*) filter (where is_abm and cost is null) > 0 and count(*) filter (where not is_abm and cost is null) > 0$$, 'abm_comparison: return on campaigns');

-- A figure is the same in overview as in its own view. To whom assets were shown the company does not record: here, ten days before who had to do with them, and three days after every second.
savepoint shown;
insert into touch (touch_id, occurred_at, contact_id, account_id, lead_id, kind, asset_id, source_class) select 'shown ' || n || touch_id, occurred_at + (13 * n - 10) * interval '1 day', contact_id, account_id, lead_id, 'ad', asset_id, source_class
from touch, generate_series(0, 1) n where asset_id is not null and contact_id is not null and (n = 0 or hashtext(touch_id) % 2 = 0);
select pg_temp.same($$select period_grain, period_start, dimension, dimension_value, n, round(value::numeric, 9) from overview where kpi = 'content_engagement_rate' and n > 0$$,
	$$select period_grain, period_start, dimension, dimension_value, sum(exposed_contact_count)::bigint, round(sum(engaged_exposed_count) / sum(exposed_contact_count), 9) from content_performance where dimension in ('all', 'comparison_group') group by 1, 2, 3, 4 having sum(exposed_contact_count) > 0$$, 'overview: engagement with content');
select pg_temp.same($$select period_grain, period_start, n, value, value_lo, value_hi from overview where kpi = 'engagement_rate' and dimension = 'all' and period_grain <> 'trailing_year'$$,
	$$select period_grain, period_start, n, engagement_rate, engagement_rate_lo, engagement_rate_hi from target_accounts where dimension = 'all' and period_grain <> 'week'$$, 'overview: engagement of target accounts');
select pg_temp.same($$select period_grain, period_start, abm_n, abm_value from abm_comparison where kpi = 'engagement_rate' and compared_with = 'all_other' and period_grain <> 'trailing_year' and abm_n > 0$$,
	$$select period_grain, period_start, n, engagement_rate from target_accounts where dimension = 'all' and period_grain <> 'week' and n > 0$$, 'abm_comparison: likewise');
select pg_temp.same($$select v.period_start, v.n, v.value from overview v where v.kpi = 'engagement_rate' and v.dimension = 'all' and v.period_grain = 'trailing_year' and extract(month from v.period_start) = 1 and v.n > 0$$,
	$$select period_start, n, engagement_rate from target_accounts where dimension = 'all' and period_grain = 'year' and period_start < '2025-01-01' and n > 0$$, 'a trailing year that is a year is the same');
select pg_temp.same($$select kpi, dimension_value, n, round(value::numeric, 3) from overview where kpi in ('clv', 'health_score') and n > 0$$,
	$$select 'clv', s.value, count(c.expected_value), round(avg(c.expected_value), 3) from clv_by_account c, lateral (values ('all'), (c.comparison_group)) s(value) where c.method = 'historic' group by 2 having count(c.expected_value) > 0
		union all select 'health_score', s.value, count(h.health_score), round(avg(h.health_score)::numeric, 3) from account_health h, lateral (values ('all'), (h.comparison_group)) s(value) group by 2 having count(h.health_score) > 0$$, 'overview: worth and health of customers');
select is((select count(*) from (select kpi from abm_comparison where kpi in ('content_engagement_rate', 'engagement_rate', 'clv', 'health_score') and period_grain = 'trailing_year' and abm_n > 0 and rival_n > 0 group by kpi) k), 4::bigint, 'abm_comparison: each of them has both sides');
rollback to shown;

-- Funnels: leads and deals by the day of entry, 365 days
create temp table walk as
select 'lead' as funnel, p.lead_id as unit, p.created_on as day, p.grp, array[p.created_on, (p.mql_at at time zone 'Europe/Berlin')::date, (p.sql_at at time zone 'Europe/Berlin')::date, case when p.opportunity_id is not null then d.created_on end, case when d.status = 'won' then d.closed_on end] as days
from person p left join deal d on d.opportunity_id = p.opportunity_id;
select pg_temp.same($$select period_grain, period_start, dimension_value, step, reached_count, first_count from funnel where funnel = 'lead' and dimension in ('all', 'comparison_group') and first_count > 0$$,
	$$select p.grain, p.starts, s.value, n::bigint, count(*) filter (where exists (select from generate_series(n, 5) m where w.days[m] <= w.day + 365 and w.days[m] <= '2025-05-26')), count(*)
		from period p join walk w on w.day >= p.starts and w.day < p.stops cross join generate_series(1, 5) n, lateral (values ('all'), (w.grp)) s(value) where p.grain in ('month', 'quarter', 'year') group by 1, 2, 3, 4$$, 'funnel: leads');
-- Stages: the visits of each deal, added up
create temp table visit as
select h.entity_id, h.stage_id, h.entered_at, least(h.exited_at, lead(h.entered_at) over (partition by h.entity_id order by h.entered_at, s.sort_order), timestamp '2025-05-26' at time zone 'Europe/Berlin') as left_at, h.exited_at is null and d.status = 'open' as is_here,
	(h.entered_at at time zone 'Europe/Berlin')::date as entered_on, d.grp, d.status, s.is_closed, coalesce(lead(s.sort_order) over (partition by h.entity_id order by h.entered_at, s.sort_order) < s.sort_order, false) as went_back
from stage_history h join deal d on d.opportunity_id = h.entity_id left join stage s on s.stage_id = h.stage_id and s.pipeline_id is not distinct from d.pipeline_id where h.entity = 'opportunity' and h.entered_at < timestamp '2025-05-27' at time zone 'Europe/Berlin';
select pg_temp.same($$select period_grain, period_start, dimension_value, stage_id, entered_count, open_count, back_count, days_here from stage_velocity where entity = 'opportunity' and dimension in ('all', 'comparison_group') and entered_count > 0$$,
	$$select p.grain, p.starts, s.value, v.stage_id, count(*), count(*) filter (where v.is_here), sum(v.backs)::bigint, sum(v.days)::numeric(18,2)
		from (select entity_id, stage_id, grp, min(entered_on) as day, bool_or(is_here) as is_here, count(*) filter (where went_back) as backs, sum(greatest(extract(epoch from left_at - entered_at) / 86400, 0)) as days from visit where is_closed is not true group by 1, 2, 3) v
		join period p on v.day >= p.starts and v.day < p.stops, lateral (values ('all'), (v.grp)) s(value) where p.grain in ('month', 'quarter', 'year') group by 1, 2, 3, 4$$, 'stage_velocity');

-- A touch without an account is of the account of its person.
update touch t set account_id = null from contact c where c.contact_id = t.contact_id and c.account_id = t.account_id;
select ok((select count(*) filter (where account_id is null) > count(*) / 2 from touch where contact_id is not null), 'touches that have lost their accounts');
select pg_temp.same($$select opportunity_id, touch_count, last_touch_on, is_new_customer from deals where account_id is not null and (status = 'open' or closed_on is not null)$$, $$select opportunity_id, touches, last_on, is_new from expected_deal$$, 'are still those of their people''s accounts');
select * from finish();
rollback;

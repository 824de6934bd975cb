-- facts: what several KPI views of leads and marketing share; 72-facts.sql has those of deals and customers.

create function @extschema@._facts_marketing() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
('lead_fact', 'Leads that are not deleted and have a date, one row each, with what figures are cut by. Several leads of one contact are one person: is_first marks the first of them, and what the person reached is what any of them did. A later step implies the earlier ones. Dates that cannot be, or are to come, are NULL here. For the other views.', $$
select l.*, a.account_name, a.segment, a.tier, coalesce(c.name, l.campaign_id) as campaign_name, c.program,
	coalesce(d.is_won, false) as is_won, coalesce(d.is_closed, false) as is_closed, d.won_value,
	case when a.listed @> l.created_on then 'abm'
		when l.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group,
	(l.qualified_at at time zone l.time_zone)::date as qualified_on, (l.accepted_at at time zone l.time_zone)::date as accepted_on,
	(l.converted_at at time zone l.time_zone)::date as converted_on, (l.recycled_at at time zone l.time_zone)::date as recycled_on,
	-- The last judgement counts: unfit, or accepted.
	(greatest(l.disqualified_at, l.own_accepted_at) at time zone l.time_zone)::date as judged_on,
	case when l.disqualified_at is not null and l.own_accepted_at is not null then l.disqualified_at >= l.own_accepted_at
		when l.disqualified_at is not null then true when l.own_accepted_at is not null then false end as is_disqualified
from (
	select l.lead_id, l.person_id, l.account_id, l.owner_id, l.owner_name, l.source_class, l.source, l.campaign_id, l.landing_page, l.status,
		l.created_at, (l.created_at at time zone l.time_zone)::date as created_on, l.time_zone, l.until, l.is_contactable,
		l.opportunity_id, l.recycled_at, l.disqualified_at, l.mql_at as own_qualified_at, least(l.sql_at, l.converted_at) as own_accepted_at, l.score as crm_score,
		row_number() over (partition by l.person_id order by l.created_at, l.lead_id) = 1 as is_first,
		min(least(l.mql_at, l.sql_at, l.converted_at)) over person as qualified_at, min(least(l.sql_at, l.converted_at)) over person as accepted_at,
		min(l.converted_at) over person as converted_at, bool_or(l.opportunity_id is not null or l.converted_at is not null) over person as has_opportunity
	from (
		select l.lead_id, coalesce('contact ' || l.contact_id, 'lead ' || l.lead_id) as person_id, l.account_id, l.owner_id, coalesce(l.owner_name, l.owner_id) as owner_name,
			l.source_class, l.source, l.campaign_id, l.landing_page, l.status, l.is_contactable, l.opportunity_id, l.created_at, p.time_zone, u.until,
			case when l.score between -1e15 and 1e15 then l.score end as score,
			case when l.mql_at >= u.since and l.mql_at < u.until then l.mql_at end as mql_at, case when l.sql_at >= u.since and l.sql_at < u.until then l.sql_at end as sql_at,
			case when l.converted_at >= u.since and l.converted_at < u.until then l.converted_at end as converted_at,
			case when l.recycled_at >= u.since and l.recycled_at < u.until then l.recycled_at end as recycled_at,
			case when l.disqualified_at >= u.since and l.disqualified_at < u.until then l.disqualified_at end as disqualified_at
		from {lead} l
		cross join {parameter} p
		cross join lateral (select timestamptz '1970-01-02 00:00+00' as since, (p.as_of + 1)::timestamp at time zone p.time_zone as until) u
		where not coalesce(l.is_deleted, false) and l.created_at >= u.since and l.created_at < u.until
	) l
	window person as (partition by l.person_id)
) l
left join {account_fact} a on a.account_id = l.account_id
left join {campaign} c on c.campaign_id = l.campaign_id
left join (
	-- A deal of several people is worth something for the first of them only.
	select l.person_id, bool_or(o.status = 'won') as is_won, bool_or(o.status in ('won', 'lost')) as is_closed,
		sum(case when abs(o.amount_base) < 1e14 then round(o.amount_base, 2) end) filter (where o.status = 'won' and l.is_first_of_deal) as won_value
	from (
		select coalesce('contact ' || l.contact_id, 'lead ' || l.lead_id) as person_id, l.opportunity_id,
			row_number() over (partition by l.opportunity_id order by l.created_at, l.lead_id) = 1 as is_first_of_deal
		from {lead} l
		where l.opportunity_id is not null and not coalesce(l.is_deleted, false)
	) l
	join {deal_day} o on o.opportunity_id = l.opportunity_id
	where o.close_on <= o.as_of
	group by l.person_id
) d on d.person_id = l.person_id
$$),
('lead_touch_fact', 'When something was last heard of a lead, and when first after it was returned to marketing. For the other views.', $$
select t.lead_id, max(t.occurred_at) filter (where t.is_theirs) as last_at,
	min(t.occurred_at) filter (where t.occurred_at > r.recycled_at and t.kind in ('visit', 'content', 'form')) as back_at
from {touch_fact} t
left join (select r.lead_id, r.recycled_at from {lead} r where r.recycled_at is not null) r on r.lead_id = t.lead_id
where t.lead_id is not null
group by t.lead_id
$$),
('lead_event_fact', 'What happened to leads, one row each thing, by its own day. For the other views.', $$
select e.day, e.what, l.comparison_group, l.source_class, l.source, l.campaign_id, l.campaign_name, l.segment, l.owner_id, l.owner_name
from {lead_fact} l
left join {lead_touch_fact} t on t.lead_id = l.lead_id
cross join lateral (
	select l.created_on as day, 'lead' as what
	union all select l.created_on, 'new' where l.is_first and l.is_contactable is not false
	union all select l.qualified_on, 'mql' where l.is_first and l.qualified_on is not null
	union all select l.accepted_on, 'sql' where l.is_first and l.accepted_on is not null
	union all select l.converted_on, 'converted' where l.is_first and l.converted_on is not null
	union all select l.recycled_on, 'recycled' where l.recycled_on is not null
	union all select l.judged_on, case when l.is_disqualified then 'disqualified' else 'accepted' end where l.is_disqualified is not null
	union all select (t.back_at at time zone l.time_zone)::date, 'reopened' where t.back_at is not null and l.recycled_at is not null
	union all select (q.quiet_at at time zone l.time_zone)::date, 'quiet'
	from (select greatest(t.last_at, l.created_at) + (select p.engagement_days * interval '1 day' from {parameter} p) as quiet_at) q
	where l.is_disqualified is null and q.quiet_at < l.until
) e
$$),
('contact_source_fact', 'Whether a person, as lead_fact has them, was inbound: by the source of the first lead. For the other views.', $$
select coalesce('contact ' || l.contact_id, 'lead ' || l.lead_id) as person_id, (array_agg(l.source_class in (select i.source_class from {inbound_source} i) order by l.created_at, l.lead_id))[1] as is_inbound
from {lead} l
where not coalesce(l.is_deleted, false)
group by 1
$$),
-- offset 0: what is said of a mail is worked out once, not again in each aggregate over it.
('email_send_fact', 'Marketing mails that were sent, one row each, with what became of them: the last state of delivery, and what people, not programs, did within seven days. A click is an open; contact_id is the contact, or the lead that is none yet. For the other views.', $$
select s.send_id, s.sent_at, (s.sent_at at time zone p.time_zone)::date as sent_on, coalesce('contact ' || s.contact_id, 'lead ' || s.lead_id) as person_id, coalesce(s.contact_id, s.lead_id) as contact_id, s.account_id, s.email_id, s.subject, s.campaign_id, coalesce(s.program, c.program) as program, coalesce(s.program_kind, c.kind) as program_kind,
	case when s.has_delivery then s.was_delivered else not s.was_bounced end as was_delivered, s.was_bounced,
	s.was_opened or s.was_clicked_anyhow as was_opened, s.was_clicked, s.was_clicked_anyhow and not s.was_opened as was_opened_by_click_only, s.was_replied,
	s.has_unsubscribed, s.was_reported, s.bot_event_count, s.total_open_count
from (
	select e.*, exists (select from {email_event} d where d.kind = 'delivered') as has_delivery,
		coalesce(e.delivered_at > e.bounced_at or e.delivered_at is not null and e.bounced_at is null, false) as was_delivered,
		coalesce(e.bounced_at >= e.delivered_at or e.bounced_at is not null and e.delivered_at is null, false) as was_bounced,
		coalesce(e.opened_at < e.sent_at + interval '7 days', false) as was_opened, coalesce(e.clicked_at < e.sent_at + interval '7 days', false) as was_clicked,
		coalesce(e.clicked_anyhow_at < e.sent_at + interval '7 days', false) as was_clicked_anyhow, coalesce(e.replied_at < e.sent_at + interval '7 days', false) as was_replied
	from (
		select e.send_id, min(e.occurred_at) filter (where e.kind = 'sent') as sent_at,
			min(e.contact_id) as contact_id, min(e.lead_id) as lead_id, min(e.account_id) as account_id, min(e.email_id) as email_id, min(e.subject) as subject,
			min(e.campaign_id) as campaign_id, min(e.program) as program, min(e.program_kind) as program_kind,
			max(e.occurred_at) filter (where e.kind = 'delivered') as delivered_at, max(e.occurred_at) filter (where e.kind in ('bounce_soft', 'bounce_hard')) as bounced_at,
			min(e.occurred_at) filter (where e.kind = 'open' and e.is_bot is not true) as opened_at,
			min(e.occurred_at) filter (where e.kind = 'click' and e.is_bot is not true) as clicked_anyhow_at,
			min(e.occurred_at) filter (where e.kind = 'click' and e.is_bot is not true and coalesce(e.url, '') !~ '(unsubscribe|preferences)') as clicked_at,
			min(e.occurred_at) filter (where e.kind = 'reply' and e.is_bot is not true) as replied_at,
			count(*) filter (where e.kind = 'unsubscribe') > 0 as has_unsubscribed, count(*) filter (where e.kind = 'spam') > 0 as was_reported,
			count(*) filter (where e.is_bot) as bot_event_count, count(*) filter (where e.kind = 'open' and e.is_bot is not true) as total_open_count
		from {email_event} e
		where e.is_marketing is not false and coalesce(e.occurred_at >= timestamptz '1970-01-02 00:00+00' and e.occurred_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p), false)
		group by e.send_id
	) e
	where e.sent_at is not null and e.send_id is not null
) s
cross join {parameter} p
left join {campaign} c on c.campaign_id = s.campaign_id
offset 0
$$),
('scoring_fact', 'Rules of the table scoring_rule that can be used, with their half-lives. For the other views.', $$
select r.rule_id, r.kind, r.points, coalesce(r.half_life_days, p.half_life_days) as half_life_days
from {scoring_rule} r
cross join {parameter} p
where r.kind is not null and r.points between -1e12 and 1e12 and coalesce(r.half_life_days, p.half_life_days) between 0.01 and 36525
$$),
('account_touch_fact', 'Signs of accounts in the last engagement_days. Mails are in account_mail_fact; where there are no events of mails, touches say it. For the other views.', $$
select t.*
from {touch_fact} t
where t.is_theirs and t.account_id is not null
	and t.occurred_at >= (select (p.as_of + 1 - p.engagement_days)::timestamp at time zone p.time_zone from {parameter} p)
	and (t.scheduled_at is null or t.scheduled_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p))
	and (coalesce(t.kind, '') not in ('email_open', 'email_click') or not exists (select from {email_event} e))
$$),
('account_mail_fact', 'Mails that people of accounts opened or clicked in the last engagement_days, one row each. For the other views.', $$
select e.account_id, e.send_id, coalesce(min(e.contact_id), min(e.lead_id)) as contact_id, min(e.occurred_at) filter (where e.kind = 'open') as opened_at, min(e.occurred_at) filter (where e.kind = 'click') as clicked_at
from {email_event} e
where e.is_bot is not true and e.account_id is not null and (e.kind = 'open' or e.kind = 'click' and coalesce(e.url, '') !~ '(unsubscribe|preferences)')
	and e.occurred_at >= (select (p.as_of + 1 - p.engagement_days)::timestamp at time zone p.time_zone from {parameter} p)
	and coalesce(e.occurred_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p), false)
group by e.account_id, e.send_id
$$),
('scored_touch_fact', 'What accounts did that has points by scoring_rule. A mail counts once for being opened and once for being clicked. For the other views.', $$
select e.account_id, e.contact_id, e.person, e.occurred_at, r.points, r.half_life_days
from (
	select t.account_id, t.person_id as contact_id, coalesce(t.person_id, t.anonymous_id) as person, t.occurred_at, t.kind
	from {touch_fact} t
	where (t.is_theirs or t.kind = 'ad') and t.account_id is not null
		and (t.scheduled_at is null or t.scheduled_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p))
		and (coalesce(t.kind, '') not in ('email_open', 'email_click') or not exists (select from {email_event} e))
	union all
	select e.account_id, coalesce(min(e.contact_id), min(e.lead_id)), coalesce(min(e.contact_id), min(e.lead_id)), min(e.occurred_at), 'email_' || e.kind
	from {email_event} e
	where e.is_bot is not true and e.account_id is not null and (e.kind = 'open' or e.kind = 'click' and coalesce(e.url, '') !~ '(unsubscribe|preferences)')
		and coalesce(e.occurred_at >= timestamptz '1970-01-02 00:00+00' and e.occurred_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p), false)
		and exists (select from {scoring_fact} r where r.kind in ('email_open', 'email_click'))
	group by e.account_id, e.send_id, e.kind
) e
join {scoring_fact} r on r.kind = e.kind
$$),
('account_score_fact', 'Score of each account by scoring_rule, as of as_of and 30 days earlier, one row for each half-life; the score is their sum. For the other views.', $$
select s.account_id, s.half_life_days, lead_score(s.points, s.occurred_at, s.half_life, s.until) as score,
	lead_score(s.points, s.occurred_at, s.half_life, s.until_before) filter (where s.occurred_at < s.until_before) as score_before
from (
	select e.account_id, e.occurred_at, e.points, e.half_life_days, e.half_life_days * interval '1 day' as half_life, u.until, u.until_before
	from {scored_touch_fact} e
	cross join (
		select (p.as_of + 1)::timestamp at time zone p.time_zone as until, (p.as_of - 29)::timestamp at time zone p.time_zone as until_before from {parameter} p
	) u
) s
group by s.account_id, s.half_life_days
$$),
('campaign_fact', 'Campaigns, with the one at the top of those they are part of. For the other views.', $$
select c.campaign_id, coalesce(c.name, c.campaign_id) as campaign_name, c.program, c.channel, c.kind, c.is_abm,
	coalesce(case when c.start_on between date '1970-01-01' and date '2199-12-31' then c.start_on end, k.cost_on) as started_on,
	u.top_id, coalesce(t.name, u.top_id) as top_name
from {campaign} c
left join (
	select distinct on (u.campaign_id) u.campaign_id, u.top_id
	from (
		with recursive up as (
			select c.campaign_id, c.campaign_id as top_id, c.parent_id, 0 as depth from {campaign} c
			union all
			-- As deep as any are; campaigns that are part of themselves end there too.
			select u.campaign_id, c.campaign_id, c.parent_id, u.depth + 1 from up u join {campaign} c on c.campaign_id = u.parent_id where u.depth < 12
		)
		select * from up
	) u
	order by u.campaign_id, u.depth desc, u.top_id
) u on u.campaign_id = c.campaign_id
left join {campaign} t on t.campaign_id = u.top_id
left join (select k.campaign_id, min(k.cost_on) as cost_on from {campaign_cost} k where k.cost_on between date '1970-01-01' and date '2199-12-31' group by k.campaign_id) k on k.campaign_id = c.campaign_id
$$),
('cycle_fact', 'The median cycle of won deals in days, one row. For the other views.', $$
select median_cycle_length(d.created_on, d.closed_on)::integer as days
from {deal_fact} d
where d.is_won and d.closed_on between d.created_on and d.as_of and d.created_on >= date '1970-01-01'
$$),
-- offset 0: the bounds are columns then, which an index over account and time can be searched by.
('won_touch_fact', 'Won deals with the touches of their accounts that belong to a campaign, in engagement_days up to the close; a deal without one has a row too. For the other views.', $$
select w.opportunity_id, w.account_id, w.closed_on, w.deal_value, t.touch_id, t.campaign_id, t.channel, t.occurred_at,
	count(*) over (partition by w.opportunity_id) as touch_count,
	row_number() over (partition by w.opportunity_id order by t.occurred_at desc, t.touch_id desc) = 1 as is_last
from (
	select d.opportunity_id, d.account_id, d.closed_on, d.deal_value, (d.closed_on + 1)::timestamp at time zone p.time_zone as until,
		(d.closed_on + 1 - p.engagement_days)::timestamp at time zone p.time_zone as since
	from {deal_fact} d
	cross join {parameter} p
	where d.is_won and d.closed_on between date '1970-01-01' and p.as_of and coalesce(d.created_on <= p.as_of, true)
	offset 0
) w
left join {touch_fact} t on t.account_id = w.account_id and t.occurred_at >= w.since and t.occurred_at < w.until and t.campaign_id is not null
$$)
$facts$;
comment on function @extschema@._facts_marketing() is
'Internal: facts, as _facts() has them: leads, touches, mails, campaigns.';

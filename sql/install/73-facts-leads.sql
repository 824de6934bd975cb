-- facts: what the KPI views of web, scores and follow-up share; 73-facts.sql has leads and touches themselves.

create function @extschema@._facts_leads() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
('visitor_fact', 'Visitors of whom a touch says that they are a lead or contact: who was a stranger before is the same person. For the other views.', $$
select t.anonymous_id, min(coalesce(l.person_id, 'contact ' || t.contact_id)) as person_id
from {touch_fact} t
left join {lead_fact} l on l.lead_id = t.lead_id
where t.anonymous_id is not null and (l.person_id is not null or t.contact_id is not null)
group by t.anonymous_id
$$),
('person_fact', 'People with a lead, one row each, by the first of their leads. For the other views.', $$
select l.person_id, l.lead_id, l.account_id, l.created_at, l.created_on, l.qualified_at, l.qualified_on, l.accepted_at, l.has_opportunity, l.is_won, l.comparison_group, l.source_class, l.source,
	l.campaign_id, l.campaign_name, l.owner_id, l.owner_name, l.segment, l.tier, l.time_zone, l.until, (l.until at time zone l.time_zone - interval '30 days') at time zone l.time_zone as until_before,
	-- When its month was over.
	least((date_trunc('month', l.created_at at time zone l.time_zone) + interval '1 month') at time zone l.time_zone, l.until) as month_until,
	coalesce(l.converted_at, case when l.has_opportunity then d.created_at end) as converted_at
from {lead_fact} l
left join {deal_day} d on d.opportunity_id = l.opportunity_id
where l.is_first
$$),
-- Not all that a form or a call to action touches is known by the same name: the lead goes before the contact, and that before the visitor.
('web_fact', 'Visits and forms, and whatever else followed a call to action, by people, one row each. The visitor is the person, where that is known; without any name it is the session. For the other views.', $$
select h.*, hashtextextended(h.visitor, 0) as visitor_number, (h.occurred_at at time zone p.time_zone)::date as day,
	case when a.listed @> (h.occurred_at at time zone p.time_zone)::date then 'abm' when h.source_class in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group
from (
	select t.touch_id, coalesce(l.person_id, 'contact ' || t.contact_id, v.person_id, 'visitor ' || t.anonymous_id, 'session ' || t.session_id) as visitor, t.occurred_at,
		coalesce(t.account_id, l.account_id) as account_id, t.kind, t.page, t.asset_id, t.cta_id, t.session_id, t.duration_s, t.source_class, t.channel, t.referrer
	from {touch_fact} t
	left join {lead_fact} l on l.lead_id = t.lead_id
	left join {visitor_fact} v on v.anonymous_id = t.anonymous_id
	where t.kind in ('visit', 'form') or t.cta_id is not null
) h
cross join {parameter} p
left join {account_fact} a on a.account_id = h.account_id
where h.visitor is not null
$$),
('session_fact', 'Sessions on the web site with at least one visit, one row each: what a visitor did in one session_id, or, where none is known, with no more than half an hour between. For the other views.', $$
select s.visitor, s.visitor_number, s.started_at, (s.started_at at time zone s.time_zone)::date as day, s.landing_page, s.source_class, s.referrer, s.network, s.comparison_group, s.is_engaged,
	row_number() over (partition by s.visitor order by s.nth) = 1 as is_first
from (
	select h.visitor, h.visitor_number, h.nth, h.time_zone, min(h.occurred_at) as started_at, (array_agg(h.page order by h.occurred_at, h.touch_id) filter (where h.kind = 'visit'))[1] as landing_page,
		(array_agg(h.source_class order by h.occurred_at, h.touch_id) filter (where h.source_class is not null))[1] as source_class,
		(array_agg(h.referrer order by h.occurred_at, h.touch_id) filter (where h.referrer is not null))[1] as referrer,
		(array_agg(h.network order by h.occurred_at, h.touch_id) filter (where h.network is not null))[1] as network,
		min(h.comparison_group) as comparison_group,
		coalesce(sum(h.duration_s) > 10, false) or count(*) filter (where h.kind = 'visit') >= 2 or bool_or(h.kind = 'form' or h.cta_id is not null) as is_engaged
	from (
		select h.*, count(*) filter (where h.is_start) over (partition by h.visitor order by h.occurred_at, h.touch_id) as nth
		from (
			select h.visitor, h.visitor_number, h.occurred_at, h.touch_id, h.kind, h.page, h.cta_id, h.duration_s, h.source_class, h.referrer, h.comparison_group, p.time_zone,
				coalesce(a.network, case when h.source_class ~ 'social' then h.channel end) as network,
				case when h.session_id <> lag(h.session_id) over visit then true when h.session_id = lag(h.session_id) over visit then false
					else coalesce(h.occurred_at - lag(h.occurred_at) over visit > interval '30 minutes', true) end as is_start
			from {web_fact} h
			cross join {parameter} p
			left join (select x.asset_id, max(x.network) as network from {asset} x group by x.asset_id) a on a.asset_id = h.asset_id
			window visit as (partition by h.visitor order by h.occurred_at, h.touch_id)
		) h
	) h
	group by h.visitor, h.visitor_number, h.nth, h.time_zone
	having bool_or(h.kind = 'visit')
) s
$$),
('entrance_fact', 'Visitors by the page on which they first came in, one row each; who was a lead before that day is not among them. For the other views.', $$
select s.day, coalesce(s.landing_page, '(none)') as page, s.source_class, s.comparison_group, not s.is_engaged as has_bounced, l.person_id is not null as is_lead,
	l.qualified_at is not null as is_mql, coalesce(l.is_won, false) as is_won
from {session_fact} s
left join {person_fact} l on l.person_id = s.visitor
where s.is_first and coalesce(l.created_on >= s.day, true)
$$),
('point_fact', 'Forms and calls to action with the visits of the pages on which they were used, and their uses, one row each. For the other views.', $$
select h.day, h.visitor, h.page, h.source_class, h.comparison_group, h.occurred_at, q.point_kind, q.point_id, false as is_use, null::boolean as is_new_lead, null::boolean as is_mql
from {web_fact} h
join (
	select distinct 'form' as point_kind, coalesce(u.asset_id, u.page, '(none)') as point_id, u.page from {web_fact} u where u.kind = 'form'
	union
	select 'cta', u.cta_id, u.page from {web_fact} u where u.cta_id is not null
) q on q.page = h.page
where h.kind = 'visit'
union all
select u.day, u.visitor, u.page, u.source_class, u.comparison_group, u.occurred_at, q.point_kind, q.point_id, true,
	-- The CRM has the lead at once, or after the import of the next night.
	l.created_on between u.day and u.day + 1, l.qualified_on >= u.day
from {web_fact} u
cross join lateral (
	select 'form' as point_kind, coalesce(u.asset_id, u.page, '(none)') as point_id where u.kind = 'form'
	union all
	select 'cta', u.cta_id where u.cta_id is not null
) q
left join {person_fact} l on l.person_id = u.visitor
$$),
-- Whether a touch is the first of a person, or an account, in a period is said by the day of the one before: periods differ.
('content_fact', 'Touches with assets, one row each: whether the asset was shown, looked at, or led to a form or call to action, what came in engagement_days after it, and the days on which the same was before and comes next. An asset has a row of its own, too. For the other views.', $$
with touched as (
	select t.asset_id, t.occurred_at, (t.occurred_at at time zone p.time_zone)::date as day, coalesce(l.person_id, 'contact ' || t.contact_id, v.person_id, 'visitor ' || t.anonymous_id) as visitor, t.touch_id, t.account_id, t.kind, t.duration_s,
		coalesce(t.kind, '') = 'ad' as is_exposure, t.is_theirs and coalesce(t.kind, '') <> 'form' as is_engaged, coalesce(t.kind = 'form', false) or t.cta_id is not null as is_cta,
		case when a.listed @> (t.occurred_at at time zone p.time_zone)::date then 'abm' when coalesce(f.comparison_group = 'inbound', t.source_class in (select i.source_class from {inbound_source} i), false) then 'inbound' else 'other' end as comparison_group,
		c.role, a.segment, coalesce(a.listed @> (t.occurred_at at time zone p.time_zone)::date, false) as is_target,
		coalesce(f.qualified_at >= t.occurred_at and f.qualified_at < t.occurred_at + p.engagement_days * interval '24 hours', false) as is_mql_after, w.touch_id is not null as is_won_after
	from {touch_fact} t
	cross join {parameter} p
	left join {lead_fact} l on l.lead_id = t.lead_id
	left join {visitor_fact} v on v.anonymous_id = t.anonymous_id
	left join {person_fact} f on f.person_id = coalesce(l.person_id, 'contact ' || t.contact_id, v.person_id)
	left join {account_fact} a on a.account_id = t.account_id
	left join (select c.contact_id, max(c.role) as role from {contact} c group by c.contact_id) c on c.contact_id = t.contact_id
	left join (
		select distinct t.touch_id
		from {touch_fact} t
		join {deal_day} d on d.account_id = t.account_id and d.end_at > t.occurred_at and d.end_at <= t.occurred_at + ((select p.engagement_days from {parameter} p) + 1) * interval '24 hours'
		where t.asset_id is not null and d.status = 'won'
	) w on w.touch_id = t.touch_id
	where t.asset_id is not null
), known as (
	select s.asset_id, max(s.name) as name, max(s.kind) as kind, max(s.topic) as topic, max(s.network) as network, max(s.share_kind) as share_kind,
		min(case when s.published_on between date '1970-01-02' and p.as_of then s.published_on when s.published_on is null then coalesce(f.first_on, p.as_of) end) as day
	from {asset} s cross join {parameter} p cross join (select min(t.day) as first_on from touched t) f
	where s.asset_id is not null
	group by s.asset_id
)
select x.asset_id, x.day, coalesce(k.name, x.asset_id) as asset_name, coalesce(k.kind, x.kind) as asset_kind, k.topic, k.network, k.share_kind, x.comparison_group, x.role, x.segment,
	x.visitor is not null and x.is_engaged as is_engaged, x.visitor is not null and x.is_exposure as is_exposure, x.is_engaged as is_touch, case when x.is_engaged then x.duration_s end as duration_s,
	x.is_engaged and x.is_mql_after and x.visitor is not null as is_mql_after, x.is_engaged and x.is_won_after as is_won_after, x.is_engaged and x.account_id is not null as is_account, x.is_engaged and x.is_target as is_target, x.is_cta,
	max(x.day) filter (where x.is_engaged) over before as engaged_before, max(x.day) filter (where x.is_exposure) over before as exposed_before, max(x.day) filter (where x.is_cta) over before as cta_before,
	max(x.day) filter (where x.is_engaged and x.is_mql_after) over before as mql_before, min(x.day) filter (where x.is_engaged) over after as engaged_after, min(x.day) filter (where x.is_cta) over after as cta_after,
	max(x.day) filter (where x.is_engaged) over account as account_before, max(x.day) filter (where x.is_engaged and x.is_target) over account as target_before,
	max(x.day) filter (where x.is_engaged and x.is_won_after) over account as won_before
from touched x
left join known k on k.asset_id = x.asset_id
-- An asset of which only forms are known is a form.
where k.asset_id is not null or x.asset_id in (select t.asset_id from touched t where not t.is_cta)
window before as (partition by x.asset_id, coalesce(x.visitor, 'touch ' || x.touch_id) order by x.occurred_at, x.touch_id rows between unbounded preceding and 1 preceding),
	after as (partition by x.asset_id, coalesce(x.visitor, 'touch ' || x.touch_id) order by x.occurred_at desc, x.touch_id desc rows between unbounded preceding and 1 preceding),
	account as (partition by x.asset_id, x.account_id order by x.occurred_at, x.touch_id rows between unbounded preceding and 1 preceding)
union all
select k.asset_id, k.day, coalesce(k.name, k.asset_id), k.kind, k.topic, k.network, k.share_kind, null, null, null, false, false, false, null, false, false, false, false, false, null, null, null, null, null, null, null, null, null
from known k
where k.day is not null
$$),
-- Touches known by the contact only are told apart: where a lead is tied to a contact when it is converted, they are known of the converted ones only.
('person_touch_fact', 'Touches of people with a lead, and mails that they opened or clicked, one row each. For the other views.', $$
select f.person_id, t.occurred_at, t.kind, (t.is_theirs or coalesce(t.kind, '') = 'ad') and (t.scheduled_at is null or t.scheduled_at < f.until) as is_sign,
	coalesce(t.direction in ('out', 'outbound') and coalesce(t.kind, '') <> 'ad' and coalesce(t.outcome, '') not in ('cancelled', 'moved', 'rescheduled'), false) as is_sales,
	l.person_id is null and v.person_id is null as is_by_contact
from {touch_fact} t
left join {lead_fact} l on l.lead_id = t.lead_id
left join {visitor_fact} v on v.anonymous_id = t.anonymous_id
join {person_fact} f on f.person_id = coalesce(l.person_id, 'contact ' || t.contact_id, v.person_id)
where coalesce(t.kind, '') not in ('email_open', 'email_click') or not exists (select from {email_event} e)
union all
select e.person_id, e.occurred_at, e.kind, true, false, e.is_by_contact
from (
	select f.person_id, e.send_id, 'email_' || e.kind as kind, min(e.occurred_at) as occurred_at, bool_and(l.person_id is null) as is_by_contact
	from {email_event} e
	left join {lead_fact} l on l.lead_id = e.lead_id
	join {person_fact} f on f.person_id = coalesce(l.person_id, 'contact ' || e.contact_id)
	where e.is_bot is not true and (e.kind = 'open' or e.kind = 'click' and coalesce(e.url, '') !~ '(unsubscribe|preferences)')
		and coalesce(e.occurred_at >= timestamptz '1970-01-02 00:00+00' and e.occurred_at < f.until, false)
	group by f.person_id, e.send_id, e.kind
) e
$$),
-- Which basis scores have is the same for all leads: by the history of the CRM from its first day on, else by the rules, else as the CRM has them.
('lead_score_fact', 'Leads with their scores: as of as_of, 30 days earlier, and at the end of the month in which they were created. For the other views.', $$
with touch as materialized (
	select * from {person_touch_fact} t where t.is_sign
), person as materialized (
	select f.person_id, f.account_id, f.source_class, f.until, f.until_before, f.month_until from {person_fact} f
), point as (
	select e.person_id, r.rule_id, false as is_fit, count(*) as touch_count, lead_score(r.points, e.occurred_at, r.half_life_days * interval '1 day', f.until) as score,
		lead_score(r.points, e.occurred_at, r.half_life_days * interval '1 day', f.until_before) filter (where e.occurred_at < f.until_before) as score_before,
		lead_score(r.points, e.occurred_at, r.half_life_days * interval '1 day', f.month_until) filter (where e.occurred_at < f.month_until) as month_score
	from touch e
	join person f on f.person_id = e.person_id
	join {scoring_fact} r on r.kind = e.kind
	group by e.person_id, r.rule_id
	union all
	select k.person_id, r.rule_id, true, 0, r.points, r.points, r.points
	from (
		select f.person_id, x.attribute
		from person f
		left join {account_fact} a on a.account_id = f.account_id
		left join (select n.account_id, max(n.industry) as industry from {account} n group by n.account_id) n on n.account_id = f.account_id
		left join (select 'contact ' || c.contact_id as person_id, max(c.role) as role, max(c.seniority) as seniority from {contact} c group by c.contact_id) c on c.person_id = f.person_id
		cross join lateral (
			select 'role:' || c.role as attribute union all select 'seniority:' || c.seniority union all select 'segment:' || a.segment union all select 'tier:' || a.tier
			union all select 'country:' || a.country union all select 'industry:' || n.industry union all select 'source_class:' || f.source_class
		) x
		where exists (select from {scoring_fact} r where r.kind like '%:%')
	) k
	join {scoring_fact} r on r.kind = k.attribute
)
select s.*, case when s.score is not null then lead_grade(s.score, s.grade_cuts) end as grade, case when s.month_score is not null then lead_grade(s.month_score, s.grade_cuts) end as month_grade
from (
	select l.lead_id, l.person_id, l.account_id, l.comparison_group, l.source, l.campaign_id, l.campaign_name, l.owner_id, l.owner_name, l.status, l.created_on, l.is_first, l.has_opportunity, l.is_disqualified, l.qualified_on, l.time_zone, p.grade_cuts,
		b.fit_score, b.behavior_score, coalesce(b.touch_count, 0) as touch_count, b.top_rule, t.last_at,
		case when g.first_at is not null then h.score when r.has_rule then b.score else l.crm_score end as score,
		case when g.first_at is not null then h.score_before when r.has_rule then b.score_before end as score_before,
		case when g.first_at is not null then 'history' when r.has_rule then 'rules' else 'crm' end as score_basis,
		case when g.first_at < l.month_until then h.month_score when r.has_rule then b.month_score end as month_score,
		case when g.first_at < l.month_until then 'history' else 'recomputed' end as month_basis
	from (
		select l.*, least((date_trunc('month', l.created_at at time zone l.time_zone) + interval '1 month') at time zone l.time_zone, l.until) as month_until from {lead_fact} l
	) l
	cross join {parameter} p
	cross join (select min(h.at) as first_at from {score_history} h where h.entity = 'lead' and h.score between -1e15 and 1e15 and h.at >= timestamptz '1970-01-02 00:00+00') g
	cross join (select count(*) > 0 as has_rule from {scoring_fact} r) r
	left join (
		select s.person_id, sum(s.score) as score, coalesce(sum(s.score_before), 0) as score_before, sum(s.month_score) as month_score, sum(s.touch_count) as touch_count,
			sum(s.score) filter (where s.is_fit) as fit_score, sum(s.score) filter (where not s.is_fit) as behavior_score,
			(array_agg(s.rule_id order by s.score desc, s.rule_id) filter (where s.score > 0))[1] as top_rule
		from point s
		group by s.person_id
	) b on b.person_id = l.person_id
	left join (select t.person_id, max(t.occurred_at) filter (where coalesce(t.kind, '') not in ('ad', 'email_open')) as last_at from touch t group by t.person_id) t on t.person_id = l.person_id
	left join (
		select l.lead_id, (array_agg(h.score order by h.at desc, h.score desc))[1] as score,
			(array_agg(h.score order by h.at desc, h.score desc) filter (where h.at < (l.until at time zone l.time_zone - interval '30 days') at time zone l.time_zone))[1] as score_before,
			(array_agg(h.score order by h.at desc, h.score desc) filter (where h.at < (date_trunc('month', l.created_at at time zone l.time_zone) + interval '1 month') at time zone l.time_zone))[1] as month_score
		from {score_history} h
		join {lead_fact} l on l.lead_id = h.entity_id
		where h.entity = 'lead' and h.score between -1e15 and 1e15 and coalesce(h.at >= timestamptz '1970-01-02 00:00+00' and h.at < l.until, false)
		group by l.lead_id
	) h on h.lead_id = l.lead_id
) s
$$),
('first_touch_fact', 'What people with a lead did in their first exposure_days, one row for each kind of activity. For the other views.', $$
select t.person_id, t.kind, t.is_by_contact, count(*) as touches
from {person_touch_fact} t
join {person_fact} f on f.person_id = t.person_id
cross join {parameter} p
-- The visit and the form that made the lead are of the day before its creation.
where t.is_sign and t.kind is not null and t.occurred_at < f.created_at + p.exposure_days * interval '24 hours' and t.occurred_at >= f.created_at - interval '24 hours'
group by t.person_id, t.kind, t.is_by_contact
$$),
-- A landmark: who was converted sooner had less time to do anything, and is not compared.
('exposure_fact', 'People with a lead for whom lead_window_days are over and who were not converted in the first exposure_days, and whether they were in the rest of the window. For the other views.', $$
select f.person_id, date_trunc('month', f.created_on)::date as month, f.comparison_group, starts_with(f.person_id, 'contact ') as has_contact,
	coalesce(f.converted_at < f.created_at + p.lead_window_days * interval '24 hours', false) as is_converted
from {person_fact} f
cross join {parameter} p
where f.created_at + p.lead_window_days * interval '24 hours' <= f.until and coalesce(f.converted_at >= f.created_at + p.exposure_days * interval '24 hours', not f.has_opportunity) and p.exposure_days < p.lead_window_days
$$),
('driver_fact', 'For each month, group and kind of activity: how many people did it in the first exposure_days, how many there were, and how many of both were converted then. For the other views.', $$
with exposed as materialized (
	select * from {exposure_fact} e
), done as materialized (
	select e.month, e.comparison_group, e.is_converted, t.kind, t.is_by_contact, e.person_id, t.touches
	from exposed e
	join {first_touch_fact} t on t.person_id = e.person_id
), driver as materialized (
	-- A kind that is known by the contact only is a question for those who have one, unless nobody did it; of any other such touches do not count.
	select k.kind, coalesce(bool_and(k.is_by_contact), false) and k.kind in (select d.kind from done d) as is_by_contact, max(r.points) as points
	from (
		select t.kind, bool_and(t.is_by_contact) as is_by_contact from {person_touch_fact} t where t.is_sign and t.kind is not null group by t.kind
		union all
		select r.kind, null::boolean from {scoring_fact} r where r.kind not like '%:%'
	) k
	left join (select r.kind, sum(r.points) as points from {scoring_fact} r group by r.kind) r on r.kind = k.kind
	group by k.kind
)
select m.month as day, m.comparison_group, d.kind as driver, d.points is not null as has_rule, d.points, m.people, m.converted,
	coalesce(w.people, 0) as with_people, coalesce(w.converted, 0) as with_converted, coalesce(w.touches, 0) * d.points as points_given
from (
	select e.month, e.comparison_group, k.is_by_contact, count(*) as people, count(*) filter (where e.is_converted) as converted
	from exposed e
	cross join (values (false), (true)) k(is_by_contact)
	where e.has_contact or not k.is_by_contact
	group by 1, 2, 3
) m
join driver d on d.is_by_contact = m.is_by_contact
left join (
	select x.month, x.comparison_group, x.kind, count(*) as people, count(*) filter (where x.is_converted) as converted, sum(x.touches) as touches
	from (
		select e.month, e.comparison_group, e.is_converted, e.kind, e.person_id, sum(e.touches) as touches
		from done e
		join driver d on d.kind = e.kind
		where d.is_by_contact or not e.is_by_contact
		group by 1, 2, 3, 4, 5
	) x
	group by 1, 2, 3
) w on w.month = m.month and w.comparison_group = m.comparison_group and w.kind = d.kind
$$),
-- What is known of a person at its landmark. A contact, its role and its account often come with the conversion, and would tell it:
-- of these the model knows nothing, nor of what is known by the contact only.
('lead_sign_fact', 'People with a lead who are in exposure_fact, or may come into it, one row each, with the signs of what they did in the first exposure_days and where they came from. For the other views.', $$
select f.person_id, e.is_converted, coalesce(t.signs, '{}') || case when f.source_class is not null then array['source ' || f.source_class] else '{}' end as signs
from {person_fact} f
cross join {parameter} p
left join {exposure_fact} e on e.person_id = f.person_id
left join (select t.person_id, array_agg('did ' || t.kind order by t.kind collate "C") as signs from {first_touch_fact} t where not t.is_by_contact group by t.person_id) t on t.person_id = f.person_id
where e.person_id is not null or not f.has_opportunity and f.created_at + p.lead_window_days * interval '24 hours' > f.until
$$),
-- A sign has to have, and to lack, both outcomes, or the likelihood has no maximum; of two that always come together one is enough. Where the best ones still have none, fewer are tried.
('lead_model_fact', 'The model of conversion, logistic regression of is_converted in exposure_fact on signs of people: a row for each sign, and one for the intercept; none without a model. For the other views.', $$
with person as materialized (
	select g.signs, g.is_converted, count(*) as people from {lead_sign_fact} g where g.is_converted is not null group by g.signs, g.is_converted
), everybody as (
	select sum(g.people) as people, sum(g.people) filter (where g.is_converted) as converted from person g
), told as materialized (
	select s.sign, s.people, row_number() over (order by abs((rate_compare(rate_summary(s.converted, s.people), rate_summary(e.converted - s.converted, e.people - s.people))).z) desc nulls last, s.sign collate "C") as place
	from (
		select x.sign, sum(g.people) as people, coalesce(sum(g.people) filter (where g.is_converted), 0) as converted,
			-- The most frequent source is what the others are compared with.
			starts_with(x.sign, 'source ') and row_number() over (partition by starts_with(x.sign, 'source ') order by sum(g.people) desc, x.sign collate "C") = 1 as is_base
		from person g
		cross join lateral unnest(g.signs) x(sign)
		group by x.sign
	) s
	cross join everybody e
	cross join {parameter} p
	where not s.is_base and least(e.converted, e.people - e.converted) >= p.min_n and least(s.people, e.people - s.people) >= p.min_n
		and s.converted > 0 and s.converted < s.people and s.converted < e.converted and s.people - s.converted < e.people - e.converted
), sign as materialized (
	select t.sign, row_number() over (order by t.place) as place
	from told t
	where t.place <= 20 and not exists (
		select from (
			select a.sign, a.people, a.place, b.sign as better, b.people as better_people, sum(g.people) as both_people
			from person g
			join told a on a.sign = any (g.signs) and a.place <= 20
			join told b on b.sign = any (g.signs) and b.place < a.place
			group by a.sign, a.people, a.place, b.sign, b.people
		) o
		where o.sign = t.sign and o.both_people = o.people and o.both_people = o.better_people
	)
), summary as materialized (
	select n.most, lead_model_agg(g.is_converted, g.features[:n.most], g.people) as leads
	from (select g.is_converted, g.people, (select array_agg((s.sign = any (g.signs))::integer::float8 order by s.place) from sign s) as features from person g) g
	cross join (select s.place::integer as most from sign s) n
	group by n.most
)
select m.term, s.sign, m.coefficient, m.standard_error, m.z, m.p_value, m.odds_ratio, m.low, m.high, (t.model).lead_count as person_count, (t.model).converted_count
from (
	select f.model
	from summary a
	cross join lateral (select lead_model_fit(a.leads) as model offset 0) f
	where (f.model).converged
	order by a.most desc
	limit 1
) t
cross join lateral lead_model_terms(t.model) m
left join sign s on s.place = m.term
$$),
('lead_prediction_fact', 'People with a lead who may still be converted within lead_window_days, one row each, with the probability that they are. For the other views.', $$
with open as materialized (
	select g.person_id, g.signs from {lead_sign_fact} g where g.is_converted is null
), model as materialized (
	-- A score needs the coefficients only.
	select row(array_agg(m.coefficient order by m.term), null, null, null, true, null, null, null)::lead_model as model, array_agg(m.sign order by m.term) filter (where m.term > 0) as signs
	from {lead_model_fact} m
	having count(*) > 0
)
select g.person_id, r.predicted_rate
from open g
join (
	select o.signs, least(greatest(lead_score(m.model, (select array_agg((s.sign = any (o.signs))::integer::float8 order by s.place) from unnest(m.signs) with ordinality s(sign, place))) / 100, 0.0001), 0.9999) as predicted_rate
	from (select distinct g.signs from open g) o
	cross join model m
) r on r.signs = g.signs
$$),
('follow_up_fact', 'People who became marketing qualified, one row each, with the first touch by sales after that. For the other views.', $$
select f.person_id, f.qualified_on, f.comparison_group, f.source, f.owner_id, f.owner_name, o.team, f.qualified_at, t.touched_at, f.until, f.accepted_at is not null as is_accepted, f.is_won,
	f.qualified_at + p.follow_up_days * interval '24 hours' as due_at,
	coalesce(r.recycled_at >= f.qualified_at, false) as is_returned, r.recycled_at >= f.qualified_at and r.last_qualified_at > r.recycled_at as is_again,
	case when p.closes_at > p.opens_at then business_days(f.qualified_at, coalesce(t.touched_at, f.until), f.time_zone, p.opens_at, p.closes_at, holidays => h.holidays) end as business_days
from {person_fact} f
cross join {parameter} p
cross join (select coalesce(array_agg(h.day) filter (where h.day between date '1970-01-01' and date '2199-12-31'), '{}') as holidays from {holiday} h) h
left join (select o.owner_id, max(o.team) as team from {owner_team} o group by o.owner_id) o on o.owner_id = f.owner_id
left join (
	select t.person_id, min(t.occurred_at) as touched_at
	from {person_touch_fact} t
	join {person_fact} f on f.person_id = t.person_id and t.occurred_at >= f.qualified_at
	where t.is_sales
	group by t.person_id
) t on t.person_id = f.person_id
left join (
	select l.person_id, min(l.recycled_at) as recycled_at, max(greatest(l.own_qualified_at, l.own_accepted_at)) as last_qualified_at from {lead_fact} l group by l.person_id
) r on r.person_id = f.person_id
where f.qualified_at is not null
$$),
('meeting_fact', 'Meetings, demos, and calls that were to be at some time, one row each, with the lead, or the deal of the account at that time, or the account, to whose owner they belong. For the other views.', $$
select m.*, max(m.due_on) filter (where m.outcome = 'held') over (partition by m.account_id order by m.due_on, m.touch_id rows between unbounded preceding and 1 preceding) as held_before
from (
	select m.touch_id, m.kind, (m.booked_at at time zone m.time_zone)::date as booked_on, (m.due_at at time zone m.time_zone)::date as due_on, m.account_id,
		case when m.outcome in ('held', 'no_show') then m.outcome when m.outcome in ('cancelled', 'canceled') then 'cancelled' when m.outcome in ('moved', 'rescheduled') then 'moved' end as outcome,
		case when a.listed @> (m.due_at at time zone m.time_zone)::date then 'abm' when coalesce(l.source_class, d.source_class, m.source_class) in (select i.source_class from {inbound_source} i) then 'inbound' else 'other' end as comparison_group,
		coalesce(l.source, d.source, m.source_class) as source, coalesce(l.owner_id, d.owner_id, a.owner_id) as owner_id,
		case when l.owner_id is not null then l.owner_name when d.owner_id is not null then coalesce(d.owner_name, d.owner_id) else a.owner_name end as owner_name
	from (
		select t.touch_id, t.kind, coalesce(t.account_id, c.account_id) as account_id, t.lead_id, t.source_class, t.outcome, p.time_zone,
			-- Days that cannot be are NULL before anything is made of them.
			case when coalesce(t.scheduled_at, t.occurred_at) >= '1970-01-02' and coalesce(t.scheduled_at, t.occurred_at) < '2200-01-01' then coalesce(t.scheduled_at, t.occurred_at) end as due_at,
			case when t.booked_at >= '1970-01-02' and t.booked_at < '2200-01-01' then t.booked_at when t.occurred_at >= '1970-01-02' and t.occurred_at < '2200-01-01' then t.occurred_at end as booked_at
		from {touch} t
		cross join {parameter} p
		left join {contact} c on c.contact_id = case when t.account_id is null then t.contact_id end
		where (t.kind in ('meeting', 'demo') or t.kind = 'call' and t.scheduled_at is not null) and t.is_bot is not true
	) m
	left join {account_fact} a on a.account_id = m.account_id
	left join {lead_fact} l on l.lead_id = m.lead_id
	left join (
		select distinct on (t.touch_id) t.touch_id, d.owner_id, d.owner_name, d.source, d.source_class
		from {touch} t
		join {deal_day} d on d.account_id = t.account_id and d.created_at <= coalesce(t.scheduled_at, t.occurred_at) and coalesce(d.end_at > coalesce(t.scheduled_at, t.occurred_at), d.status = 'open')
		where t.kind in ('meeting', 'demo', 'call')
		order by t.touch_id, d.created_at desc, d.opportunity_id
	) d on d.touch_id = m.touch_id
	where m.due_at is not null
) m
$$)
$facts$;
comment on function @extschema@._facts_leads() is
'Internal: facts, as _facts() has them: web sessions, people with a lead and what they did.';

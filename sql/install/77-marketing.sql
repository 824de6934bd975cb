-- marketing: the KPI views of e-mail, engagement and campaigns.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_marketing() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('email_performance', 'What became of the marketing mails sent in a period. Clicks go before opens: an open is a bound, not a fact.', $$
select s.sent_on as day, s.was_delivered, s.was_bounced, s.was_opened, s.was_clicked, s.was_opened_by_click_only, s.was_replied, s.has_unsubscribed, s.was_reported,
	s.bot_event_count, s.total_open_count, s.email_id, s.subject, s.campaign_id, coalesce(c.name, s.campaign_id) as campaign_name, s.program, s.program_kind, a.segment,
	case when a.listed @> s.sent_on then 'abm' when o.is_inbound then 'inbound' else 'other' end as comparison_group,
	case when w.customer_on <= s.sent_on then 'customer' else 'prospect' end as audience
from {email_send_fact} s
left join {account_fact} a on a.account_id = s.account_id
left join {campaign} c on c.campaign_id = s.campaign_id
left join {contact_source_fact} o on o.person_id = s.person_id
left join (
	select o.account_id, min(o.close_on) as customer_on
	from {deal_day} o
	where o.status = 'won' and o.account_id is not null
	group by o.account_id
) w on w.account_id = s.account_id
$$, 'week month quarter year window=7 summed', $$
comparison_group
audience
campaign = campaign_id, campaign_name
program
program_kind
email = email_id, subject
segment
$$, '', $$
delivered = rate_agg(was_delivered)
clicked = rate_agg(was_clicked) filter (where was_delivered)
clicked_of_opened = rate_agg(was_clicked) filter (where was_delivered and was_opened)
opened = rate_agg(was_opened) filter (where was_delivered)
replied = rate_agg(was_replied) filter (where was_delivered)
unsubscribed = rate_agg(has_unsubscribed) filter (where was_delivered)
reported = rate_agg(was_reported) filter (where was_delivered)
bounced = count(*) filter (where was_bounced)
by_click_only = count(*) filter (where was_delivered and was_opened_by_click_only)
bot_events = sum(bot_event_count)
total_opens = sum(total_open_count)
$$, 'trials(clicked)', $$
rate delivery_rate (delivered_count / sent_count) = delivered -- Share of the mails sent whose last state is delivered; where deliveries are not recorded, that did not bounce.
rate click_rate (clicked_count / delivered_count) = clicked -- Share of the mails delivered in which a person clicked within seven days; links to leave do not count.
rate click_through_rate (clicked_count / opened_count) = clicked_of_opened -- Share of the mails opened in which a person clicked.
rate reply_rate (replied_count / delivered_count) = replied -- Share of the mails delivered that were answered within seven days.
rate unsubscribe_rate (unsubscribed_count / delivered_count) = unsubscribed -- Share of the mails delivered after which the person unsubscribed, whenever that was.
rate spam_rate (spam_count / delivered_count) = reported -- Share of the mails delivered that were reported as spam.
rate open_rate (opened_count / delivered_count) = opened -- Share of the mails delivered that a person opened within seven days; a click is an open. Blocked images hide opens, privacy proxies invent them.
interval click_rate_change = (rate_compare(clicked, lag(clicked) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start))).difference | rate_compare(clicked, lag(clicked) over (partition by a.period_grain, a.dimension, a.dimension_value order by a.period_start)) -- click_rate less that of the period before.
count bounced_count = bounced -- Mails sent whose last state is bounced.
count opened_by_click_only_count = by_click_only -- Mails that count as opened because of a click only: their open was not seen.
count bot_event_count = bot_events -- Opens, clicks and others that programs did; they count nowhere else.
count total_open_count = total_opens -- Opens by people as recorded, each time and whenever it was.
$$),
('engagement_by_account', 'How far each account is engaged, in the last engagement_days up to as_of. A silent account is a row of zeros.', $$
select a.account_id, a.account_name, case when a.is_target then 'abm' when g.is_inbound then 'inbound' else 'other' end as comparison_group,
	a.tier, a.owner_name as owner, s.score, s.score_before, s.has_rule, v.session_count, v.site_seconds, coalesce(m.open_count, 0) + coalesce(t.mail_open_count, 0) as open_count, coalesce(m.click_count, 0) + coalesce(t.mail_click_count, 0) as click_count,
	t.content_count, t.social_count, t.form_count, t.call_count, t.meeting_count, t.event_count, k.contact_count, e.engaged_contact_count, e.top_contact_id,
	t.top_asset_id, t.top_topic, (h.last_at at time zone q.time_zone)::date as last_touch_on,
	coalesce(t.touch_count, 0) + coalesce(m.click_count, 0) as touch_count, e.new_days, e.old_days
from {account_fact} a
cross join {parameter} q
left join {account_origin_fact} g on g.account_id = a.account_id
left join (
	select c.account_id, count(*) as contact_count
	from {contact_fact} c
	group by c.account_id
) k on k.account_id = a.account_id
left join (
	select s.account_id, sum(s.score) as score, sum(s.score_before) as score_before, true as has_rule
	from {account_score_fact} s
	group by s.account_id
) s on s.account_id = a.account_id
left join (
	select t.account_id, max(t.occurred_at) as last_at
	from (
		select t.account_id, t.occurred_at from {touch_fact} t where t.is_theirs and coalesce(t.kind, '') <> 'email_open'
		union all
		select e.account_id, e.occurred_at from {email_event} e
		where e.kind = 'click' and e.is_bot is not true and coalesce(e.url, '') !~ '(unsubscribe|preferences)' and coalesce(e.occurred_at >= timestamptz '1970-01-02 00:00+00'
			and e.occurred_at < (select (p.as_of + 1)::timestamp at time zone p.time_zone from {parameter} p), false)
	) t
	where t.account_id is not null
	group by t.account_id
) h on h.account_id = a.account_id
left join (
	select t.account_id, count(*) as touch_count, count(*) filter (where t.kind = 'content') as content_count, count(*) filter (where t.kind = 'social') as social_count,
		count(*) filter (where t.kind = 'form') as form_count, count(*) filter (where t.kind = 'call') as call_count,
		count(*) filter (where t.kind in ('meeting', 'demo')) as meeting_count, count(*) filter (where t.kind = 'event') as event_count,
		count(*) filter (where t.kind in ('email_open', 'email_click')) as mail_open_count, count(*) filter (where t.kind = 'email_click') as mail_click_count,
		mode() within group (order by t.asset_id) as top_asset_id, mode() within group (order by t.topic) as top_topic
	from {account_touch_fact} t
	group by t.account_id
) t on t.account_id = a.account_id
left join (
	select m.account_id, count(*) filter (where m.opened_at is not null or m.clicked_at is not null) as open_count, count(m.clicked_at) as click_count
	from {account_mail_fact} m
	group by m.account_id
) m on m.account_id = a.account_id
left join (
	-- A session is what the tracker says, or visits with no more than half an hour between them.
	select s.account_id, count(*) as session_count, sum(s.seconds) as site_seconds
	from (
		select t.account_id, sum(t.duration_s) as seconds
		from (
			select t.*, count(*) filter (where t.is_start) over (partition by t.visitor, t.session_id order by t.occurred_at) as nth
			from (
				select t.account_id, t.session_id, coalesce(t.contact_id, t.anonymous_id) as visitor, t.occurred_at, t.kind, t.duration_s,
					t.session_id is null and coalesce(t.occurred_at - lag(t.occurred_at) over (partition by coalesce(t.contact_id, t.anonymous_id), t.session_id order by t.occurred_at) > interval '30 minutes', true) as is_start
				from {account_touch_fact} t
				where t.kind in ('visit', 'form')
			) t
		) t
		group by t.account_id, t.visitor, t.session_id, t.nth
		having bool_or(t.kind = 'visit')
	) s
	group by s.account_id
) v on v.account_id = a.account_id
left join (
	select d.account_id, count(d.contact_id) as engaged_contact_count, (array_agg(d.contact_id order by d.points desc nulls last, d.touches desc, d.contact_id) filter (where d.contact_id is not null))[1] as top_contact_id,
		sum(d.new_days) as new_days, sum(d.old_days) as old_days
	from (
		select d.account_id, d.contact_id, sum(d.points) as points, sum(d.touches) as touches,
			count(*) filter (where d.day > q.as_of - 30) as new_days, count(*) filter (where d.day <= q.as_of - 30 and d.day > q.as_of - 60) as old_days
		from (
			select d.account_id, d.contact_id, d.anonymous_id, (d.occurred_at at time zone q.time_zone)::date as day, sum(r.points) as points, count(*) as touches
			from (
				select t.account_id, t.person_id as contact_id, case when t.person_id is null then t.anonymous_id end as anonymous_id, t.occurred_at, t.kind from {account_touch_fact} t
				union all
				select m.account_id, m.contact_id, null, m.clicked_at, 'email_click' from {account_mail_fact} m where m.clicked_at is not null
			) d
			cross join {parameter} q
			left join (select r.kind, sum(r.points) as points from {scoring_fact} r group by r.kind) r on r.kind = d.kind
			where not exists (select from {contact} c where c.contact_id = d.contact_id and c.is_employee)
			group by d.account_id, d.contact_id, 3, 4
		) d
		cross join {parameter} q
		group by d.account_id, d.contact_id
	) d
	group by d.account_id
) e on e.account_id = a.account_id
$$, '', '', $$
account_id text -- The account.
$$, '', 'f.touch_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text account_name = f.account_name -- What people call it.
text comparison_group = f.comparison_group -- abm: on the list abm as of as_of. inbound or other: by the source of its first lead or deal.
text tier = f.tier -- Its tier.
text owner = f.owner -- Who owns it.
float score = case when exists (select from {scoring_fact}) then coalesce(f.score, 0) end -- Points of the table scoring_rule for everything it did, halved with every half-life that has passed. NULL if there is no rule.
float score_before = case when exists (select from {scoring_fact}) then coalesce(f.score_before, 0) end -- What the score was 30 days earlier.
float score_change = case when exists (select from {scoring_fact}) then coalesce(f.score, 0) - coalesce(f.score_before, 0) end -- score less score_before.
count session_count = f.session_count -- Sessions on the web site.
float site_minutes = f.site_seconds / 60 -- Minutes in sessions of known length. NULL if there is none: of a session of one page the length is not known.
count email_open_count = f.open_count -- Mails opened. A click is an open.
count email_click_count = f.click_count -- Mails in which something was clicked; links to leave do not count.
count content_count = f.content_count -- Touches with content.
count social_count = f.social_count -- Touches in social networks.
count form_count = f.form_count -- Forms sent.
count call_count = f.call_count -- Calls that took place.
count meeting_count = f.meeting_count -- Meetings and demos that took place.
count event_count = f.event_count -- Events visited.
count contact_count = f.contact_count -- People that we know there: contacts, and leads that are not one yet.
count engaged_contact_count = f.engaged_contact_count -- Known people with a touch or a click. One busy person is not an account.
text top_contact_id = f.top_contact_id -- Who of them, a contact or a lead that is not one yet, has the most points, or touches.
text top_asset_id = f.top_asset_id -- What was looked at most often.
text top_topic = f.top_topic -- The most frequent topic.
date last_touch_on = f.last_touch_on -- When something was last heard of them, before the window too. Opens do not count.
whole days_silent = p.as_of - f.last_touch_on -- Days since then. NULL: never.
text finding = case when coalesce(f.new_days + f.old_days, 0) < 6 then 'too few'
	when (rate_ci(rate_summary(f.new_days, f.new_days + f.old_days))).low > 0.5 then 'higher'
	when (rate_ci(rate_summary(f.new_days, f.new_days + f.old_days))).high < 0.5 then 'lower' else 'no clear difference' end -- Whether people were active on more days in the last 30 days than in the 30 before: higher, lower, no clear difference, or too few (below six).
$$),
('campaign_roi', 'What campaigns cost and brought, from their start up to as_of. One level at a time: each sums to everything, what belongs to nothing being (none).', $$
select x.level, x.level_value, max(x.level_label) as level_label, max(m.credit) as markov_value, min(x.started_on) as started_on, max(x.started_on) as newest_on, (select m.days from {cycle_fact} m) as cycle_days,
	sum(x.media_cost) as media_cost, sum(x.program_cost) as program_cost, sum(x.labour_cost) as labour_cost, sum(x.technology_cost) as technology_cost, max(x.level_cost) as total_cost,
	count(*) filter (where x.unknown_kind = 'media') = 0 as media_is_known, count(*) filter (where x.unknown_kind = 'program') = 0 as program_is_known,
	count(*) filter (where x.unknown_kind = 'labour') = 0 as labour_is_known, count(*) filter (where x.unknown_kind = 'technology') = 0 as technology_is_known,
	count(*) filter (where x.unknown_kind is not null) = 0 as cost_is_known,
	sum(x.lead_count) as lead_count, sum(x.mql_count) as mql_count, sum(x.opportunity_count) as opportunity_count, sum(x.pipeline_value) as pipeline_value,
	sum(x.won_count) as won_count, sum(x.new_customer_count) as new_customer_count, coalesce(sum(x.won_value), 0) as won_value, coalesce(sum(x.last_value), 0) as last_value, coalesce(sum(x.linear_value), 0) as linear_value,
	min(x.won_on) filter (where x.level_won_value >= x.level_cost and x.level_cost > 0) as paid_on
from (
	select d.*, x.*, sum(x.cost) over whole as level_cost, sum(x.won_value) over (partition by d.level, d.level_value order by x.won_on) as level_won_value
	from (
		select e.*, c.started_on, c.campaign_name, c.top_id, c.top_name, c.program, c.channel, c.is_abm
		from (
			-- One row for each campaign and day of a win, so that the running total has few rows to go through.
			select e.campaign_id, e.won_on, e.unknown_kind, sum(e.cost) filter (where e.kind = 'media') as media_cost, sum(e.cost) filter (where e.kind = 'program') as program_cost,
				sum(e.cost) filter (where e.kind = 'labour') as labour_cost, sum(e.cost) filter (where e.kind = 'technology') as technology_cost, sum(e.cost) as cost, min(e.cost_on) as cost_on,
				count(*) filter (where e.kind = 'lead') as lead_count, count(*) filter (where e.kind = 'lead' and e.is_hit) as mql_count, count(*) filter (where e.kind = 'deal') as opportunity_count,
				sum(e.value) filter (where e.kind = 'deal' and e.won_on is null and e.is_hit) as pipeline_value, count(*) filter (where e.kind = 'deal' and e.won_on is not null) as won_count,
				count(*) filter (where e.kind = 'deal' and e.won_on is not null and e.is_hit) as new_customer_count, sum(e.value) filter (where e.kind = 'deal' and e.won_on is not null) as won_value,
				sum(e.last_value) as last_value, sum(e.value) filter (where e.kind = 'touch') as linear_value
			from (
				select k.campaign_id, coalesce(k.kind, 'other') as kind, case when abs(k.amount_base) < 1e14 then k.amount_base end as cost, k.cost_on,
					case when not coalesce(abs(k.amount_base) < 1e14, false) then coalesce(k.kind, 'other') end as unknown_kind, null::date as won_on, null::boolean as is_hit, null::numeric as value, null::numeric as last_value
				from {campaign_cost} k
				where k.cost_on <= (select p.as_of from {parameter} p)
				union all
				select l.campaign_id, 'lead', null, null, null, null, l.qualified_at is not null, null, null from {lead_fact} l where l.is_first
				union all
				-- A hit is an open deal, or one won that is the first of its account.
				select d.campaign_id, 'deal', null, null, null, case when d.is_won then d.closed_on end, case when d.status = 'open' then true when d.is_won and d.closed_on is not null then d.nth = 1 end, d.deal_value, null
				from (
					select d.*, case when d.is_won then row_number() over (partition by coalesce(d.account_id, d.opportunity_id), d.is_won order by d.closed_on, d.opportunity_id) end as nth
					from {deal_fact} d
					where coalesce(d.created_on <= d.as_of, true) and coalesce(d.closed_on between date '1970-01-01' and d.as_of, true)
				) d
				union all
				select t.campaign_id, 'touch', null, null, null, null, null, v.value / t.touch_count, case when t.is_last then v.value end
				from {won_touch_fact} t cross join lateral (select case when t.deal_value > 0 then t.deal_value end as value) v
				union all
				-- Nobody is credited with less than nothing.
				select null, 'touch', null, null, null, null, null, t.deal_value, t.deal_value from {won_touch_fact} t where t.is_last and t.deal_value < 0
				union all
				select c.campaign_id, 'campaign', null, null, null, null, null, null, null from {campaign} c
			) e
			group by e.campaign_id, e.won_on, e.unknown_kind
		) e
		left join {campaign_fact} c on c.campaign_id = e.campaign_id
	) x
	cross join lateral (
		select 'campaign' as level, coalesce(x.campaign_id, '(none)') as level_value, coalesce(x.campaign_name, x.campaign_id, '(none)') as level_label
		union all select 'top_campaign', coalesce(x.top_id, x.campaign_id, '(none)'), coalesce(x.top_name, x.campaign_id, '(none)')
		union all select 'program', coalesce(x.program, '(none)'), coalesce(x.program, '(none)')
		union all select 'channel', coalesce(x.channel, '(none)'), coalesce(x.channel, '(none)')
		union all select 'is_abm', case when x.is_abm then 'abm' when not x.is_abm then 'other' else '(none)' end, case when x.is_abm then 'ABM' when not x.is_abm then 'Not ABM' else '(none)' end
	) d
	window whole as (partition by d.level, d.level_value)
) x
left join (
	-- Each level has a chain of its own: what follows itself there is one touch.
	select s.level, m.level_value, sum(m.credit) as credit
	from (
		select l.level, path_agg(l.path, p.is_won, p.deal_value) as summary, coalesce(sum(p.below_value) filter (where p.is_won), 0) as below_value
		from {path_fact} p
		cross join lateral (
			select 'campaign' as level, p.campaign_path as path union all select 'top_campaign', p.top_path union all select 'program', p.program_path
			union all select 'channel', p.own_path union all select 'is_abm', p.abm_path
		) l
		group by l.level
	) s
	cross join lateral (
		select m.channel as level_value, m.credit from markov_attribution(s.summary) m union all select '(none)', untouched_value(s.summary) + s.below_value
	) m
	group by s.level, m.level_value
) m on m.level = x.level and m.level_value = x.level_value
group by x.level, x.level_value
$$, '', '', $$
level text -- campaign, top_campaign (with all campaigns below it), program, channel or is_abm. Filter one.
level_value text -- The campaign, program or channel; (none) where there is none.
$$, '', 'f.won_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text level_label = f.level_label -- The campaign, program or channel as a person reads it.
date started_on = f.started_on -- First day of the first of them.
boolean is_complete = f.newest_on + f.cycle_days <= p.as_of -- Whether the youngest of them is older than the median cycle of won deals: before that a campaign shows a loss because its deals are not closed yet.
value media_cost = case when f.media_is_known then f.media_cost end -- Cost of media. NULL where there is none or it is not all known.
value program_cost = case when f.program_is_known then f.program_cost end -- Cost of the programme.
value labour_cost = case when f.labour_is_known then f.labour_cost end -- Cost of labour.
value technology_cost = case when f.technology_is_known then f.technology_cost end -- Cost of technology.
value total_cost = case when f.cost_is_known then f.total_cost end -- Cost of all kinds, up to as_of. NULL where there is none or it is not all known.
count lead_count = f.lead_count -- People whose first lead came from it.
count mql_count = f.mql_count -- Those of them who became marketing qualified.
count opportunity_count = f.opportunity_count -- Deals whose primary campaign it is.
value pipeline_value = coalesce(f.pipeline_value, 0) -- Value of the open ones.
count won_count = f.won_count -- The won ones.
value won_value_primary = f.won_value -- Value of the won ones.
value won_value_last = f.last_value -- Value of won deals by the last touch: of the touches of the account with a campaign, in engagement_days up to the close, the last takes it all. Without one it is that of (none), and so is a deal worth less than 0 by any touch.
value won_value_linear = f.linear_value -- Value of won deals by those touches, the same to each.
value won_value_markov = coalesce(f.markov_value, 0) -- Value of won deals by those touches, as markov_attribution() credits it from the paths of won and lost deals; each level has a chain of its own.
float roi_primary = roi(f.won_value, case when f.cost_is_known then f.total_cost end) -- (won_value_primary - total_cost) / total_cost. NULL where the cost is 0 or not known.
float roi_last = roi(f.last_value, case when f.cost_is_known then f.total_cost end) -- (won_value_last - total_cost) / total_cost.
float roi_markov = roi(coalesce(f.markov_value, 0), case when f.cost_is_known then f.total_cost end) -- (won_value_markov - total_cost) / total_cost.
float roas = roas(f.won_value, case when f.cost_is_known then f.total_cost end) -- won_value_primary / total_cost.
whole payback_days = case when f.cost_is_known then f.paid_on - f.started_on end -- Days from started_on to the win with which won_value_primary reached total_cost. NULL: not yet.
value cac = cost_per(case when f.cost_is_known then f.total_cost end, f.new_customer_count) -- total_cost for each won deal that is the first of its account.
$$)
$views$;
comment on function @extschema@._view_marketing() is
'Internal: the KPI views of e-mail, engagement and campaigns.';

-- hubspot: what the tables of 63-hubspot.sql say, written once for Fivetran and Airbyte. In the entities "<x>" is a part, whose
-- text differs between the two or is used often; a part may use those further down.

create function @extschema@._hubspot_part() returns table (name text, fivetran text, airbyte text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
select p.name, p.fivetran, coalesce(p.airbyte, p.fivetran)
from (values
-- A deal's status: what stage_map says, what the deal says of itself, else what its stage is.
('status', $$coalesce(s.mapped_status, case when d.is_closed_won then 'won'
	when d.is_closed then case when d.is_closed_won is null and s.status = 'won' then 'won' else 'lost' end
	when d.is_closed is false then 'open'
	when d.is_closed_won is false and s.status = 'won' then 'lost'
	else coalesce(s.status, 'open') end)$$, null),
-- HubSpot has a list of sources. Of what is not in it, the drill-down says what it was: the campaign of a link, or, behind
-- words of HubSpot such as IMPORT, the name of the import.
('class of deal', $$case upper(d.source) when 'REFERRALS' then 'referral' when 'EMAIL_MARKETING' then 'email' when 'SOCIAL_MEDIA' then 'social' when 'DIRECT_TRAFFIC' then 'direct'
	else coalesce(nullif(@extschema@._source_class(<detail of deal>), 'other'), lower(d.source)) end$$, null),
('source of deal', $$coalesce(<detail of deal>, initcap(replace(d.source, '_', ' ')))$$, null),
('detail of deal', $$case upper(d.source) when 'OTHER_CAMPAIGNS' then d.source_1 when 'OFFLINE' then coalesce(case when d.source_1 ~ '[^A-Z0-9_-]' then d.source_1 end, case when d.source_2 ~ '[^0-9]' then d.source_2 end) end$$, null),
('class of contact', $$case upper(c.source) when 'REFERRALS' then 'referral' when 'EMAIL_MARKETING' then 'email' when 'SOCIAL_MEDIA' then 'social' when 'DIRECT_TRAFFIC' then 'direct'
	else coalesce(nullif(@extschema@._source_class(<detail of contact>), 'other'), lower(c.source)) end$$, null),
('source of contact', $$coalesce(<detail of contact>, initcap(replace(c.source, '_', ' ')))$$, null),
('detail of contact', $$case upper(c.source) when 'OTHER_CAMPAIGNS' then c.source_1 when 'OFFLINE' then coalesce(case when c.source_1 ~ '[^A-Z0-9_-]' then c.source_1 end, case when c.source_2 ~ '[^0-9]' then c.source_2 end) end$$, null),
('program kind', $$case when g.type ~ 'AUTOMATED' then 'drip' when g.type ~ 'SINGLE_SEND|SMTP|FOLLOWUP|TRANSACTIONAL|RSS|BLOG' then 'trigger' when g.type is not null then 'one_off' end$$, null),
('owner name', $$nullif(concat_ws(' ', u.first_name, u.last_name), '')$$, null),
-- A stage is closed by its flag. In a pipeline where no stage has the flag, nobody keeps it, and probability 0 and 1 tell;
-- a stage of which nothing is known is known by HubSpot's own name. stage_map is asked once for each stage, not each deal.
('stage of deal', $$left join <stages> s on s.stage_id = d.stage_id and s.pipeline_id is not distinct from d.pipeline_id$$, null),
('stages', $$(select t.*, {status_of t.pipeline_id, t.stage_id, t.label} as mapped_status from (
		select distinct on (t.pipeline_id, t.stage_id) t.pipeline_id, t.stage_id, t.label, t.sort_order, t.probability,
			case when bool_or(t.is_closed) over (partition by t.pipeline_id) and t.is_closed is not true and t.is_known then 'open'
				when t.probability >= 1 or t.probability is null and t.stage_id = 'closedwon' then 'won'
				when t.is_closed or t.probability = 0 or t.probability is null and t.stage_id = 'closedlost' then 'lost' else 'open' end as status
		from (select r.*, true as is_known from <stage rows> r
			union all select distinct d.pipeline_id, d.stage_id, null::text, null::float8, null::float8, null::boolean, false from <deal> d where d.stage_id is not null) t
		order by t.pipeline_id, t.stage_id, t.is_known desc, t.sort_order, t.label) t offset 0)$$, null),
('stage rows', '(select t.pipeline_id, t.stage_id, t.label, t.sort_order, t.probability, t.is_closed from {deal_pipeline_stage} t)', $$(
		select p.pipeline_id, coalesce(i ->> 'stageId', i ->> 'id') as stage_id, i ->> 'label' as label,
			case when i ->> 'displayOrder' ~ '^-?\d{1,9}$' then (i ->> 'displayOrder')::float8 end as sort_order,
			case when i -> 'metadata' ->> 'probability' ~ '^\d{1,3}(\.\d{1,15})?$' then (i -> 'metadata' ->> 'probability')::float8 end as probability,
			case lower(i -> 'metadata' ->> 'isClosed') when 'true' then true when 'false' then false end as is_closed
		from {deal_pipelines} p cross join lateral jsonb_array_elements(case jsonb_typeof(p.stages) when 'array' then p.stages else '[]' end) i)$$),
('lost deals', $$(select trim(i.id) as id from <deal> d cross join lateral regexp_split_to_table(d.merged_ids, ';') i(id) where d.merged_ids is not null and trim(i.id) <> d.id
	union select m.lost_id from {merged_deal} m where m.lost_id <> m.kept_id)$$,
	$$(select distinct trim(i.id) as id from <deal> d cross join lateral regexp_split_to_table(d.merged_ids, ';') i(id) where d.merged_ids is not null and trim(i.id) <> d.id)$$),
('lost companies', $$(select distinct trim(i.id) as id from <company> a cross join lateral regexp_split_to_table(a.merged_ids, ';') i(id) where a.merged_ids is not null and trim(i.id) <> a.id)$$, null),
-- One company for each deal, engagement, ticket and person, whatever number of links there are: the primary one, else
-- that with the lowest identifier.
('company of deal', $$left join (select distinct on (l.deal_id) l.deal_id, l.company_id from {deal_company} l where l.company_id is not null
	order by l.deal_id, l.type_id = '5' desc nulls last, length(l.company_id), l.company_id) k on k.deal_id = d.id$$,
	$$left join lateral (select i.id as company_id from jsonb_array_elements_text(case jsonb_typeof(d.companies) when 'array' then d.companies else '[]' end) i(id) order by length(i.id), i.id limit 1) k on true$$),
('contact of deal', $$left join (select distinct on (l.deal_id) l.deal_id, l.contact_id from {deal_contact} l where l.contact_id is not null order by l.deal_id, length(l.contact_id), l.contact_id) h on h.deal_id = d.id$$,
	$$left join lateral (select i.id as contact_id from jsonb_array_elements_text(case jsonb_typeof(d.contacts) when 'array' then d.contacts else '[]' end) i(id) order by length(i.id), i.id limit 1) h on true$$),
('contacts of deals', '{deal_contact}', $$(select d.id as deal_id, i.id as contact_id from {deals} d cross join lateral jsonb_array_elements_text(case jsonb_typeof(d.contacts) when 'array' then d.contacts else '[]' end) i(id))$$),
('links of engagement', $$left join (select distinct on (l.engagement_id) l.engagement_id, l.company_id from {engagement_company} l where l.company_id is not null order by l.engagement_id, length(l.company_id), l.company_id) k on k.engagement_id = e.id
left join (select distinct on (l.engagement_id) l.engagement_id, l.contact_id from {engagement_contact} l where l.contact_id is not null order by l.engagement_id, length(l.contact_id), l.contact_id) h on h.engagement_id = e.id
<person>$$, $$<links in the row>
<person>$$),
('links of ticket', $$left join (select distinct on (l.ticket_id) l.ticket_id, l.company_id from {ticket_company} l where l.company_id is not null order by l.ticket_id, length(l.company_id), l.company_id) k on k.ticket_id = e.id
left join (select distinct on (l.ticket_id) l.ticket_id, l.contact_id from {ticket_contact} l where l.contact_id is not null order by l.ticket_id, length(l.contact_id), l.contact_id) h on h.ticket_id = e.id
<person>$$, $$<links in the row>
<person>$$),
('links in the row', '', $$left join lateral (select i.id as company_id from jsonb_array_elements_text(case jsonb_typeof(e.companies) when 'array' then e.companies else '[]' end) i(id) order by length(i.id), i.id limit 1) k on true
left join lateral (select i.id as contact_id from jsonb_array_elements_text(case jsonb_typeof(e.contacts) when 'array' then e.contacts else '[]' end) i(id) order by length(i.id), i.id limit 1) h on true$$),
('person', $$left join <survivor> v on v.lost_id = h.contact_id
left join <employer> w on w.contact_id = coalesce(v.kept_id, h.contact_id)$$, null),
-- Whose address it is; that of a person merged away is the survivor's.
('recipient', $$(select distinct on (a.address) a.address, coalesce(v.kept_id, a.id) as contact_id
	from (
		select lower(trim(c.email)) as address, c.id, coalesce(c.is_deleted, false) or coalesce(c.is_gone, false) as is_deleted, 1 as way from <contact> c where c.email is not null
		union all select lower(trim(i.email)), c.id, coalesce(c.is_deleted, false) or coalesce(c.is_gone, false), 2
		from <contact> c cross join lateral regexp_split_to_table(c.other_emails, ';') i(email) where c.other_emails is not null
	) a left join <survivor> v on v.lost_id = a.id
	order by a.address, a.is_deleted and v.lost_id is null, a.way, length(a.id), a.id)$$, null),
-- Where a person works.
('employer', $$(select c.id as contact_id, coalesce(c.company_id, k.company_id) as account_id from <contact> c <company of contact>)$$, null),
('company of contact', $$left join (select distinct on (l.contact_id) l.contact_id, l.company_id from {contact_company} l where l.company_id is not null
	order by l.contact_id, l.type_id = '1' desc nulls last, length(l.company_id), l.company_id) k on k.contact_id = c.id$$,
	$$left join lateral (select i.id as company_id from jsonb_array_elements_text(case jsonb_typeof(c.companies) when 'array' then c.companies else '[]' end) i(id) order by length(i.id), i.id limit 1) k on true$$),
-- Who takes the place of a person that was merged away, through as many merges as there were.
('survivor', $$(with recursive pair as (
		select m.lost_id, m.kept_id from <merges> m where m.lost_id <> m.kept_id
		union select trim(i.id), c.id from <contact> c cross join lateral regexp_split_to_table(c.merged_ids, ';') i(id) where c.merged_ids is not null and trim(i.id) not in ('', c.id)
	), chain as (
		select p.lost_id, p.kept_id, 1 as depth from pair p
		union all select c.lost_id, p.kept_id, c.depth + 1 from chain c join pair p on p.lost_id = c.kept_id where c.depth < 10 and p.kept_id <> c.lost_id
	)
	select distinct on (c.lost_id) c.lost_id, c.kept_id from chain c order by c.lost_id, c.depth desc, length(c.kept_id), c.kept_id)$$, null),
('merges', '{contact_merge_audit}', '{contacts_merged_audit}'),
-- E-mail events with what belongs to one type only. A send that was dropped is none.
('email events', $$(select e.*, k.url, b.category, b.status from {email_event} e left join {email_event_click} k on k.id = e.id left join {email_event_bounce} b on b.id = e.id)$$, '{email_events}'),
('status changes', $$(select e.*, u.is_bounced, u.subscriptions, u.portal_status from {email_event} e join {email_event_status_change} u on u.id = e.id)$$, '{email_events}'),
('email event', '{email_event}', '{email_events}'),
('deal history', $$(select r.* from {deal_property_history} r where not exists (select from {deal_stage} t))$$, '{deals_property_history}'),
('contact history', '{contact_property_history}', '{contacts_property_history}'),
('email campaign', '{email_campaign}', '{campaigns}'),
('meeting', '{engagement_meeting}', '{engagements_meetings}'),
('call', '{engagement_call}', '{engagements_calls}'),
('form', '{contact_form_submission}', '{contacts_form_submissions}'),
('ticket', '{ticket}', '{tickets}'),
('feedback', '{feedback_submission}', '{feedback_submissions}'),
('owner', '{owner}', '{owners}'),
-- Where Fivetran keeps the history of a row in the table itself, the active version counts.
('deal', '(select r.* from {deal} r where r.is_active is not false)', '{deals}'),
('company', '(select r.* from {company} r where r.is_active is not false)', '{companies}'),
('contact', '(select r.* from {contact} r where r.is_active is not false)', '{contacts}')) p(name, fivetran, airbyte)
$layout$;
comment on function @extschema@._hubspot_part() is
'Internal: the parts that the entities of HubSpot are written with, as they are for Fivetran and for Airbyte.';

create function @extschema@._hubspot_entity() returns table (name text, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$ values
('account', $$
account_id = a.id
parent_id = a.parent_id
name = a.name
domain = lower(substring(a.domain from '^(?:https?://)?(?:www\.)?([^/:?#]+)'))
industry = a.industry
segment = coalesce(a.segment, a.industry)
tier = a.tier
country = a.country
owner_id = a.owner_id
owner_name = <owner name>
created_at = a.created_at
is_deleted = coalesce(a.is_deleted, false) or coalesce(a.is_gone, false) or x.id is not null
from <company> a
left join <owner> u on u.id = a.owner_id
left join <lost companies> x on x.id = a.id
$$),
('contact', $$
contact_id = c.id
account_id = coalesce(c.company_id, k.company_id)
title = c.title
role = lower(replace(split_part(c.role, ';', 1), '_', ' '))
seniority = c.seniority
created_at = c.created_at
is_deleted = coalesce(c.is_deleted, false) or coalesce(c.is_gone, false) or v.lost_id is not null
from <contact> c
<company of contact>
left join <survivor> v on v.lost_id = c.id
$$),
('lead', $$
lead_id = c.id
contact_id = c.id
account_id = coalesce(c.company_id, k.company_id)
owner_id = c.owner_id
owner_name = <owner name>
created_at = coalesce(c.lead_at, c.created_at)
source_class = <class of contact>
source = <source of contact>
campaign_id = c.campaign_id
landing_page = substring(c.landing_page from '^[^?#]+')
status = coalesce(c.lead_status, c.lifecycle)
mql_at = least(c.mql_at, c.sql_at, c.opportunity_at, c.customer_at)
sql_at = least(c.sql_at, c.opportunity_at, c.customer_at)
converted_at = least(c.opportunity_at, c.customer_at)
opportunity_id = case when least(c.opportunity_at, c.customer_at) is not null then o.deal_id end
disqualified_at = coalesce(c.disqualified_at, case when c.lead_status = 'UNQUALIFIED' then q.at end)
disqualify_reason = c.disqualify_reason
recycled_at = c.recycled_at
is_contactable = coalesce(c.email like '%_@_%', false) and c.has_opted_out is not true and c.bounce_reason is null and c.is_quarantined is not true
score = c.score
is_deleted = coalesce(c.is_deleted, false) or coalesce(c.is_gone, false) or v.lost_id is not null
from <contact> c
<company of contact>
left join <owner> u on u.id = c.owner_id
left join <survivor> v on v.lost_id = c.id
left join (
	select distinct on (c.id) c.id as contact_id, d.id as deal_id
	from <contacts of deals> l
	left join <survivor> v on v.lost_id = l.contact_id
	join <contact> c on c.id = coalesce(v.kept_id, l.contact_id)
	join <deal> d on d.id = l.deal_id
	left join <lost deals> x on x.id = d.id
	where d.created_at >= c.created_at - interval '1 day' and x.id is null and d.is_deleted is not true and d.is_gone is not true
	order by c.id, d.created_at, length(d.id), d.id
) o on o.contact_id = c.id
left join (select h.id, max(h.at) as at from <contact history> h where h.name = 'hs_lead_status' and h.value = 'UNQUALIFIED' group by h.id) q on q.id = c.id
where coalesce(c.lifecycle, 'lead') not in ('subscriber', 'other') or coalesce(c.lead_at, c.mql_at, c.sql_at, c.opportunity_at, c.customer_at) is not null
$$),
('opportunity', $$
opportunity_id = d.id
name = d.name
account_id = coalesce(d.company_id, k.company_id)
contact_id = coalesce(v.kept_id, h.contact_id)
owner_id = d.owner_id
owner_name = <owner name>
pipeline_id = d.pipeline_id
created_at = d.created_at
close_on = d.close_on
closed_at = d.closed_at
stage_id = d.stage_id
stage_name = coalesce(s.label, d.stage_id)
status = <status>
amount = d.amount
currency = d.currency
amount_base = coalesce(d.amount_home, {in_base d.amount, d.currency, d.close_on})
recurring_amount_monthly = {in_base d.mrr, d.currency, d.close_on}
probability = coalesce(d.probability, s.probability)
forecast_category = d.forecast_category
kind = case when d.type is null then null when d.type = 'newbusiness' then 'new' when d.type = 'existingbusiness' then 'expansion' when d.type ilike '%renewal%' then 'renewal' else 'other' end
source_class = <class of deal>
source = <source of deal>
campaign_id = d.campaign_id
promo_code = d.promo_code
lost_reason = d.lost_reason
is_deleted = coalesce(d.is_deleted, false) or coalesce(d.is_gone, false) or x.id is not null
from <deal> d
<company of deal>
<contact of deal>
left join <survivor> v on v.lost_id = h.contact_id
left join <owner> u on u.id = d.owner_id
<stage of deal>
left join <lost deals> x on x.id = d.id
$$),
('opportunity_contact', $$
opportunity_id = l.deal_id
contact_id = l.contact_id
role = lower(replace(split_part(c.role, ';', 1), '_', ' '))
from (select distinct l.deal_id, coalesce(v.kept_id, l.contact_id) as contact_id from <contacts of deals> l left join <survivor> v on v.lost_id = l.contact_id where l.contact_id is not null) l
left join <contact> c on c.id = l.contact_id
$$),
('stage', $$
pipeline_id = s.pipeline_id
stage_id = s.stage_id
label = s.label
sort_order = s.sort_order
is_closed = coalesce(s.mapped_status, s.status) <> 'open'
is_won = coalesce(s.mapped_status, s.status) = 'won'
probability = s.probability
from <stages> s
$$),
('stage_history fivetran', $$
entity = 'opportunity'
entity_id = h.deal_id
stage_id = h.stage_id
entered_at = h.entered_at
exited_at = case when h.exited_at < '2050-01-01 00:00:00+00' then h.exited_at end
from {deal_stage} h
where h.stage_id <> ''
$$),
('stage_history airbyte', $$
entity = 'opportunity'
entity_id = h.id
stage_id = h.stage_id
entered_at = h.entered_at
exited_at = h.exited_at
from (
	select d.id, regexp_replace(p.key, '^hs_(v2_)?date_entered_', '') as stage_id, min(@extschema@._instant(p.value)) as entered_at,
		max(@extschema@._instant(d.properties ->> replace(p.key, 'date_entered_', 'date_exited_'))) as exited_at
	from {deals} d cross join lateral jsonb_each_text(case jsonb_typeof(d.properties) when 'object' then d.properties end) p
	where p.key ~ '^hs_(v2_)?date_entered_' and @extschema@._instant(p.value) is not null and not exists (select from {deals_property_history} t)
	group by 1, 2
) h
$$),
-- A value that is written again is no new visit.
('stage_history', $$
entity = 'opportunity'
entity_id = h.id
stage_id = h.value
entered_at = h.at
exited_at = h.next_at
from (
	select h.id, h.value, h.at, lead(h.at) over (partition by h.id order by h.at, h.value) as next_at
	from (select h.id, h.value, h.at, lag(h.value) over (partition by h.id order by h.at, h.value) as value_before from <deal history> h where h.name = 'dealstage') h
	where h.value is distinct from h.value_before
) h
where h.value <> ''
$$),
('stage_history', $$
entity = 'lead'
entity_id = h.id
stage_id = h.value
entered_at = h.at
exited_at = h.next_at
from (
	select h.id, h.value, h.at, lead(h.at) over (partition by h.id order by h.at, h.value) as next_at
	from (select h.id, h.value, h.at, lag(h.value) over (partition by h.id order by h.at, h.value) as value_before from <contact history> h where h.name = 'lifecyclestage') h
	where h.value is distinct from h.value_before
) h
where h.value <> ''
$$),
('score_history', $$
entity = 'lead'
entity_id = coalesce(v.kept_id, h.id)
at = h.at
score = h.score
from (select h.id, h.at, case when h.value ~ '^-?\d{1,9}(\.\d{1,9})?$' then h.value::float8 end as score from <contact history> h where h.name = 'hubspotscore') h
left join <survivor> v on v.lost_id = h.id
where h.score is not null
$$),
('touch', $$
touch_id = e.id
occurred_at = e.start_at
account_id = coalesce(k.company_id, w.account_id)
contact_id = coalesce(v.kept_id, h.contact_id)
lead_id = coalesce(v.kept_id, h.contact_id)
channel = 'meeting'
kind = case when e.type ~* '\mdemo' then 'demo' else 'meeting' end
duration_s = case when isfinite(e.end_at) and isfinite(e.start_at) then extract(epoch from e.end_at - e.start_at) end
scheduled_at = e.start_at
booked_at = e.booked_at
outcome = case upper(e.outcome) when 'COMPLETED' then 'held' when 'NO_SHOW' then 'no_show' when 'CANCELED' then 'cancelled' when 'CANCELLED' then 'cancelled' when 'RESCHEDULED' then 'moved' else lower(e.outcome) end
direction = case when e.source in ('MEETINGS_PUBLIC', 'MEETINGS_EMBEDDED') then 'in' end
is_bot = false
from <meeting> e
<links of engagement>
where e.is_deleted is not true
$$),
('touch', $$
touch_id = e.id
occurred_at = e.at
account_id = coalesce(k.company_id, w.account_id)
contact_id = coalesce(v.kept_id, h.contact_id)
lead_id = coalesce(v.kept_id, h.contact_id)
channel = 'phone'
kind = 'call'
duration_s = e.duration_ms / 1000
outcome = case when e.disposition = 'f240bbac-87c9-4f6e-bf70-924b57d47db7' then 'held' else lower(coalesce(e.disposition, e.status)) end
direction = case upper(e.direction) when 'INBOUND' then 'in' when 'OUTBOUND' then 'out' end
is_bot = false
from <call> e
<links of engagement>
where e.is_deleted is not true
$$),
('touch', $$
touch_id = coalesce(h.id, concat_ws('|', h.contact_id, h.form_id, extract(epoch from h.at)))
occurred_at = h.at
account_id = w.account_id
contact_id = coalesce(v.kept_id, h.contact_id)
lead_id = coalesce(v.kept_id, h.contact_id)
channel = 'web'
kind = 'form'
asset_id = h.form_id
page = substring(h.page from '^[^?#]+')
direction = 'in'
is_bot = false
from <form> h
<person>
$$),
('email_event', $$
send_id = coalesce(e.sent_by_id, case when e.type = 'SENT' then e.id end)
occurred_at = e.at
kind = case e.type when 'SENT' then 'sent' when 'DELIVERED' then 'delivered' when 'OPEN' then 'open' when 'CLICK' then 'click' when 'SPAMREPORT' then 'spam'
	else case when e.status ~ '^\s*4' or upper(e.category) in ('MAILBOX_FULL', 'TIMEOUT', 'GREYLISTING', 'THROTTLED', 'DNS_FAILURE', 'TEMPORARY_PROBLEM') then 'bounce_soft' else 'bounce_hard' end end
contact_id = r.contact_id
lead_id = r.contact_id
account_id = w.account_id
email_id = coalesce(g.content_id, e.campaign_id)
subject = g.subject
campaign_id = e.campaign_id
program_kind = <program kind>
url = substring(e.url from '^[^?#]+')
is_marketing = true
is_bot = coalesce(e.is_filtered, false)
from <email events> e
left join <email campaign> g on g.id = e.campaign_id
left join <recipient> r on r.address = lower(trim(e.recipient))
left join <employer> w on w.contact_id = r.contact_id
where e.type in ('SENT', 'DELIVERED', 'OPEN', 'CLICK', 'BOUNCE', 'SPAMREPORT')
	and not exists (select from <email event> x where x.type = 'DROPPED' and x.sent_by_id = coalesce(e.sent_by_id, e.id))
$$),
('email_event', $$
send_id = coalesce(e.sent_by_id, y.sent_by_id)
occurred_at = e.at
kind = case when e.is_bounced then 'bounce_hard' else 'unsubscribe' end
contact_id = r.contact_id
lead_id = r.contact_id
account_id = w.account_id
email_id = coalesce(g.content_id, e.campaign_id, y.campaign_id)
subject = g.subject
campaign_id = coalesce(e.campaign_id, y.campaign_id)
program_kind = <program kind>
is_marketing = true
is_bot = coalesce(e.is_filtered, false)
from <status changes> e
left join <email event> y on y.id = e.caused_by_id
left join <email campaign> g on g.id = coalesce(e.campaign_id, y.campaign_id)
left join <recipient> r on r.address = lower(trim(e.recipient))
left join <employer> w on w.contact_id = r.contact_id
where e.type = 'STATUSCHANGE' and (e.is_bounced or e.portal_status = 'UNSUBSCRIBED' or e.subscriptions ~ '"(UNSUBSCRIBED|OPT_OUT)"')
$$),
('campaign', $$
campaign_id = g.id
name = g.name
channel = 'email'
kind = <program kind>
from <email campaign> g
$$),
('survey_response', $$
response_id = h.id
survey_id = h.survey_id
kind = lower(h.type)
contact_id = coalesce(v.kept_id, h.contact_id)
account_id = w.account_id
answered_at = h.at
score = h.score
scale_min = case upper(h.type) when 'NPS' then 0 when 'CES' then 1 end
scale_max = case upper(h.type) when 'NPS' then 10 when 'CES' then 7 end
from <feedback> h
<person>
where h.is_deleted is not true
$$),
('ticket', $$
ticket_id = e.id
account_id = coalesce(k.company_id, w.account_id)
contact_id = coalesce(v.kept_id, h.contact_id)
team = e.team
priority = lower(e.priority)
created_at = e.created_at
first_reply_at = e.replied_at
solved_at = e.closed_at
from <ticket> e
<links of ticket>
where e.is_deleted is not true and e.is_gone is not true
$$),
-- A renewal takes the place of what the account had before.
('subscription', $$
subscription_id = d.id
account_id = d.account_id
start_on = d.start_on
end_on = least(d.end_on, min(d.start_on) filter (where d.is_renewal) over (partition by d.account_id order by d.start_on range between interval '1 day' following and unbounded following)::date)
mrr_base = d.mrr_base
from (
	select d.id, coalesce(d.company_id, k.company_id) as account_id, d.close_on as start_on, case when d.recurring_end_on is not null then greatest(d.recurring_end_on, d.close_on) end as end_on, d.type ilike '%renewal%' as is_renewal,
		{in_base d.mrr, d.currency, d.close_on} as mrr_base, <status> as status
	from <deal> d
	<company of deal>
	<stage of deal>
	left join <lost deals> x on x.id = d.id
	where d.mrr is not null and d.mrr <> 0 and d.close_on is not null and x.id is null and d.is_deleted is not true and d.is_gone is not true
) d
where d.status = 'won'
$$)
$layout$;
comment on function @extschema@._hubspot_entity() is
'Internal: the canonical relations of HubSpot, written with the parts of _hubspot_part(). A name with fivetran or airbyte after it is for that one only.';

create function @extschema@._layout_hubspot() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $layout$
	with recursive part as materialized (
		select row_number() over () as place, p.* from _hubspot_part() p
	), entity as materialized (
		select v.is_fivetran, split_part(e.name, ' ', 1) as name, e.definition, 0::bigint as step
		from _hubspot_entity() e cross join (values (true), (false)) v(is_fivetran)
		where split_part(e.name, ' ', 2) in ('', case when v.is_fivetran then 'fivetran' else 'airbyte' end)
	), filled as (
		select * from entity
		union all
		select f.is_fivetran, f.name, replace(f.definition, '<' || p.name || '>', case when f.is_fivetran then p.fivetran else p.airbyte end), p.place
		from filled f join part p on p.place = f.step + 1
	)
	select case when v.is_fivetran then 'hubspot_fivetran' else 'hubspot_airbyte' end, 'source', case when v.is_fivetran then s.fivetran else s.airbyte end, s.is_required,
		replace(ltrim(case when v.is_fivetran then s.of_fivetran else s.of_airbyte end, E'\n') || ltrim(s.definition, E'\n'), '@', case when v.is_fivetran then 'property_' else 'properties.' end)
			|| case when v.is_fivetran then 'synced_at timestamptz = _fivetran_synced' else 'synced_at timestamptz = _airbyte_extracted_at | _airbyte_emitted_at' end
	from _hubspot_source() s cross join (values (true), (false)) v(is_fivetran)
	where case when v.is_fivetran then s.fivetran else s.airbyte end is not null
	union all
	select case when f.is_fivetran then 'hubspot_fivetran' else 'hubspot_airbyte' end, 'entity', f.name, false, f.definition
	from filled f where f.step = (select max(p.place) from part p)
$layout$;
comment on function @extschema@._layout_hubspot() is
'Internal: the layouts hubspot_fivetran and hubspot_airbyte.';

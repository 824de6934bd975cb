-- twenty: the tables of Twenty.

create function @extschema@._layout_twenty() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$ values
('twenty', 'source', 'company', true, $$
id! text
name text
domain text = domainNamePrimaryLinkUrl | domainName
industry text
segment text
tier text
country text = addressAddressCountry
owner_id text = accountOwnerId
created_at timestamptz
deleted_at timestamptz
$$),
('twenty', 'source', 'opportunity', true, $$
id! text
name text
amount_micros! numeric = amountAmountMicros
currency_code! text = amountCurrencyCode
close_on local_date = closeDate
stage! text
company_id! text
contact_id text = pointOfContactId
owner_id text
created_at! timestamptz
deleted_at timestamptz
probability float8 = winProbability
type text
source text = leadSource
lost_reason text
$$),
('twenty', 'source', 'person', false, $$
id text
company_id text
title text = jobTitle
role text = buyingRole
seniority text
created_at timestamptz
deleted_at timestamptz
$$),
('twenty', 'source', 'workspaceMember', false, $$
id text
first_name text = nameFirstName
last_name text = nameLastName
$$),
('twenty', 'source', 'timelineActivity', false, $$
name text
opportunity_id text = targetOpportunityId | opportunityId
at timestamptz = happensAt
stage_before text = properties.diff.stage.before
stage_after text = properties.diff.stage.after
deleted_at timestamptz
$$),
('twenty', 'source', 'calendarEvent', false, $$
id text
start_at timestamptz = startsAt
end_at timestamptz = endsAt
booked_at timestamptz = createdAt
title text
is_cancelled boolean = isCanceled
deleted_at timestamptz
$$),
('twenty', 'source', 'calendarEventParticipant', false, $$
event_id text = calendarEventId
person_id text
deleted_at timestamptz
$$),
('twenty', 'entity', 'account', false, $$
account_id = a.id
name = a.name
domain = lower(substring(a.domain from '^(?:https?://)?(?:www\.)?([^/:?#]+)'))
industry = a.industry
segment = coalesce(a.segment, a.industry)
tier = a.tier
country = a.country
owner_id = a.owner_id
owner_name = nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')), '')
created_at = a.created_at
is_deleted = a.deleted_at is not null
from {company} a
left join {workspaceMember} u on u.id = a.owner_id
$$),
('twenty', 'entity', 'contact', false, $$
contact_id = c.id
account_id = c.company_id
title = nullif(c.title, '')
role = c.role
seniority = c.seniority
created_at = c.created_at
is_deleted = c.deleted_at is not null
from {person} c
$$),
-- Twenty knows stages by their names only, and has none for lost deals: stage_map says which one is. It is asked once for
-- each stage, not each deal.
('twenty', 'entity', 'opportunity', false, $$
opportunity_id = o.id
name = o.name
account_id = o.company_id
contact_id = o.contact_id
owner_id = o.owner_id
owner_name = nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')), '')
created_at = o.created_at
close_on = o.close_on
stage_id = o.stage
stage_name = o.stage
status = coalesce(s.status, 'open')
amount = o.amount
currency = o.currency
amount_base = {in_base o.amount, o.currency, o.close_on}
probability = o.probability
kind = case when lower(o.type) in ('new', 'expansion', 'renewal') then lower(o.type) when o.type <> '' then 'other' end
source = o.source
lost_reason = o.lost_reason
is_deleted = o.deleted_at is not null
from (select p.*, p.amount_micros / 1000000 as amount, nullif(p.currency_code, '') as currency from {opportunity} p) o
left join (select p.stage, coalesce({status_of null::text, p.stage, p.stage}, case p.stage when 'CUSTOMER' then 'won' else 'open' end) as status from (select distinct q.stage from {opportunity} q where q.stage <> '') p offset 0) s on s.stage = o.stage
left join {workspaceMember} u on u.id = o.owner_id
$$),
('twenty', 'entity', 'opportunity_contact', false, $$
opportunity_id = o.id
contact_id = o.contact_id
role = c.role
from {opportunity} o
left join {person} c on c.id = o.contact_id
where o.contact_id is not null and o.deleted_at is null
$$),
('twenty', 'entity', 'stage', false, $$
stage_id = s.stage
label = s.stage
sort_order = array_position(array['NEW', 'SCREENING', 'MEETING', 'PROPOSAL', 'CUSTOMER'], s.stage)
is_closed = s.status <> 'open'
is_won = s.status = 'won'
from (select p.stage, coalesce({status_of null::text, p.stage, p.stage}, case p.stage when 'CUSTOMER' then 'won' else 'open' end) as status from (select distinct q.stage from {opportunity} q where q.stage <> '') p offset 0) s
$$),
-- A deal was in its first stage from when it was created until that was first changed.
('twenty', 'entity', 'stage_history', false, $$
entity = 'opportunity'
entity_id = h.id
stage_id = h.stage
entered_at = h.at
exited_at = lead(h.at) over (partition by h.id order by h.at, h.step)
from (
	select t.opportunity_id as id, t.at, t.stage_after as stage, 2 as step
	from {timelineActivity} t
	where t.name = 'opportunity.updated' and t.stage_after <> '' and t.stage_after is distinct from t.stage_before and t.opportunity_id is not null and t.deleted_at is null
	union all
	select o.id, least(o.created_at, f.at), coalesce(f.stage_before, o.stage), 1
	from {opportunity} o
	left join (
		select distinct on (t.opportunity_id) t.opportunity_id, t.at, t.stage_before
		from {timelineActivity} t
		where t.name = 'opportunity.updated' and t.stage_after <> '' and t.stage_after is distinct from t.stage_before and t.deleted_at is null
		order by t.opportunity_id, t.at
	) f on f.opportunity_id = o.id
) h
$$),
('twenty', 'entity', 'touch', false, $$
touch_id = e.id
occurred_at = e.start_at
account_id = c.company_id
contact_id = i.person_id
channel = 'meeting'
kind = case when e.title ~* '\mdemo' then 'demo' else 'meeting' end
duration_s = case when isfinite(e.end_at) and isfinite(e.start_at) then extract(epoch from e.end_at - e.start_at) end
scheduled_at = e.start_at
booked_at = e.booked_at
outcome = case when e.is_cancelled then 'cancelled' end
is_bot = false
from {calendarEvent} e
join (
	select distinct on (p.event_id) p.event_id, p.person_id
	from {calendarEventParticipant} p
	where p.person_id is not null and p.deleted_at is null
	order by p.event_id, p.person_id
) i on i.event_id = e.id
left join {person} c on c.id = i.person_id
where e.deleted_at is null
$$)
$layout$;
comment on function @extschema@._layout_twenty() is
'Internal: the layout twenty.';

-- salesforce: the objects of Salesforce, as Fivetran and Airbyte write them.
--
-- What several definitions have in common is written once, in brackets:
--   [merged account]   who was merged into whom, over any number of merges: id, survivor_id, synced_at. Of contact and lead likewise.
--   [later day, at]    a day of the calendar as an instant that is not before another one of that day
--   [moment x, at]     the same for what may be a day or an instant: one that is midnight is a day
-- The joins that not every reader needs stand alone, each on a column that is unique, so that the planner leaves them out.
-- Sources end with what Fivetran and Airbyte add. A row of Fivetran's history mode that is_current = false is an older version.

create function @extschema@._layout_salesforce() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select l.layout, r.kind, r.name, r.is_required, regexp_replace(regexp_replace(regexp_replace(r.definition,
		'\[moment ([^],]+), ([^],]+)\]', 'case when (\1 at time zone ''UTC'')::time = ''00:00'' then [later (\1 at time zone ''UTC'')::date, \2] when (\1 at time zone p.time_zone)::time = ''00:00'' then [later (\1 at time zone p.time_zone)::date, \2] else \1 end', 'g'),
		'\[later ([^],]+), ([^],]+)\]', 'case when \1 = (\2 at time zone p.time_zone)::date then \2 else \1::timestamp at time zone p.time_zone end', 'g'),
		'\[merged (\w+)\]', '(with recursive e as (select distinct on (a.id) a.id, a.master_record_id as survivor_id, a.synced_at from {\1} a where a.master_record_id <> a.id and a.is_current is not false order by a.id, a.synced_at desc nulls last),'
			' m(id, survivor_id, synced_at, hops) as (select e.id, e.survivor_id, e.synced_at, 1 from e union all select m.id, e.survivor_id, greatest(m.synced_at, e.synced_at), m.hops + 1 from m join e on e.id = m.survivor_id where m.hops < 9)'
			' select distinct on (m.id) m.id, m.survivor_id, m.synced_at from m order by m.id, m.hops desc)', 'g')
	from (values ('salesforce_fivetran', E'synced_at timestamptz = _fivetran_synced\nis_current boolean = _fivetran_active\nis_gone boolean = _fivetran_deleted'),
		('salesforce_airbyte', E'synced_at! timestamptz = _airbyte_extracted_at | _airbyte_emitted_at\nis_current boolean = _fivetran_active\nis_gone boolean = _fivetran_deleted')) l(layout, synced),
	lateral (values
('source', 'account', true, $$
id! text
parent_id text
master_record_id text
name! text
industry text
segment text = segment_c | market_segment_c
tier text = tier_c | account_tier_c | abm_tier_c
website text
billing_country text
owner_id text
created_date timestamptz
is_deleted boolean
$$ || l.synced),
('source', 'contact', false, $$
id! text
account_id text
master_record_id text
title text
role text = buying_role_c | role_c
seniority text = seniority_c | level_c
created_date timestamptz
is_employee boolean = is_employee_c
is_deleted boolean
$$ || l.synced),
('source', 'lead', false, $$
id! text
master_record_id text
created_date! timestamptz
last_modified_date timestamptz
owner_id text
status text
lead_source text
email text
is_converted boolean
converted_date timestamptz
converted_account_id text
converted_contact_id text
converted_opportunity_id text
has_opted_out_of_email boolean
email_bounced_date timestamptz
mql_date timestamptz = first_mql_date_c | mql_date_c
sql_date timestamptz = first_sql_date_c | sql_date_c
disqualified_date timestamptz = disqualified_date_c | unqualified_date_c
disqualify_reason text = disqualified_reason_c | disqualification_reason_c | unqualified_reason_c
recycled_date timestamptz = recycled_date_c
landing_page text = landing_page_c
score float8 = lead_score_c | mkto_71_lead_score_c | pi_score_c | behavioral_score_c
is_deleted boolean
$$ || l.synced),
('source', 'lead_history', false, $$
id! text
lead_id text
field text
new_value text
created_date timestamptz
$$ || l.synced),
('source', 'opportunity', true, $$
id! text
account_id! text
contact_id text
name text
owner_id text
campaign_id text
amount numeric
currency_iso_code text
mrr numeric = mrr_c | monthly_recurring_revenue_c
arr numeric = arr_c | annual_recurring_revenue_c
probability float8
stage_name! text
forecast_category_name text = forecast_category_name | forecast_category
close_date! date
created_date! timestamptz
last_stage_change_date timestamptz
is_closed! boolean
is_won! boolean
type text
lead_source text
lost_reason text = lost_reason_c | loss_reason_c | closed_lost_reason_c
promo_code text = promo_code_c | coupon_code_c | discount_code_c
is_deleted boolean
version_start timestamptz = _fivetran_start
version_end timestamptz = _fivetran_end
$$ || l.synced),
('source', 'opportunity_stage', false, $$
id! text
api_name text
master_label text
sort_order float8
is_closed boolean
is_won boolean
default_probability float8
$$ || l.synced),
('source', 'opportunity_history', false, $$
id! text
opportunity_id text
stage_name text
amount numeric
close_date date
created_date timestamptz
version_start timestamptz = _fivetran_start
version_end timestamptz = _fivetran_end
$$ || l.synced),
('source', 'opportunity_field_history', false, $$
id! text
opportunity_id text
field text
old_value text
new_value text
created_date timestamptz
$$ || l.synced),
('source', 'opportunity_contact_role', false, $$
id! text
opportunity_id text
contact_id text
role text
is_primary boolean
created_date timestamptz
is_deleted boolean
$$ || l.synced),
('source', 'campaign', false, $$
id! text
parent_id text
name text
type text
start_date date
end_date date
created_date timestamptz
actual_cost numeric
currency_iso_code text
is_abm boolean = is_abm_c | abm_c
is_deleted boolean
$$ || l.synced),
('source', 'campaign_member', false, $$
id! text
campaign_id text
lead_id text
contact_id text
has_responded boolean
first_responded_date date
created_date timestamptz
is_deleted boolean
$$ || l.synced),
('source', 'task', false, $$
id! text
account_id text
who_id text
what_id text
type text
task_subtype text
status text
is_closed boolean
activity_date date
completed_date_time timestamptz
created_date timestamptz
call_type text
call_disposition text
call_duration_in_seconds float8
is_no_show boolean = no_show_c
is_recurrence boolean
is_deleted boolean
$$ || l.synced),
('source', 'event', false, $$
id! text
account_id text
who_id text
what_id text
type text
subject text
activity_date date
start_date_time timestamptz = start_date_time | activity_date_time
end_date_time timestamptz
created_date timestamptz
duration_in_minutes float8
is_no_show boolean = no_show_c
is_child boolean
is_recurrence boolean
is_deleted boolean
$$ || l.synced),
('source', 'order', false, $$
id! text
account_id text
opportunity_id text
effective_date date
end_date date
total_amount numeric
currency_iso_code text
status text
status_code text
is_reduction_order boolean
is_deleted boolean
$$ || l.synced),
('source', 'contract', false, $$
id! text
account_id text
start_date date
end_date date
status text
status_code text
mrr numeric = mrr_c | monthly_recurring_revenue_c
arr numeric = arr_c | annual_recurring_revenue_c
currency_iso_code text
product text = product_c
is_deleted boolean
$$ || l.synced),
('source', 'case', false, $$
id! text
account_id text
contact_id text
owner_id text
team text = team_c
priority text
created_date timestamptz
closed_date timestamptz
first_reply_date timestamptz = first_response_date_c | first_reply_date_c
is_deleted boolean
$$ || l.synced),
('source', 'email_message', false, $$
id! text
parent_id text
incoming boolean
message_date timestamptz
is_deleted boolean
$$ || l.synced),
('source', 'user', false, $$
id! text
name text
$$ || l.synced),
('entity', 'account', false, $$
account_id = a.id
parent_id = coalesce(m.survivor_id, a.parent_id)
name = a.name
domain = substring(lower(trim(a.website)) from '^(?:https?://)?(?:www\.)?([^/:?#]+)')
industry = a.industry
segment = coalesce(a.segment, a.industry)
tier = a.tier
country = a.billing_country
owner_id = a.owner_id
owner_name = u.name
created_at = a.created_date
is_deleted = coalesce(a.is_deleted, false) or coalesce(a.is_gone, false) or a.master_record_id is not null
updated_at = greatest(a.synced_at, u.synced_at, m.synced_at)
from {account} a
left join {user} u on u.id = a.owner_id and u.is_current is not false
left join [merged account] m on m.id = a.parent_id
where a.is_current is not false
$$),
('entity', 'contact', false, $$
contact_id = c.id
account_id = coalesce(m.survivor_id, c.account_id)
title = c.title
role = c.role
seniority = c.seniority
created_at = c.created_date
is_employee = c.is_employee
is_deleted = coalesce(c.is_deleted, false) or coalesce(c.is_gone, false) or c.master_record_id is not null
updated_at = greatest(c.synced_at, m.synced_at)
from {contact} c
left join [merged account] m on m.id = c.account_id
where c.is_current is not false
$$),
('entity', 'lead', false, $$
lead_id = l.id
contact_id = coalesce(mc.survivor_id, l.converted_contact_id)
account_id = coalesce(m.survivor_id, l.converted_account_id)
owner_id = l.owner_id
owner_name = u.name
created_at = l.created_date
source_class = @extschema@._source_class(l.lead_source)
source = l.lead_source
campaign_id = cm.campaign_id
landing_page = l.landing_page
status = l.status
mql_at = coalesce([moment l.mql_date, l.created_date], h.mql_at)
sql_at = coalesce([moment l.sql_date, l.created_date], h.sql_at)
converted_at = case when coalesce(l.is_converted, true) then [moment l.converted_date, l.created_date] end
opportunity_id = l.converted_opportunity_id
disqualified_at = case when not coalesce(l.is_converted, false) and coalesce(coalesce(sl.status, sn.status) = 'disqualified', l.status ~* '\m(unqualified|disqualified|not qualified|not converted|junk|spam|invalid|(bad|not a|no) fit|bad (data|lead))\M')
	then coalesce([moment l.disqualified_date, l.created_date], s.since, l.last_modified_date, l.created_date) end
disqualify_reason = l.disqualify_reason
recycled_at = coalesce([moment l.recycled_date, l.created_date], h.recycled_at)
is_contactable = l.email like '%_@_%' and not coalesce(l.has_opted_out_of_email, false) and l.email_bounced_date is null
score = l.score
is_deleted = coalesce(l.is_deleted, false) or coalesce(l.is_gone, false) or l.master_record_id is not null
from {lead} l
cross join {parameter} p
left join {user} u on u.id = l.owner_id and u.is_current is not false
left join [merged account] m on m.id = l.converted_account_id
left join [merged contact] mc on mc.id = l.converted_contact_id
left join {stage_map} sl on sl.pipeline = 'lead' and sl.stage = l.status
left join {stage_map} sn on sn.pipeline is null and sn.stage = l.status
left join (select cm.lead_id, (array_agg(cm.campaign_id order by cm.created_date, cm.id))[1] as campaign_id
	from {campaign_member} cm where cm.is_current is not false and not coalesce(cm.is_deleted, false) and not coalesce(cm.is_gone, false) group by cm.lead_id) cm on cm.lead_id = l.id
left join (select h.lead_id, min(h.created_date) filter (where h.new_value ~* '\m(mql|marketing qualified)\M') as mql_at,
		min(h.created_date) filter (where h.new_value ~* '\m(sql|sal|sales (qualified|accepted))\M') as sql_at,
		max(h.created_date) filter (where h.new_value ~* '\m(recycled?|nurtur(e|ing)|returned)\M') as recycled_at
	from {lead_history} h where lower(h.field) = 'status' group by h.lead_id) h on h.lead_id = l.id
left join (select h.lead_id, h.new_value, max(h.created_date) as since
	from {lead_history} h where lower(h.field) = 'status' group by h.lead_id, h.new_value) s on s.lead_id = l.id and s.new_value = l.status
where l.is_current is not false
$$),
('entity', 'opportunity', false, $$
opportunity_id = o.id
name = o.name
account_id = coalesce(m.survivor_id, o.account_id)
contact_id = coalesce(mc.survivor_id, o.contact_id, r.contact_id)
owner_id = o.owner_id
owner_name = u.name
created_at = o.created_date
close_on = o.close_date
closed_at = case when coalesce(o.is_closed, o.is_won, st.is_closed) then o.last_stage_change_date end
stage_id = o.stage_name
stage_name = coalesce(st.master_label, o.stage_name)
status = coalesce(si.status, sn.status,
	case when coalesce(o.is_won, st.is_won) then 'won' when coalesce(o.is_closed, st.is_closed) then 'lost' else 'open' end)
amount = o.amount
currency = o.currency_iso_code
amount_base = {in_base o.amount, o.currency_iso_code, o.close_date}
recurring_amount_monthly = coalesce({in_base o.mrr, o.currency_iso_code, o.close_date}, {in_base o.arr, o.currency_iso_code, o.close_date} / 12)
probability = o.probability / 100
forecast_category = o.forecast_category_name
kind = case lower(o.type) when 'new customer' then 'new' when 'new business' then 'new' when '' then null when 'existing customer - upgrade' then 'expansion'
	when 'renewal' then 'renewal' else case when o.type ~* 'renew' then 'renewal' when o.type ~* 'upgrade|up-?sell|cross|expan|add-?on|existing business' then 'expansion'
	when o.type ~* '\mnew\M' and o.type !~* 'existing' then 'new' when o.type is not null then 'other' end end
source_class = @extschema@._source_class(o.lead_source)
source = o.lead_source
campaign_id = o.campaign_id
promo_code = o.promo_code
lost_reason = o.lost_reason
is_deleted = coalesce(o.is_deleted, false) or coalesce(o.is_gone, false)
updated_at = greatest(o.synced_at, u.synced_at, m.synced_at, mc.synced_at, st.synced_at, r.synced_at)
from {opportunity} o
left join {user} u on u.id = o.owner_id and u.is_current is not false
left join (select distinct on (1) coalesce(s.api_name, s.master_label) as stage_name, s.* from {opportunity_stage} s
	where s.is_current is not false and not coalesce(s.is_gone, false) order by 1, s.id) st on st.stage_name = o.stage_name
left join {stage_map} si on si.pipeline is null and si.stage = o.stage_name
left join {stage_map} sn on sn.pipeline is null and sn.stage = st.master_label
left join (select distinct on (r.opportunity_id) r.opportunity_id, coalesce(mc.survivor_id, r.contact_id) as contact_id, greatest(r.synced_at, mc.synced_at) as synced_at
	from {opportunity_contact_role} r left join [merged contact] mc on mc.id = r.contact_id where r.is_primary and r.is_current is not false and not coalesce(r.is_deleted, false) and not coalesce(r.is_gone, false)
	order by r.opportunity_id, r.created_date, r.id) r on r.opportunity_id = o.id
left join [merged account] m on m.id = o.account_id
left join [merged contact] mc on mc.id = o.contact_id
where o.is_current is not false
$$),
('entity', 'opportunity_contact', false, $$
opportunity_id = r.opportunity_id
contact_id = r.contact_id
role = r.role
added_at = r.created_date
from (select distinct on (r.opportunity_id, coalesce(mc.survivor_id, r.contact_id)) r.opportunity_id, coalesce(mc.survivor_id, r.contact_id) as contact_id, r.role,
		min(r.created_date) over (partition by r.opportunity_id, coalesce(mc.survivor_id, r.contact_id)) as created_date
	from {opportunity_contact_role} r left join [merged contact] mc on mc.id = r.contact_id
	where r.contact_id is not null and r.is_current is not false and not coalesce(r.is_deleted, false) and not coalesce(r.is_gone, false)
	order by r.opportunity_id, coalesce(mc.survivor_id, r.contact_id), r.is_primary desc nulls last, r.role nulls last, r.id) r
$$),
('entity', 'stage', false, $$
stage_id = s.stage_name
label = coalesce(s.master_label, s.stage_name)
sort_order = s.sort_order
is_closed = s.is_closed
is_won = s.is_won
probability = s.default_probability / 100
from (select distinct on (1) coalesce(s.api_name, s.master_label) as stage_name, s.* from {opportunity_stage} s
	where s.is_current is not false and not coalesce(s.is_gone, false) and coalesce(s.api_name, s.master_label) is not null order by 1, s.id) s
$$),
('entity', 'stage_history', false, $$
entity = 'opportunity'
entity_id = h.opportunity_id
stage_id = h.stage_name
entered_at = h.entered_at
exited_at = coalesce(h.next_at, case when h.left_at < '9000-01-01' then h.left_at end)
amount = h.amount
close_on = h.close_date
from (select h.*, lead(h.entered_at) over (partition by h.opportunity_id order by h.entered_at, h.id) as next_at
	from (select h.*, lag(h.stage_name) over (partition by h.opportunity_id order by h.entered_at, h.id) as previous_stage, max(h.version_end) over (partition by h.opportunity_id) as left_at
		from (select h.id, coalesce(h.opportunity_id, h.id) as opportunity_id, h.stage_name, h.amount, h.close_date,
			-- The object has a date of its own; a table of versions has the start of each.
			coalesce(case when h.opportunity_id is null then h.version_start end, h.created_date, h.version_start) as entered_at, h.version_end
			from {opportunity_history} h where h.stage_name is not null and coalesce(h.version_start, h.created_date) is not null) h) h
	where h.stage_name is distinct from h.previous_stage) h
$$),
('entity', 'stage_history', false, $$
entity = 'opportunity'
entity_id = h.opportunity_id
stage_id = h.stage_name
entered_at = h.entered_at
exited_at = coalesce(h.next_at, case when h.left_at < '9000-01-01' then h.left_at end)
amount = h.amount
close_on = h.close_date
from (select h.*, lead(h.entered_at) over (partition by h.opportunity_id order by h.entered_at, h.id nulls first) as next_at
	from (select h.*, lag(h.stage_name) over (partition by h.opportunity_id order by h.entered_at, h.id nulls first) as previous_stage, max(h.version_end) over (partition by h.opportunity_id) as left_at
		from (select h.id, h.opportunity_id, h.new_value as stage_name, null::numeric as amount, null::date as close_date, h.created_date as entered_at, null::timestamptz as version_end
			from {opportunity_field_history} h where lower(h.field) = 'stagename' and h.created_date is not null and not exists (select from {opportunity_history} x)
			union all select null, o.id, coalesce(f.old_value, o.stage_name), null, null, o.created_date, null
			from {opportunity} o left join (select distinct on (f.opportunity_id) f.opportunity_id, f.old_value
				from {opportunity_field_history} f where lower(f.field) = 'stagename' order by f.opportunity_id, f.created_date, f.id) f on f.opportunity_id = o.id
			where (f.opportunity_id is not null or not coalesce(o.is_closed, false)) and o.is_current is not false and not exists (select from {opportunity_history} x)
				and exists (select from {opportunity_field_history} x where lower(x.field) = 'stagename')) h) h
	where h.stage_name is distinct from h.previous_stage) h
$$),
('entity', 'stage_history', false, $$
entity = 'opportunity'
entity_id = h.opportunity_id
stage_id = h.stage_name
entered_at = h.entered_at
exited_at = coalesce(h.next_at, case when h.left_at < '9000-01-01' then h.left_at end)
amount = h.amount
close_on = h.close_date
from (select h.*, lead(h.entered_at) over (partition by h.opportunity_id order by h.entered_at, h.id) as next_at
	from (select h.*, lag(h.stage_name) over (partition by h.opportunity_id order by h.entered_at, h.id) as previous_stage, max(h.version_end) over (partition by h.opportunity_id) as left_at
		from (select o.id, o.id as opportunity_id, o.stage_name, o.amount, o.close_date, coalesce(o.version_start, o.last_stage_change_date) as entered_at, o.version_end
			from {opportunity} o where coalesce(o.version_start, o.last_stage_change_date) is not null and (o.version_start is not null or o.is_current is not false)
				and not exists (select from {opportunity_history} x) and not exists (select from {opportunity_field_history} f where lower(f.field) = 'stagename')) h) h
	where h.stage_name is distinct from h.previous_stage) h
$$),
('entity', 'stage_history', false, $$
entity = 'lead'
entity_id = h.lead_id
stage_id = h.new_value
entered_at = h.created_date
exited_at = h.next_at
from (select h.*, lead(h.created_date) over (partition by h.lead_id order by h.created_date, h.id) as next_at
	from {lead_history} h where lower(h.field) = 'status') h
$$)
union all select * from @extschema@._layout_salesforce_activity()) r(kind, name, is_required, definition)
$layout$;
comment on function @extschema@._layout_salesforce() is
'Internal: the layouts salesforce_fivetran and salesforce_airbyte.';

-- salesforce, second half: touches, campaigns, orders, contracts and cases. What is in brackets is explained in 64-salesforce.sql.

create function @extschema@._layout_salesforce_activity() returns table (kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$ values
('entity', 'touch', false, $$
touch_id = t.id
occurred_at = t.occurred_at
account_id = coalesce(m.survivor_id, coalesce(t.account_id, case when t.what_id like '001%' then t.what_id end, c.account_id, l.converted_account_id))
contact_id = coalesce(mc.survivor_id, c.id, l.converted_contact_id, case when t.who_id like '003%' then t.who_id end)
lead_id = coalesce(ml.survivor_id, l.id, case when t.who_id like '00Q%' then t.who_id end)
channel = case t.kind when 'call' then 'phone' when 'email' then 'email' when 'social' then 'social' when 'chat' then 'chat' else 'sales' end
kind = t.kind
duration_s = t.call_duration_in_seconds
outcome = case when t.is_no_show then 'no_show' else t.call_disposition end
direction = case when t.call_type ~* 'inbound' then 'in' when t.call_type ~* 'outbound' then 'out' end
updated_at = greatest(t.synced_at, c.synced_at, l.synced_at, m.synced_at, mc.synced_at, ml.synced_at)
from (select t.*, coalesce(t.completed_date_time, t.activity_date::timestamp at time zone p.time_zone, t.created_date) as occurred_at,
		case when t.task_subtype = 'Call' or t.call_type is not null or t.type ~* 'call' then 'call' when t.task_subtype in ('Email', 'ListEmail') or t.type ~* 'e-?mail' then 'email'
			when t.task_subtype = 'LinkedIn' or t.type ~* 'linkedin|social' then 'social' when t.type ~* 'demo' then 'demo' when t.type ~* 'meeting' then 'meeting' when t.type ~* 'chat' then 'chat' else 'other' end as kind
	from {task} t cross join {parameter} p
	where coalesce(t.is_closed, t.status ~* '^(completed|closed|done)$') and not coalesce(t.is_recurrence, false) and t.is_current is not false and not coalesce(t.is_deleted, false) and not coalesce(t.is_gone, false)) t
left join {contact} c on c.id = t.who_id and c.is_current is not false
left join {lead} l on l.id = t.who_id and l.is_current is not false
left join [merged contact] mc on mc.id = coalesce(c.id, l.converted_contact_id)
left join [merged lead] ml on ml.id = l.id
left join [merged account] m on m.id = coalesce(t.account_id, case when t.what_id like '001%' then t.what_id end, c.account_id, l.converted_account_id)
$$),
('entity', 'touch', false, $$
touch_id = e.id
occurred_at = e.starts_at
account_id = coalesce(m.survivor_id, coalesce(e.account_id, case when e.what_id like '001%' then e.what_id end, c.account_id, l.converted_account_id))
contact_id = coalesce(mc.survivor_id, c.id, l.converted_contact_id, case when e.who_id like '003%' then e.who_id end)
lead_id = coalesce(ml.survivor_id, l.id, case when e.who_id like '00Q%' then e.who_id end)
channel = case when e.type ~* 'call' then 'phone' else 'meeting' end
kind = case when e.type ~* 'demo' then 'demo' when e.type ~* 'call' then 'call' when e.type ~* 'webinar|conference|trade.?show|seminar' then 'event' else 'meeting' end
duration_s = coalesce(e.duration_in_minutes * 60, case when isfinite(e.end_date_time) and isfinite(e.starts_at) then extract(epoch from e.end_date_time - e.starts_at) end)
scheduled_at = e.starts_at
booked_at = e.created_date
outcome = case when e.is_no_show then 'no_show' when e.subject ~* '^\W*cancell?ed\M' then 'cancelled' when (e.starts_at at time zone p.time_zone)::date <= p.as_of then 'held' end
updated_at = greatest(e.synced_at, c.synced_at, l.synced_at, m.synced_at, mc.synced_at, ml.synced_at)
from (select e.*, coalesce(e.start_date_time, e.activity_date::timestamp at time zone p.time_zone) as starts_at
	from {event} e cross join {parameter} p
	where not coalesce(e.is_child, false) and not coalesce(e.is_recurrence, false) and e.is_current is not false and not coalesce(e.is_deleted, false) and not coalesce(e.is_gone, false)) e
cross join {parameter} p
left join {contact} c on c.id = e.who_id and c.is_current is not false
left join {lead} l on l.id = e.who_id and l.is_current is not false
left join [merged contact] mc on mc.id = coalesce(c.id, l.converted_contact_id)
left join [merged lead] ml on ml.id = l.id
left join [merged account] m on m.id = coalesce(e.account_id, case when e.what_id like '001%' then e.what_id end, c.account_id, l.converted_account_id)
$$),
('entity', 'touch', false, $$
touch_id = cm.id
occurred_at = case when cm.first_responded_date is null then cm.created_date else coalesce([later cm.first_responded_date, cm.created_date], cm.first_responded_date::timestamp at time zone p.time_zone) end
account_id = coalesce(m.survivor_id, coalesce(c.account_id, l.converted_account_id))
contact_id = coalesce(mc.survivor_id, c.id, l.converted_contact_id, cm.contact_id)
lead_id = coalesce(ml.survivor_id, l.id, cm.lead_id)
channel = coalesce(nullif(@extschema@._source_class(g.type), 'other'), lower(replace(g.type, ' ', '_')))
source_class = @extschema@._source_class(g.type)
campaign_id = cm.campaign_id
kind = case @extschema@._source_class(g.type) when 'event' then 'event' when 'webinar' then 'event' when 'content_syndication' then 'content' when 'email' then 'email_click'
	when 'social' then 'social' when 'paid_social' then 'ad' when 'paid_search' then 'ad' when 'advertising' then 'ad' when 'web' then 'form' when 'phone' then 'call' else 'other' end
updated_at = greatest(cm.synced_at, g.synced_at, c.synced_at, l.synced_at, m.synced_at, mc.synced_at, ml.synced_at)
from {campaign_member} cm
cross join {parameter} p
left join {campaign} g on g.id = cm.campaign_id and g.is_current is not false
left join {contact} c on c.id = cm.contact_id and c.is_current is not false
left join {lead} l on l.id = cm.lead_id and l.is_current is not false
left join [merged contact] mc on mc.id = coalesce(c.id, l.converted_contact_id)
left join [merged lead] ml on ml.id = l.id
left join [merged account] m on m.id = coalesce(c.account_id, l.converted_account_id)
where (cm.first_responded_date is not null or cm.has_responded) and cm.is_current is not false and not coalesce(cm.is_deleted, false) and not coalesce(cm.is_gone, false)
$$),
('entity', 'campaign', false, $$
campaign_id = g.id
parent_id = g.parent_id
name = g.name
channel = coalesce(nullif(@extschema@._source_class(g.type), 'other'), lower(replace(g.type, ' ', '_')))
program = coalesce(b.name, g.name)
is_abm = coalesce(g.is_abm, g.type ~* '\mabm\M|account.based', false)
start_on = g.start_date
end_on = g.end_date
updated_at = greatest(g.synced_at, b.synced_at)
from {campaign} g
left join {campaign} b on b.id = g.parent_id and b.is_current is not false
where g.is_current is not false and not coalesce(g.is_deleted, false) and not coalesce(g.is_gone, false)
$$),
('entity', 'campaign_cost', false, $$
campaign_id = g.id
cost_on = g.cost_on
kind = 'media'
amount = g.actual_cost
currency = g.currency_iso_code
amount_base = {in_base g.actual_cost, g.currency_iso_code, g.cost_on}
from (select g.*, coalesce(g.start_date, (g.created_date at time zone p.time_zone)::date) as cost_on
	from {campaign} g cross join {parameter} p where g.actual_cost is not null and g.is_current is not false and not coalesce(g.is_deleted, false) and not coalesce(g.is_gone, false)) g
$$),
('entity', 'revenue', false, $$
revenue_id = o.id
account_id = coalesce(m.survivor_id, o.account_id)
booked_at = o.effective_date::timestamp at time zone p.time_zone
amount_base = {in_base o.amount, o.currency_iso_code, o.effective_date}
kind = case when o.is_reduction_order then 'refund' else 'invoice' end
opportunity_id = o.opportunity_id
updated_at = greatest(o.synced_at, m.synced_at)
from (select o.*, case when o.is_reduction_order then -abs(o.total_amount) else o.total_amount end as amount
	from {order} o where coalesce(o.status_code, o.status, '') !~* 'draft|cancel' and o.is_current is not false and not coalesce(o.is_deleted, false) and not coalesce(o.is_gone, false)) o
cross join {parameter} p
left join [merged account] m on m.id = o.account_id
$$),
('entity', 'subscription', false, $$
subscription_id = o.id
account_id = coalesce(m.survivor_id, o.account_id)
start_on = o.start_date
end_on = o.end_date + 1
mrr_base = coalesce({in_base o.mrr, o.currency_iso_code, o.start_date}, {in_base o.arr, o.currency_iso_code, o.start_date} / 12)
product = o.product
from (select o.* from {contract} o where coalesce(o.mrr, o.arr) is not null and coalesce(o.status_code, o.status, '') !~* 'draft|approval|cancel' and o.is_current is not false and not coalesce(o.is_deleted, false) and not coalesce(o.is_gone, false)) o
left join [merged account] m on m.id = o.account_id
$$),
('entity', 'subscription', false, $$
subscription_id = o.id
account_id = coalesce(m.survivor_id, o.account_id)
start_on = o.effective_date
end_on = o.end_date + 1
mrr_base = {in_base o.mrr, o.currency_iso_code, o.effective_date}
from (select o.*, case when o.end_date >= o.effective_date and isfinite(o.end_date) and isfinite(o.effective_date)
		then round(case when o.is_reduction_order then -abs(o.total_amount) else o.total_amount end * 30.4375 / (o.end_date + 1 - o.effective_date), 2) end as mrr
	from {order} o where o.end_date >= o.effective_date and coalesce(o.status_code, o.status, '') !~* 'draft|cancel' and o.is_current is not false and not coalesce(o.is_deleted, false) and not coalesce(o.is_gone, false)
		and not exists (select from {contract} c where coalesce(c.mrr, c.arr) is not null)) o
left join [merged account] m on m.id = o.account_id
$$),
('entity', 'ticket', false, $$
ticket_id = k.id
account_id = coalesce(m.survivor_id, k.account_id)
contact_id = coalesce(mc.survivor_id, k.contact_id)
team = coalesce(k.team, u.name, k.owner_id)
priority = k.priority
created_at = k.created_date
first_reply_at = coalesce(k.first_reply_date, e.first_reply_date)
solved_at = k.closed_date
from {case} k
left join {user} u on u.id = k.owner_id and u.is_current is not false
left join (select e.parent_id, min(e.message_date) as first_reply_date from {email_message} e where not e.incoming and e.is_current is not false and not coalesce(e.is_deleted, false) and not coalesce(e.is_gone, false) group by e.parent_id) e on e.parent_id = k.id
left join [merged account] m on m.id = k.account_id
left join [merged contact] mc on mc.id = k.contact_id
where k.is_current is not false and not coalesce(k.is_deleted, false) and not coalesce(k.is_gone, false)
$$)
$layout$;
comment on function @extschema@._layout_salesforce_activity() is
'Internal: those entities of the layouts of Salesforce that do not belong to deals and leads.';

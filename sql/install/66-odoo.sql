-- odoo: the tables of Odoo, whose timestamps are UTC without saying so.
-- A lead that becomes an opportunity stays one row of crm_lead; the day of its conversion says that it was a lead.

create function @extschema@._layout_odoo() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select 'odoo', r.*
	from (values
('source', 'res_partner', true, $$
id! text
name! text
is_company! boolean
commercial_partner_id! text
parent_id text
email text
website text
function text
country_id text
industry_id text
user_id text
active boolean
employee boolean
role text = x_role | x_studio_role
seniority text = x_seniority | x_studio_seniority
create_date timestamptz
write_date timestamptz
$$),
('source', 'crm_lead', true, $$
id! text
type! text
active! boolean
name text
partner_id text
user_id text
team_id text
company_id text
stage_id! text
probability! float8
expected_revenue numeric
recurring_revenue_monthly numeric
won_status text
email_normalized text
create_date! timestamptz
write_date timestamptz
date_closed local_date
closed_at timestamptz = date_closed
converted_at timestamptz = date_conversion
date_deadline date
mql_at timestamptz = x_mql_at | x_studio_mql_at | x_mql_date | x_studio_mql_date
sql_at timestamptz = x_sql_at | x_studio_sql_at | x_sql_date | x_studio_sql_date
recycled_at timestamptz = x_recycled_at | x_studio_recycled_at
deal_kind text = x_kind | x_studio_kind
forecast_category text = x_forecast_category | x_studio_forecast_category
landing_page text = x_landing_page | x_studio_landing_page
score float8 = x_score | x_studio_score
promo_code text = x_promo_code | x_studio_promo_code
lost_reason_id text
campaign_id text
medium_id text
source_id text
$$),
('source', 'crm_stage', true, $$
id! text
name! label
sequence float8
is_won! boolean
$$),
('source', 'crm_lost_reason', false, $$
id text
name label
$$),
('source', 'res_users', false, $$
id text
partner_id text
$$),
('source', 'res_country', false, $$
id text
code text
$$),
('source', 'res_partner_industry', false, $$
id text
name label
$$),
('source', 'res_company', false, $$
id text
currency_id text
$$),
('source', 'res_currency', false, $$
id text
name text
$$),
('source', 'utm_campaign', false, $$
id text
name label = title | name
create_date local_date
write_date timestamptz
$$),
('source', 'utm_source', false, $$
id text
name label
$$),
('source', 'utm_medium', false, $$
id text
name label
$$),
('source', 'mail_message', false, $$
id text
model text
res_id text
date timestamptz
mail_activity_type_id text
$$),
('source', 'mail_activity_type', false, $$
id text
category text
$$),
('source', 'mail_tracking_value', false, $$
id float8
field_id text = field_id | field
old_value_integer text
new_value_integer text
mail_message_id text
$$),
('source', 'ir_model_fields', false, $$
id text
model text
name text
$$),
('source', 'calendar_event', false, $$
id text
name text
opportunity_id text
start timestamptz
stop timestamptz
active boolean
create_date timestamptz
write_date timestamptz
outcome text = x_outcome | x_studio_outcome
$$),
('source', 'calendar_attendee', false, $$
event_id text
partner_id text
$$),
('source', 'mailing_trace', false, $$
id text
trace_type text
mass_mailing_id text
campaign_id text
email text
model text
res_id text
trace_status text
sent_datetime timestamptz
open_datetime timestamptz
reply_datetime timestamptz
links_click_datetime timestamptz
failure_type text
write_date timestamptz
$$),
('source', 'mailing_mailing', false, $$
id text
subject label
$$),
('source', 'survey_user_input', false, $$
id text
survey_id text
state text
test_entry boolean
partner_id text
create_date timestamptz
end_datetime timestamptz
$$),
('source', 'survey_user_input_line', false, $$
id text
user_input_id text
question_id text
answer_type text
score numeric = value_scale | value_numerical_box
$$),
('source', 'survey_survey', false, $$
id text
title label
$$),
('source', 'survey_question', false, $$
id text
scale_min numeric
scale_max numeric
$$),
('source', 'account_move', false, $$
id text
move_type text
state text
partner_id text
invoice_date date
company_id text
amount numeric = amount_untaxed_signed | amount_total_signed
write_date timestamptz
$$),
('entity', 'account', false, $$
account_id = a.id
parent_id = a.parent_id
name = a.name
domain = lower(coalesce(substring(a.website from '^(?:https?://)?(?:www\.)?([^/:?#]+)'), split_part(a.email, '@', 2)))
industry = i.name
segment = i.name
country = c.code
owner_id = a.user_id
owner_name = up.name
created_at = a.create_date
is_deleted = false
updated_at = greatest(a.write_date, up.write_date)
from {res_partner} a
left join {res_country} c on c.id = a.country_id
left join {res_partner_industry} i on i.id = a.industry_id
left join {res_users} u on u.id = a.user_id
left join {res_partner} up on up.id = u.partner_id
where a.is_company and coalesce(a.commercial_partner_id, a.id) = a.id
$$),
('entity', 'contact', false, $$
contact_id = p.id
account_id = p.commercial_partner_id
title = p.function
role = p.role
seniority = p.seniority
created_at = p.create_date
is_employee = coalesce(p.employee, false)
is_deleted = false
updated_at = p.write_date
from {res_partner} p
where not coalesce(p.is_company, false)
$$),
('entity', 'lead', false, $$
lead_id = o.id
contact_id = case when p.is_company is not true then p.id end
account_id = p.commercial_partner_id
owner_id = o.user_id
owner_name = up.name
created_at = o.create_date
source_class = _source_class(m.name)
source = s.name
campaign_id = o.campaign_id
landing_page = o.landing_page
status = coalesce(case when o.converted_at is not null then 'converted' when not o.active and o.probability = 0 then 'lost' end, st.name)
mql_at = o.mql_at
sql_at = o.sql_at
converted_at = o.converted_at
opportunity_id = case when o.type = 'opportunity' then o.id end
disqualified_at = case when o.type = 'lead' and not o.active and o.probability = 0 then o.closed_at end
disqualify_reason = case when o.type = 'lead' and not o.active and o.probability = 0 then r.name end
recycled_at = o.recycled_at
is_contactable = coalesce(o.email_normalized, p.email) is not null
score = o.score
is_deleted = not coalesce(o.active, true) and o.won_status is distinct from 'won' and o.probability is distinct from 0
updated_at = greatest(o.write_date, p.write_date, up.write_date)
from {crm_lead} o
left join {res_partner} p on p.id = o.partner_id
left join {crm_stage} st on st.id = o.stage_id
left join {utm_medium} m on m.id = o.medium_id
left join {utm_source} s on s.id = o.source_id
left join {crm_lost_reason} r on r.id = o.lost_reason_id
left join {res_users} u on u.id = o.user_id
left join {res_partner} up on up.id = u.partner_id
where o.type = 'lead' or o.converted_at is not null
$$),
('entity', 'opportunity', false, $$
opportunity_id = o.id
name = o.name
account_id = p.commercial_partner_id
contact_id = case when p.is_company is not true then p.id end
owner_id = o.user_id
owner_name = up.name
pipeline_id = o.team_id
created_at = coalesce(o.converted_at, o.create_date)
close_on = case when d.status = 'open' then o.date_deadline else o.date_closed end
closed_at = case when d.status <> 'open' then o.closed_at end
stage_id = case when d.is_lost then 'lost' else o.stage_id end
stage_name = case when d.is_lost then 'Lost' else st.name end
status = d.status
amount = o.expected_revenue
currency = cu.name
amount_base = {in_base o.expected_revenue, cu.name, coalesce(o.date_closed, o.date_deadline)}
recurring_amount_monthly = {in_base o.recurring_revenue_monthly, cu.name, coalesce(o.date_closed, o.date_deadline)}
probability = o.probability / 100
forecast_category = o.forecast_category
kind = case when lower(o.deal_kind) in ('new', 'expansion', 'renewal') then lower(o.deal_kind) when o.deal_kind <> '' then 'other' end
source_class = _source_class(m.name)
source = s.name
campaign_id = o.campaign_id
promo_code = o.promo_code
lost_reason = r.name
is_deleted = not coalesce(o.active, true) and d.status = 'open'
updated_at = greatest(o.write_date, p.write_date, up.write_date)
from {crm_lead} o
left join {res_partner} p on p.id = o.partner_id
left join {crm_stage} st on st.id = o.stage_id
cross join lateral (
	-- won_status is stored since 18.2. Before, won is active with 100 %, lost is archived with 0 %.
	select coalesce(m.status, w.status) as status, m.status is null and w.status = 'lost' as is_lost
	from (select {status_of o.team_id, o.stage_id, st.name} as status) m
	cross join (select coalesce(case o.won_status when 'won' then 'won' when 'lost' then 'lost' when 'pending' then 'open' end,
		case when o.active and o.probability >= 100 then 'won' when not o.active and o.probability = 0 then 'lost' else 'open' end) as status) w
) d
left join {res_company} co on co.id = o.company_id
left join {res_currency} cu on cu.id = co.currency_id
left join {utm_medium} m on m.id = o.medium_id
left join {utm_source} s on s.id = o.source_id
left join {crm_lost_reason} r on r.id = o.lost_reason_id
left join {res_users} u on u.id = o.user_id
left join {res_partner} up on up.id = u.partner_id
where o.type = 'opportunity'
$$),
('entity', 'stage', false, $$
stage_id = st.id
label = st.name
sort_order = st.sequence
is_closed = st.is_won
is_won = st.is_won
from {crm_stage} st
$$),
-- Odoo archives what is lost. In the model every deal that ended has a stage for it.
('entity', 'stage', false, $$
stage_id = 'lost'
label = 'Lost'
sort_order = l.sort_order
is_closed = true
is_won = false
from (select coalesce(max(st.sequence), 0) + 1 as sort_order from {crm_stage} st) l
$$),
('entity', 'stage_history', false, $$
entity = 'opportunity'
entity_id = v.lead_id
stage_id = v.stage_id
entered_at = v.entered_at
exited_at = v.exited_at
from (
	select c.lead_id, c.stage_id, c.entered_at, lead(c.entered_at) over (partition by c.lead_id order by c.entered_at, c.place) as exited_at
	from (
		-- The first stage has no tracking row: it is the old value of the first change, or the stage now.
		select o.id as lead_id, coalesce(f.stage_id, o.stage_id) as stage_id, coalesce(o.converted_at, o.create_date) as entered_at, 0::float8 as place
		from {crm_lead} o
		left join (
			select distinct on (msg.res_id) msg.res_id, t.old_value_integer as stage_id
			from {mail_tracking_value} t
			join {mail_message} msg on msg.id = t.mail_message_id and msg.model = 'crm.lead'
			join {ir_model_fields} f on f.id = t.field_id and f.model = 'crm.lead' and f.name = 'stage_id'
			order by msg.res_id, msg.date, t.id
		) f on f.res_id = o.id
		where o.type = 'opportunity'
		union all
		select msg.res_id, t.new_value_integer, msg.date, t.id
		from {mail_tracking_value} t
		join {mail_message} msg on msg.id = t.mail_message_id and msg.model = 'crm.lead'
		join {ir_model_fields} f on f.id = t.field_id and f.model = 'crm.lead' and f.name = 'stage_id'
		join {crm_lead} o on o.id = msg.res_id and o.type = 'opportunity'
		union all
		-- A deal is lost when it is archived: when that was tracked, else when it was closed.
		select o.id, 'lost', coalesce(f.archived_at, o.closed_at), 'infinity'
		from {crm_lead} o
		left join (
			select msg.res_id, max(msg.date) as archived_at
			from {mail_tracking_value} t
			join {mail_message} msg on msg.id = t.mail_message_id and msg.model = 'crm.lead'
			join {ir_model_fields} f on f.id = t.field_id and f.model = 'crm.lead' and f.name = 'active'
			where t.new_value_integer = '0' group by msg.res_id
		) f on f.res_id = o.id
		where o.type = 'opportunity' and not o.active and o.probability = 0 and coalesce(f.archived_at, o.closed_at) is not null
	) c
) v
$$),
('entity', 'touch', false, $$
touch_id = 'meeting:' || e.id
occurred_at = e.start
account_id = p.commercial_partner_id
contact_id = coalesce(g.partner_id, case when p.is_company is not true then p.id end)
channel = 'meeting'
kind = case when e.name ilike '%demo%' then 'demo' else 'meeting' end
duration_s = case when isfinite(e.stop) and isfinite(e.start) then extract(epoch from e.stop - e.start) end
scheduled_at = e.start
booked_at = e.create_date
outcome = coalesce(e.outcome, case when e.active then null else 'cancelled' end)
is_bot = false
updated_at = greatest(e.write_date, o.write_date, p.write_date)
from {calendar_event} e
join {crm_lead} o on o.id = e.opportunity_id
left join {res_partner} p on p.id = o.partner_id
-- Of those who were invited, one of the customer.
left join (
	select distinct on (g.event_id, q.commercial_partner_id) g.event_id, q.commercial_partner_id, q.id as partner_id
	from {calendar_attendee} g join {res_partner} q on q.id = g.partner_id and not coalesce(q.is_company, false) and not coalesce(q.employee, false)
	order by g.event_id, q.commercial_partner_id, length(q.id), q.id
) g on g.event_id = e.id and g.commercial_partner_id = p.commercial_partner_id
$$),
('entity', 'touch', false, $$
touch_id = 'activity:' || g.id
occurred_at = g.date
account_id = p.commercial_partner_id
contact_id = case when p.is_company is not true then p.id end
channel = 'sales'
kind = case y.category when 'phonecall' then 'call' when 'meeting' then 'meeting' else 'activity' end
outcome = 'held'
direction = 'out'
is_bot = false
updated_at = greatest(g.date, o.write_date, p.write_date)
from {mail_message} g
left join {mail_activity_type} y on y.id = g.mail_activity_type_id
join {crm_lead} o on o.id = g.res_id
left join {res_partner} p on p.id = o.partner_id
where g.model = 'crm.lead' and g.mail_activity_type_id is not null
$$),
('entity', 'email_event', false, $$
send_id = t.id
occurred_at = e.at
kind = e.kind
contact_id = case when p.is_company is not true then p.id end
lead_id = case when o.type = 'lead' or o.converted_at is not null then o.id end
account_id = p.commercial_partner_id
email_id = t.mass_mailing_id
subject = g.subject
campaign_id = t.campaign_id
is_marketing = true
is_bot = false
from {mailing_trace} t
-- To a person, or to a lead, of which the person is known later.
left join {crm_lead} o on t.model = 'crm.lead' and o.id = t.res_id
left join {res_partner} p on p.id = case t.model when 'res.partner' then t.res_id when 'crm.lead' then o.partner_id end
left join {mailing_mailing} g on g.id = t.mass_mailing_id
cross join lateral (
	-- One row is one e-mail, and its status the last: what comes later implies what comes before.
	values ('sent', t.sent_datetime),
		('delivered', case when t.trace_status in ('sent', 'open', 'reply') or coalesce(t.open_datetime, t.reply_datetime, t.links_click_datetime) is not null then t.sent_datetime end),
		('open', coalesce(t.open_datetime, t.links_click_datetime, t.reply_datetime, case when t.trace_status in ('open', 'reply') then t.sent_datetime end)),
		('click', t.links_click_datetime),
		('reply', coalesce(t.reply_datetime, case when t.trace_status = 'reply' then t.sent_datetime end)),
		('bounce_hard', case when t.trace_status = 'bounce' then t.sent_datetime end)
) e(kind, at)
where coalesce(t.trace_type, 'mail') = 'mail' and e.at is not null
$$),
('entity', 'campaign', false, $$
campaign_id = c.id
name = c.name
start_on = c.create_date
updated_at = c.write_date
from {utm_campaign} c
$$),
('entity', 'survey_response', false, $$
response_id = l.id
survey_id = i.survey_id
kind = case when s.title ~* 'enps|employee' then 'enps' when s.title ~* 'nps|promoter' then 'nps' when s.title ~* 'csat|satisf' then 'csat' else 'pulse' end
contact_id = case when p.is_company is not true then p.id end
account_id = p.commercial_partner_id
invited_at = i.create_date
answered_at = i.end_datetime
score = l.score
scale_min = q.scale_min
scale_max = q.scale_max
from {survey_user_input_line} l
join {survey_user_input} i on i.id = l.user_input_id
left join {survey_survey} s on s.id = i.survey_id
left join {survey_question} q on q.id = l.question_id
left join {res_partner} p on p.id = i.partner_id
where not coalesce(i.test_entry, false) and i.state = 'done' and l.score is not null
$$),
('entity', 'revenue', false, $$
revenue_id = v.id
account_id = coalesce(p.commercial_partner_id, v.partner_id)
booked_at = v.invoice_date::timestamp at time zone (select z.time_zone from {parameter} z)
amount_base = {in_base v.amount, cu.name, v.invoice_date}
kind = case v.move_type when 'out_refund' then 'refund' else 'invoice' end
updated_at = greatest(v.write_date, p.write_date)
from {account_move} v
left join {res_partner} p on p.id = v.partner_id
left join {res_company} co on co.id = v.company_id
left join {res_currency} cu on cu.id = co.currency_id
where v.move_type in ('out_invoice', 'out_refund') and v.state = 'posted'
$$)) r(kind, name, is_required, definition)
$layout$;
comment on function @extschema@._layout_odoo() is
'Internal: the layout odoo.';

-- demo, as Odoo. A lead that became a deal is one row with it; timestamps are UTC without saying so. Accounts that were merged
-- away are gone.

create function @extschema@._demo_odoo() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
-- In Odoo a deal has the currency of one's own company.
('res_company', $$
select n as id, name, n as currency_id from (values (1, 'Halden Instruments'), (2, 'Halden Instruments Inc.'), (3, 'Halden Instruments AG'), (4, 'Halden Instruments Ltd')) c(n, name)
$$),
('res_currency', $$
select n as id, name, true as active from (values (1, 'EUR'), (2, 'USD'), (3, 'CHF'), (4, 'GBP')) c(n, name)
$$),
('demo~odoo_country', $$
select row_number() over (order by country) as n, country from (select distinct country from {account}) c
$$),
('demo~odoo_industry', $$
select row_number() over (order by industry) as n, industry from (select distinct industry from {account}) i
$$),
('demo~odoo_reason', $$
select row_number() over (order by reason) as n, reason from (select lost_reason as reason from {opportunity} where lost_reason is not null union select disqualify_reason from {lead} where disqualify_reason is not null) r
$$),
('demo~odoo_medium', $$
select row_number() over (order by source_class)::integer as id, source_class as name from (select source_class from {lead} union select source_class from {opportunity}) s
$$),
('res_country', $$
select n::integer as id, country as code, jsonb_build_object('en_US', country) as name from {odoo_country}
$$),
('res_partner_industry', $$
select n::integer as id, jsonb_build_object('en_US', industry) as name from {odoo_industry}
$$),
('res_users', $$
select n as id, 18000000 + n as partner_id, lower(replace(name, ' ', '.')) as login, true as active from {person} order by n
$$),
('res_partner', $$
select a.account_id::integer as id, a.name, true as is_company, a.account_id::integer as commercial_partner_id, null::integer as parent_id, null::text as email, 'https://www.' || domain as website, null::text as function, (select c.n::integer from {odoo_country} c where c.country = a.country) as country_id,
	(select i.n::integer from {odoo_industry} i where i.industry = a.industry) as industry_id, owner_id::integer as user_id, true as active, false as employee, null::text as x_role, null::text as x_seniority, created_at at time zone 'UTC' as create_date, created_at at time zone 'UTC' as write_date
from {account} a where not is_deleted
union all
select contact_id::integer, 'Person ' || contact_id, false, account_id::integer, account_id::integer, case when contact_id not in (select lead_id from {lead} where not is_contactable) then 'person' || contact_id || '@halden-' || coalesce(account_id, '0') || '.example' end, null, title, null, null, null, true, is_employee, role, seniority, created_at at time zone 'UTC', created_at at time zone 'UTC'
from {contact}
union all
select 18000000 + n, name, false, 18000000 + n, null, lower(replace(name, ' ', '.')) || '@halden.example', null, null, null, null, null, true, true, null, null, timestamp '2021-01-01 08:00', timestamp '2021-01-01 08:00' from {person}
$$),
('utm_medium', $$
select id, name, true as active from {odoo_medium}
$$),
('utm_source', $$
select id, _demo_source(name) as name from {odoo_medium}
$$),
('crm_stage', $$
select sort_order::integer as id, jsonb_build_object('en_US', label) as name, sort_order::integer as sequence, is_won, false as fold, null::integer as team_id from {stage} where stage_id <> 'closed_lost'
$$),
('crm_lost_reason', $$
select n::integer as id, jsonb_build_object('en_US', reason) as name, true as active from {odoo_reason}
$$),
('crm_lead', $$
select o.opportunity_id::integer as id, 'opportunity' as type, o.status <> 'lost' as active, o.name, o.contact_id::integer as partner_id, null::text as partner_name, null::text as email_from, null::text as email_normalized, o.owner_id::integer as user_id, null::integer as team_id, case o.currency when 'USD' then 2 when 'CHF' then 3 when 'GBP' then 4 else 1 end as company_id,
	coalesce(v.stage, 6) as stage_id, case o.status when 'won' then 100 when 'lost' then 0 else o.probability * 100 end as probability, o.amount as expected_revenue, null::numeric as recurring_revenue_monthly, case o.status when 'open' then 'pending' else o.status end as won_status,
	o.closed_at at time zone 'UTC' as date_closed, case when l.lead_id is not null then o.created_at at time zone 'UTC' end as date_conversion, o.close_on as date_deadline, l.mql_at at time zone 'UTC' as x_mql_at, l.sql_at at time zone 'UTC' as x_sql_at, null::timestamp as x_recycled_at, o.kind as x_kind, o.promo_code as x_promo_code, o.forecast_category as x_forecast_category, l.landing_page as x_landing_page, l.score as x_score,
	r.n::integer as lost_reason_id, o.campaign_id::integer as campaign_id, m.id as medium_id, m.id as source_id, coalesce(l.created_at, o.created_at) at time zone 'UTC' as create_date, coalesce(o.closed_at, o.created_at) at time zone 'UTC' as write_date
from {opportunity} o
left join {lead} l on l.opportunity_id = o.opportunity_id and not l.is_deleted
left join (select id::text as id, case when is_won then 6 else reached end as stage from {deal_reach}) v on v.id = o.opportunity_id
left join {odoo_medium} m on m.name = o.source_class
left join {odoo_reason} r on r.reason = o.lost_reason
union all
select l.lead_id::integer, 'lead', disqualified_at is null and not is_deleted, 'Lead ' || lead_id, account_id::integer, null, null, case when is_contactable then 'lead' || lead_id || '@visitor.example' end, owner_id::integer, null, 1, 1, case when is_deleted then 5 when disqualified_at is not null then 0 else 10 end, 0, null,
	case when disqualified_at is not null then 'lost' else 'pending' end, disqualified_at at time zone 'UTC', null, null, mql_at at time zone 'UTC', sql_at at time zone 'UTC', recycled_at at time zone 'UTC', null, null, null, l.landing_page, l.score, r.n::integer, l.campaign_id::integer, m.id, m.id, created_at at time zone 'UTC', created_at at time zone 'UTC'
from {lead} l
left join {odoo_medium} m on m.name = l.source_class
left join {odoo_reason} r on r.reason = l.disqualify_reason
where l.opportunity_id is null
$$),
('ir_model_fields', $$
select 900 as id, 'crm.lead' as model, 'stage_id' as name
union all
select 901, 'crm.lead', 'active'
$$),
('mail_activity_type', $$
select 1 as id, jsonb_build_object('en_US', 'Call') as name, 'phonecall' as category
$$),
-- What is lost is archived: stage 0 here. Stage 8 is no more.
('demo~odoo_change', $$
select row_number() over (order by entity_id::bigint, entered_at)::integer as n, entity_id::integer as res_id, entered_at, s as new_stage, lag(s) over (partition by entity_id order by entered_at) as old_stage
from (select h.*, case h.stage_id when 'Proof of Concept' then 8 when 'closed_lost' then 0 else t.sort_order::integer end as s from {stage_history} h left join {stage} t on t.stage_id = h.stage_id) h
$$),
('mail_message', $$
select n as id, 'crm.lead' as model, res_id, entered_at at time zone 'UTC' as date, null::integer as mail_activity_type_id from {odoo_change} where old_stage is not null
$$),
('mail_tracking_value', $$
select n as id, case new_stage when 0 then 901 else 900 end as field_id, case new_stage when 0 then 1 else old_stage end as old_value_integer, new_stage as new_value_integer, n as mail_message_id from {odoo_change} where old_stage is not null
$$),
('calendar_event', $$
select touch_id::integer as id, initcap(t.kind) || ' at Halden Instruments' as name, m.id::integer as opportunity_id, occurred_at at time zone 'UTC' as start, (occurred_at + duration_s * interval '1 second') at time zone 'UTC' as stop, t.outcome <> 'cancelled' as active,
	(occurred_at - interval '4 days') at time zone 'UTC' as create_date, occurred_at at time zone 'UTC' as write_date, t.outcome as x_outcome
from {touch} t join {meeting} m on (500000000 + m.n)::text = t.touch_id where t.kind in ('meeting', 'demo')
$$),
('calendar_attendee', $$
select row_number() over (order by touch_id)::integer as id, touch_id::integer as event_id, contact_id::integer as partner_id, 'accepted' as state from {touch} where kind in ('meeting', 'demo')
$$),
('mailing_mailing', $$
select campaign_id::integer as id, jsonb_build_object('en_US', name) as subject from {campaign} where channel = 'email' and parent_id is not null
$$),
-- One row a mail, with the last that happened to it.
('mailing_trace', $$
select send_id::integer as id, 'mail' as trace_type, e.campaign_id::integer as mass_mailing_id, e.campaign_id::integer as campaign_id, case when e.lead_id is not null then 'lead' || e.lead_id || '@visitor.example' else 'person' || e.contact_id || '@halden-' || e.account_id || '.example' end as email,
	case when e.lead_id is not null then 'crm.lead' else 'res.partner' end as model, coalesce(l.opportunity_id, e.lead_id, e.contact_id)::integer as res_id,
	case when bool_or(kind = 'bounce_hard') then 'bounce' when bool_or(kind = 'bounce_soft') then 'error' when bool_or(kind = 'reply') then 'reply' when bool_or(kind = 'open') then 'open' else 'sent' end as trace_status, min(occurred_at) filter (where kind = 'sent') at time zone 'UTC' as sent_datetime,
	min(occurred_at) filter (where kind = 'open') at time zone 'UTC' as open_datetime, min(occurred_at) filter (where kind = 'reply') at time zone 'UTC' as reply_datetime, max(occurred_at) filter (where kind = 'click') at time zone 'UTC' as links_click_datetime,
	case when bool_or(kind = 'bounce_soft') then 'mail_smtp' when bool_or(kind = 'bounce_hard') then 'mail_bounce' end as failure_type, max(occurred_at) at time zone 'UTC' as write_date
from {email_event} e left join {lead} l on l.lead_id = e.lead_id where not is_bot group by send_id, e.campaign_id, e.contact_id, e.lead_id, e.account_id, l.opportunity_id
$$),
('account_move', $$
select row_number() over (order by booked_at, revenue_id)::integer as id, case kind when 'refund' then 'out_refund' else 'out_invoice' end as move_type, 'posted' as state, account_id::integer as partner_id, (booked_at at time zone 'Europe/Berlin')::date as invoice_date, amount_base as amount_total_signed, booked_at at time zone 'UTC' as write_date
from {revenue}
$$),
-- What Odoo has no place for. A lead that became a deal has the identifier of the deal.
('abm_kpi_demo_opportunity_contact', 'select * from {opportunity_contact}'),
('abm_kpi_demo_touch', $$
select t.touch_id, occurred_at, t.account_id, t.contact_id, coalesce(l.opportunity_id, t.lead_id) as lead_id, anonymous_id, channel, t.source_class, t.campaign_id, kind, asset_id, page, session_id, duration_s, scheduled_at, outcome, direction, topic, is_bot, cta_id, referrer
from {touch} t left join {lead} l on l.lead_id = t.lead_id where kind not in ('meeting', 'demo')
$$),
('abm_kpi_demo_score_history', $$
select h.entity, coalesce(l.opportunity_id, h.entity_id) as entity_id, h.at, h.score from {score_history} h left join {lead} l on l.lead_id = h.entity_id
$$),
('abm_kpi_demo_email_event', $$
select e.send_id, e.occurred_at, e.kind, e.contact_id, coalesce(l.opportunity_id, e.lead_id) as lead_id, e.account_id, e.email_id, e.subject, e.campaign_id, e.program, e.program_kind, e.url, e.is_marketing, e.is_bot
from {email_event} e left join {lead} l on l.lead_id = e.lead_id where e.is_bot or e.kind in ('unsubscribe', 'spam', 'bounce_soft')
$$),
('abm_kpi_demo_campaign', 'select * from {campaign}'),
('abm_kpi_demo_campaign_cost', 'select * from {campaign_cost}'),
('abm_kpi_demo_program_member', 'select * from {program_member}'),
('abm_kpi_demo_offer', 'select * from {offer}'),
('abm_kpi_demo_survey_response', 'select * from {survey_response}'),
('abm_kpi_demo_subscription', 'select * from {subscription}'),
('abm_kpi_demo_ticket', 'select * from {ticket}'),
('abm_kpi_demo_asset', 'select * from {asset}'),
('abm_kpi_demo_usage_daily', 'select * from {usage_daily}'),
('abm_kpi_demo_member', 'select * from {member}')
$company$;
comment on function @extschema@._demo_odoo() is
'Internal: the demo company as odoo, in the form of _demo_company(); tables abm_kpi_demo_… hold what that has no place for.';

-- demo, as Salesforce: the tables that Fivetran writes.
-- In 92- to 94-… {name} is a relation of the demo company with the identifiers of the layout.

create function @extschema@._demo_salesforce() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
('user', $$
select '005' || lpad(n::text, 15, '0') as id, name, true as is_active, null::text as manager_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {person} order by n
$$),
('account', $$
select account_id as id, null::text as parent_id, merged_into as master_record_id, name, 'Customer' as type, industry, 'https://www.' || domain as website, country as billing_country, owner_id,
	created_at as created_date, is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {account}
$$),
('contact', $$
select contact_id as id, account_id, null::text as master_record_id, 'person' || right(contact_id, 8) || '@' || coalesce('halden-' || ltrim(substr(account_id, 4), '0'), 'staff') || '.example' as email, title, role as role_c, seniority as seniority_c, is_employee as is_employee_c,
	created_at as created_date, is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {contact}
$$),
('lead', $$
select lead_id as id, merged_into as master_record_id, 'lead' || right(lead_id, 8) || '@visitor.example' as email, owner_id, status, source as lead_source, opportunity_id is not null as is_converted, converted_at as converted_date,
	account_id as converted_account_id, contact_id as converted_contact_id, opportunity_id as converted_opportunity_id, not is_contactable as has_opted_out_of_email, null::timestamptz as email_bounced_date,
	mql_at as mql_date_c, sql_at as sql_date_c, disqualified_at as disqualified_date_c, disqualify_reason as disqualified_reason_c, recycled_at as recycled_date_c, landing_page as landing_page_c, score as lead_score_c,
	created_at as created_date, is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {lead}
$$),
('opportunity_stage', $$
select '01J' || lpad(sort_order::text, 15, '0') as id, label as api_name, label as master_label, sort_order::bigint as sort_order, is_closed, is_won, probability * 100 as default_probability, true as is_active, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {stage}
$$),
('opportunity', $$
select opportunity_id as id, name, account_id, contact_id, owner_id, campaign_id, amount::float8 as amount, currency as currency_iso_code, probability * 100 as probability, stage_name, initcap(forecast_category) as forecast_category_name, close_on as close_date,
	closed_at as last_stage_change_date, status <> 'open' as is_closed, status = 'won' as is_won, case kind when 'new' then 'New Customer' else 'Existing Customer - Upgrade' end as type, source as lead_source, lost_reason as lost_reason_c, promo_code as promo_code_c,
	created_at as created_date, is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {opportunity}
$$),
('opportunity_history', $$
select '008' || lpad(row_number() over (order by entity_id, entered_at)::text, 15, '0') as id, entity_id as opportunity_id, coalesce(s.label, h.stage_id) as stage_name, h.amount::float8 as amount, h.close_on as close_date, s.probability * 100 as probability,
	entered_at as created_date, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {stage_history} h left join {stage} s on s.stage_id = h.stage_id
$$),
('opportunity_contact_role', $$
select '00K' || lpad(row_number() over (order by opportunity_id, contact_id)::text, 15, '0') as id, opportunity_id, contact_id, role, row_number() over (partition by opportunity_id order by contact_id) = 1 as is_primary, added_at as created_date, false as is_deleted,
	timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {opportunity_contact}
$$),
('campaign', $$
select campaign_id as id, parent_id, name, initcap(replace(channel, '_', ' ')) as type, 'Completed' as status, start_on as start_date, end_on as end_date, case cost_kind when 'media' then cost::float8 end as actual_cost, is_abm as is_abm_c, true as is_active, false as is_deleted,
	timestamptz '2022-05-01 09:00 UTC' as created_date, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {campaign}
$$),
('campaign_member', $$
select '00v' || right(lead_id, 15) as id, campaign_id, lead_id, null::text as contact_id, 'Sent' as status, false as has_responded, null::date as first_responded_date, created_at as created_date, false as is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {lead} where campaign_id is not null
$$),
('task', $$
select touch_id as id, account_id, coalesce(lead_id, contact_id) as who_id, null::text as what_id, 'Call' as type, 'Call' as task_subtype, 'Completed' as status, true as is_closed, 'Outbound' as call_type, outcome as call_disposition, duration_s::integer as call_duration_in_seconds, 'Follow-up' as subject,
	(occurred_at at time zone 'Europe/Berlin')::date as activity_date, occurred_at as completed_date_time, occurred_at as created_date, false as is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {touch} where kind = 'call'
$$),
('event', $$
select touch_id as id, account_id, contact_id as who_id, null::text as what_id, initcap(kind) as type, case outcome when 'cancelled' then 'Cancelled: ' else '' end || kind || ' at Halden Instruments' as subject, (occurred_at at time zone 'Europe/Berlin')::date as activity_date, occurred_at as start_date_time,
	occurred_at + duration_s * interval '1 second' as end_date_time, outcome = 'no_show' as no_show_c, false as is_child, false as is_recurrence, occurred_at - interval '4 days' as created_date, false as is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {touch} where kind in ('meeting', 'demo')
$$),
('order', $$
select '801' || lpad(row_number() over (order by booked_at, revenue_id)::text, 15, '0') as id, account_id, opportunity_id, (booked_at at time zone 'Europe/Berlin')::date as effective_date, null::date as end_date, abs(amount_base)::float8 as total_amount, 'Activated' as status, kind = 'refund' as is_reduction_order, false as is_deleted,
	timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {revenue}
$$),
('contract', $$
select '800' || lpad(subscription_id, 15, '0') as id, account_id, start_on as start_date, end_on - 1 as end_date, 'Activated' as status, mrr_base::float8 as mrr_c, product as product_c, false as is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {subscription}
$$),
('case', $$
select '500' || lpad(ticket_id, 15, '0') as id, account_id, contact_id, team as team_c, priority, created_at as created_date, first_reply_at as first_response_date_c, solved_at as closed_date, false as is_deleted, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {ticket}
$$),
-- What Salesforce has no place for.
('abm_kpi_demo_touch', $$
select * from {touch} where kind not in ('meeting', 'demo', 'call')
$$),
('abm_kpi_demo_campaign_cost', $$
select * from {campaign_cost} where kind <> 'media'
$$),
('abm_kpi_demo_email_event', 'select * from {email_event}'),
-- Who is no contact is a lead.
('abm_kpi_demo_program_member', $$
select m.program_id, coalesce(l.contact_id, l.lead_id) as contact_id, m.account_id, m.entered_at, m.arm, m.assigned from {program_member} m join {lead} l on right(l.lead_id, 15) = right(m.contact_id, 15)
$$),
('abm_kpi_demo_offer', 'select * from {offer}'),
('abm_kpi_demo_survey_response', 'select * from {survey_response}'),
('abm_kpi_demo_score_history', 'select * from {score_history}'),
('abm_kpi_demo_asset', 'select * from {asset}'),
('abm_kpi_demo_usage_daily', 'select * from {usage_daily}'),
('abm_kpi_demo_member', 'select * from {member}')
$company$;
comment on function @extschema@._demo_salesforce() is
'Internal: the demo company as salesforce_fivetran, in the form of _demo_company(); tables abm_kpi_demo_… hold what that has no place for.';

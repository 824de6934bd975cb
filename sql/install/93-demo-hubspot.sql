-- demo, as HubSpot: the tables that Fivetran writes. A lead is a contact; the people of the accounts that never were leads have
-- the lifecycle stage other.

create function @extschema@._demo_hubspot() returns table (name text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $company$ values
('owner', $$
select n::text as owner_id, split_part(name, ' ', 1) as first_name, split_part(name, ' ', 2) as last_name, lower(replace(name, ' ', '.')) || '@halden.example' as email, true as is_active, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {person} order by n
$$),
('company', $$
select a.account_id as id, a.is_deleted, a.name as property_name, a.domain as property_domain, a.industry as property_industry, a.country as property_country, a.owner_id as property_hubspot_owner_id,
	(select 'true' where c.is_target or c.is_late) as property_hs_is_target_account, m.account_id as property_hs_merged_object_ids, a.created_at as property_createdate, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {account} a
join {company} c on c.n = a.account_id::bigint
left join {account} m on m.merged_into = a.account_id
$$),
-- HubSpot has a list of sources, and says of all that is not in it where it is from: of links by the name of the campaign, of
-- imports by their name.
('demo~hubspot_source', $$
select source_class, coalesce(constant, case when is_online then 'OTHER_CAMPAIGNS' else 'OFFLINE' end) as constant, case when constant is null then case when is_online then _demo_source(source_class) else 'IMPORT' end end as data_1,
	case when constant is null and not is_online then _demo_source(source_class) end as data_2
from (
	select source_class, source_class in ('webinar', 'content_syndication') as is_online, case source_class when 'referral' then 'REFERRALS' when 'social' then 'SOCIAL_MEDIA' when 'direct' then 'DIRECT_TRAFFIC'
		when 'organic_search' then 'ORGANIC_SEARCH' when 'paid_search' then 'PAID_SEARCH' end as constant
	from (select source_class from {lead} union select source_class from {opportunity}) c
) s
$$),
('deal', $$
select o.opportunity_id as deal_id, o.is_deleted, o.pipeline_id as deal_pipeline_id, o.stage_id as deal_pipeline_stage_id, o.owner_id, o.name as property_dealname, o.amount::float8 as property_amount, o.currency as property_deal_currency_code,
	o.amount_base::float8 as property_amount_in_home_currency, o.close_on::timestamp at time zone 'Europe/Berlin' as property_closedate, o.closed_at as property_hs_closed_won_date, o.status <> 'open' as property_hs_is_closed, o.status = 'won' as property_hs_is_closed_won,
	o.probability as property_hs_deal_stage_probability, o.forecast_category as property_hs_manual_forecast_category, case o.kind when 'new' then 'newbusiness' else 'existingbusiness' end as property_dealtype,
	s.constant as property_hs_analytics_source, s.data_1 as property_hs_analytics_source_data_1, s.data_2 as property_hs_analytics_source_data_2,
	o.campaign_id as property_hs_campaign, o.promo_code as property_promo_code, o.lost_reason as property_closed_lost_reason, o.created_at as property_createdate, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {opportunity} o
left join {hubspot_source} s on s.source_class = o.source_class
$$),
('deal_pipeline', $$
select 'default' as pipeline_id, 'Sales' as label, true as active, 0 as display_order, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
$$),
('deal_pipeline_stage', $$
select stage_id, pipeline_id, label, sort_order::integer as display_order, probability, is_closed, is_closed as closed_won, true as active, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {stage}
$$),
('deal_stage', $$
select entity_id as deal_id, stage_id as value, entered_at as date_entered, entered_at as _fivetran_start, coalesce(exited_at, timestamptz '9999-12-31 23:59:59 UTC') as _fivetran_end, exited_at is null as _fivetran_active, 'CRM_UI' as source,
	timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {stage_history}
$$),
-- A deal has its primary company, and now and then another one.
('deal_company', $$
select opportunity_id as deal_id, account_id as company_id, 5 as type_id, 'HUBSPOT_DEFINED' as category, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {opportunity}
union all
select opportunity_id, (1 + opportunity_id::bigint % 100)::text, 341, 'HUBSPOT_DEFINED', timestamptz '2025-05-26 04:00 UTC' from {opportunity} where opportunity_id::bigint % 29 = 0 and account_id <> (1 + opportunity_id::bigint % 100)::text
$$),
('deal_contact', $$
select opportunity_id as deal_id, contact_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {opportunity_contact}
$$),
('contact', $$
select contact_id as id, false as is_deleted, 'person' || contact_id || '@halden-' || coalesce(account_id, '0') || '.example' as property_email, account_id as property_associatedcompanyid, title as property_jobtitle, upper(replace(role, ' ', '_')) as property_hs_buying_role, seniority as property_hs_seniority,
	null::text as property_hubspot_owner_id, 'other' as property_lifecyclestage, null::timestamptz as property_hs_lifecyclestage_lead_date, null::timestamptz as property_hs_lifecyclestage_marketingqualifiedlead_date, null::timestamptz as property_hs_lifecyclestage_salesqualifiedlead_date,
	null::timestamptz as property_hs_lifecyclestage_opportunity_date, null::text as property_hs_lead_status, null::timestamptz as property_disqualified_date, null::text as property_disqualification_reason, null::timestamptz as property_recycled_date, null::text as property_hs_analytics_source, null::text as property_hs_analytics_source_data_1, null::text as property_hs_analytics_source_data_2,
	null::text as property_hs_analytics_first_touch_converting_campaign, null::text as property_hs_analytics_first_url, false as property_hs_email_optout, null::float8 as property_hubspotscore, created_at as property_createdate, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {contact} where contact_id not in (select lead_id from {lead})
union all
select l.lead_id, l.is_deleted, 'lead' || lead_id || '@visitor.example', l.account_id, c.title, upper(replace(c.role, ' ', '_')), c.seniority, owner_id,
	case when converted_at is not null then 'opportunity' when sql_at is not null then 'salesqualifiedlead' when mql_at is not null then 'marketingqualifiedlead' else 'lead' end, l.created_at, mql_at, sql_at, converted_at,
	case when disqualified_at is not null then 'UNQUALIFIED' else upper(replace(status, ' ', '_')) end, disqualified_at, disqualify_reason, recycled_at,
	s.constant, s.data_1, s.data_2, campaign_id, landing_page, not is_contactable, score, l.created_at, timestamptz '2025-05-26 04:00 UTC'
from {lead} l
left join {contact} c on c.contact_id = l.lead_id
left join {hubspot_source} s on s.source_class = l.source_class
$$),
('contact_merge_audit', $$
select merged_into as canonical_vid, lead_id as vid_to_merge, created_at + interval '1 day' as "timestamp", timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {lead} where merged_into is not null
$$),
('contact_property_history', $$
select entity_id as contact_id, 'hubspotscore' as name, score::text as value, at as "timestamp", 'CALCULATED' as source, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {score_history}
$$),
('email_campaign', $$
select campaign_id as id, name, name as subject, case kind when 'drip' then 'AUTOMATED_EMAIL' else 'BATCH_EMAIL' end as type, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {campaign} where channel = 'email' and parent_id is not null
$$),
('demo~mail', $$
select e.*, row_number() over (order by send_id, occurred_at, kind, is_bot) as n, case when coalesce(lead_id, contact_id) in (select lead_id from {lead}) then 'lead' || coalesce(lead_id, contact_id) || '@visitor.example' else 'person' || contact_id || '@halden-' || account_id || '.example' end as recipient, case when kind = 'sent' then send_id else send_id || '-' || row_number() over (partition by send_id order by occurred_at, kind, is_bot) end as id
from {email_event} e where kind <> 'reply'
$$),
('email_event', $$
select id, case kind when 'spam' then 'SPAMREPORT' when 'unsubscribe' then 'STATUSCHANGE' when 'bounce_hard' then 'BOUNCE' when 'bounce_soft' then 'BOUNCE' else upper(kind) end as type, occurred_at as created, recipient, campaign_id as email_campaign_id, case when kind <> 'sent' then send_id end as sent_by_id,
	is_bot as filtered_event, null::text as caused_by_id, null::text as obsoleted_by_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {mail}
$$),
('email_event_click', $$
select id, url, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {mail} where kind = 'click'
$$),
('email_event_bounce', $$
select id, case kind when 'bounce_soft' then 'MAILBOX_FULL' else 'UNKNOWN_USER' end as category, case kind when 'bounce_soft' then '4.2.2' else '5.1.1' end as status, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {mail} where kind like 'bounce%'
$$),
('email_event_status_change', $$
select id, false as bounced, null::text as subscriptions, 'UNSUBSCRIBED' as portal_subscription_status, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {mail} where kind = 'unsubscribe'
$$),
('engagement_meeting', $$
select touch_id as engagement_id, occurred_at as start_time, occurred_at + duration_s * interval '1 second' as end_time, case outcome when 'held' then 'COMPLETED' when 'no_show' then 'NO_SHOW' else 'CANCELED' end as meeting_outcome, initcap(kind) as property_hs_activity_type, occurred_at - interval '4 days' as property_hs_createdate, 'CRM_UI' as source,
	initcap(kind) || ' at Halden Instruments' as title, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {touch} where kind in ('meeting', 'demo')
$$),
('engagement_call', $$
select touch_id as engagement_id, occurred_at as property_hs_timestamp, occurred_at as property_hs_createdate, (duration_s * 1000)::bigint as property_hs_call_duration, 'OUTBOUND' as property_hs_call_direction, case outcome when 'held' then 'f240bbac-87c9-4f6e-bf70-924b57d47db7' else outcome end as property_hs_call_disposition,
	'COMPLETED' as property_hs_call_status, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced
from {touch} where kind = 'call'
$$),
('engagement', $$
select touch_id as id, case kind when 'call' then 'CALL' else 'MEETING' end as type, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {touch} where kind in ('meeting', 'demo', 'call')
$$),
('engagement_company', $$
select touch_id as engagement_id, account_id as company_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {touch} where kind in ('meeting', 'demo', 'call') and account_id is not null
$$),
('engagement_contact', $$
select touch_id as engagement_id, coalesce(lead_id, contact_id) as contact_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {touch} where kind in ('meeting', 'demo', 'call')
$$),
('form', $$
select distinct asset_id as guid, 'Form on ' || page as name, 'HUBSPOT' as form_type, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {touch} where kind = 'form' order by 1
$$),
('contact_form_submission', $$
select lead_id as contact_id, asset_id as form_id, occurred_at as "timestamp", page as page_url, touch_id as conversion_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {touch} where kind = 'form'
$$),
('ticket', $$
select ticket_id as id, false as is_deleted, team as property_hubspot_team_id, upper(priority) as property_hs_ticket_priority, created_at as property_createdate, first_reply_at as property_first_agent_reply_date, solved_at as property_closed_date, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {ticket}
$$),
('ticket_company', $$
select ticket_id, account_id as company_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {ticket}
$$),
('ticket_contact', $$
select ticket_id, contact_id, timestamptz '2025-05-26 04:00 UTC' as _fivetran_synced from {ticket}
$$),
-- What HubSpot has no place for.
('abm_kpi_demo_touch', $$
select * from {touch} where kind not in ('meeting', 'demo', 'call', 'form')
$$),
('abm_kpi_demo_email_event', $$
select send_id, occurred_at, kind, coalesce(contact_id, lead_id) as contact_id, account_id, email_id, subject, campaign_id, program, program_kind, url, is_marketing, is_bot from {email_event} where kind = 'reply'
$$),
('abm_kpi_demo_campaign', 'select * from {campaign}'),
('abm_kpi_demo_campaign_cost', 'select * from {campaign_cost}'),
('abm_kpi_demo_program_member', 'select * from {program_member}'),
('abm_kpi_demo_offer', 'select * from {offer}'),
('abm_kpi_demo_survey_response', 'select * from {survey_response}'),
('abm_kpi_demo_revenue', 'select * from {revenue}'),
('abm_kpi_demo_subscription', 'select * from {subscription}'),
('abm_kpi_demo_asset', 'select * from {asset}'),
('abm_kpi_demo_usage_daily', 'select * from {usage_daily}'),
('abm_kpi_demo_member', 'select * from {member}')
$company$;
comment on function @extschema@._demo_hubspot() is
'Internal: the demo company as hubspot_fivetran, in the form of _demo_company(); tables abm_kpi_demo_… hold what that has no place for.';

-- hubspot sources: the tables of HubSpot, as Fivetran and Airbyte write them. Both write the same properties, Fivetran as
-- property_x, Airbyte as properties_x or as keys of a JSON column properties; "@x" is such a property.

create function @extschema@._hubspot_source() returns table (fivetran text, airbyte text, is_required boolean, of_fivetran text, of_airbyte text, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$ values
('deal', 'deals', true, $$
id! text = deal_id | id
is_active boolean = _fivetran_active
is_deleted boolean = is_deleted
is_gone boolean = _fivetran_deleted
pipeline_id! text = deal_pipeline_id | @pipeline
stage_id! text = deal_pipeline_stage_id | @dealstage
owner_id text = owner_id | @hubspot_owner_id
created_at! timestamptz = @createdate
$$, $$
id! text
is_deleted boolean = archived
is_gone boolean
pipeline_id! text = @pipeline
stage_id! text = @dealstage
owner_id text = @hubspot_owner_id
created_at! timestamptz = @createdate | created_at
companies jsonb
contacts jsonb
properties jsonb
$$, $$
name text = @dealname
amount numeric = @amount
currency text = @deal_currency_code
amount_home numeric = @amount_in_home_currency
mrr numeric = @hs_mrr
recurring_end_on local_date = @recurring_revenue_inactive_date
close_on local_date = @closedate
closed_at timestamptz = @hs_closed_won_date
is_closed boolean = @hs_is_closed
is_closed_won boolean = @hs_is_closed_won
probability float8 = @hs_deal_stage_probability
forecast_category text = @hs_manual_forecast_category | @hs_forecast_category
type text = @dealtype
source text = @hs_analytics_source
source_1 text = @hs_analytics_source_data_1
source_2 text = @hs_analytics_source_data_2
campaign_id text = @hs_campaign
promo_code text = @promo_code
lost_reason text = @closed_lost_reason
company_id text = @hs_primary_associated_company
merged_ids text = @hs_merged_object_ids
$$),
('company', 'companies', true, $$
id! text
is_active boolean = _fivetran_active
is_deleted boolean = is_deleted
is_gone boolean = _fivetran_deleted
created_at timestamptz = @createdate
$$, $$
id! text
is_deleted boolean = archived
is_gone boolean
created_at timestamptz = @createdate | created_at
$$, $$
parent_id text = @hs_parent_company_id
name text = @name
domain text = @domain | @website
industry text = @industry
segment text = @segment
tier text = @hs_ideal_customer_profile
country text = @country
owner_id text = @hubspot_owner_id
merged_ids text = @hs_merged_object_ids
$$),
('contact', 'contacts', false, $$
id! text
is_active boolean = _fivetran_active
is_deleted boolean = is_deleted
is_gone boolean = _fivetran_deleted
created_at timestamptz = @createdate
$$, $$
id! text
is_deleted boolean = archived
is_gone boolean
created_at timestamptz = @createdate | created_at
companies jsonb
$$, $$
company_id text = @associatedcompanyid
email text = @email
other_emails text = @hs_additional_emails
title text = @jobtitle
role text = @hs_buying_role
seniority text = @hs_seniority | @seniority
owner_id text = @hubspot_owner_id
lifecycle text = @lifecyclestage
lead_at timestamptz = @hs_lifecyclestage_lead_date | @hs_v2_date_entered_lead
mql_at timestamptz = @hs_lifecyclestage_marketingqualifiedlead_date | @hs_v2_date_entered_marketingqualifiedlead
sql_at timestamptz = @hs_lifecyclestage_salesqualifiedlead_date | @hs_v2_date_entered_salesqualifiedlead
opportunity_at timestamptz = @hs_lifecyclestage_opportunity_date | @hs_v2_date_entered_opportunity
customer_at timestamptz = @hs_lifecyclestage_customer_date | @hs_v2_date_entered_customer
lead_status text = @hs_lead_status
disqualified_at timestamptz = @disqualified_date
disqualify_reason text = @disqualification_reason
recycled_at timestamptz = @recycled_date
source text = @hs_analytics_source
source_1 text = @hs_analytics_source_data_1
source_2 text = @hs_analytics_source_data_2
campaign_id text = @hs_analytics_first_touch_converting_campaign
landing_page text = @hs_analytics_first_url
has_opted_out boolean = @hs_email_optout
bounce_reason text = @hs_email_hard_bounce_reason_enum | @hs_email_hard_bounce_reason
is_quarantined boolean = @hs_email_quarantined
score float8 = @hubspotscore | @hs_predictivecontactscore_v2
merged_ids text = @hs_merged_object_ids
$$),
('owner', 'owners', false, $$
id text = owner_id | id
first_name text
last_name text
$$, $$
id! text
first_name text
last_name text
$$, ''),
('contact_merge_audit', 'contacts_merged_audit', false, '', '', $$
kept_id text = canonical_vid | canonical-vid
lost_id text = vid_to_merge | vid-to-merge
$$),
('merged_deal', null, false, $$
kept_id text = deal_id
lost_id text = merged_deal_id
$$, '', ''),
('deal_company', null, false, $$
deal_id text
company_id text
type_id text
$$, '', ''),
('deal_contact', null, false, $$
deal_id text
contact_id text
$$, '', ''),
('contact_company', null, false, $$
contact_id text
company_id text
type_id text
$$, '', ''),
('deal_pipeline_stage', 'deal_pipelines', false, $$
pipeline_id text
stage_id text
label text
sort_order float8 = display_order
probability float8
is_closed boolean
$$, $$
pipeline_id! text = pipeline_id | id
stages jsonb
$$, ''),
('deal_stage', null, false, $$
deal_id text
stage_id text = value
entered_at timestamptz = date_entered | _fivetran_start
exited_at timestamptz = _fivetran_end
$$, '', ''),
('deal_property_history', 'deals_property_history', false, '', '', $$
id text = deal_id | id
name text = name | property
value text
at timestamptz = timestamp
$$),
('contact_property_history', 'contacts_property_history', false, '', '', $$
id text = contact_id | vid | id
name text = name | property
value text
at timestamptz = timestamp
$$),
('email_event', 'email_events', false, $$
caused_by_id text
$$, $$
category text
status text
url text
is_bounced boolean = bounced
subscriptions text
portal_status text = portal_subscription_status
caused_by_id text = caused_by.id
$$, $$
id! text
type text
at timestamptz = created
recipient text
campaign_id text = email_campaign_id
sent_by_id text = sent_by.id
is_filtered boolean = filtered_event
$$),
('email_event_click', null, false, $$
id text
url text
$$, '', ''),
('email_event_bounce', null, false, $$
id text
category text
status text
$$, '', ''),
('email_event_status_change', null, false, $$
id text
is_bounced boolean = bounced
subscriptions text
portal_status text = portal_subscription_status
$$, '', ''),
('email_campaign', 'campaigns', false, '', '', $$
id! text
content_id text
name text
subject text
type text
$$),
('engagement_company', null, false, $$
engagement_id text
company_id text
$$, '', ''),
('engagement_contact', null, false, $$
engagement_id text
contact_id text
$$, '', ''),
('engagement_meeting', 'engagements_meetings', false, $$
id text = engagement_id
is_deleted boolean = _fivetran_deleted
$$, $$
id! text
is_deleted boolean = archived
companies jsonb
contacts jsonb
$$, $$
start_at timestamptz = start_time | @hs_meeting_start_time | @hs_timestamp
end_at timestamptz = end_time | @hs_meeting_end_time
outcome text = meeting_outcome | @hs_meeting_outcome
type text = @hs_activity_type
source text = source | @hs_meeting_source
$$),
('engagement_call', 'engagements_calls', false, $$
id text = engagement_id
is_deleted boolean = _fivetran_deleted
$$, $$
id! text
is_deleted boolean = archived
companies jsonb
contacts jsonb
$$, $$
at timestamptz = @hs_timestamp | @hs_createdate
duration_ms float8 = @hs_call_duration
direction text = @hs_call_direction
disposition text = @hs_call_disposition
status text = @hs_call_status
$$),
('contact_form_submission', 'contacts_form_submissions', false, '', '', $$
id text = conversion_id | conversion-id
contact_id text = contact_id | canonical_vid | canonical-vid
form_id text = form_id | form-id
at timestamptz = timestamp
page text = page_url | page-url
$$),
('ticket_company', null, false, $$
ticket_id text
company_id text
$$, '', ''),
('ticket_contact', null, false, $$
ticket_id text
contact_id text
$$, '', ''),
('ticket', 'tickets', false, $$
id! text
is_deleted boolean = is_deleted
is_gone boolean = _fivetran_deleted
$$, $$
id! text
is_deleted boolean = archived
is_gone boolean
companies jsonb
contacts jsonb
$$, $$
team text = @hubspot_team_id | @hs_pipeline
priority text = @hs_ticket_priority
created_at timestamptz = @createdate
replied_at timestamptz = @first_agent_reply_date
closed_at timestamptz = @closed_date
$$),
('feedback_submission', 'feedback_submissions', false, $$
is_deleted boolean = _fivetran_deleted
$$, $$
is_deleted boolean = archived
$$, $$
id! text
survey_id text = @hs_survey_id | @hs_survey_name
type text = @hs_survey_type
score numeric = @hs_value
contact_id text = @hs_contact_id
at timestamptz = @hs_submission_timestamp
$$)
$layout$;
comment on function @extschema@._hubspot_source() is
'Internal: the tables of HubSpot, by their names at Fivetran and Airbyte, with the columns of each and those of both.';

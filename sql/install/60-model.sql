-- model: the canonical relations that every KPI view reads, and the settings that a user edits.
-- A column is a line "name type -- what it holds".

create function @extschema@._model() returns table (entity text, key text, description text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $model$ values
('account', 'account_id', 'Companies, one row each.', $$
account_id text -- Identifier of the account in the CRM.
parent_id text -- The account that this one belongs to.
name text -- What people call it.
domain text -- Its web domain in lower case.
industry text -- Its industry.
segment text -- The market segment that figures are cut by; where the CRM has none, the industry.
tier text -- Tier of the account by the CRM; that of account_list goes before it.
country text -- Country.
owner_id text -- Who owns it.
owner_name text -- Name of the owner.
created_at timestamptz -- When the CRM first had it.
is_deleted boolean -- Deleted or merged away: counted nowhere.
$$),
('contact', 'contact_id', 'People of the accounts, one row each.', $$
contact_id text -- Identifier of the person in the CRM.
account_id text -- Where the person works.
title text -- Job title.
role text -- Role in a purchase, such as decision maker. NULL is an unknown role.
seniority text -- Level in the company.
created_at timestamptz -- When the CRM first had the person.
is_employee boolean -- One of us.
is_deleted boolean -- Deleted or merged away: counted nowhere.
$$),
('lead', 'lead_id', 'Leads, one row each.', $$
lead_id text -- Identifier of the lead in the CRM.
contact_id text -- The person it became or is.
account_id text -- The account it belongs to.
owner_id text -- Who works on it.
owner_name text -- Name of the owner.
created_at timestamptz -- When it was created.
source_class text -- Kind of source, such as organic_search, referral, event; what inbound_source lists is inbound.
source text -- The source as the CRM has it.
campaign_id text -- The campaign that brought it.
landing_page text -- The page on which it came in.
status text -- Status as the CRM has it.
mql_at timestamptz -- When it first was marketing qualified.
sql_at timestamptz -- When it first was sales qualified.
converted_at timestamptz -- When it was converted.
opportunity_id text -- The opportunity that it became.
disqualified_at timestamptz -- When it was judged unfit.
disqualify_reason text -- Why.
recycled_at timestamptz -- When sales gave it back to marketing.
is_contactable boolean -- Has an address, has not opted out, has not bounced.
score float8 -- Score as the CRM has it.
is_deleted boolean -- Deleted, merged away or a duplicate: counted nowhere.
$$),
('opportunity', 'opportunity_id', 'Deals, one row each.', $$
opportunity_id text -- Identifier of the deal in the CRM.
name text -- What people call it.
account_id text -- The one account that it is counted for.
contact_id text -- Its main contact.
owner_id text -- Who works on it.
owner_name text -- Name of the owner.
pipeline_id text -- Its pipeline.
created_at timestamptz -- When it was created.
close_on date -- The day it was closed, or, while it is open, is expected to.
closed_at timestamptz -- When it was closed, where the CRM knows the instant.
stage_id text -- Its stage now.
stage_name text -- Name of that stage.
status text -- open, won, lost or disqualified.
amount numeric -- Value in its own currency.
currency text -- That currency. NULL is the base currency.
amount_base numeric -- Value in the base currency. NULL where it is unknown or has no rate.
recurring_amount_monthly numeric -- The part that recurs, per month, in the base currency.
probability float8 -- Probability to win it, 0..1, as the CRM has it. A value outside is an error of the row.
forecast_category text -- Category of the forecast as the CRM has it.
kind text -- new, expansion, renewal or other.
source_class text -- Kind of source, as in lead.
source text -- The source as the CRM has it.
campaign_id text -- The primary campaign.
promo_code text -- Code of the offer it was won with.
lost_reason text -- Why it was lost.
is_deleted boolean -- Deleted or merged away: counted nowhere.
$$),
('opportunity_contact', 'opportunity_id, contact_id', 'Who takes part in a deal.', $$
opportunity_id text -- The deal.
contact_id text -- The person.
role text -- Role in this deal.
added_at timestamptz -- Since when.
$$),
('stage', 'pipeline_id, stage_id', 'The stages of deals, in order.', $$
pipeline_id text -- The pipeline that the stage belongs to.
stage_id text -- Identifier of the stage.
label text -- What people call it.
sort_order float8 -- Its place.
is_closed boolean -- Whether a deal in it is closed.
is_won boolean -- Whether a deal in it is won.
probability float8 -- Probability of a deal in it to be won, 0..1.
$$),
('stage_history', 'entity, entity_id, entered_at, stage_id', 'One row per visit of a deal or lead to a stage.', $$
entity text -- opportunity or lead.
entity_id text -- Which one.
stage_id text -- The stage.
entered_at timestamptz -- When it entered.
exited_at timestamptz -- When it left. NULL while it is there.
amount numeric -- Value of the deal then.
close_on date -- Expected or actual close then.
$$),
('touch', 'touch_id', 'What people did or what we did with them: visits, forms, calls, meetings, events.', $$
touch_id text -- Identifier of the touch.
occurred_at timestamptz -- When.
account_id text -- The account.
contact_id text -- The person.
lead_id text -- The lead.
anonymous_id text -- The visitor, where the person is unknown.
channel text -- Channel, such as web, email, event, paid.
source_class text -- Kind of source, as in lead.
campaign_id text -- The campaign.
kind text -- visit, content, form, email_click, call, demo, meeting, event, social, community, ad, chat and others.
asset_id text -- What was looked at.
page text -- On which page.
session_id text -- In which session.
duration_s float8 -- For how many seconds.
scheduled_at timestamptz -- When a call or meeting was to be.
outcome text -- held, no_show, cancelled, moved, or as the CRM has it.
direction text -- in or out.
topic text -- Topic.
cta_id text -- Which call to action it followed.
referrer text -- The web site that a visit came from.
booked_at timestamptz -- When a meeting was booked. NULL: as occurred_at.
is_bot boolean -- Done by a program: counted nowhere but in bot counts.
$$),
('email_event', 'send_id, occurred_at, kind, url', 'What happened to each e-mail sent.', $$
send_id text -- The e-mail to one person.
occurred_at timestamptz -- When.
kind text -- sent, delivered, open, click, bounce_hard, bounce_soft, unsubscribe, spam or reply.
contact_id text -- The person.
lead_id text -- The lead, where it went to one, before it was a contact or since.
account_id text -- The account.
email_id text -- The e-mail as it was designed.
subject text -- Its subject.
campaign_id text -- The campaign.
program text -- The program.
program_kind text -- drip, trigger or one_off.
url text -- What was clicked.
is_marketing boolean -- Marketing mail, not that of a sales person.
is_bot boolean -- Done by a program.
$$),
('campaign', 'campaign_id', 'Campaigns, one row each.', $$
campaign_id text -- Identifier of the campaign.
parent_id text -- The campaign it is a part of.
name text -- What people call it.
channel text -- Channel.
program text -- Program.
kind text -- drip, trigger or one_off.
is_abm boolean -- Part of the ABM programme.
start_on date -- First day.
end_on date -- Last day.
$$),
('campaign_cost', 'campaign_id, cost_on, kind', 'What campaigns cost. Where the CRM has none, fill this in.', $$
campaign_id text -- The campaign. NULL is a cost of marketing as a whole.
cost_on date -- The day or the first day of the month that it belongs to.
kind text -- media, program, labour or technology.
amount numeric -- Amount in its own currency.
currency text -- That currency. NULL is the base currency.
amount_base numeric -- Amount in the base currency.
$$),
('survey_response', 'response_id', 'Answers to surveys, one row per answer to a question with a score.', $$
response_id text -- Identifier of the answer.
survey_id text -- The survey.
kind text -- nps, enps, csat or pulse.
question text -- The question, where the survey has several.
contact_id text -- Who answered.
account_id text -- The account.
invited_at timestamptz -- When the person was asked.
answered_at timestamptz -- When the person answered. NULL: not answered.
score numeric -- The score. One off the scale is an error of the row.
scale_min numeric -- Lowest score.
scale_max numeric -- Highest score.
theme text -- Theme that the comment was coded as; several are separated by semicolons.
followed_up_at timestamptz -- When somebody came back to the person.
$$),
('revenue', 'account_id, booked_at, kind', 'What was invoiced, refunds as negative amounts.', $$
revenue_id text -- Identifier of the booking.
account_id text -- The account.
booked_at timestamptz -- When.
amount_base numeric -- Amount in the base currency, negative for a refund.
kind text -- invoice or refund.
opportunity_id text -- The deal it belongs to.
$$),
('subscription', 'subscription_id', 'What recurs, one row per contract and change of its price.', $$
subscription_id text -- Identifier of the contract.
account_id text -- The account.
start_on date -- First day.
end_on date -- The day after the last. NULL: it runs on.
mrr_base numeric -- Revenue per month in the base currency.
product text -- The product.
$$),
('ticket', 'ticket_id', 'Questions of users.', $$
ticket_id text -- Identifier of the question.
account_id text -- The account.
contact_id text -- Who asked.
team text -- Who has to answer.
priority text -- Priority.
created_at timestamptz -- When it was asked.
first_reply_at timestamptz -- First answer of a person. NULL: none yet.
solved_at timestamptz -- When it was solved. NULL: not yet.
$$),
('score_history', 'entity, entity_id, at, rule_id', 'Scores as they were.', $$
entity text -- lead or account.
entity_id text -- Which one.
at timestamptz -- Since when.
score float8 -- The score from then on.
rule_id text -- The rule that changed it.
delta float8 -- By how much.
$$),
('asset', 'asset_id', 'Pages, documents, videos and other things to look at, so that what nobody looked at is a row too.', $$
asset_id text -- Identifier of the asset, as in touch.
name text -- What people call it.
kind text -- page, document, video, webinar, social_post, ad and others.
topic text -- Topic.
network text -- Social network, of a post.
share_kind text -- How a post was shared.
published_on date -- Since when it can be seen.
$$),
('program_member', 'program_id, contact_id', 'Who is in a nurture program, and who is there to compare with.', $$
program_id text -- The program.
contact_id text -- The person.
account_id text -- The account.
entered_at timestamptz -- Since when.
arm text -- nurtured or control.
assigned text -- randomised, matched or self: how the arm was chosen.
$$),
('offer', 'offer_id', 'Promotions that were offered.', $$
offer_id text -- Identifier of the offer.
promo_code text -- Its code, as in opportunity.
account_id text -- To whom.
opportunity_id text -- For which deal.
offered_at timestamptz -- When.
expires_at timestamptz -- Until when it holds.
discount numeric -- What it takes off, in the base currency.
$$),
('metric_daily', 'metric, day, network, campaign_id', 'Figures that come by the day only: impressions, followers, posts.', $$
metric text -- What is counted.
day date -- On which day.
network text -- In which network.
campaign_id text -- For which campaign.
value float8 -- The figure.
$$),
('segment_member', 'segment_id, entity, entity_id, valid_from', 'Segments of profile and behaviour.', $$
segment_id text -- The segment.
entity text -- account, contact or lead.
entity_id text -- Which one.
valid_from date -- First day in it.
valid_to date -- The day after the last. NULL: still in it.
$$),
('usage_daily', 'account_id, day, product', 'Use of the product by day.', $$
account_id text -- The account.
day date -- On which day.
product text -- Which product.
active_user_count numeric -- How many people used it.
usage float8 -- How much, in the unit of the product.
seat_count numeric -- How many might. NULL: unknown.
$$),
('member', 'community_id, member_id', 'Members of communities.', $$
community_id text -- The community.
member_id text -- The member.
contact_id text -- The person.
account_id text -- The account.
joined_at timestamptz -- Since when.
left_at timestamptz -- Until when. NULL: still a member.
$$)
$model$;
comment on function @extschema@._model() is
'Internal: the canonical relations, one row each: name, key columns, what a row is, and the columns as lines "name type -- what it holds".';

create function @extschema@._settings() returns table (entity text, key text, description text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $model$ values
('setting', 'name', 'How figures are computed. Edit the values; they take effect at once.', $$
name text -- Name of the setting.
value text -- Its value. NULL is the default.
description text -- What it does, and its default.
$$),
('stage_map', 'pipeline, stage', 'What a stage means, where the CRM does not say it or says it wrongly. It goes before everything else.', $$
pipeline text -- Identifier of the pipeline. NULL: any.
stage text -- Identifier or name of the stage.
status text -- open, won, lost or disqualified.
$$),
('account_list', 'list_id, account_id, valid_from', 'Which accounts are targets, and when. A deal is ABM if its account was on the list abm when it was created.', $$
list_id text -- The list; abm is the one that figures are compared by.
account_id text -- The account.
tier text -- Tier on this list.
valid_from date -- First day on the list.
valid_to date -- The day after the last. NULL: still on it.
$$),
('inbound_source', 'source_class', 'Which kinds of source are inbound.', $$
source_class text -- As in lead and opportunity.
$$),
('scoring_rule', 'rule_id', 'Points for what people do.', $$
rule_id text -- Name of the rule.
kind text -- The kind of touch that it is for, or email_open, email_click. What somebody is, such as role:champion or tier:1 (role, seniority, segment, tier, country, industry, source_class), is fit, and does not fade.
points float8 -- Points.
half_life_days float8 -- After how many days half of them are left. NULL: as the setting half_life_days says.
$$),
('goal', 'kpi, period_grain, period_start', 'What is to be reached in a period.', $$
kpi text -- The figure, as in kpi_status.
period_grain text -- month, quarter or year.
period_start date -- First day of the period.
value float8 -- The goal.
$$),
('baseline', 'name, kpi, dimension, dimension_value', 'Figures of a frozen period to compare with.', $$
name text -- Name of the baseline.
kpi text -- The figure.
dimension text -- As in the views.
dimension_value text -- As in the views.
from_on date -- First day of the period.
to_on date -- The day after the last.
value float8 -- The figure.
n bigint -- How many it is from.
$$),
('required_role', 'role', 'Which roles in a purchase an account needs a known contact for.', $$
role text -- As in contact; upper and lower case are the same.
$$),
('holiday', 'day', 'Days off, which are no business days.', $$
day date -- The day.
$$),
('fx_rate', 'currency, valid_from', 'What one unit of a currency is worth in the base currency.', $$
currency text -- Code of the currency.
valid_from date -- From this day on.
rate numeric -- Its worth, above 0.
$$),
('owner_team', 'owner_id', 'Which team those who work on leads are of.', $$
owner_id text -- As in lead.
team text -- The team.
$$)
$model$;
comment on function @extschema@._settings() is
'Internal: the tables that a user edits, in the form of _model().';

create function @extschema@._setting_default() returns table (name text, value text, pattern text, description text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $model$ values
('time_zone', 'UTC', '^.+$', 'Zone in which days, months and quarters begin. Default UTC.'),
('fiscal_year_start', '1', '^([1-9]|1[0-2])$', 'First month of the fiscal year, 1 to 12. Default 1.'),
('company', null, '\S', 'Name of the company, as the report calls it. Default: the name of the schema.'),
('base_currency', null, '^[A-Z]{3}$', 'Currency that values are shown in. Default: that of deals without a currency.'),
('as_of', null, '^\d{4}-\d\d-\d\d$', 'Day on which the figures are read, as YYYY-MM-DD. Default: today.'),
('min_n', '30', '^[1-9]\d{0,5}$', 'A figure from fewer units is thin. Default 30.'),
('min_group', '5', '^[1-9]\d{0,5}$', 'Answers of employees are shown for no smaller group. Default 5.'),
('engagement_days', '90', '^[1-9]\d{0,3}$', 'Window of engagement figures in days. Default 90.'),
('mqa_points', '60', '^\d{1,6}(\.\d+)?$', 'Points with which an account is marketing qualified. Default 60.'),
('mqa_people', '2', '^[1-9]\d{0,3}$', 'People from whom these points have to come. Default 2.'),
('half_life_days', '30', '^[1-9]\d{0,4}$', 'After how many days half of the points are left, where a scoring rule does not say. Default 30.'),
('lead_window_days', '90', '^[1-9]\d{0,3}$', 'How long a lead of a cohort is waited for. Default 90.'),
('opportunity_window_days', '365', '^[1-9]\d{0,3}$', 'How long a deal of a cohort is waited for. Default 365.'),
('follow_up_days', '1', '^[1-9]\d{0,2}$', 'Within how many days a qualified lead is to be followed up. Default 1.'),
('exposure_days', '14', '^[1-9]\d{0,2}$', 'For how many days after its creation it is looked at what a lead does, before it is asked whether that matters. Default 14.'),
('grade_cuts', '75,50,25', '^\d{1,6}(\.\d+)?(,\d{1,6}(\.\d+)?){2}$', 'Scores from which a lead has the grades A, B and C. Default 75,50,25.'),
('unpaid_sources', 'organic_search,organic_social,direct,web,referral,word_of_mouth,press,social,email', '^[^,]+(,[^,]+)*$', 'Kinds of source that are not paid for.'),
('earned_sources', 'referral,word_of_mouth,press', '^[^,]+(,[^,]+)*$', 'Kinds of source that are earned: others speak of us.'),
('reply_hours', '24', '^[1-9]\d{0,3}$', 'Within how many hours a question is to be answered. Default 24.'),
('opens_at', '09:00', '^([01]\d|2[0-3]):[0-5]\d$', 'When business days begin, Monday to Friday but for the table holiday. Default 09:00.'),
('closes_at', '17:00', '^(([01]\d|2[0-3]):[0-5]\d|24:00)$', 'When business days end; after opens_at, otherwise nothing is known in business days. Default 17:00.'),
('gross_margin', '1', '^(0(\.\d{1,6})?|1(\.0{1,6})?)$', 'Which share of revenue is margin, 0 to 1, for the lifetime value of customers. Default 1.'),
('discount_rate', '0.1', '^(0(\.\d{1,6})?|1(\.0{1,6})?)$', 'By what share less a payment is worth that comes a year later, 0 to 1. Default 0.1.')
$model$;
comment on function @extschema@._setting_default() is
'Internal: the settings with their defaults, the pattern of valid values and what they do.';

create function @extschema@.abm_kpi_check_setting(name text, value text) returns boolean
	language plpgsql stable parallel safe
	set search_path = pg_catalog, @extschema@, pg_temp
as $$
declare
	known record;
begin
	select d.name, d.pattern, d.description into known from _setting_default() d where d.name = abm_kpi_check_setting.name;
	if known.name is null then
		raise exception 'setting "%" does not exist', name using errcode = 'invalid_parameter_value',
			hint = format('The settings are %s.', (select string_agg(d.name, ', ' order by d.name) from _setting_default() d));
	elsif value !~ known.pattern
		or name = 'time_zone' and not exists (select from pg_timezone_names() z where lower(z.name) = lower(value))
		or name = 'as_of' and to_char(to_date(value, 'YYYY-MM-DD'), 'YYYY-MM-DD') <> value
		or name = 'grade_cuts' and not (split_part(value, ',', 1)::float8 > split_part(value, ',', 2)::float8 and split_part(value, ',', 2)::float8 > split_part(value, ',', 3)::float8)
	then
		raise exception 'setting "%" cannot be "%"', name, value using errcode = 'invalid_parameter_value', hint = known.description;
	end if;
	return true;
end
$$;
comment on function @extschema@.abm_kpi_check_setting(text, text) is
'True if value is one that the setting can have, NULL among them; otherwise error 22023, which says what it does. The check constraint of the table setting.';

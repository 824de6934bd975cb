-- marketo: the objects of Marketo, as Fivetran writes them.
--
-- What several definitions have in common is written once, in brackets:
--   [merged]      who was merged into whom, over any number of merges: id, survivor_id, synced_at
--   [company]     the account of the lead l: what it has as its company, without case and outer blanks
--   [send a]      the send that an activity a (joined to [merged] as mg) belongs to. Marketo has no identifier of a send;
--                 the asset, the smart campaign, its run and the person are one
--   [kind]        of the smart campaign c and its program g: drip, trigger or one_off

create function @extschema@._layout_marketo() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select 'marketo_fivetran', r.kind, r.name, r.is_required, replace(replace(replace(regexp_replace(r.definition,
		'\[send (\w+)\]', 'concat_ws(''/'', coalesce(\1.primary_attribute_value_id, ''''), coalesce(\1.campaign_id, ''''), coalesce(\1.campaign_run_id, ''''), coalesce(mg.survivor_id, \1.lead_id))', 'g'),
		'[merged]', $$(with recursive e as (select distinct on (x.id) x.id, g.lead_id as survivor_id, g.synced_at from {activity_merge_leads} g, lateral (select r[1] as id from regexp_matches(g.merge_ids, '\d+', 'g') r) x where x.id <> g.lead_id order by x.id, g.activity_date desc nulls last), m(id, survivor_id, synced_at, hops) as (select e.id, e.survivor_id, e.synced_at, 1 from e union all select m.id, e.survivor_id, greatest(m.synced_at, e.synced_at), m.hops + 1 from m join e on e.id = m.survivor_id where m.hops < 9) select distinct on (m.id) m.id, m.survivor_id, m.synced_at from m order by m.id, m.hops desc)$$),
		'[company]', $$case when lower(btrim(l.company)) not in ('', '-', 'n/a', 'na', 'none', 'unknown', '[not provided]') then lower(btrim(l.company)) end$$),
		'[kind]', $$case when g.type ~* 'engagement|nurture' or g.channel ~* 'nurture' then 'drip' when c.type ~* 'trigger' then 'trigger' when c.type ~* 'batch' or g.type ~* 'email' then 'one_off' end$$)
	from (values
('source', 'lead', true, $$
id! text
created_at! timestamptz
email! text
company text
website text
industry text
country text
title text
role text = role | lead_role
unsubscribed boolean
email_invalid boolean
lead_status text = lead_status | status
lead_source text = lead_source | original_source_type
lead_score float8 = lead_score | score
acquisition_program_id text
landing_page text = landing_page | landing_page_c
mql_date timestamptz = mql_date | first_mql_date | mql_date_c
sql_date timestamptz = sql_date | first_sql_date | sql_date_c
converted_date timestamptz = converted_date | converted_at | sfdc_converted_date
disqualify_reason text = disqualified_reason | unqualified_reason | disqualification_reason
synced_at timestamptz = _fivetran_synced
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_send_email', true, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id! text
campaign_id! text
campaign_run_id! text
email_template_id text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_email_delivered', false, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_open_email', false, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
is_bot boolean = is_bot_activity | bot_activity
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_click_email', false, $$
id text
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
link text
is_bot boolean = is_bot_activity | bot_activity
synced_at timestamptz = _fivetran_synced
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_email_bounced', false, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
category text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_email_bounced_soft', false, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_unsubscribe_email', false, $$
lead_id! text
activity_date! timestamptz
primary_attribute_value_id text
campaign_id text
campaign_run_id text
email_template_id text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_visit_webpage', false, $$
id! text
lead_id text
activity_date! timestamptz
campaign_id text
primary_attribute_value text
primary_attribute_value_id text
webpage_url text
query_parameters text
referrer_url text
search_engine text
is_bot boolean = is_bot_activity | bot_activity
synced_at timestamptz = _fivetran_synced
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_fill_out_form', false, $$
id! text
lead_id text
activity_date! timestamptz
campaign_id text
primary_attribute_value_id text
webform_id text
query_parameters text
referrer_url text
synced_at timestamptz = _fivetran_synced
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_change_data_value', false, $$
id text
lead_id! text
activity_date! timestamptz
primary_attribute_value! text
old_value text
new_value text
reason text
source text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_change_score', false, $$
id text
lead_id! text
activity_date! timestamptz
primary_attribute_value text
old_value float8
new_value float8
change_value float8
reason text
is_gone boolean = _fivetran_deleted
$$),
('source', 'activity_merge_leads', false, $$
lead_id! text
merge_ids! text
activity_date timestamptz
synced_at timestamptz = _fivetran_synced
$$),
('source', 'activity_delete_lead', false, $$
lead_id! text
$$),
('source', 'campaign', false, $$
id! text
program_id text
type text
synced_at timestamptz = _fivetran_synced
$$),
('source', 'program', false, $$
id! text
name text
channel text
type text
start_date date
end_date date
synced_at timestamptz = _fivetran_synced
is_gone boolean = _fivetran_deleted
$$),
('source', 'email_template_history', false, $$
id! text
subject text
updated_at timestamptz
$$),
('entity', 'account', false, $$
account_id = a.account_id
name = a.name
domain = a.domain
industry = a.industry
segment = a.industry
country = a.country
created_at = a.created_at
is_deleted = false
from (select [company] as account_id, mode() within group (order by btrim(l.company)) as name, mode() within group (order by l.industry) as industry,
		mode() within group (order by l.country) as country, min(l.created_at) as created_at,
		coalesce(mode() within group (order by substring(lower(btrim(l.website)) from '^(?:https?://)?(?:www\.)?([^/:?#]+)')),
			mode() within group (order by lower(split_part(l.email, '@', 2))) filter (where l.email ~ '@.+\.'
				and l.email !~* '@(gmail|googlemail|yahoo|hotmail|outlook|live|msn|icloud|me|aol|gmx|web|mail|protonmail|proton)\.')) as domain
	from {lead} l left join [merged] mg on mg.id = l.id
	where [company] is not null and mg.id is null and not coalesce(l.is_gone, false) group by 1) a
$$),
('entity', 'contact', false, $$
contact_id = l.id
account_id = [company]
title = l.title
role = l.role
created_at = l.created_at
is_deleted = mg.id is not null or d.lead_id is not null or coalesce(l.is_gone, false)
from {lead} l
left join [merged] mg on mg.id = l.id
left join (select distinct d.lead_id from {activity_delete_lead} d) d on d.lead_id = l.id
$$),
('entity', 'lead', false, $$
lead_id = l.id
contact_id = l.id
account_id = [company]
created_at = l.created_at
source_class = @extschema@._source_class(l.lead_source)
source = l.lead_source
campaign_id = l.acquisition_program_id
landing_page = l.landing_page
status = l.lead_status
mql_at = coalesce(l.mql_date, h.mql_at)
sql_at = coalesce(l.sql_date, h.sql_at)
converted_at = l.converted_date
disqualified_at = case when l.converted_date is null and coalesce(coalesce(sl.status, sn.status) = 'disqualified',
	l.lead_status ~* '\m(unqualified|disqualified|not qualified|not converted|junk|spam|invalid|(bad|not a|no) fit|bad (data|lead))\M') then coalesce(s.since, l.created_at) end
disqualify_reason = l.disqualify_reason
recycled_at = h.recycled_at
is_contactable = l.email like '%_@_%' and not coalesce(l.unsubscribed, false) and not coalesce(l.email_invalid, false)
score = l.lead_score
is_deleted = mg.id is not null or d.lead_id is not null or coalesce(l.is_gone, false)
from {lead} l
left join [merged] mg on mg.id = l.id
left join (select distinct d.lead_id from {activity_delete_lead} d) d on d.lead_id = l.id
left join {stage_map} sl on sl.pipeline = 'lead' and sl.stage = l.lead_status
left join {stage_map} sn on sn.pipeline is null and sn.stage = l.lead_status
left join (select h.lead_id, min(h.activity_date) filter (where h.new_value ~* '\m(mql|marketing qualified)\M') as mql_at,
		min(h.activity_date) filter (where h.new_value ~* '\m(sql|sal|sales (qualified|accepted))\M') as sql_at,
		max(h.activity_date) filter (where h.new_value ~* '\m(recycled?|nurtur(e|ing)|returned)\M') as recycled_at
	from {activity_change_data_value} h
	where lower(h.primary_attribute_value) in ('lead status', 'status', 'lifecycle status', 'lifecycle stage', 'revenue stage') group by h.lead_id) h on h.lead_id = l.id
left join (select h.lead_id, h.new_value, max(h.activity_date) as since from {activity_change_data_value} h
	where lower(h.primary_attribute_value) in ('lead status', 'status') group by h.lead_id, h.new_value) s on s.lead_id = l.id and s.new_value = l.lead_status
$$),
('entity', 'stage_history', false, $$
entity = 'lead'
entity_id = h.lead_id
stage_id = h.new_value
entered_at = h.activity_date
exited_at = h.next_at
from (select h.*, lead(h.activity_date) over (partition by h.lead_id order by h.activity_date, h.id) as next_at
	from {activity_change_data_value} h left join [merged] mg on mg.id = h.lead_id
	where lower(h.primary_attribute_value) in ('lead status', 'status') and h.new_value <> '' and mg.id is null and not coalesce(h.is_gone, false)) h
$$),
('entity', 'score_history', false, $$
entity = 'lead'
entity_id = h.lead_id
at = h.activity_date
score = h.new_value
rule_id = h.reason
delta = coalesce(h.change_value, h.new_value - h.old_value)
from {activity_change_score} h
left join [merged] mg on mg.id = h.lead_id
where lower(coalesce(h.primary_attribute_value, 'lead score')) = 'lead score' and mg.id is null and not coalesce(h.is_gone, false)
$$),
('entity', 'score_history', false, $$
entity = 'lead'
entity_id = h.lead_id
at = h.activity_date
score = h.new_score
rule_id = coalesce(h.reason, h.source)
delta = h.new_score - h.old_score
from (select h.*, case when h.new_value ~ '^\s*[-+]?\d{1,15}(\.\d{1,9})?\s*$' then h.new_value::float8 end as new_score,
		case when h.old_value ~ '^\s*[-+]?\d{1,15}(\.\d{1,9})?\s*$' then h.old_value::float8 end as old_score
	from {activity_change_data_value} h where lower(h.primary_attribute_value) = 'lead score' and not coalesce(h.is_gone, false)) h
left join [merged] mg on mg.id = h.lead_id
left join (select distinct s.lead_id, s.activity_date from {activity_change_score} s where lower(coalesce(s.primary_attribute_value, 'lead score')) = 'lead score') s
	on s.lead_id = h.lead_id and s.activity_date = h.activity_date
where mg.id is null and s.lead_id is null and h.new_score is not null
$$),
('entity', 'campaign', false, $$
campaign_id = g.id
name = g.name
channel = coalesce(nullif(@extschema@._source_class(g.channel), 'other'), lower(replace(g.channel, ' ', '_')))
program = g.name
kind = case when g.type ~* 'engagement|nurture' or g.channel ~* 'nurture' then 'drip' when g.type ~* 'email' then 'one_off' end
is_abm = coalesce(g.name ~* '\mabm\M|account.based', false)
start_on = g.start_date
end_on = g.end_date
updated_at = g.synced_at
from {program} g
where not coalesce(g.is_gone, false)
$$)
-- What happened to e-mails: of each activity those whose send is known.
union all
select 'entity', 'email_event', false, format($$
send_id = [send a]
occurred_at = a.activity_date
kind = %s
contact_id = coalesce(mg.survivor_id, a.lead_id)
lead_id = coalesce(mg.survivor_id, a.lead_id)
account_id = [company]
email_id = a.primary_attribute_value_id
subject = t.subject
campaign_id = c.program_id
program = g.name
program_kind = [kind]
url = %s
is_marketing = true
is_bot = %s
from {%s} a
left join [merged] mg on mg.id = a.lead_id
left join {lead} l on l.id = coalesce(mg.survivor_id, a.lead_id)
left join {campaign} c on c.id = a.campaign_id
left join {program} g on g.id = c.program_id
left join (select distinct on (t.id) t.id, t.subject from {email_template_history} t order by t.id, t.updated_at desc nulls last) t on t.id = a.email_template_id
where not coalesce(a.is_gone, false)%s
$$, e.kind, e.url, e.is_bot, e.name, case when e.name <> 'activity_send_email' then $$
	and [send a] in (select [send s] from {activity_send_email} s left join [merged] mg on mg.id = s.lead_id where not coalesce(s.is_gone, false))$$ end)
from (values
	('activity_send_email', '''sent''', 'null', 'false'),
	('activity_email_delivered', '''delivered''', 'null', 'false'),
	('activity_open_email', '''open''', 'null', 'coalesce(a.is_bot, false)'),
	('activity_click_email', '''click''', 'a.link', 'coalesce(a.is_bot, false)'),
	('activity_email_bounced', 'case when btrim(a.category) in (''3'', ''4'', ''9'') or a.category ~* ''soft'' then ''bounce_soft'' else ''bounce_hard'' end', 'null', 'false'),
	('activity_email_bounced_soft', '''bounce_soft''', 'null', 'false'),
	('activity_unsubscribe_email', '''unsubscribe''', 'null', 'false')) e(name, kind, url, is_bot)
-- What people did.
union all
select 'entity', 'touch', false, format($$
touch_id = '%1$s:' || coalesce(a.id, concat_ws('/', a.lead_id, a.activity_date, a.primary_attribute_value_id))
occurred_at = a.activity_date
account_id = [company]
contact_id = coalesce(mg.survivor_id, a.lead_id)
lead_id = coalesce(mg.survivor_id, a.lead_id)
campaign_id = c.program_id
channel = '%2$s'
kind = '%1$s'
direction = 'in'
%3$s
updated_at = greatest(a.synced_at, mg.synced_at, l.synced_at, c.synced_at)
from {%4$s} a
left join [merged] mg on mg.id = a.lead_id
left join {lead} l on l.id = coalesce(mg.survivor_id, a.lead_id)
left join {campaign} c on c.id = a.campaign_id
where not coalesce(a.is_gone, false)
$$, t.kind, t.channel, t.columns, t.name)
from (values
	('activity_visit_webpage', 'visit', 'web', $$page = split_part(coalesce(a.webpage_url, a.primary_attribute_value), '?', 1)
asset_id = split_part(coalesce(a.webpage_url, a.primary_attribute_value), '?', 1)
source_class = coalesce(@extschema@._source_class(substring(a.query_parameters from '(?:^|[&?])utm_medium=([^&]+)')),
	case when a.search_engine <> '' then 'organic_search' when coalesce(a.referrer_url, '') = '' then 'direct' end)
is_bot = coalesce(a.is_bot, false)$$),
	('activity_fill_out_form', 'form', 'web', $$page = split_part(a.referrer_url, '?', 1)
asset_id = coalesce(a.primary_attribute_value_id, a.webform_id)
source_class = @extschema@._source_class(substring(a.query_parameters from '(?:^|[&?])utm_medium=([^&]+)'))
is_bot = false$$),
	('activity_click_email', 'email_click', 'email', $$page = split_part(a.link, '?', 1)
asset_id = a.primary_attribute_value_id
source_class = 'email'
is_bot = coalesce(a.is_bot, false)$$)) t(name, kind, channel, columns)) r(kind, name, is_required, definition)
$layout$;
comment on function @extschema@._layout_marketo() is
'Internal: the layout marketo_fivetran.';

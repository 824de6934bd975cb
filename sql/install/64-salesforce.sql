-- salesforce: the objects of Salesforce, as Fivetran and Airbyte write them.

create function @extschema@._layout_salesforce() returns table (layout text, kind text, name text, is_required boolean, definition text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $layout$
	select l.layout, r.*
	from (values ('salesforce_fivetran', 'synced_at timestamptz = _fivetran_synced'),
		('salesforce_airbyte', 'synced_at! timestamptz = _airbyte_extracted_at | _airbyte_emitted_at')) l(layout, synced),
	lateral (values
('source', 'account', true, l.synced || $$
id! text
parent_id text
name! text
industry text
type text
website text
billing_country text
owner_id text
created_date timestamptz
is_deleted boolean
$$),
('source', 'opportunity', true, l.synced || $$
id! text
account_id! text
name text
owner_id text
campaign_id text
amount numeric
currency_iso_code text
probability float8
stage_name! text
forecast_category_name text
close_date! date
created_date! timestamptz
is_closed! boolean
is_won! boolean
is_deleted boolean
type text
lead_source text
$$),
('source', 'user', false, $$
id text
name text
$$),
('entity', 'account', false, $$
account_id = a.id
parent_id = a.parent_id
name = a.name
domain = lower(substring(a.website from '^(?:https?://)?(?:www\.)?([^/:?#]+)'))
industry = a.industry
segment = a.industry
country = a.billing_country
owner_id = a.owner_id
owner_name = u.name
created_at = a.created_date
is_deleted = coalesce(a.is_deleted, false)
updated_at = a.synced_at
from {account} a left join {user} u on u.id = a.owner_id
$$),
('entity', 'opportunity', false, $$
opportunity_id = o.id
name = o.name
account_id = o.account_id
owner_id = o.owner_id
owner_name = u.name
created_at = o.created_date
close_on = o.close_date
stage_id = o.stage_name
stage_name = o.stage_name
status = coalesce({status_of null::text, o.stage_name, o.stage_name}, case when o.is_won then 'won' when o.is_closed then 'lost' else 'open' end)
amount = o.amount
currency = o.currency_iso_code
amount_base = {in_base o.amount, o.currency_iso_code, o.close_date}
probability = o.probability / 100
forecast_category = o.forecast_category_name
source = o.lead_source
campaign_id = o.campaign_id
is_deleted = coalesce(o.is_deleted, false)
updated_at = o.synced_at
from {opportunity} o
left join {user} u on u.id = o.owner_id
$$)) r(kind, name, is_required, definition)
$layout$;
comment on function @extschema@._layout_salesforce() is
'Internal: the layouts salesforce_fivetran and salesforce_airbyte.';

-- targets: the KPI views of target accounts and their people.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._view_targets() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('target_accounts', 'Do we know, reach and win the accounts that we chose? Those that were on the list abm on the first day of the period, and what they did in it. Filter one period_grain and one dimension.', $$
select * from {target_period_fact}
$$, 'week month quarter year given', $$
tier
segment
owner = owner_id, owner_name
country
$$, '', $$
targets = count(*)
covered = rate_agg(is_covered)
reached = rate_agg(is_reached)
engaged = rate_agg(is_engaged)
qualified = rate_agg(is_qualified)
with_opportunity = rate_agg(opportunity_count > 0)
won = rate_agg(is_won)
contacted = rate_summary(coalesce(sum(engaged_count), 0), coalesce(sum(contacted_count), 0))
contacts = sum(contact_count)
opportunities = sum(opportunity_count)
$$, 'targets', $$
count target_account_count = targets -- Accounts on the list on the first day of the period.
rate coverage_rate (covered_account_count / target_account_count) = covered -- Share of them with a known person by the end of the period.
rate reach_rate (reached_account_count / target_account_count) = reached -- Share of them that we reached in the period, or they us: a touch of either side, a mail delivered, an ad. What was cancelled or missed does not count.
rate engagement_rate (engaged_account_count / target_account_count) = engaged -- Share of them with a sign of theirs in the period: not an ad shown, a mail opened, or what we did without an answer.
rate mqa_rate (mqa_account_count / target_account_count) = qualified -- Share of them that became marketing qualified in the period, for the first time ever: by mqa_points and mqa_people.
rate account_to_opportunity_rate (opportunity_account_count / target_account_count) = with_opportunity -- Share of them with a deal created in the period.
rate account_to_customer_rate (customer_account_count / target_account_count) = won -- Share of them with a deal won in the period.
rate contact_engagement_rate (engaged_contact_count / contacted_contact_count) = contacted -- Share of their people whom we addressed in the period that gave a sign in it.
float contacts_per_account = contacts::float8 / nullif(targets, 0) -- Known people for each of them, by the end of the period.
count opportunity_count = opportunities -- Deals of theirs created in the period.
$$),
('account_qualification', 'How far each account is, and whom we still do not know there. A role that nobody is known to have is missing; people of unknown role may have it.', $$
select a.account_id, a.account_name, case when a.is_target then 'abm' when g.is_inbound then 'inbound' else 'other' end as comparison_group, a.tier, a.segment, a.owner_name as owner,
	case when coalesce(o.is_customer, false) or s.account_id is not null then 'customer' when o.has_open then 'opportunity' when q.mqa_on is not null then 'mqa' when e.is_aware then 'aware' else 'none' end as status,
	z.score, e.engaged_contact_count, q.mqa_on, r.required_count, k.covered_count, k.roles, k.unknown_count, k.contact_count, o.first_opportunity_on
from {account_fact} a
left join {account_origin_fact} g on g.account_id = a.account_id
left join (select z.account_id, sum(z.score) as score from {account_score_fact} z group by z.account_id) z on z.account_id = a.account_id
left join {account_qualified_fact} q on q.account_id = a.account_id
left join (
	select c.account_id, bool_or(c.touch_count > 0) as is_aware, count(distinct c.contact_id) filter (where c.touch_count > 0) as engaged_contact_count
	from {contact_day_fact} c
	where c.day > (select p.as_of - p.engagement_days from {parameter} p)
	group by c.account_id
) e on e.account_id = a.account_id
left join (
	select d.account_id, bool_or(d.is_won and d.closed_on is not null) as is_customer, bool_or(d.status = 'open') as has_open, min(d.created_on) filter (where d.created_on <= p.as_of) as first_opportunity_on
	from {deal_group} d cross join {parameter} p
	group by d.account_id
) o on o.account_id = a.account_id
left join (
	select distinct c.account_id from {contract_fact} c cross join {parameter} p where c.end_on is null or c.end_on > p.as_of
) s on s.account_id = a.account_id
cross join (select count(distinct lower(trim(r.role))) as required_count from {required_role} r) r
left join (
	-- The role of a person, and those in deals.
	select c.account_id, count(distinct c.contact_id) as contact_count, count(distinct c.contact_id) filter (where c.is_unknown) as unknown_count,
		count(distinct r.role) as covered_count, array_agg(distinct r.role) filter (where r.role is not null) as roles
	from (
		select c.account_id, c.contact_id, lower(x.role) as role, c.role is null and d.roles is null as is_unknown
		from {contact_fact} c
		left join (
			select oc.contact_id, array_agg(distinct trim(oc.role)) as roles from {opportunity_contact} oc where trim(oc.role) <> '' group by oc.contact_id
		) d on d.contact_id = c.contact_id
		cross join lateral (select c.role union all select unnest(d.roles)) x(role)
	) c
	left join (select distinct lower(trim(r.role)) as role from {required_role} r) r on r.role = c.role
	group by c.account_id
) k on k.account_id = a.account_id
$$, '', '', $$
account_id text -- The account.
$$, '', 'f.contact_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text account_name = f.account_name -- What people call it.
text comparison_group = f.comparison_group -- abm: on the list abm as of as_of. inbound or other: by the source of its first lead or deal.
text tier = f.tier -- Its tier.
text segment = f.segment -- Its market segment.
text owner = f.owner -- Who owns it.
text status = f.status -- How far it is, the highest of: customer (has won a deal, or a contract runs), opportunity (a deal is open), mqa (was marketing qualified), aware (a sign of theirs in engagement_days), none.
float score = case when exists (select from {scoring_fact}) then coalesce(f.score, 0) end -- Points, as in engagement_by_account. NULL if there is no rule.
count contact_count = f.contact_count -- People that we know there: contacts, and leads that are not one yet.
count engaged_contact_count = f.engaged_contact_count -- Those with a sign of theirs in engagement_days.
date mqa_on = f.mqa_on -- The first day on which it was marketing qualified: points of at least mqa_points, from mqa_people or more in engagement_days. What came later does not move it.
count required_role_count = f.required_count -- Roles in the table required_role.
count covered_role_count = f.covered_count -- Those of them that a known person has, in general or in a deal.
text missing_roles = (select string_agg(m.role, ', ' order by m.role) from (select distinct lower(trim(r.role)) as role from {required_role} r) m where m.role <> all (coalesce(f.roles, '{}'))) -- Those that nobody is known to have. NULL: none.
count unknown_role_count = f.unknown_count -- People of unknown role, who may have a missing one.
date first_opportunity_on = f.first_opportunity_on -- The day on which its first deal was created.
$$),
('account_contacts', 'Whom to reach at each account, and at which step: its people, with what they did. No names and no addresses: join by contact_id.', $$
select c.account_id, c.contact_id, coalesce(c.role, d.role) as role, c.seniority, s.score, e.touch_count, e.last_touch_on, v.most_active_stage, d.open_count, d.won_count
from {contact_fact} c
join {account_fact} a on a.account_id = c.account_id
left join {contact_score_fact} s on s.contact_id = c.contact_id
left join (
	select e.contact_id, sum(e.touch_count) as touch_count, max(e.day) filter (where e.touch_count > 0) as last_touch_on
	from {contact_day_fact} e where e.contact_id is not null group by e.contact_id
) e on e.contact_id = c.contact_id
left join {contact_stage_fact} v on v.contact_id = c.contact_id
left join (
	select x.contact_id, mode() within group (order by x.role) as role, count(distinct x.opportunity_id) filter (where g.status = 'open') as open_count,
		count(distinct x.opportunity_id) filter (where g.is_won and g.closed_on is not null) as won_count
	from (
		select oc.opportunity_id, oc.contact_id, nullif(trim(oc.role), '') as role from {opportunity_contact} oc
		union all
		select o.opportunity_id, o.contact_id, null from {opportunity} o
	) x
	join {deal_group} g on g.opportunity_id = x.opportunity_id
	where x.contact_id is not null
	group by x.contact_id
) d on d.contact_id = c.contact_id
$$, '', '', $$
account_id text -- The account.
contact_id text -- The person: a contact, or a lead that is not one yet.
$$, '', 'f.touch_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text role = f.role -- Role in a purchase, else the most frequent one in deals. NULL: unknown.
text seniority = f.seniority -- Level in the company.
float score = case when exists (select from {scoring_fact}) then coalesce(f.score, 0) end -- Points of the table scoring_rule for everything the person did, halved with every half-life that has passed. NULL if there is no rule.
count touch_count = f.touch_count -- Signs of the person ever, clicked mails among them; opens do not count.
date last_touch_on = f.last_touch_on -- The day of the last of them.
text most_active_stage = f.most_active_stage -- The stage of deals of the account in which most of them were. NULL: none was while a deal was open.
boolean is_on_open_deal = coalesce(f.open_count, 0) > 0 -- Whether the person takes part in an open deal.
count open_deal_count = f.open_count -- Open deals that the person takes part in.
count won_deal_count = f.won_count -- Won ones.
$$)
$views$;
comment on function @extschema@._view_targets() is
'Internal: the KPI views of target accounts and their people.';

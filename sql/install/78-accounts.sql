-- accounts: the KPI views of customers one by one, of their use of the product, and of communities.
-- A KPI view is a row of _view(); 80-views.sql says what its parts mean.

create function @extschema@._falls_in_a_row(numbers bigint[]) returns bigint
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $$
	select cardinality(numbers) - coalesce(max(n.place) filter (where n.number >= n.number_before or n.number_before is null), 0)
	from (select x.place, x.number, lag(x.number) over (order by x.place) as number_before from unnest(numbers) with ordinality x(number, place)) n
$$;
comment on function @extschema@._falls_in_a_row(bigint[]) is
'Internal: how many of the last numbers are each below the one before.';

create function @extschema@._view_accounts() returns table (name text, description text, facts text, dates text, slices text, keys text, aggregates text, n text, columns text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $views$ values
('clv_by_account', 'What each customer is worth, by one method per row. historic: what the account has paid, and what a year more of the same would bring. contract: what its contracts are worth if customers leave as those of its group did in the last year. Filter one method; never add up two.', $$
select v.*, c.cac
from (
	select 'historic' as method, a.account_id, a.account_name, coalesce(f.comparison_group, case when a.listed @> r.first_on then 'abm' else 'other' end) as comparison_group, a.tier,
		r.value * p.gross_margin::numeric as historic_value,
		-- What came after the first purchase, for the time since.
		case when r.first_on <= p.as_of - 90 then clv_simple(r.bought / r.purchase_count, (r.purchase_count - 1) / (greatest(p.as_of - r.first_on, 90) / (365.25 / 12)), 12, p.gross_margin) end as expected_value,
		12 as horizon_months, null::float8 as alive_rate, r.purchase_count, null::float8 as group_retention_rate, r.purchase_count as n
	from (
		select x.account_id, sum(x.amount) as value, sum(x.amount) filter (where x.amount > 0) as bought, count(*) filter (where x.amount > 0) as purchase_count, min(x.day) filter (where x.amount > 0) as first_on
		from (
			select r.account_id, (r.booked_at at time zone p.time_zone)::date as day, case when abs(r.amount_base) < 1e14 then round(r.amount_base, 2) end as amount
			from {revenue} r
			cross join {parameter} p
			where coalesce(r.booked_at >= '1970-01-02' and r.booked_at < (p.as_of + 1)::timestamp at time zone p.time_zone, false)
		) x
		where x.amount is not null
		group by x.account_id
	) r
	join {account_fact} a on a.account_id = r.account_id
	left join {customer_fact} f on f.account_id = r.account_id
	cross join {parameter} p
	union all
	select 'contract', c.account_id, a.account_name, c.comparison_group, a.tier, null,
		case when c.mrr = 0 then 0 when g.retained_count < g.start_count then clv(least(c.mrr, 1e13) * 12 * p.gross_margin::numeric, g.retained_count::float8 / g.start_count, p.discount_rate) end,
		null, case when c.mrr = 0 then 0 else 1 end, c.contract_count, g.retained_count::float8 / nullif(g.start_count, 0), coalesce(g.start_count, 0)
	from (
		select c.account_id, c.comparison_group, count(*) as contract_count, coalesce(sum(c.mrr) filter (where c.end_on is null or c.end_on > p.as_of), 0) as mrr
		from {contract_fact} c
		cross join {parameter} p
		group by c.account_id, c.comparison_group
	) c
	cross join {parameter} p
	left join {account_fact} a on a.account_id = c.account_id
	left join (
		select g.comparison_group, count(*) filter (where g.was_customer) as start_count, count(*) filter (where g.was_customer and g.is_customer) as retained_count
		from (
			select c.account_number, c.comparison_group, bool_or(c.start_on <= y.day and (c.end_on is null or c.end_on > y.day)) as was_customer, bool_or(c.end_on is null or c.end_on > p.as_of) as is_customer
			from {contract_fact} c
			cross join {parameter} p
			cross join lateral (select (p.as_of - interval '1 year')::date as day) y
			group by c.account_number, c.comparison_group
		) g
		group by g.comparison_group
	) g on g.comparison_group = c.comparison_group
) v
left join (
	-- As campaign_roi has it: the cost of a campaign for each account whose first won deal came from it.
	select w.account_id, cost_per(k.cost, count(*) over (partition by w.campaign_id)) as cac
	from (
		select distinct on (d.account_id) d.account_id, d.campaign_id
		from {deal_day} d where d.status = 'won' and d.close_on <= d.as_of and d.account_id is not null order by d.account_id, d.close_on, d.opportunity_id
	) w
	join (
		select k.campaign_id, case when bool_and(coalesce(abs(k.amount_base) < 1e14, false)) then sum(case when abs(k.amount_base) < 1e14 then k.amount_base end) end as cost
		from {campaign_cost} k where k.cost_on <= (select p.as_of from {parameter} p) group by k.campaign_id
	) k on k.campaign_id = w.campaign_id
) c on c.account_id = v.account_id
$$, '', '', $$
account_id text -- The account.
method text -- historic or contract. Filter one.
$$, '', 'f.n', $$
date as_of = p.as_of -- The day up to which figures are read.
text account_name = f.account_name -- What people call it.
text comparison_group = f.comparison_group -- The group of the deal by which it became a customer; without one abm, if it was on the list abm on the day of its first purchase or contract, else other.
text tier = f.tier -- Its tier.
value historic_value = f.historic_value -- What it has paid less refunds, times the setting gross_margin. NULL for contract.
value expected_value = f.expected_value -- historic: clv_simple() of a year to come, from purchases after the first and the time since it; NULL in the first 90 days. contract: clv() of the margin of a year, with group_retention_rate and the setting discount_rate; 0 if none runs, NULL if nobody left or nobody was there to leave.
whole horizon_months = f.horizon_months -- For how long expected_value is. NULL: without end.
float alive_rate = f.alive_rate -- Probability that it still is a customer: of contract 1 or 0. NULL for historic, which cannot say.
count purchase_count = f.purchase_count -- Bookings above 0; of contract, contracts.
float group_retention_rate = f.group_retention_rate -- Share of the customers of its comparison_group a year ago that still are; n is how many these were. NULL for historic.
value cac = f.cac -- Cost of the campaign of its first won deal for each account that this campaign won so. NULL if one of them is not known.
float ltv_cac = ltv_cac(case f.method when 'historic' then f.historic_value else f.expected_value end, f.cac) -- historic_value, of contract expected_value, / cac.
$$),
('account_health', 'How each customer does, from what is known: satisfaction, use, signs and questions, each 0 to 100. A part that is missing has no weight, and component_coverage_rate says so.', $$
select c.account_id, a.account_name, c.comparison_group, a.owner_name as owner, c.mrr, c.renewal_on, s.parts, s.parts_before, t.open_count, v.has_unanswered,
	s.parts[1] as nps_score, s.parts[2] as usage_score, s.parts[3] as engagement_score, s.parts[4] as support_score, h.open_deal_count,
	nullif(concat_ws(', ', case when s.parts[1] < s.parts_before[1] - 10 then 'nps' end, case when s.parts[2] < s.parts_before[2] - 10 then 'usage' end,
		case when s.parts[3] < s.parts_before[3] - 10 then 'engagement' end, case when s.parts[4] < s.parts_before[4] - 10 then 'support' end), '') as falling,
	coalesce(v.answer_count, 0) + coalesce(u.day_count, 0) + coalesce(e.day_count, 0) + coalesce(t.question_count, 0) as observation_count
from (
	-- A contract runs. Where nothing is known of contracts, a deal was won.
	select c.account_id, c.comparison_group, least(sum(c.mrr), 1e13) as mrr, min(c.end_on) as renewal_on
	from {contract_fact} c cross join {parameter} p
	where c.end_on is null or c.end_on > p.as_of
	group by c.account_id, c.comparison_group
	union all
	select f.account_id, f.comparison_group, null, null from {customer_fact} f
	where f.comparison_group is not null and not exists (select from {contract_fact} c)
) c
join {account_fact} a on a.account_id = c.account_id
left join (
	select r.account_id, avg(r.score) filter (where r.is_last) * 10.0 as score, avg(r.score) filter (where r.was_last) * 10.0 as score_before,
		coalesce(bool_or(r.is_last and r.score <= 6 and not r.is_followed_up), false) as has_unanswered, count(*) filter (where r.is_last) as answer_count
	from (
		select x.account_id, x.score, x.is_followed_up, x.day > p.as_of - 365 and row_number() over (partition by x.person order by x.age) = 1 as is_last,
			x.day between p.as_of - 454 and p.as_of - 90 and row_number() over (partition by x.person, x.day <= p.as_of - 90 order by x.age) = 1 as was_last
		from {answer_fact} x cross join {parameter} p
		where x.survey_kind = 'nps' and x.score is not null and x.account_id is not null and x.day <= p.as_of
	) r
	group by r.account_id
) v on v.account_id = c.account_id
left join (
	-- People of the seats; where seats are not known, what was used a day, of that in the 90 days before. Below 0: not known.
	select u.account_id, 100 * least(coalesce(sum(u.active_count) filter (where u.seat_count > 0) / sum(u.seat_count) filter (where u.seat_count > 0), sum(u.usage) / 30 / nullif(sum(u.usage_old) / 90, 0), -1), 1)::float8 as score,
		100 * least(coalesce(sum(u.active_count_before) filter (where u.seat_count_before > 0) / sum(u.seat_count_before) filter (where u.seat_count_before > 0), sum(u.usage_before) / 30 / nullif(sum(u.usage_old_before) / 90, 0), -1), 1)::float8 as score_before,
		sum(u.day_count) as day_count
	from (
		select u.account_id, u.product, coalesce(max(u.active_user_count) filter (where u.age < 30), 0) as active_count, max(u.seat_count) filter (where u.age < 120) as seat_count,
			coalesce(max(u.active_user_count) filter (where u.age >= 90 and u.age < 120), 0) as active_count_before, max(u.seat_count) filter (where u.age >= 90 and u.age < 210) as seat_count_before,
			coalesce(sum(u.usage) filter (where u.age < 30), 0) as usage, sum(u.usage) filter (where u.age >= 30 and u.age < 120) as usage_old,
			coalesce(sum(u.usage) filter (where u.age >= 90 and u.age < 120), 0) as usage_before, sum(u.usage) filter (where u.age >= 120) as usage_old_before, count(distinct u.day) filter (where u.age < 30) as day_count
		from (select u.*, p.as_of - u.day as age from {usage_day_fact} u cross join {parameter} p where u.day > p.as_of - 210) u
		group by u.account_id, u.product
	) u
	group by u.account_id
) u on u.account_id = c.account_id
left join (
	select e.account_id, 100.0 * count(distinct e.age / 30) filter (where e.age < 90) / 3 as score, 100.0 * count(distinct e.age / 30) filter (where e.age >= 90) / 3 as score_before, count(distinct e.age) filter (where e.age < 90) as day_count
	from (select e.account_id, p.as_of - e.day as age from {contact_day_fact} e cross join {parameter} p where e.touch_count > 0 and e.day > p.as_of - 180) e
	group by e.account_id
) e on e.account_id = c.account_id
left join (
	select t.account_id, 100.0 * avg(t.is_in_time::integer) filter (where t.age < 90) as score, 100.0 * avg(t.is_in_time::integer) filter (where t.age >= 90 and t.age < 180) as score_before,
		count(*) filter (where t.solved_at is null and not t.is_wrong_solution) as open_count, count(t.is_in_time) filter (where t.age < 90) as question_count
	from (select t.*, p.as_of - t.day as age from {ticket_fact} t cross join {parameter} p) t
	group by t.account_id
) t on t.account_id = c.account_id
left join (select d.account_id, count(*) as open_deal_count from {deal_day} d where d.status = 'open' group by d.account_id) h on h.account_id = c.account_id
cross join (select exists (select from {touch_fact} x where x.is_theirs) as is_known offset 0) k
cross join lateral (
	select array[v.score, case when u.score >= 0 then u.score end, case when k.is_known then coalesce(e.score, 0) end, t.score]::float8[] as parts,
		array[v.score_before, case when u.score_before >= 0 then u.score_before end, case when k.is_known then coalesce(e.score_before, 0) end, t.score_before]::float8[] as parts_before
	offset 0 -- Computes them once, where many figures are made of them.
) s
$$, '', '', $$
account_id text -- The account.
$$, '', 'f.observation_count', $$
date as_of = p.as_of -- The day up to which figures are read.
text account_name = f.account_name -- What people call it.
text comparison_group = f.comparison_group -- The group of the deal by which it became a customer; without one abm, if it was on the list abm on the day of its first contract, else other.
text owner = f.owner -- Who owns it.
value mrr_value = f.mrr -- What its contracts bring per month. NULL: of contracts nothing is known, and who won a deal is a customer.
date renewal_on = f.renewal_on -- The day on which the first of its contracts ends. NULL: none does.
float health_score = health_score(f.parts) -- Mean of the parts that are known, 0 to 100.
text health_band = health_band(health_score(f.parts)) -- green from 70, yellow from 40, red below.
float component_coverage_rate = health_coverage(f.parts) -- Share of the four parts that are known.
float nps_score = f.nps_score -- Mean of the last answers of its people in a year, times ten.
float usage_score = f.usage_score -- Active people of the seats in 30 days; where seats are not known, what was used a day in 30 days, of that in the 90 before. 100 at most.
float engagement_score = f.engagement_score -- In how many of the last three spans of 30 days there was a sign of theirs: 0, 33, 67 or 100.
float support_score = f.support_score -- Share of its questions of 90 days that were answered within the setting reply_hours. NULL: none was asked.
float health_before = health_score(f.parts_before) -- health_score 90 days ago.
text falling_components = f.falling -- Parts that are more than ten points below 90 days ago. NULL: none.
count open_ticket_count = f.open_count -- Questions that are not solved.
boolean unanswered_detractor = coalesce(f.has_unanswered, false) -- Whether somebody gave at most 6 at last, within a year, and nobody came back.
boolean expansion_candidate = coalesce(health_score(f.parts) >= 70 and health_coverage(f.parts) >= 0.5, false) and f.falling is null and not coalesce(f.has_unanswered, false) and coalesce(f.open_deal_count, 0) = 0 -- Whether it is green by at least half of the parts, nothing falls, no detractor waits, and no deal is open.
$$),
('product_usage', 'Do customers use what they pay for? Use of the product by period. The day after the last has a contract: a customer. Filter one period_grain and one dimension.', $$
select * from {usage_period_fact}
$$, 'week month quarter year given summed', $$
comparison_group
product
segment
$$, '', $$
users = sum(active_user_count)
seats = sum(seat_count)
seated = sum(active_user_count) filter (where seat_count > 0)
customers = rate_agg(case when d.dimension = 'product' then is_active else account_is_active end) filter (where case when d.dimension = 'product' then is_customer else is_account and account_is_customer end)
used = sum(usage)
used_by_known = sum(usage) filter (where active_user_count > 0)
falling = count(*) filter (where case when d.dimension = 'product' then is_falling else is_account and account_is_falling end)
$$, 'trials(customers)', $$
count active_user_count = users -- People who used it, by account and product the most on one day, added up: there may have been more.
count seat_count = seats -- Seats of these accounts and products, as last known in the period.
count seated_user_count = seated -- Those of active_user_count where seats are known.
float seat_use_rate = seated::float8 / nullif(seats, 0)::float8 -- seated_user_count / seat_count. NULL where no seats are known; more than 1 where seats are shared.
rate active_account_rate (active_account_count / customer_count) = customers -- Share of the accounts with a contract on the last day of the period, or today, that used it in the period.
float usage_per_active = used_by_known / nullif(users, 0)::float8 -- Use in the period for each of active_user_count, in the unit of the product.
count falling_account_count = falling -- Accounts with a fifth less use per day than in the period before, those that ceased among them.
$$),
('community', 'Who takes part in the community? Members on the last day of a period, or today, and what they wrote in it. Size says little: look at the direction. Filter one period_grain.', $$
select m.period_grain, m.period_start, m.period_start as day, m.community_id, m.member, coalesce(bool_or(m.is_new), false) as is_new, sum(m.posts) as posts
from (
	select g.period_grain, g.period_start, m.community_id, m.member, true as is_member, m.is_known and m.joined_on >= g.period_start as is_new, 0 as posts
	from (
		select m.community_id, m.member_id as member, m.joined_on is not null as is_known, coalesce(m.joined_on, min(m.joined_on) over (), p.as_of) as joined_on, m.left_on, p.as_of, p.fiscal_shift
		from (
			select coalesce(m.community_id, '(none)') as community_id, m.member_id,
				case when m.joined_at >= '1970-01-02' and m.joined_at < '2200-01-01' then (m.joined_at at time zone p.time_zone)::date end as joined_on,
				case when m.left_at < '1970-01-02' then date '1970-01-02' when m.left_at < '2200-01-01' then (m.left_at at time zone p.time_zone)::date end as left_on
			from {member} m cross join {parameter} p where m.member_id is not null
		) m
		cross join {parameter} p
	) m
	cross join lateral (
		select 'week'::text as period_grain, t::date as period_start, least(t::date + 6, m.as_of) as last_on
		from generate_series(date_trunc('week', m.joined_on::timestamp), least(m.left_on, m.as_of)::timestamp, interval '7 days') t
		union all
		select 'month', t::date, least((t + interval '1 month')::date - 1, m.as_of)
		from generate_series(date_trunc('month', m.joined_on::timestamp), least(m.left_on, m.as_of)::timestamp, interval '1 month') t
		union all
		select 'quarter', t::date, least((t + interval '3 months')::date - 1, m.as_of)
		from generate_series(date_trunc('quarter', m.joined_on - m.fiscal_shift) + m.fiscal_shift, least(m.left_on, m.as_of)::timestamp, interval '3 months') t
		union all
		select 'year', t::date, least((t + interval '1 year')::date - 1, m.as_of)
		from generate_series(date_trunc('year', m.joined_on - m.fiscal_shift) + m.fiscal_shift, least(m.left_on, m.as_of)::timestamp, interval '1 year') t
	) g
	where m.joined_on <= m.as_of and (m.left_on is null or m.left_on > g.last_on)
	union all
	-- A post belongs to the community that it names, by channel, asset or topic; if it names none, to those of the person.
	select g.period_grain, g.period_start, x.community_id, x.member, false, false, 1
	from (
		select coalesce(m.community_id, '(none)') as community_id, m.member_id as member, (t.occurred_at at time zone p.time_zone)::date as day
		from {touch_fact} t
		join {member} m on coalesce('c' || m.contact_id, 'm' || m.member_id) = coalesce('c' || t.contact_id, 'm' || t.anonymous_id)
		cross join {parameter} p
		where t.kind = 'community' and t.is_theirs and m.member_id is not null
			and (m.community_id in (t.channel, t.asset_id, t.topic) or not exists (select from (select distinct o.community_id from {member} o) o where o.community_id in (t.channel, t.asset_id, t.topic)))
	) x
	cross join lateral {periods} g
) m
group by m.period_grain, m.period_start, m.community_id, m.member
having bool_or(m.is_member)
$$, 'week month quarter year given summed', '', $$
community_id! text -- The community. Filter one.
$$, $$
active = rate_agg(posts > 0)
posts = sum(posts)
joined = count(*) filter (where is_new)
$$, 'trials(active)', $$
rate participation_rate (active_member_count / member_count) = active -- Share of the members who wrote in the period. Who only reads is a member too.
count post_count = posts -- What they wrote.
float posts_per_active = posts::float8 / nullif(hits(active), 0) -- post_count / active_member_count.
count new_member_count = joined -- Members who joined in the period.
count year_ago_active_count = hits(lag(active, case a.period_grain when 'week' then 52 when 'month' then 12 when 'quarter' then 4 else 1 end) over (partition by a.period_grain, a.dimension, a.dimension_value, a.community_id order by a.period_start)) -- active_member_count of the same period a year ago; 0 if there was none.
count declines_in_a_row = @extschema@._falls_in_a_row(array_agg(coalesce(hits(active), 0)) filter (where a.last_on <= p.as_of) over (partition by a.period_grain, a.dimension, a.dimension_value, a.community_id order by a.period_start rows 60 preceding)) -- For how many periods that are over, up to this one, active_member_count fell each time.
$$)
$views$;
comment on function @extschema@._view_accounts() is
'Internal: the KPI views of customers one by one, of their use of the product, and of communities.';

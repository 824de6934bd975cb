-- facts: the paths of deals, each once, for attribution; 72-facts.sql and 73-facts.sql have the others.

create function @extschema@._facts_paths() returns table (name text, description text, query text)
	language sql immutable parallel safe
	set search_path = pg_catalog, pg_temp
as $facts$ values
-- A chain of more than 1000 channels cannot be solved: beyond the 900 that are met most often there is (other).
-- materialized: the touches are looked for once, and what they are touches of is worked out once for each kind of them.
('path_fact', 'Deals that were won or lost, one row each, with their path: the touches of the account in engagement_days up to the close that belong to a campaign or came from a source, in the order of time, by channel, and those of campaigns by what campaign_roi is cut by. NULL: no touch. A value that is not known is 0; one below 0 is 0 as well, and below_value. For the other views.', $$
with step as materialized (
	select w.opportunity_id, t.touch_id, t.occurred_at, coalesce(t.campaign_id, '') as campaign_id, coalesce(t.channel, t.source_class, '') as channel
	from (
		select d.opportunity_id, d.account_id, (d.closed_on + 1)::timestamp at time zone p.time_zone as until,
			(d.closed_on + 1 - p.engagement_days)::timestamp at time zone p.time_zone as since
		from {deal_group} d
		cross join {parameter} p
		where d.is_won is not null and d.closed_on is not null and coalesce(d.created_on <= p.as_of, true)
		offset 0
	) w
	join {touch_fact} t on t.account_id = w.account_id and t.occurred_at >= w.since and t.occurred_at < w.until and (t.campaign_id is not null or t.source_class is not null)
), kind as (
	select k.campaign_id, k.channel, case when dense_rank() over (order by k.campaign_id = '', k.of_campaign desc, k.campaign_id) <= 900 then left(k.campaign_id, 250) else '(other)' end as campaign,
		case when dense_rank() over (order by k.campaign_id = '', k.of_top desc, k.top) <= 900 then left(k.top, 250) else '(other)' end as top, case when dense_rank() over (order by k.of_program desc, k.program) <= 900 then left(k.program, 250) else '(other)' end as program,
		case when dense_rank() over (order by k.of_own desc, k.own) <= 900 then left(k.own, 250) else '(other)' end as own_channel,
		case when dense_rank() over (order by k.of_medium desc, k.medium) <= 900 then left(k.medium, 250) else '(other)' end as medium, k.abm
	from (
		select k.*, sum(k.n) over (partition by k.campaign_id) as of_campaign, sum(k.n) over (partition by k.top) as of_top, sum(k.n) over (partition by k.program) as of_program,
			sum(k.n) over (partition by k.own) as of_own, sum(k.n) over (partition by k.medium) as of_medium
		from (
			select s.campaign_id, s.channel, s.n, coalesce(c.top_id, s.campaign_id) as top, coalesce(c.program, '(none)') as program, coalesce(c.channel, '(none)') as own,
				coalesce(c.channel, nullif(s.channel, ''), '(none)') as medium, case when c.is_abm then 'abm' when not c.is_abm then 'other' else '(none)' end as abm
			from (select s.campaign_id, s.channel, count(*) as n from step s group by s.campaign_id, s.channel) s
			left join {campaign_fact} c on c.campaign_id = s.campaign_id
		) k
	) k
)
select d.opportunity_id, d.closed_on, d.is_won, d.comparison_group, greatest(coalesce(d.deal_value, 0), 0) as deal_value, least(coalesce(d.deal_value, 0), 0) as below_value,
	p.channel_path, p.campaign_path, p.top_path, p.program_path, p.own_path, p.abm_path
from {deal_group} d
left join (
	select s.opportunity_id, array_agg(k.medium order by s.occurred_at, s.touch_id) as channel_path,
		array_agg(k.campaign order by s.occurred_at, s.touch_id) filter (where s.campaign_id <> '') as campaign_path, array_agg(k.top order by s.occurred_at, s.touch_id) filter (where s.campaign_id <> '') as top_path,
		array_agg(k.program order by s.occurred_at, s.touch_id) filter (where s.campaign_id <> '') as program_path, array_agg(k.own_channel order by s.occurred_at, s.touch_id) filter (where s.campaign_id <> '') as own_path,
		array_agg(k.abm order by s.occurred_at, s.touch_id) filter (where s.campaign_id <> '') as abm_path
	from step s
	join kind k on k.campaign_id = s.campaign_id and k.channel = s.channel
	-- A path has at most 100000 touches; nobody has so many.
	group by s.opportunity_id having count(*) <= 100000
) p on p.opportunity_id = d.opportunity_id
where d.is_won is not null and d.closed_on is not null and coalesce(d.created_on <= (select q.as_of from {parameter} q), true)
$$)
$facts$;
comment on function @extschema@._facts_paths() is
'Internal: facts, as _facts() has them: the paths of deals.';

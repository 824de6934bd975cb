-- demo-data.sql - the tables of Halden Instruments, a company that does not exist: a maker of measuring instruments
-- with 1,600 accounts, some 3,800 opportunities, 1,100 survey answers, 20,000 marketing events and 500 contracts.
--
-- The rows are the same on every machine, in every time zone and on every version of PostgreSQL: they are computed
-- from md5 sums of row numbers and from sums, products and quotients of float8; no random(), no logarithms.

\set ON_ERROR_STOP on
set timezone = 'Europe/Berlin';         -- in which a deal is opened on a certain day
select format('alter database %I set timezone = ''Europe/Berlin''', current_database()) \gexec
set client_min_messages = warning;

create table account (
	account_id integer primary key,
	name text not null,
	segment text not null,
	tier integer not null,
	country text not null,
	is_target boolean not null,         -- on the ABM list today
	target_from date                    -- since then
);
comment on table account is 'Companies that Halden Instruments sells to, with the list of target accounts.';

create table opportunity (
	opportunity_id integer primary key,
	account_id integer not null references account,
	created_at timestamptz not null,
	close_date date,
	is_won boolean,                     -- NULL: still open
	amount numeric(12,2) not null,
	source text not null
);
comment on table opportunity is 'Deals: won, lost, or open (is_won is NULL).';

create table survey_response (
	response_id integer primary key,
	account_id integer references account,
	kind text not null,                 -- nps: customers, 0..10; enps: own staff, 1..10
	score integer not null,
	answered_at timestamptz not null
);
comment on table survey_response is 'Answers to "how likely are you to recommend us?".';

create table lead_event (
	event_id integer primary key,
	account_id integer not null references account,
	kind text not null,
	points integer not null,
	occurred_at timestamptz not null
);
comment on table lead_event is 'What people at the accounts did, and the points that this is worth.';

create table contract (
	account_id integer primary key references account,
	annual_margin numeric(12,2) not null,
	is_renewed boolean not null         -- was it renewed when its year was over?
);
comment on table contract is 'Service contracts that came up for renewal in the last twelve months.';

-- The day on which everybody looks at the figures. A live system says current_date.
create view today as select date '2025-06-30' as as_of;

-- A number from 0 to 1 that looks random and is always the same for the same key.
create function pg_temp.u(key text) returns float8
	language sql immutable as $$ select ('x' || left(md5('halden ' || key), 8))::bit(32)::bigint / 4294967296.0::float8 $$;

-- The value at share u of a distribution that is given at 0, 10, 25, 50, 75, 90 and 100 per cent.
create function pg_temp.spread(u float8, v float8[]) returns float8
	language sql immutable as $$
		select v[i] + (v[i + 1] - v[i]) * (u - share[i]) / (share[i + 1] - share[i])
		from (select '{0,0.1,0.25,0.5,0.75,0.9,1}'::float8[] as share) s,
		     lateral (select 1 + (u >= 0.1)::integer + (u >= 0.25)::integer + (u >= 0.5)::integer +
		                     (u >= 0.75)::integer + (u >= 0.9)::integer as i) place
	$$;

-- Accounts: 1..260 are the target list since the programme began, 261..330 were put on it only after their deal.

insert into account
select n,
       (array['Avelund','Borgvik','Caldmoor','Drevna','Elmsted','Farrowby','Grenholt','Hasselby','Ilmarra','Jorvane',
              'Kestrow','Lindarra','Morvale','Nethersk','Orlund','Pellworth','Quarrin','Rowmark','Silverin','Tarnwick',
              'Ulvedal','Varnholt','Wexmoor','Ystrad','Zellhof','Ambersund','Brackvale','Corrin','Dunmarra','Eskholm',
              'Fennrick','Garsund','Holmarra','Ingvale','Jarrow','Kilvane','Lorrick','Mossby','Norrhavn','Oakmarra'])
         [1 + (n - 1) % 40] || ' ' ||
       case s when 1 then (array['Motors','Axles','Drives','Brakes','Castings','Gears','Springs','Seats'])[1 + (n - 1) / 200]
              when 2 then (array['Circuits','Sensors','Boards','Displays','Relays','Cables','Lasers','Chips'])[1 + (n - 1) / 200]
              when 3 then (array['Dairy','Bakery','Brewery','Foods','Mills','Fruits','Sweets','Spices'])[1 + (n - 1) / 200]
              when 4 then (array['Presses','Tools','Robots','Pumps','Cranes','Looms','Valves','Lathes'])[1 + (n - 1) / 200]
              else (array['Pharma','Biotech','Vaccines','Labs','Reagents','Serums','Medical','Enzymes'])[1 + (n - 1) / 200] end,
       (array['Automotive','Electronics','Food','Machinery','Pharma'])[s],
       case when n <= 260 then 1 + n % 2 else 1 + n % 3 end,
       (array['DE','AT','CH','NL','SE','DK'])[1 + floor(6 * pg_temp.u('country ' || n))::integer],
       n <= 330,
       case when n <= 260 then date '2023-01-01'
            when n <= 330 then date '2025-01-15' + n % 120 end
from (select n, 1 + (7 * (n - 1) + (n - 1) / 40) % 5 as s from generate_series(1, 1600) as n) a;

-- Deals. Each has a day on which it opens and a number of days until it is decided; what would be decided after today
-- is still open. Won are those that stand highest in an order of chance, shifted by segment and, for ABM, by time.

create temporary table deal as
with timed as (
	select grp, n, drift, t.as_of,
	       starts + (n * (t.as_of - starts) / total) as opened_on,
	       starts + (n * (t.as_of - starts) / total) + floor(pg_temp.spread(takes - floor(takes), days_open))::integer as decided_on
	from (values
	      ('abm',     761, date '2023-01-02', '{20,51,79,125,179,239,430}'::float8[], 0.35::float8),
	      ('inbound', 2316, date '2022-07-01', '{3,17,31,53.5,82,118,260}',              0),
	      ('other',   770, date '2022-07-01', '{4,20,36,60,92,130,280}',                 0)
	     ) g(grp, total, starts, days_open, drift),
	     today t,
	     generate_series(1, total) as n,
	     -- the golden ratio deals out long and short durations evenly over the months
	     lateral (select n * 0.6180339887498949::float8 + 0.15::float8 * pg_temp.u('takes ' || grp || n) as takes) d
), placed as (
	select *,
	       case grp when 'abm' then 1 + floor(260 * pg_temp.u('account a ' || n))::integer
	                else 331 + floor(1270 * pg_temp.u('account ' || grp || n))::integer end as account_id
	from timed
)
select p.grp, p.n, p.opened_on, a.account_id, a.segment,
       case when decided_on <= as_of then decided_on end as close_date,
       case when decided_on <= as_of then
            row_number() over (partition by grp, decided_on <= as_of
                               order by pg_temp.u('wins ' || grp || p.n)
                                        + drift * (decided_on - date '2022-07-01') / 1095.0::float8
                                        + case segment when 'Machinery' then 0.06 when 'Pharma' then 0.03 when 'Food' then -0.07 else 0 end::float8
                                        desc, p.n)
       end as place
from placed p join account a using (account_id);

insert into opportunity
select row_number() over (order by opened_on, grp, n),
       account_id,
       (opened_on + time '08:00' + (floor(600 * pg_temp.u('clock ' || grp || n)) * interval '1 minute'))::timestamp at time zone 'Europe/Berlin',
       close_date,
       case when close_date is not null then place <= (case grp when 'abm' then 243 when 'inbound' then 458 else 122 end) end,
       100 * round((pg_temp.spread(pg_temp.u('amount ' || grp || n),
                                   case grp when 'abm' then '{9000,18000,33000,61000,105000,172000,420000}'::float8[]
                                            else '{2500,6000,10500,19600,34000,55000,150000}' end) / 100)::numeric),
       case grp when 'abm' then (array['abm_campaign','sales','event'])[1 + n % 3]
                when 'inbound' then (array['web','search','webinar','content'])[1 + n % 4]
                else (array['partner','sales','referral'])[1 + n % 3] end
from deal;

-- Seventy accounts came onto the list only after their one deal was decided: sixty of these deals were won. They are
-- taken from the inbound ones, so the totals stay.
with late as (
	select opportunity_id, 260 + row_number() over (order by is_won desc, opportunity_id) as account_id
	from (select opportunity_id, is_won,
	             row_number() over (partition by is_won order by md5('late ' || opportunity_id) collate "C") as place
	      from opportunity where source in ('web', 'search', 'webinar', 'content') and close_date < date '2025-01-01') o
	where place <= case when is_won then 60 else 10 end
)
update opportunity o set account_id = late.account_id from late where late.opportunity_id = o.opportunity_id;

-- Somebody typed a close date before the opening, 18 times.
update opportunity set close_date = (created_at at time zone 'Europe/Berlin')::date - 3
where opportunity_id in (select opportunity_id from opportunity
                         where close_date is not null and source in ('partner', 'web')
                         order by md5('typo ' || opportunity_id) collate "C" limit 18);

-- Survey answers: so many of each score, given out in an order of chance that favours some segments.

insert into survey_response
with answers as (
	select grp, n,
	       case grp when 'abm' then 1 + floor(260 * pg_temp.u('answer a' || n))::integer
	                when 'rest' then 331 + floor(1270 * pg_temp.u('answer r' || n))::integer end as account_id,
	       pg_temp.u('answered ' || grp || n) as clock
	from (values ('abm', 310), ('rest', 743), ('staff', 84)) g(grp, total), generate_series(1, total) as n
), ranked as (
	select a.*, row_number() over (partition by grp
	            order by pg_temp.u('score ' || grp || n)
	                     + case segment when 'Pharma' then 0.12 when 'Food' then -0.15 else 0 end::float8, n) as place
	from answers a left join account using (account_id)
), scored as (
	select grp, score, sum(counts) over (partition by grp order by score) as up_to, counts
	from (select grp, o - 1 as score, counts
	      from (values ('abm',   array[0,0,0,1,3,10,24,43,48,112,69,0]),
	                   ('rest',  array[9,7,11,15,23,49,63,91,117,168,187,3]),      -- three of 11
	                   ('staff', array[0,0,1,2,3,5,7,11,11,24,20,0])) c(grp, c),
	           unnest(c) with ordinality as x(counts, o)) y
)
select row_number() over (order by r.grp, r.n), r.account_id, case r.grp when 'staff' then 'enps' else 'nps' end, s.score,
       timestamptz '2024-07-01 00:00 Europe/Berlin' + floor(r.clock * 364 * 1440) * interval '1 minute'
from ranked r join scored s on s.grp = r.grp and r.place > s.up_to - s.counts and r.place <= s.up_to;

-- Events: every account has weeks in which it is interested; account 77 was very much so, a year ago.

insert into lead_event
select row_number() over (order by occurred_at, n), account_id, kind,
       case kind when 'newsletter_open' then 1 when 'page_view' then 2 when 'white_paper' then 8
                 when 'webinar' then 15 when 'pricing_page' then 20 else 40 end,
       occurred_at
from (
	select n, account_id,
	       case when k < 0.42 then 'newsletter_open' when k < 0.80 then 'page_view' when k < 0.89 then 'white_paper'
	            when k < 0.95 then 'webinar' when k < 0.985 then 'pricing_page' else 'demo_request' end as kind,
	       timestamptz '2024-01-01 00:00 Europe/Berlin'
	       + floor(1440 * case when account_id = 77 then 100 + 120 * t
	                           else 30 + 455 * pg_temp.u('interest ' || account_id) + 60 * t end) * interval '1 minute' as occurred_at
	from (select n,
	             case when n <= 140 then 77
	                  when n <= 6000 then 1 + floor(260 * pg_temp.u('event a' || n))::integer
	                  else 1 + floor(1600 * pg_temp.u('event ' || n) * pg_temp.u('event b' || n))::integer end as account_id,
	             pg_temp.u('kind ' || n) as k, pg_temp.u('when ' || n) as t
	      from generate_series(1, 20000) as n) e
) dated;

-- Contracts: 121 of 130 target accounts renewed, 312 of 380 others.

insert into contract
select account_id, 10 * round((pg_temp.spread(pg_temp.u('margin ' || account_id),
                                              case when target then '{4000,9000,16000,27500,41000,62000,120000}'::float8[]
                                                   else '{900,2600,5000,8800,13500,20500,45000}' end) / 10)::numeric),
       place <= case when target then 121 else 312 end
from (select account_id, account_id <= 260 as target,
             row_number() over (partition by account_id <= 260 order by md5('renews ' || account_id) collate "C") as place
      from (select account_id, row_number() over (partition by account_id <= 260 order by md5('signed ' || account_id) collate "C") as n
            from account where account_id <= 260 or account_id > 330) s
      where n <= case when account_id <= 260 then 130 else 380 end) c;

-- What every report starts from: the deals with the group that they belonged to when they were opened. An account that
-- came onto the list later does not make its earlier deals ABM.
create view deal_group as
select o.*, a.name, a.segment, a.tier, a.country, a.is_target,
       case when a.target_from <= (o.created_at at time zone 'Europe/Berlin')::date then 'ABM'
            when o.source in ('web', 'search', 'webinar', 'content') then 'inbound'
            else 'other' end as comparison_group
from opportunity o join account a using (account_id);

analyze;

-- scalar: figures of one row, or of sums that are already made.

create function @extschema@.nps_category(score integer) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_nps_category_int4';
comment on function @extschema@.nps_category(integer) is
'Group of an answer to the recommendation question on 0..10: promoter (9, 10), passive (7, 8) or detractor (0 to 6), as nps() counts them. Errors: 22003 unless it is a whole number from 0 to 10.';

create function @extschema@.nps_category(score numeric) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_nps_category_numeric';
comment on function @extschema@.nps_category(numeric) is
'Group of an answer to the recommendation question on 0..10: promoter (9, 10), passive (7, 8) or detractor (0 to 6), as nps() counts them. Errors: 22003 unless it is a whole number from 0 to 10.';

create function @extschema@.nps_category(score float8) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_nps_category_float8';
comment on function @extschema@.nps_category(float8) is
'Group of an answer to the recommendation question on 0..10: promoter (9, 10), passive (7, 8) or detractor (0 to 6), as nps() counts them. Errors: 22003 unless it is a whole number from 0 to 10.';

create function @extschema@.cycle_days(opened timestamptz, closed timestamptz, zone text) returns integer
	language sql immutable strict parallel safe
	return (closed at time zone zone)::date - (opened at time zone zone)::date;
comment on function @extschema@.cycle_days(timestamptz, timestamptz, text) is
'Days from opened to closed, both cut to dates in the time zone: whole calendar days, not elapsed time; negative where the deal closed before it was opened, so that such rows can be found. Errors: 22008 for an infinite time, 22023 for a time zone that does not exist.';

create function @extschema@.cycle_days(opened timestamptz, closed date, zone text) returns integer
	language sql immutable strict parallel safe
	return closed - (opened at time zone zone)::date;
comment on function @extschema@.cycle_days(timestamptz, date, text) is
'Days from opened to a close date, opened being cut to a date in the time zone: whole calendar days, not elapsed time; negative where the deal closed before it was opened, so that such rows can be found. Errors: 22008 for an infinite time, 22023 for a time zone that does not exist.';

create function @extschema@.cycle_days(opened date, closed date) returns integer
	language sql immutable strict parallel safe
	return closed - opened;
comment on function @extschema@.cycle_days(date, date) is
'Days from one date to another: whole calendar days, not elapsed time; negative where the deal closed before it was opened, so that such rows can be found. Errors: 22008 for an infinite time.';

create function @extschema@.lead_grade(score float8, cuts float8[]) returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_lead_grade';
comment on function @extschema@.lead_grade(float8, float8[]) is
'Grade of a score: A from the first cut on, B from the second, and so on; below all cuts the letter after those. Errors: 22023 unless there are 1 to 25 cuts in descending order, 22004 for a NULL among them, 22003 for NaN or infinity, 2202E for cuts of two dimensions.';

create function @extschema@.roi(revenue numeric, cost numeric) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_roi';
comment on function @extschema@.roi(numeric, numeric) is
'Return on investment: (revenue - cost) / cost; 1.5 is 150 %. Give the gross margin instead of the revenue for a return on margin. NULL where cost is not above 0: without cost, or with refunds that exceed it, there is no return on it. Errors: 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.roas(revenue numeric, cost numeric) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_roas';
comment on function @extschema@.roas(numeric, numeric) is
'Return on advertising spend: revenue / cost; 1 is break-even. NULL where cost is not above 0. Errors: 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.cost_per(cost numeric, n numeric) returns numeric
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_cost_per';
comment on function @extschema@.cost_per(numeric, numeric) is
'Cost per lead, MQL, opportunity or customer (then called CAC): cost / n, to at least 16 significant digits. n is numeric because sum(bigint) and shares of attribution are. NULL where n is 0, and where cost is not above 0, as it then is not known. Errors: 22003 for NaN or infinity, or n below 0.';

create function @extschema@.growth(current numeric, previous numeric) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_growth_numeric';
comment on function @extschema@.growth(numeric, numeric) is
'Growth of an amount: current / previous - 1, -1 being a fall to nothing. NULL where previous is not above 0. Errors: 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.growth(current float8, previous float8) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_growth_float8';
comment on function @extschema@.growth(float8, float8) is
'Growth of a figure: current / previous - 1, -1 being a fall to nothing. NULL where previous is not above 0. Errors: 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.growth(current bigint, previous bigint) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_growth_int8';
comment on function @extschema@.growth(bigint, bigint) is
'Growth of a count: current / previous - 1, -1 being a fall to nothing. NULL where previous is not above 0.';

create function @extschema@.ltv_cac(ltv numeric, cac numeric) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_ltv_cac';
comment on function @extschema@.ltv_cac(numeric, numeric) is
'Customer lifetime value per cost of acquiring a customer: ltv / cac. NULL where cac is not above 0. Errors: 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.payback_periods(cac numeric, revenue_per_period numeric, gross_margin float8 default 1) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_payback_periods';
comment on function @extschema@.payback_periods(numeric, numeric, float8) is
'Periods until a customer has paid back what it cost to acquire: cac / (revenue_per_period * gross_margin). 0 where cac is 0; NULL where nothing is earned (never paid back) or cac is below 0. Errors: 22023 unless gross_margin is from 0 to 1, 22003 for NaN or infinity, or a result beyond a float8.';

create function @extschema@.health_score(scores float8[]) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_health_score';
comment on function @extschema@.health_score(float8[]) is
'Account health, 0..100: the mean of the components that are present. A NULL score is a component that is missing. NULL where all are. Show health_coverage() beside it. Errors: 22003 unless every score is from 0 to 100.';

create function @extschema@.health_score(scores float8[], weights float8[]) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_health_score';
comment on function @extschema@.health_score(float8[], float8[]) is
'Account health, 0..100: sum of weight * score / sum of weight over the components that are present. A NULL score is a component that is missing: the others take over its weight. NULL where all are, or those present have no weight. Show health_coverage() beside it. Errors: 22003 unless every score is from 0 to 100 and every weight a number from 0 on, 22004 for a NULL weight, 2202E for arrays of different lengths.';

create function @extschema@.health_coverage(scores float8[]) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_health_coverage';
comment on function @extschema@.health_coverage(float8[]) is
'Share of the components of an account''s health that is present, 0..1. NULL without components. Errors: 22003 unless every score is from 0 to 100.';

create function @extschema@.health_coverage(scores float8[], weights float8[]) returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_health_coverage';
comment on function @extschema@.health_coverage(float8[], float8[]) is
'Share of the weight of an account''s health whose components are present, 0..1. NULL where there is no weight at all. Errors: 22003 unless every score is from 0 to 100 and every weight a number from 0 on, 22004 for a NULL weight, 2202E for arrays of different lengths.';

create function @extschema@.health_band(score float8, cuts float8[] default '{70,40}') returns text
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'scalar_health_band';
comment on function @extschema@.health_band(float8, float8[]) is
'Band of a health score: green from the first cut on, yellow from the second, red below. Errors: 22023 unless there are two cuts in descending order, 22004 for a NULL among them, 22003 for NaN or infinity, 2202E for cuts of two dimensions.';

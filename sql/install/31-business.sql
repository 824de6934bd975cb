-- business: durations in business days.

create function @extschema@.business_days(started timestamptz, ended timestamptz, zone text, opens time, closes time, weekdays integer[] default '{1,2,3,4,5}', holidays date[] default '{}') returns float8
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'business_days_timestamptz';
comment on function @extschema@.business_days(timestamptz, timestamptz, text, time, time, integer[], date[]) is
'Opening hours between two instants, in business days: the time that the wall clock of the zone shows between opens and closes on working days / (closes - opens). weekdays are 1 (Monday) to 7 (Sunday); holidays are days off, whichever weekday and however often they are given. A day on which the clocks change has as many opening hours as any other. NULL where ended is before started. Errors: 22008 for an infinite time, 22023 for an unknown time zone, hours that do not end after they begin (closes may be 24:00), a weekday outside 1..7 or none, 22004 for a NULL in an array, 2202E for one of two dimensions.';

create function @extschema@.business_days(started date, ended date, weekdays integer[] default '{1,2,3,4,5}', holidays date[] default '{}') returns integer
	language c immutable strict parallel safe as 'MODULE_PATHNAME', 'business_days_date';
comment on function @extschema@.business_days(date, date, integer[], date[]) is
'Working days from started to the day before ended, as date subtraction counts days. weekdays are 1 (Monday) to 7 (Sunday); holidays are days off, whichever weekday and however often they are given. NULL where ended is before started. Errors: 22008 for a date that is infinite or after 294276-12-31, 22023 for a weekday outside 1..7 or none, 22004 for a NULL in an array, 2202E for one of two dimensions.';

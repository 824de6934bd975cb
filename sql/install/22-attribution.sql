-- attribution: the value of a conversion divided among the touches that led to it.

create function @extschema@.attribution(path text[], model text, value numeric default 1, at timestamptz[] default null, converted_at timestamptz default null, half_life interval default null, lead_position integer default null, opportunity_position integer default null, lookback interval default null)
	returns table ("position" integer, channel text, credit numeric)
	language c immutable parallel safe rows 5 as 'MODULE_PATHNAME', 'attribution';
comment on function @extschema@.attribution(text[], text, numeric, timestamptz[], timestamptz, interval, integer, integer, interval) is
'Divides the value of one conversion among the touches of its path by a rule: one row per touch that counts, in the order of time, with its position in path and its credit. Credits sum to value exactly; they have 16 decimals more than value, and what is left beyond goes to the largest remainders, of equal ones to the earlier touch.
Models: first; last; linear (the same to each); position (40 % first, 40 % last, 20 % shared by those between; all to one touch, half each to two); w_shaped (30 % each to the first touch, lead_position and opportunity_position, 10 % shared by the others; what coincides adds, what is missing leaves its part to the rest in proportion); time_decay (2^(-age / half_life), the age counted to the conversion). A model does not look at the arguments of another.
Touches are in the order of at, at the same time in that of path; without at in that of path. Touches after converted_at, or more than lookback before it, are dropped and get nothing. No rows where path is NULL or empty or every touch is dropped: read untouched conversions by a left join. A NULL value gives NULL credits.
Errors: 22023 for an unknown model, a position outside path, at of another length than path, a half_life or lookback that is not positive or has months; 22004 for a NULL model, a NULL in path or at, and an argument that model, converted_at or lookback needs; 22003 for a value that is NaN or infinite; 22008 for infinite times; 2202E for arrays of two dimensions; 54000 beyond 100000 touches.';

